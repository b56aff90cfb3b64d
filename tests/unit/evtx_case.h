/*
 * evtx_case.h - what tests of event logs share: a log is made, decoded, and compared
 * with what decode_case.h prints of it. Each of these ends the making.
 */
#ifndef TESTS_EVTX_CASE_H
#define TESTS_EVTX_CASE_H

#include "input/input.h"
#include "make_evtx.h"

extern const struct input input_evtx;

/* Start a log and its first chunk; end the record and the chunk at hand. */
void evtx_case_start(struct make_evtx *m);
void evtx_case_end(struct make_evtx *m);

/* The wanted fields of the records; `flags` are those of the file. */
void evtx_case_expect(struct make_evtx *m, const char *fields, const char *expected);
void evtx_case_expect_flags(struct make_evtx *m, const char *fields, uint32_t flags,
                            const char *expected);

/* The start of that; and the records as XML. */
void evtx_case_expect_start(struct make_evtx *m, const char *expected);
void evtx_case_expect_xml(struct make_evtx *m, const char *expected);

#endif
