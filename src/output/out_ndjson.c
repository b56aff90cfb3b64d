/*
 * out_ndjson.c - one JSON object a line. Every value is a string, as in the
 * records that Falcon writes, so what is printed can be queried again; fields
 * that the row does not have are left out.
 */
#include "base/base.h"

#include "output/json_row.h"
#include "output/output.h"

static enum status ndjson_open(struct output_state **state,
                               const struct output_options *options UNUSED,
                               struct diag *diag UNUSED)
{
    *state = NULL;
    return ST_OK;
}

static enum status ndjson_rows(struct output_state *state UNUSED, struct batch *batch,
                               struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        TRY(json_add_row(out, (struct row){ batch, batch->sel[i] }, diag));
        buf_add_char(out, '\n');
    }
    return ST_OK;
}

static enum status ndjson_end(struct output_state *state UNUSED, struct buf *out UNUSED,
                              struct diag *diag UNUSED)
{
    return ST_OK;
}

const struct output output_ndjson = {
    .name = "ndjson",
    .summary = "one JSON object a line; the default in a pipe or file",
    .open = ndjson_open,
    .rows = ndjson_rows,
    .end = ndjson_end,
};
