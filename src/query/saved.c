/*
 * saved.c - calls of saved queries: $name(x="...").
 *
 * The text of the saved query takes the place of the call; its parameters are bound by
 * the arguments, then by its own defaults, then as those of the caller. A saved query
 * that calls itself, directly or through others, is an error that shows the chain.
 *
 * Source: cql-language.md section 11.
 */
#include "base/base.h"

#include "base/buf.h"
#include "query/checker.h"

/* ---- arguments ------------------------------------------------------------------ */

/* The values of one argument; one without a name or a text has none. */
static size_t values_of(struct checker *c, const struct ast *value,
                        const struct str **out)
{
    if (value->kind == AST_PARAM)
        return param_values(c, value, out);
    *out = &value->text;
    return 1;
}

static const struct ast *element(const struct ast *value, uint32_t i)
{
    return value->kind == AST_ARRAY ? value->kid[i] : value;
}

static uint32_t count_elements(const struct ast *value)
{
    return value->kind == AST_ARRAY ? value->nkids : 1;
}

/* How many values the argument has; with `v`, put them there. */
static size_t bind_one(struct checker *c, const struct ast *arg, struct plan_param *v)
{
    size_t n = 0;

    for (uint32_t k = 0; k < count_elements(arg->kid[0]); k++) {
        const struct str *value = NULL;
        size_t nvalues = values_of(c, element(arg->kid[0], k), &value);

        for (size_t i = 0; v && i < nvalues; i++)
            v[n + i] = (struct plan_param){ arg->text, value[i] };
        n += nvalues;
    }
    return n;
}

/* The arguments of the call become bindings; a list gives several of one name. */
static bool bind_saved(struct checker *c, const struct ast *call, struct bindings *out)
{
    struct plan_param *v;
    size_t n = 0;

    for (uint32_t i = 0; i < call->nkids; i++) {
        size_t mine = bind_one(c, call->kid[i], NULL);

        if (mine == 0)
            return false;
        n += mine;
    }
    v = check_alloc(c, n, sizeof *v);
    if (!v)
        return false;
    for (uint32_t i = 0; i < call->nkids; i++)
        out->n += bind_one(c, call->kid[i], v + out->n);
    out->v = v;
    return true;
}

/* ---- the text ------------------------------------------------------------------- */

static struct ast *parse_saved(struct checker *c, const struct ast *call,
                               struct str text)
{
    struct problems own;
    struct ast *body;

    problems_init(&own, &c->plan->arena);
    body = parse_query(text, c->options->dialect, &c->plan->arena, &own);
    if (body && own.errors == 0)
        return body;
    (void)problems_add(&c->plan->problems, "E428", check_span(c, call->span),
                       "the saved query \"%.*s\" has an error: %.*s",
                       STR_ARG(call->text), own.n ? (int)own.v[0].message.n : 0,
                       own.n ? own.v[0].message.p : "");
    return NULL;
}

static bool find_saved(struct checker *c, const struct ast *call, struct str *text)
{
    const struct plan_options *o = c->options;
    struct problem *p;

    if (o->saved_query &&
        o->saved_query(o->files_ctx, call->text, &c->plan->arena, text))
        return true;
    p = problems_add(&c->plan->problems, "E429", check_span(c, call->span),
                     "there is no saved query \"%.*s\" here", STR_ARG(call->text));
    problem_help(&c->plan->problems, p,
                 "name the folder that holds it with --library DIR");
    return false;
}

/* ---- who calls whom ------------------------------------------------------------- */

static void add_chain(struct buf *out, const struct saved_scope *scope,
                      struct str first)
{
    if (!str_eq(scope->name, first))
        add_chain(out, scope->up, first);
    buf_printf(out, "$%.*s > ", STR_ARG(scope->name));
}

/* Is the query being read already? Then say by which way. */
static bool calls_itself(struct checker *c, const struct ast *call)
{
    const struct saved_scope *s = c->saved;
    struct buf chain;

    while (s && !str_eq(s->name, call->text))
        s = s->up;
    if (!s)
        return false;
    buf_init(&chain, 4000);
    add_chain(&chain, c->saved, call->text);
    (void)problems_add(&c->plan->problems, "E444", check_span(c, call->span),
                       "a saved query calls itself: %.*s$%.*s",
                       STR_ARG(buf_str(&chain)), STR_ARG(call->text));
    buf_release(&chain);
    return true;
}

static bool is_too_deep(struct checker *c, const struct ast *call)
{
    if (c->depth < CHECK_DEPTH_MAX)
        return false;
    (void)problems_add(&c->plan->problems, "E418", check_span(c, call->span),
                       "pipelines are nested more than %d deep", CHECK_DEPTH_MAX);
    return true;
}

const struct ast *saved_enter(struct checker *c, const struct ast *call,
                              struct saved_scope *scope)
{
    struct bindings *defaults = check_alloc(c, 1, sizeof *defaults);
    struct str text = { NULL, 0 };
    const struct ast *body;

    *scope = (struct saved_scope){
        .name = call->text, .up = c->saved, .outer = c->bindings, .inside = c->inside
    };
    if (!defaults || is_too_deep(c, call) || calls_itself(c, call) ||
        !find_saved(c, call, &text))
        return NULL;
    body = parse_saved(c, call, text);
    if (!body || !bind_saved(c, call, &scope->arguments))
        return NULL;
    param_collect_defaults(c, body, defaults);
    defaults->up = c->bindings;
    scope->arguments.up = defaults;
    c->bindings = &scope->arguments;
    c->saved = scope;
    if (!c->inside)
        c->inside = &call->span;
    c->depth++;
    return body;
}

void saved_leave(struct checker *c, const struct saved_scope *scope)
{
    c->bindings = scope->outer;
    c->saved = scope->up;
    c->inside = scope->inside;
    c->depth--;
}
