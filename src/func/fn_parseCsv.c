/*
 * fn_parseCsv.c - parseCsv(): make fields of comma-separated values.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/csv.h"

enum { FIELD, COLUMNS, DELIMITER, EXCLUDE_EMPTY, TRIM };

static enum status parse_csv_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    const struct func_arg *columns = &call->arg[COLUMNS];
    struct field *out = arena_new_array(call->env->arena, struct field, columns->n + 1);

    if (!out)
        return arg_fail(call, COLUMNS, ST_NOMEM, diag, "too many columns");
    if (call->arg[DELIMITER].text[0].n != 1)
        return arg_fail(call, DELIMITER, ST_TYPE, diag,
                        "the delimiter is a single character");
    for (size_t i = 0; i < columns->n; i++)
        TRY(call->env->field(call->env, columns->text[i], &out[i], diag));
    *state = out;
    return ST_OK;
}

static struct value cell_value(const struct func_call *call, struct func_run *run,
                               const struct csv_field *f)
{
    struct str s = f->text;
    char *p;

    if (f->has_quote) {
        p = arena_text(run->arena, s.n);
        if (!p)
            return value_missing();
        s = (struct str){ p, csv_unquote(s, p) };
    }
    return value_str(call->arg[TRIM].boolean ? str_trim(s) : s);
}

/* One record; columns that it does not reach are left alone. */
static bool parse_csv_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    const struct field *out = call->state;
    struct csv_field f;
    struct csv csv;
    struct str s;

    if (!arg_text(call, FIELD, row, run, &s))
        return true;
    csv_init(&csv, s, call->arg[DELIMITER].text[0].p[0]);
    for (size_t i = 0; i < call->arg[COLUMNS].n && csv_next(&csv, &f); i++) {
        struct value v = cell_value(call, run, &f);

        if (!value_is_missing(v) && (v.n || !call->arg[EXCLUDE_EMPTY].boolean))
            row_set(row, &out[i], v);
        if (f.is_last)
            break;
    }
    return true;
}

const struct func func_parseCsv = {
    .name = "parseCsv",
    .summary = "Make fields of comma-separated values.",
    .source = "library.humio.com/data-analysis/functions-parsecsv.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "columns", .kind = PARAM_STRINGS, .flags = PARAM_REQUIRED },
            { .name = "delimiter", .kind = PARAM_STRING, .def = "," },
            { .name = "excludeEmpty", .kind = PARAM_BOOL, .def = "false" },
            { .name = "trim",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "without white space at the ends of values" },
            { .name = NULL },
        },
    .open = parse_csv_open,
    .rewrite = parse_csv_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseCsv(r, columns=[n, text, rest])",
              .input = "{\"r\":\"117,\\\"a, b\\\"\"}",
              .output =
                  "{\"r\":\"117,\\\"a, b\\\"\",\"n\":\"117\",\"text\":\"a, b\"}" },
            { .query = NULL },
        },
};
