/*
 * check_self_join.c - selfJoin() is selfJoinFilter(), groupBy() and the filters again.
 *
 *     selfJoin(k, where=[{ a }, { b }], collect=x, select=y, postfilter=true)
 *     selfJoinFilter(k, where=[{ a }, { b }])
 *       | groupBy(k, function=[collect(x), selectLast(y)]) | a | b
 *
 * The call's own step is the filter; what stands behind it is written here as a tree
 * and checked as if the user had written it.
 *
 * Source: library.humio.com/data-analysis/functions-selfjoin.html.
 */
#include "base/base.h"

#include <stdio.h>

#include "query/builder.h"

static const struct func_arg *argument(const struct call_site *site, const char *name)
{
    static const struct func_arg none = { 0 };
    const struct func_param *params = site->call.func->params;

    for (size_t i = 0; params[i].name; i++)
        if (strcmp(params[i].name, name) == 0)
            return &site->call.arg[i];
    return &none;
}

static bool works_on_rows(const struct pipeline *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->step[i].kind == STEP_AGGREGATE || p->step[i].kind == STEP_EXPAND)
            return false;
    return true;
}

bool check_self_join(struct checker *c, struct builder *b, const struct call_site *site,
                     struct span span)
{
    const struct func_arg *where = argument(site, "where");

    if (!argument(site, "prefilter")->boolean && !argument(site, "postfilter")->boolean)
        return true;
    for (size_t i = 0; i < where->n; i++)
        if (!works_on_rows(where->pipelines[i])) {
            (void)problems_add(&c->plan->problems, "E440", check_span(c, span),
                               "%s(): with prefilter or postfilter the where-queries "
                               "work on single events",
                               site->call.func->name);
            b->failed = true;
            return false;
        }
    return true;
}

/* ---- a tree for groupBy() ------------------------------------------------------- */

static struct ast *new_node(struct checker *c, enum ast_kind kind, struct str text,
                            size_t nkids, struct span span)
{
    struct ast *n = check_alloc(c, 1, sizeof *n);
    struct ast **kid = check_alloc(c, nkids, sizeof(struct ast *));

    if (!n || !kid)
        return NULL;
    *n = (struct ast){
        .kind = kind, .text = text, .span = span, .kid = kid, .nkids = (uint32_t)nkids
    };
    return n;
}

static struct ast *field_list(struct checker *c, const struct func_arg *fields,
                              struct span span)
{
    struct ast *list = new_node(c, AST_ARRAY, (struct str){ NULL, 0 }, fields->n, span);

    for (size_t i = 0; list && i < fields->n; i++) {
        list->kid[i] = new_node(c, AST_STRING, fields->field[i].name, 0, span);
        if (!list->kid[i])
            return NULL;
    }
    return list;
}

/* `name=value`, or NULL without a value. */
static struct ast *new_arg(struct checker *c, struct str name, struct ast *value,
                           struct span span)
{
    struct ast *arg = value ? new_node(c, AST_ARG, name, 1, span) : NULL;

    if (arg)
        arg->kid[0] = value;
    return arg;
}

/* collect(fields) or selectLast(fields). */
static struct ast *new_function(struct checker *c, struct str name,
                                const struct func_arg *fields, struct span span)
{
    struct ast *call = new_node(c, AST_CALL, name, 1, span);

    if (!call)
        return NULL;
    call->kid[0] = new_arg(c, STR("fields"), field_list(c, fields, span), span);
    return call->kid[0] ? call : NULL;
}

static struct ast *functions(struct checker *c, const struct call_site *site,
                             struct span span)
{
    const struct func_arg *collect = argument(site, "collect");
    const struct func_arg *select = argument(site, "select");
    size_t n = (size_t)collect->given + (size_t)select->given;
    struct ast *list = new_node(c, AST_ARRAY, (struct str){ NULL, 0 }, n, span);

    if (!list)
        return NULL;
    n = 0;
    if (collect->given)
        list->kid[n++] = new_function(c, STR("collect"), collect, span);
    if (select->given)
        list->kid[n++] = new_function(c, STR("selectLast"), select, span);
    for (size_t i = 0; i < n; i++)
        if (!list->kid[i])
            return NULL;
    return list;
}

static struct ast *group_by(struct checker *c, const struct call_site *site,
                            struct span span)
{
    enum { DIGITS = 24 };
    struct ast *call = new_node(c, AST_CALL, STR("groupBy"), 3, span);
    char *limit = check_alloc(c, DIGITS, 1);
    struct ast *number;
    int n;

    if (!call || !limit)
        return NULL;
    n = snprintf(limit, DIGITS, "%lld", (long long)argument(site, "limit")->integer);
    number = new_node(c, AST_NUMBER, (struct str){ limit, (size_t)n }, 0, span);
    call->kid[0] =
        new_arg(c, STR("field"), field_list(c, argument(site, "field"), span), span);
    call->kid[1] = new_arg(c, STR("function"), functions(c, site, span), span);
    call->kid[2] = new_arg(c, STR("limit"), number, span);
    return call->kid[0] && call->kid[1] && call->kid[2] ? call : NULL;
}

void add_self_join_rows(struct checker *c, struct builder *b,
                        const struct call_site *site, struct span span)
{
    const struct func_arg *where = argument(site, "where");
    const struct ast *group = group_by(c, site, span);

    if (!group) {
        b->failed = true;
        return;
    }
    add_call(c, b, group, &(struct call_form){ 0 });
    if (!argument(site, "postfilter")->boolean)
        return;
    for (size_t i = 0; i < where->n; i++)
        for (size_t k = 0; k < where->pipelines[i]->n; k++) {
            const struct step *from = &where->pipelines[i]->step[k];
            struct step *s = add_step(c, b, from->kind, from->span);

            if (s)
                *s = *from;
        }
}
