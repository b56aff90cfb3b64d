#include "base/base.h"

#include "output/json_row.h"
#include "text/json_text.h"

enum status json_add_row(struct buf *out, struct row row, struct diag *diag)
{
    struct row_iter it = { 0 };
    char before = '{';

    while (row_next(row, &it)) {
        buf_add_char(out, before);
        json_add_string(out, it.name);
        buf_add_char(out, ':');
        json_add_string(out, value_text(it.value, &row.batch->arena));
        before = ',';
    }
    buf_add(out, before == '{' ? STR("{}") : STR("}"));
    if (out->failed || row.batch->arena.failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory while printing a row");
    return ST_OK;
}
