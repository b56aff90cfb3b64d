/*
 * out_csv.c - comma separated values.
 *
 * A missing field is nothing between commas, an empty one is `""`. Values are not
 * changed: a cell that begins with `=`, `+`, `-` or `@` is a formula to a
 * spreadsheet, so import the columns as text.
 *
 * Source: RFC 4180; lines end with CR LF as it says.
 */
#include "base/base.h"

#include "output/separated.h"

static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < ' ' || text.p[i] == ',' || text.p[i] == '"')
            return true;
    return text.n == 0 || text.p[0] == ' ' || text.p[text.n - 1] == ' ';
}

static void add_csv_cell(struct buf *out, struct str text)
{
    if (!text.p)
        return;
    if (!needs_quotes(text)) {
        buf_add(out, text);
        return;
    }
    buf_add_char(out, '"');
    while (text.p) {
        struct str piece = str_cut(&text, '"');

        buf_add(out, piece);
        if (text.p)
            buf_add(out, STR("\"\""));
    }
    buf_add_char(out, '"');
}

static const struct separated_style csv_style = {
    .separator = ',',
    .line_end = "\r\n",
    .add_cell = add_csv_cell,
};

static enum status csv_open(struct output_state **state,
                            const struct output_options *options UNUSED,
                            struct diag *diag)
{
    return separated_open(state, &csv_style, diag);
}

const struct output output_csv = {
    .name = "csv",
    .summary = "comma separated values with a header (RFC 4180)",
    .open = csv_open,
    .rows = separated_rows,
    .end = separated_end,
    .close = separated_close,
};
