/*
 * out_json.c - all rows as one JSON array of objects; values are strings.
 */
#include "base/base.h"

#include "output/json_row.h"
#include "output/output.h"

struct output_state {
    bool has_rows;
};

static enum status json_open(struct output_state **state,
                             const struct output_options *options UNUSED,
                             struct diag *diag)
{
    *state = calloc(1, sizeof **state);
    return *state ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

static enum status json_rows(struct output_state *state, struct batch *batch,
                             struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        buf_add(out, state->has_rows ? STR(",\n") : STR("[\n"));
        state->has_rows = true;
        TRY(json_add_row(out, (struct row){ batch, batch->sel[i] }, diag));
    }
    return ST_OK;
}

static enum status json_end(struct output_state *state, struct buf *out,
                            struct diag *diag UNUSED)
{
    buf_add(out, state->has_rows ? STR("\n]\n") : STR("[]\n"));
    return ST_OK;
}

static void json_close(struct output_state *state)
{
    free(state);
}

const struct output output_json = {
    .name = "json",
    .summary = "one JSON array of objects",
    .open = json_open,
    .rows = json_rows,
    .end = json_end,
    .close = json_close,
};
