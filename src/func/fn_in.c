/*
 * fn_in.c - in(): does a field hold one of several values?
 *
 * Values without a star are looked up in a hash table, so that a list of thousands
 * costs what one costs; values with stars are tried one by one. A field that is missing
 * holds none of them, not even `*`.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "func/arg.h"
#include "text/glob.h"
#include "text/utf8.h"

enum { FIELD, VALUES, IGNORE_CASE };

struct in_state {
    struct map exact; /* folded when case is ignored */
    struct glob *glob;
    size_t nglobs;
    struct str *literal; /* one a value, or NULL when some value has none */
    size_t nliterals;
};

/* `s` in lower case, in `arena`; empty when that is exhausted. */
static struct str folded(struct arena *arena, struct str s)
{
    char *p = arena_text(arena, s.n);

    if (!p)
        return (struct str){ NULL, 0 };
    return (struct str){ p, utf8_lower_text(s, p) };
}

static bool add_value(struct in_state *s, struct arena *arena, struct str value,
                      bool ignore_case)
{
    struct glob *g = &s->glob[s->nglobs];
    struct str literal;

    if (!glob_compile(g, arena, value, ignore_case))
        return false;
    literal = glob_longest_literal(g);
    if (literal.n && s->literal)
        s->literal[s->nliterals++] = literal;
    else
        s->literal = NULL;
    if (!glob_is_literal(g)) {
        s->nglobs++;
        return true;
    }
    return map_put(&s->exact, ignore_case ? folded(arena, value) : value, 0) != NULL;
}

static enum status in_open(const struct func_call *call, void **state,
                           struct diag *diag)
{
    const struct func_arg *values = &call->arg[VALUES];
    struct arena *arena = call->env->arena;
    struct in_state *s = arena_new(arena, struct in_state);
    bool ok = s != NULL;

    if (ok) {
        map_init(&s->exact, arena);
        s->glob = arena_new_array(arena, struct glob, values->n + 1);
        s->literal = arena_new_array(arena, struct str, values->n + 1);
        ok = s->glob && s->literal;
    }
    for (size_t i = 0; ok && i < values->n; i++)
        ok = add_value(s, arena, values->text[i], call->arg[IGNORE_CASE].boolean);
    if (!ok)
        return arg_fail(call, VALUES, ST_NOMEM, diag, "the list is too long");
    *state = s;
    return ST_OK;
}

static bool in_test(const struct func_call *call, struct row row, struct func_run *run)
{
    const struct in_state *s = call->state;
    struct str text;
    struct str key;

    if (!arg_text(call, FIELD, row, run, &text))
        return false;
    key =
        s->exact.n && call->arg[IGNORE_CASE].boolean ? folded(run->arena, text) : text;
    if (s->exact.n && map_find(&s->exact, key))
        return true;
    for (size_t i = 0; i < s->nglobs; i++)
        if (glob_match(&s->glob[i], text))
            return true;
    return false;
}

static bool in_needs(const struct func_call *call, const struct field **field,
                     struct literals *out)
{
    const struct in_state *s = call->state;

    if (!s->literal || s->nliterals == 0)
        return false;
    *field = &call->arg[FIELD].field[0];
    *out =
        (struct literals){ s->literal, s->nliterals, call->arg[IGNORE_CASE].boolean };
    return true;
}

const struct func func_in = {
    .name = "in",
    .summary = "Pass where a field holds one of the values; they may hold * as a "
               "wildcard.",
    .source = "library.humio.com/data-analysis/functions-in.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "values", .kind = PARAM_STRINGS, .flags = PARAM_REQUIRED },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = NULL },
        },
    .open = in_open,
    .test = in_test,
    .literals = in_needs,
    .examples =
        (const struct func_example[]){
            { .query = "in(status, values=[\"40*\", \"500\"])",
              .input =
                  "{\"status\":\"404\"}\n{\"status\":\"500\"}\n{\"status\":\"200\"}",
              .output = "{\"status\":\"404\"}\n{\"status\":\"500\"}" },
            { .query = "!in(name, values=[CMD.EXE], ignoreCase=true)",
              .input = "{\"name\":\"cmd.exe\"}\n{\"name\":\"a.exe\"}\n{\"x\":\"1\"}",
              .output = "{\"name\":\"a.exe\"}\n{\"x\":\"1\"}" },
            { .query = NULL },
        },
};
