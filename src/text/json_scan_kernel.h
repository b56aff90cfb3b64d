/*
 * json_scan_kernel.h - what json_scan.c and the kernels share. Private.
 *
 * json_scan_kernel.c is compiled once for each kind of processor, under another name.
 */
#ifndef TEXT_JSON_SCAN_KERNEL_H
#define TEXT_JSON_SCAN_KERNEL_H

#include "text/json_scan.h"

/*
 * scan() of struct json_scanner, for processors with AVX-512 (F, BW, DQ, VL, VBMI,
 * VBMI2), GFNI, VPCLMULQDQ and BMI.
 */
size_t json_scan_avx512(const char *p, size_t n, const struct json_probes *probes,
                        struct json_scan_state *state, struct json_blocks *out);

/* The same for processors with AVX2 and BMI. */
size_t json_scan_avx2(const char *p, size_t n, const struct json_probes *probes,
                      struct json_scan_state *state, struct json_blocks *out);

/* The same for every processor. */
size_t json_scan_portable(const char *p, size_t n, const struct json_probes *probes,
                          struct json_scan_state *state, struct json_blocks *out);

/*
 * Do the tokens that start at the bits of `starts` (numbers, true, false, null) hold to
 * the grammar? The bits of those that do not.
 */
uint64_t json_scan_bad_tokens(const char *block, uint64_t starts);

/* The bits of `escapes`, which are bytes behind a backslash, that make no escape. */
uint64_t json_scan_bad_escapes(const char *block, uint64_t escapes);

#endif
