/*
 * fn_regex.c - regex(): search a field, and make fields of the named groups.
 *
 * As a step it extracts; negated, and as a condition in an expression, it only answers.
 * With repeat=true every match becomes a row of its own.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/pattern.h"

enum { REGEX, FIELD, FLAGS, LIMIT, REPEAT, STRICT };

struct regex_state {
    struct regex *re;
    const struct field *field; /* one a group */
};

static void regex_close(void *state)
{
    struct regex_state *s = state;

    regex_free(s->re);
}

static enum status regex_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    struct regex_state *s = arena_new(call->env->arena, struct regex_state);
    enum status st;

    if (!s)
        return arg_fail(call, REGEX, ST_NOMEM, diag, "out of memory");
    TRY(pattern_new(call, REGEX, FLAGS, call->arg[REGEX].text[0], &s->re, diag));
    st = pattern_fields(call, s->re, &s->field, diag);
    if (st != ST_OK)
        regex_free(s->re);
    else
        *state = s;
    return st;
}

static bool regex_is_match(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    const struct regex_state *s = call->state;
    struct str text;

    return arg_text(call, FIELD, row, run, &text) &&
           regex_test(s->re, run->regex, text);
}

static bool regex_rewrite(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    const struct regex_state *s = call->state;
    bool is_strict = call->arg[STRICT].boolean;
    struct regex_match m;
    struct str text;

    if (regex_ngroups(s->re) == 0)
        return regex_is_match(call, row, run) || !is_strict;
    if (!arg_text(call, FIELD, row, run, &text) ||
        !regex_search(s->re, run->regex, text, 0, &m))
        return !is_strict;
    pattern_extract(s->re, s->field, &m, row, run->arena);
    return true;
}

static void regex_expand(const struct func_call *call, struct row row,
                         struct func_run *run, struct row_sink *sink)
{
    const struct regex_state *s = call->state;
    int64_t left = call->arg[LIMIT].integer;
    struct regex_match m;
    struct str text;
    size_t from = 0;

    if (!arg_text(call, FIELD, row, run, &text))
        from = text.n + 1;
    while (left > 0 && from <= text.n &&
           regex_search(s->re, run->regex, text, from, &m)) {
        pattern_extract(s->re, s->field, &m, sink->begin(sink, row), run->arena);
        from = pattern_next(text, &m);
        left--;
    }
    if (left == call->arg[LIMIT].integer && !call->arg[STRICT].boolean)
        (void)sink->begin(sink, row);
}

static bool regex_expands(const struct func_call *call)
{
    return call->arg[REPEAT].boolean;
}

static bool regex_needs(const struct func_call *call, const struct field **field,
                        struct literals *out)
{
    const struct regex_state *s = call->state;
    struct regex_literals literals;

    regex_literals(s->re, &literals);
    if (!call->arg[STRICT].boolean || literals.n == 0)
        return false;
    *field = &call->arg[FIELD].field[0];
    *out = (struct literals){ literals.text, literals.n, literals.ignore_case };
    return true;
}

const struct func func_regex = {
    .name = "regex",
    .summary = "Search a field with a regular expression; named groups become fields, "
               "and repeat=true makes a row of every match.",
    .source = "library.humio.com/data-analysis/functions-regex.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "regex",
              .kind = PARAM_REGEX,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELD, .def = "@rawstring" },
            { .name = "flags",
              .kind = PARAM_STRING,
              .def = "m",
              .help = "d: a dot matches line ends, i: ignore case, m: ^ and $ match at "
                      "line ends, F: second engine version" },
            { .name = "limit",
              .kind = PARAM_LIMIT,
              .def = "100",
              .min = 1,
              .max = 1000,
              .help = "most matches of repeat=true" },
            { .name = "repeat", .kind = PARAM_BOOL, .def = "false" },
            { .name = "strict",
              .kind = PARAM_BOOL,
              .def = "true",
              .help = "false: events that do not match pass unchanged" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE | FUNC_SETS_NAMED,
    .open = regex_open,
    .close = regex_close,
    .test = regex_is_match,
    .rewrite = regex_rewrite,
    .expand = regex_expand,
    .expands = regex_expands,
    .literals = regex_needs,
    .examples =
        (const struct func_example[]){
            { .query = "regex(\"user=(?<user>\\w+)\", field=line)",
              .input = "{\"line\":\"user=eve ok\"}\n{\"line\":\"nobody\"}",
              .output = "{\"line\":\"user=eve ok\",\"user\":\"eve\"}" },
            { .query = "regex(\"(?<n>\\d+)\", field=line, repeat=true)",
              .input = "{\"line\":\"7 of 9\"}",
              .output = "{\"line\":\"7 of 9\",\"n\":\"7\"}\n"
                        "{\"line\":\"7 of 9\",\"n\":\"9\"}" },
            { .query = "regex(\"^X(?<rest>.*)\", field=a, flags=i, strict=false)",
              .input = "{\"a\":\"xy\"}\n{\"a\":\"zy\"}",
              .output = "{\"a\":\"xy\",\"rest\":\"y\"}\n{\"a\":\"zy\"}" },
            { .query = NULL },
        },
};
