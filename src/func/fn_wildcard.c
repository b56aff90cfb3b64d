/*
 * fn_wildcard.c - wildcard(): match a pattern with stars.
 *
 * With fields the pattern must match the whole value of one of them; without it is
 * looked for anywhere in the event as it was read, as free text is.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/glob.h"

enum { PATTERN, FIELD, IGNORE_CASE, EVERYTHING };

struct wildcard_state {
    struct glob glob;
    struct str literal;
    bool is_everything; /* `*` with includeEverythingOnAsterisk */
};

static enum status wildcard_open(const struct func_call *call, void **state,
                                 struct diag *diag)
{
    struct wildcard_state *s = arena_new(call->env->arena, struct wildcard_state);
    struct str pattern = call->arg[PATTERN].text[0];

    if (!s || !glob_compile(&s->glob, call->env->arena, pattern,
                            call->arg[IGNORE_CASE].boolean))
        return arg_fail(call, PATTERN, ST_NOMEM, diag, "the pattern is too long");
    s->literal = glob_longest_literal(&s->glob);
    s->is_everything = call->arg[EVERYTHING].boolean && str_eq(pattern, STR("*"));
    *state = s;
    return ST_OK;
}

static bool is_in_event(const struct glob *glob, struct row row, struct func_run *run)
{
    struct row_iter it = { 0 };

    while (row_next_text(row, &it))
        if (glob_contains(glob, value_text(it.value, run->arena)))
            return true;
    return false;
}

static bool wildcard_test(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    const struct wildcard_state *s = call->state;
    const struct func_arg *fields = &call->arg[FIELD];

    if (s->is_everything)
        return true;
    if (!fields->given)
        return is_in_event(&s->glob, row, run);
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        if (!value_is_missing(v) && glob_match(&s->glob, value_text(v, run->arena)))
            return true;
    }
    return false;
}

/* With fields only those are looked at. */
static bool wildcard_reads_all(const struct func_call *call)
{
    return !call->arg[FIELD].given;
}

static bool wildcard_needs(const struct func_call *call, const struct field **field,
                           struct literals *out)
{
    const struct wildcard_state *s = call->state;

    if (call->arg[FIELD].n != 1 || s->literal.n == 0)
        return false;
    *field = &call->arg[FIELD].field[0];
    *out = (struct literals){ &s->literal, 1, call->arg[IGNORE_CASE].boolean };
    return true;
}

const struct func func_wildcard = {
    .name = "wildcard",
    .summary =
        "Pass where a field matches a pattern with * as the wildcard, or without "
        "a field where any part of the event does.",
    .source = "library.humio.com/data-analysis/functions-wildcard.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "pattern",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "field",
              .kind = PARAM_FIELDS,
              .help = "one of them must match as a whole" },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = "includeEverythingOnAsterisk",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "the pattern * passes every event, also without the field" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = wildcard_open,
    .test = wildcard_test,
    .literals = wildcard_needs,
    .reads_all = wildcard_reads_all,
    .examples =
        (const struct func_example[]){
            { .query = "wildcard(field=file, pattern=\"*.EXE\", ignoreCase=true)",
              .input = "{\"file\":\"a.exe\"}\n{\"file\":\"a.exe.txt\"}\n{\"x\":\"1\"}",
              .output = "{\"file\":\"a.exe\"}" },
            { .query = "wildcard(\"ev*l\")",
              .input = "{\"a\":\"an evil one\"}\n{\"b\":\"live\"}",
              .output = "{\"a\":\"an evil one\"}" },
            { .query = NULL },
        },
};
