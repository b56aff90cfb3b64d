/*
 * line_diff.h - two texts compared line by line, as a unified diff.
 */
#ifndef CLI_LINE_DIFF_H
#define CLI_LINE_DIFF_H

#include "base/buf.h"
#include "base/diag.h"

/*
 * Append a unified diff that makes `b` of `a`, with three lines of context; nothing
 * when they are equal. `name` stands in its head. Beyond some thousand changed lines
 * the changed part is shown as replaced as a whole. ST_NOMEM only.
 */
NODISCARD enum status line_diff(struct str a, struct str b, struct str name,
                                struct buf *out, struct diag *diag);

#endif
