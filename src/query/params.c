/*
 * params.c - parameters of a query: ?name and ?{name=default}.
 *
 * A parameter is bound by the caller of a saved query, by the user, or by its
 * default, in that order. Text such as `cat, hat` holds two values, `"cat, hat"`
 * one.
 *
 * Source: cql-language.md section 11.
 */
#include "base/base.h"

#include "query/checker.h"

enum { PARAM_VALUES_MAX = 1000 };

/* ---- values -------------------------------------------------------------- */

static size_t count_bound(const struct bindings *b, struct str name)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        n += str_eq(b->v[i].name, name);
    return n;
}

/* Cut the next value off `*rest`: up to a comma outside quotes, trimmed, unquoted. */
static struct str next_value(struct str *rest)
{
    bool quoted = false;
    size_t end = 0;
    struct str value;

    while (end < rest->n && (quoted || rest->p[end] != ',')) {
        quoted ^= rest->p[end] == '"';
        end++;
    }
    value = str_trim(str_slice(*rest, 0, end));
    *rest =
        end < rest->n ? str_slice(*rest, end + 1, rest->n) : (struct str){ NULL, 0 };
    if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        return str_slice(value, 1, value.n - 1);
    return value;
}

static size_t count_values(struct str text)
{
    size_t n = 0;

    do {
        (void)next_value(&text);
        n++;
    } while (text.p && n < PARAM_VALUES_MAX);
    return n;
}

static size_t collect_values(struct checker *c, const struct bindings *b,
                             struct str name, const struct str **out)
{
    struct str *value;
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        if (str_eq(b->v[i].name, name))
            n += count_values(b->v[i].value);
    value = check_alloc(c, n, sizeof *value);
    if (!value)
        return 0;
    n = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct str rest = b->v[i].value;

        if (!str_eq(b->v[i].name, name))
            continue;
        for (size_t k = count_values(rest); k-- > 0;)
            value[n++] = next_value(&rest);
    }
    *out = value;
    return n;
}

/* Whoever binds an argument asks several times; one report will do. */
static bool is_reported(const struct checker *c, struct span span)
{
    const struct problems *list = &c->plan->problems;

    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i].code, "E427") == 0 &&
            list->v[i].span.offset == span.offset)
            return true;
    return false;
}

size_t param_values(struct checker *c, const struct ast *param, const struct str **out)
{
    static const struct str anything = { "*", 1 };
    struct problem *p;

    for (const struct bindings *b = c->bindings; b; b = b->up)
        if (count_bound(b, param->text))
            return collect_values(c, b, param->text, out);
    if (c->options->allow_unbound) {
        *out = &anything;
        return 1;
    }
    if (is_reported(c, check_span(c, param->span)))
        return 0;
    p = problems_add(&c->plan->problems, "E427", check_span(c, param->span),
                     "the parameter ?%.*s has no value", STR_ARG(param->text));
    problem_help(&c->plan->problems, p,
                 "give it one with --param %.*s=VALUE, or a "
                 "default in the query: ?{%.*s=*}",
                 STR_ARG(param->text), STR_ARG(param->text));
    return 0;
}

/* ---- defaults ------------------------------------------------------------ */

static size_t count_defaults(const struct ast *ast)
{
    size_t n = ast->kind == AST_PARAM && ast->nkids;

    for (uint32_t i = 0; i < ast->nkids; i++)
        n += count_defaults(ast->kid[i]);
    return n;
}

static void fill_defaults(const struct ast *ast, struct plan_param *v, size_t *n)
{
    if (ast->kind == AST_PARAM && ast->nkids) {
        for (size_t i = 0; i < *n; i++)
            if (str_eq(v[i].name, ast->text))
                return; /* the first default wins */
        v[(*n)++] = (struct plan_param){ ast->text, ast->kid[0]->text };
        return;
    }
    for (uint32_t i = 0; i < ast->nkids; i++)
        fill_defaults(ast->kid[i], v, n);
}

void param_collect_defaults(struct checker *c, const struct ast *ast,
                            struct bindings *out)
{
    size_t n = count_defaults(ast);
    struct plan_param *v = n ? check_alloc(c, n, sizeof *v) : NULL;

    n = 0;
    if (v)
        fill_defaults(ast, v, &n);
    out->v = v;
    out->n = n;
}
