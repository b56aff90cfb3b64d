#include "base/base.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "query/call_params.h"

size_t count_params(const struct func *func)
{
    size_t n = 0;

    while (func->params && func->params[n].name)
        n++;
    return n;
}

const struct func_param *param_called(const struct func *func, struct str name)
{
    for (size_t i = 0; i < count_params(func); i++)
        if (str_eq_nocase(str_from_cstr(func->params[i].name), name))
            return &func->params[i];
    return NULL;
}

static const struct func_param *param_unnamed(const struct func *func)
{
    for (size_t i = 0; i < count_params(func); i++)
        if (func->params[i].flags & PARAM_UNNAMED)
            return &func->params[i];
    return NULL;
}

/* The parameter that takes `A: { … }`, whatever A is. */
static const struct func_param *param_of_queries(const struct func *func)
{
    for (size_t i = 0; i < count_params(func); i++)
        if (func->params[i].kind == PARAM_QUERIES)
            return &func->params[i];
    return NULL;
}

const struct func_param *param_for(const struct func *func, struct str name,
                                   const struct ast *value)
{
    if (value->kind == AST_NAMED_QUERY)
        return param_of_queries(func);
    return name.n ? param_called(func, name) : param_unnamed(func);
}

/* if(a=b, …): where an expression stands, `=` was meant to compare. */
static bool takes_expression(const struct func *func)
{
    const struct func_param *param = param_unnamed(func);

    return param && (param->kind == PARAM_EXPR || param->kind == PARAM_CONDITION);
}

void report_unknown_param(struct checker *c, const struct func *func,
                          const struct ast *arg)
{
    struct problems *list = &c->plan->problems;
    struct span span = check_span(c, arg->span);
    struct nearest near = nearest_start(arg->text);
    struct buf known;
    struct problem *p;

    if (arg->text.n == 0) {
        (void)problems_add(list, "E403", span, "%s() takes no argument without a name",
                           func->name);
        return;
    }
    p = problems_add(list, "E403", span, "%s() has no parameter '%.*s'", func->name,
                     STR_ARG(arg->text));
    if (takes_expression(func)) {
        problem_help(list, p, "an expression compares with '==': %s(%.*s == …)",
                     func->name, STR_ARG(arg->text));
        return;
    }
    buf_init(&known, 1000);
    for (size_t i = 0; i < count_params(func); i++) {
        if (func->params[i].flags & PARAM_LENIENT)
            continue;
        buf_printf(&known, "%s%s", known.n ? ", " : "", func->params[i].name);
        nearest_offer(&near, func->params[i].name);
    }
    if (near.name)
        problem_help(list, p, "did you mean '%s'? It has: %.*s", near.name,
                     STR_ARG(buf_str(&known)));
    else
        problem_help(list, p, "it has: %.*s", STR_ARG(buf_str(&known)));
    buf_release(&known);
}
