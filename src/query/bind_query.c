/*
 * bind_query.c - `name: { steps | field <=> Other.field } include: [x]` in correlate().
 *
 * The steps work on single events. Links are collected while they are checked; which
 * query they name is known only when all are there, so the function resolves them.
 */
#include "base/base.h"

#include "query/bind.h"

static bool complain(const struct binding *b, const char *text)
{
    (void)problems_add(&b->c->plan->problems, "E405", check_span(b->c, b->value->span),
                       "%s(): %.*s: %s", b->func->name, STR_ARG(b->written), text);
    return false;
}

static bool wrong_kind(const struct binding *b)
{
    (void)problems_add(&b->c->plan->problems, "E405", check_span(b->c, b->value->span),
                       "%s() takes queries with a name: A: { … }", b->func->name);
    return false;
}

static bool bind_steps(const struct binding *b, struct func_query *q)
{
    struct checker inner = *b->c;
    struct links links = { .n = 0 };
    struct func_link *kept;

    inner.in_clause = true;
    inner.in_argument = true;
    inner.links = &links;
    q->pipeline = check_pipeline(&inner, b->value->kid[0]);
    if (!q->pipeline)
        return false;
    kept = check_alloc(b->c, links.n, sizeof *kept);
    if (!kept)
        return false;
    if (links.n)
        memcpy(kept, links.v, links.n * sizeof *kept);
    q->link = kept;
    q->nlinks = links.n;
    return true;
}

static bool is_star(const struct ast *ast)
{
    return ast->kind == AST_WORD && str_eq(ast->text, STR("*"));
}

/* `include: [a, b]`, `include: a`, or `*` for all fields. */
static bool bind_include(const struct binding *b, const struct ast *include,
                         struct func_query *q)
{
    bool is_list = include->kind == AST_ARRAY;
    uint32_t n = is_list ? include->nkids : 1;
    struct field *field = check_alloc(b->c, n, sizeof *field);

    for (uint32_t i = 0; field && i < n; i++) {
        const struct ast *name = is_list ? include->kid[i] : include;

        if (is_star(name)) {
            q->includes_all = true;
            continue;
        }
        if (name->kind != AST_WORD && name->kind != AST_STRING)
            return complain(b, "include takes the names of fields");
        if (!check_field(b->c, name->text, name->span, &field[q->ninclude++]))
            return false;
    }
    q->include = field;
    return field != NULL;
}

bool bind_query(const struct binding *b)
{
    struct func_query *query = check_alloc(b->c, b->arg->n + 1, sizeof *query);
    struct func_query *q;

    if (!query)
        return false;
    if (b->value->kind != AST_NAMED_QUERY)
        return wrong_kind(b);
    for (size_t i = 0; i < b->arg->n; i++) {
        query[i] = b->arg->query[i];
        if (str_eq(query[i].name, b->written))
            return complain(b, "two queries have this name");
    }
    q = &query[b->arg->n];
    *q = (struct func_query){ .name = b->written, .offset = b->value->span.offset };
    if (!bind_steps(b, q) ||
        (b->value->nkids > 1 && !bind_include(b, b->value->kid[1], q)))
        return false;
    b->arg->query = query;
    b->arg->n++;
    return true;
}
