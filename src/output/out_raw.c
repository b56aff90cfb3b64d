/*
 * out_raw.c - the records as they were read, one a line: what `grep` would print,
 * chosen by a query. Rows that are no records any more (counts, groups) have
 * nothing to print; that is an error and not an empty result.
 */
#include "base/base.h"

#include "output/output.h"

static enum status raw_open(struct output_state **state,
                            const struct output_options *options UNUSED,
                            struct diag *diag UNUSED)
{
    *state = NULL;
    return ST_OK;
}

static struct str raw_text(struct batch *batch, uint32_t i)
{
    static const struct str name = { "@rawstring", sizeof("@rawstring") - 1 };
    struct row row = { batch, i };

    if (batch->raw[i].p)
        return batch->raw[i];
    return value_text(row_get_name(row, name), &batch->arena);
}

static enum status raw_rows(struct output_state *state UNUSED, struct batch *batch,
                            struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        struct str text = raw_text(batch, batch->sel[i]);

        if (!text.p)
            return diag_set(
                diag, ST_UNSUPPORTED, 0,
                "--format=raw prints records, but the query makes new rows; "
                "choose another format");
        buf_add(out, text);
        buf_add_char(out, '\n');
    }
    return ST_OK;
}

static enum status raw_end(struct output_state *state UNUSED, struct buf *out UNUSED,
                           struct diag *diag UNUSED)
{
    return ST_OK;
}

const struct output output_raw = {
    .name = "raw",
    .summary = "the records as they were read",
    .open = raw_open,
    .rows = raw_rows,
    .end = raw_end,
};
