/*
 * fn_case.c - lower(), upper(): a copy in the other case.
 *
 * Case follows one table for all languages (text/utf8.h), so that a query gives the
 * same result on every machine; `locale` is accepted and changes nothing.
 */
#include "base/base.h"

#include "func/arg.h"
#include "text/utf8.h"

enum { FIELD };

typedef size_t case_fn(struct str s, char *out);

static struct value in_case(const struct func_call *call, struct row row,
                            struct func_run *run, case_fn *convert)
{
    struct str s;
    char *p;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    p = arena_text(run->arena, s.n);
    if (!p)
        return value_missing();
    return value_str((struct str){ p, convert(s, p) });
}

static struct value lower_value(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    return in_case(call, row, run, utf8_lower_text);
}

static struct value upper_value(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    return in_case(call, row, run, utf8_upper_text);
}

#define FIELD_PARAM                                                                    \
    {                                                                                  \
        .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED, \
        .help = "field to convert"                                                     \
    }
#define LOCALE_PARAM                                                     \
    {                                                                    \
        .name = "locale", .kind = PARAM_STRING,                          \
        .help = "accepted; the conversion is the same for all languages" \
    }

const struct func func_lower = {
    .name = "lower",
    .summary = "The field in lower case.",
    .source = "library.humio.com/data-analysis/functions-lower.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            FIELD_PARAM,
            { .name = "as", .kind = PARAM_OUT, .def = "_lower" },
            LOCALE_PARAM,
            { .name = "type", .kind = PARAM_STRING, .help = "another name of locale" },
            { .name = NULL },
        },
    .value = lower_value,
    .examples =
        (const struct func_example[]){
            { .query = "lower(UserName)",
              .input = "{\"UserName\":\"Alice\"}",
              .output = "{\"UserName\":\"Alice\",\"_lower\":\"alice\"}" },
            { .query = "host := lower(host)",
              .input = "{\"host\":\"\u00c4RZTE-01\"}",
              .output = "{\"host\":\"\u00e4rzte-01\"}" },
            { .query = NULL },
        },
};

const struct func func_upper = {
    .name = "upper",
    .summary = "The field in upper case.",
    .source = "library.humio.com/data-analysis/functions-upper.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            FIELD_PARAM,
            { .name = "as", .kind = PARAM_OUT, .def = "_upper" },
            LOCALE_PARAM,
            { .name = NULL },
        },
    .value = upper_value,
    .examples =
        (const struct func_example[]){
            { .query = "upper(method)",
              .input = "{\"method\":\"get\"}",
              .output = "{\"method\":\"get\",\"_upper\":\"GET\"}" },
            { .query = NULL },
        },
};
