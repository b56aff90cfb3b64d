/*
 * check_expr.c - expressions: from the tree to what is evaluated.
 */
#include "base/base.h"

#include "query/checker.h"

static struct expr *new_expr(struct checker *c, enum expr_kind kind,
                             const struct ast *ast)
{
    struct expr *e = check_alloc(c, 1, sizeof *e);

    if (e)
        *e = (struct expr){ .kind = kind, .op = ast->op, .span = ast->span };
    return e;
}

static struct expr *constant(struct checker *c, const struct ast *ast, struct str text)
{
    struct expr *e = new_expr(c, EXPR_CONST, ast);

    if (e)
        e->constant = value_str(text);
    return e;
}

/* A bare word: a number, true, false, or a field. */
static struct expr *check_word(struct checker *c, const struct ast *ast)
{
    double number;
    struct expr *e;

    if (value_number(value_str(ast->text), &number) || str_eq(ast->text, STR("true")) ||
        str_eq(ast->text, STR("false")))
        return constant(c, ast, ast->text);
    e = new_expr(c, EXPR_FIELD, ast);
    if (!e || !check_field(c, ast->text, ast->span, &e->field))
        return NULL;
    return e;
}

static struct expr *check_kids(struct checker *c, const struct ast *ast,
                               enum expr_kind kind)
{
    struct expr *e = new_expr(c, kind, ast);
    bool failed = !e;

    for (uint32_t i = 0; e && i < ast->nkids && i < countof(e->kid); i++) {
        e->kid[i] = check_expr(c, ast->kid[i]);
        failed |= !e->kid[i];
    }
    return failed ? NULL : e;
}

static struct expr *check_call_expr(struct checker *c, const struct ast *ast)
{
    struct call_site *site = check_call(c, ast, &(struct call_form){ 0 });
    struct expr *e = site ? new_expr(c, EXPR_CALL, ast) : NULL;

    if (!e)
        return NULL;
    if (!site->call.func->value && !site->call.func->test) {
        struct problem *p = problems_add(
            &c->plan->problems, "E425", check_span(c, ast->span),
            "%s() gives no value that an expression could use", site->call.func->name);

        problem_help(&c->plan->problems, p, "make it a step of its own: | %s(…)",
                     site->call.func->name);
        return NULL;
    }
    e->call = site;
    return e;
}

static struct expr *check_param_expr(struct checker *c, const struct ast *ast)
{
    const struct str *value;

    if (param_values(c, ast, &value) == 0)
        return NULL;
    return constant(c, ast, value[0]);
}

/* `{ filter }` as a condition: its filters, one after the other. */
static struct expr *check_subquery_expr(struct checker *c, const struct ast *ast)
{
    struct expr *e = new_expr(c, EXPR_COND, ast);
    const struct ast *steps = ast->kid[0];
    struct cond *all = check_alloc(c, 1, sizeof *all);

    if (!e || !all)
        return NULL;
    *all = (struct cond){ .kind = COND_AND, .span = ast->span, .nkids = steps->nkids };
    all->kid = check_alloc(c, steps->nkids, sizeof(struct cond *));
    if (!all->kid)
        return NULL;
    for (uint32_t i = 0; i < steps->nkids; i++) {
        all->kid[i] = check_cond(c, steps->kid[i], false);
        if (!all->kid[i])
            return NULL;
    }
    e->cond = all;
    return e;
}

static struct expr *check_text(struct checker *c, const struct ast *ast)
{
    return constant(c, ast, ast->text);
}

static struct expr *check_truth(struct checker *c, const struct ast *ast)
{
    return constant(c, ast, ast->kind == AST_TRUE ? STR("true") : STR("false"));
}

static struct expr *check_binary(struct checker *c, const struct ast *ast)
{
    return check_kids(c, ast, EXPR_BINARY);
}

static struct expr *check_unary(struct checker *c, const struct ast *ast)
{
    return check_kids(c, ast, EXPR_UNARY);
}

typedef struct expr *expr_fn(struct checker *c, const struct ast *ast);

static expr_fn *const expr_table[] = {
    [AST_WORD] = check_word,        [AST_STRING] = check_text,
    [AST_NUMBER] = check_text,      [AST_TRUE] = check_truth,
    [AST_FALSE] = check_truth,      [AST_BINARY] = check_binary,
    [AST_UNARY] = check_unary,      [AST_CALL] = check_call_expr,
    [AST_PARAM] = check_param_expr, [AST_SUBQUERY] = check_subquery_expr,
};

struct expr *check_expr(struct checker *c, const struct ast *ast)
{
    expr_fn *fn = ast->kind < countof(expr_table) ? expr_table[ast->kind] : NULL;

    if (fn)
        return fn(c, ast);
    (void)problems_add(&c->plan->problems, "E426", check_span(c, ast->span),
                       "this is no expression");
    return NULL;
}
