/*
 * out_tsv.c - tab separated values, for cut and awk: a row is always one line.
 * Tab, newline and carriage return are written as `\t`, `\n`, `\r`; a backslash
 * stays as it is, because Windows paths are full of them. Who needs every byte back
 * takes CSV or NDJSON.
 */
#include "base/base.h"

#include "output/separated.h"

static char tsv_escape(char c)
{
    switch (c) {
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

static void add_tsv_cell(struct buf *out, struct str text)
{
    size_t done = 0;

    for (size_t i = 0; i < text.n; i++) {
        char letter = tsv_escape(text.p[i]);

        if (!letter)
            continue;
        buf_add(out, str_slice(text, done, i));
        buf_add_char(out, '\\');
        buf_add_char(out, letter);
        done = i + 1;
    }
    buf_add(out, str_slice(text, done, text.n));
}

static const struct separated_style tsv_style = {
    .separator = '\t',
    .line_end = "\n",
    .add_cell = add_tsv_cell,
};

static enum status tsv_open(struct output_state **state,
                            const struct output_options *options UNUSED,
                            struct diag *diag)
{
    return separated_open(state, &tsv_style, diag);
}

const struct output output_tsv = {
    .name = "tsv",
    .summary = "tab separated values with a header; one line a row",
    .open = tsv_open,
    .rows = separated_rows,
    .end = separated_end,
    .close = separated_close,
};
