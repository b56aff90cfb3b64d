/*
 * catalogue.h - the query functions as text for people and as data for tools.
 *
 * Everything comes from the descriptors (func/func.h); nothing is known here of any
 * function.
 */
#ifndef CLI_CATALOGUE_H
#define CLI_CATALOGUE_H

#include "base/buf.h"
#include "func/func.h"

/* Every function by family, one line each. */
void catalogue_list(bool has_color, struct buf *out);

/* One function: summary, parameters, examples. */
void catalogue_function(const struct func *f, bool has_color, struct buf *out);

/* All functions, or the one, as a JSON array of objects. */
void catalogue_json(const struct func *one, struct buf *out);

/* "field", "number", "list of aggregates", … */
const char *param_kind_name(enum param_kind kind);

#endif
