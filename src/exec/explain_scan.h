/*
 * explain_scan.h - a plan in words, with what the scan does before it decodes.
 */
#ifndef EXEC_EXPLAIN_SCAN_H
#define EXEC_EXPLAIN_SCAN_H

#include "query/explain.h"

/*
 * Fill `e` with the rows for the whole plan (query/explain.h). `has_prefilter`: also
 * the literals that are sought in raw bytes. ST_NOMEM only.
 */
NODISCARD enum status explain_plan(struct explanation *e, const struct plan *plan,
                                   bool has_prefilter);

#endif
