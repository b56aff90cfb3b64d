/*
 * json_row.h - a row as a JSON object whose values are all strings.
 */
#ifndef OUTPUT_JSON_ROW_H
#define OUTPUT_JSON_ROW_H

#include "base/buf.h"
#include "event/batch.h"

/*
 * Append the fields that the row has, in print order. A byte that is no UTF-8
 * becomes U+FFFD. ST_NOMEM when the batch's arena or the buf is exhausted.
 */
NODISCARD enum status json_add_row(struct buf *out, struct row row, struct diag *diag);

#endif
