/*
 * fn_parseFixedWidth.c - parseFixedWidth(): cut columns of fixed width.
 *
 * Widths count characters. Columns that the text does not reach are left alone; one
 * that it only reaches in part holds what there is.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/number.h"
#include "text/utf8.h"

enum { FIELD, COLUMNS, WIDTHS, TRIM };
enum { WIDTH_MAX = 1 << 20 };

struct column {
    struct field out;
    size_t width;
};

static enum status parse_fixed_width_open(const struct func_call *call, void **state,
                                          struct diag *diag)
{
    const struct func_arg *columns = &call->arg[COLUMNS];
    const struct func_arg *widths = &call->arg[WIDTHS];
    struct column *column =
        arena_new_array(call->env->arena, struct column, columns->n + 1);

    if (!column)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (columns->n != widths->n)
        return arg_fail(call, WIDTHS, ST_TYPE, diag,
                        "there must be as many widths as columns");
    for (size_t i = 0; i < columns->n; i++) {
        int64_t width;

        if (!number_parse_int64(widths->text[i], &width) || width < 1 ||
            width > WIDTH_MAX)
            return arg_fail(call, WIDTHS, ST_TYPE, diag,
                            "a width is a whole number from 1 to %d", WIDTH_MAX);
        column[i].width = (size_t)width;
        TRY(call->env->field(call->env, columns->text[i], &column[i].out, diag));
    }
    *state = column;
    return ST_OK;
}

/* Up to `n` characters from `*at` on, which moves behind them. */
static struct str take(struct str text, size_t *at, size_t n)
{
    size_t from = *at;

    while (n-- > 0 && *at < text.n)
        (void)utf8_decode(text, at);
    return str_slice(text, from, *at);
}

static bool parse_fixed_width_rewrite(const struct func_call *call, struct row row,
                                      struct func_run *run)
{
    const struct column *column = call->state;
    struct str text;
    size_t at = 0;

    if (!arg_text(call, FIELD, row, run, &text))
        return true;
    for (size_t i = 0; i < call->arg[COLUMNS].n && at < text.n; i++) {
        struct str s = take(text, &at, column[i].width);

        row_set(row, &column[i].out,
                value_str(call->arg[TRIM].boolean ? str_trim(s) : s));
    }
    return true;
}

const struct func func_parseFixedWidth = {
    .name = "parseFixedWidth",
    .summary = "Make fields of columns that are a fixed number of characters wide.",
    .source = "library.humio.com/data-analysis/functions-parsefixedwidth.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "columns", .kind = PARAM_STRINGS, .flags = PARAM_REQUIRED },
            { .name = "widths",
              .kind = PARAM_STRINGS,
              .flags = PARAM_REQUIRED,
              .help = "in characters, one for each column" },
            { .name = "trim",
              .kind = PARAM_BOOL,
              .def = "true",
              .help = "without white space at the ends of values" },
            { .name = NULL },
        },
    .open = parse_fixed_width_open,
    .rewrite = parse_fixed_width_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseFixedWidth(r, columns=[id, name, rest], widths=[3, 6, 9])",
              .input = "{\"r\":\"117eve   \"}",
              .output = "{\"r\":\"117eve   \",\"id\":\"117\",\"name\":\"eve\"}" },
            { .query = NULL },
        },
};
