/*
 * time_iso.h - moments in ISO 8601 and RFC 3339 form.
 */
#ifndef TEXT_TIME_ISO_H
#define TEXT_TIME_ISO_H

#include "base/str.h"

struct tz;

/*
 * Read the whole of `s`: `YYYY-MM-DD`, then optionally `T` or a blank, `HH:MM`,
 * `:SS`, a fraction behind `.` or `,` (digits behind the third are dropped), and a zone
 * (`Z`, `+01:00`, with or without a blank before it). Without a zone it is local time
 * in `tz`. False when it is not of this form or no moment (February 30).
 */
NODISCARD bool time_parse_iso(struct str s, const struct tz *tz, int64_t *out);

/* As `2026-01-31T12:00:05.250Z`, always UTC; its length. Years beyond 9999 grow a sign.
 */
enum { TIME_ISO_MAX = 40 };
size_t time_print_iso(int64_t ms, char out[static TIME_ISO_MAX]);

#endif
