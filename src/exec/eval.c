/*
 * eval.c - expressions, conditions and steps on one row.
 *
 * Source: cql-language.md sections 4, 5 and 6.
 */
#include "base/base.h"

#include <math.h>

#include "event/snapshot.h"
#include "exec/internal.h"
#include "func/matcher.h"

/* ---- expressions --------------------------------------------------------- */

/* Integers stay exact while they fit; `ok` is false when they do not. */
static struct value integer_op(enum ast_op op, int64_t a, int64_t b, bool *ok)
{
    int64_t r = 0;

    *ok = false;
    if (op == OP_ADD)
        *ok = !__builtin_add_overflow(a, b, &r);
    else if (op == OP_SUB)
        *ok = !__builtin_sub_overflow(a, b, &r);
    else if (op == OP_MUL)
        *ok = !__builtin_mul_overflow(a, b, &r);
    return value_int(r);
}

static struct value double_op(enum ast_op op, double a, double b)
{
    if (op == OP_ADD)
        return value_double(a + b);
    if (op == OP_SUB)
        return value_double(a - b);
    if (op == OP_MUL)
        return value_double(a * b);
    if (b == 0)
        return value_missing();
    return value_double(op == OP_DIV ? a / b : fmod(a, b));
}

static struct value arithmetic(enum ast_op op, struct value a, struct value b)
{
    int64_t ia;
    int64_t ib;
    double da;
    double db;
    bool ok;

    if (value_integer(a, &ia) && value_integer(b, &ib)) {
        struct value v = integer_op(op, ia, ib, &ok);

        if (ok)
            return v;
    }
    if (!value_number(a, &da) || !value_number(b, &db))
        return value_missing();
    return double_op(op, da, db);
}

/* == and !=: numeric if both sides read as numbers, otherwise text. */
static bool is_equal(struct func_run *run, struct value a, struct value b)
{
    int64_t ia;
    int64_t ib;
    double da;
    double db;

    if (value_integer(a, &ia) && value_integer(b, &ib))
        return ia == ib;
    if (value_number(a, &da) && value_number(b, &db))
        return da == db;
    return value_same_text(a, b, run->arena);
}

static struct value ordering(enum ast_op op, struct value a, struct value b)
{
    double da;
    double db;

    if (!value_number(a, &da) || !value_number(b, &db))
        return value_missing();
    if (op == OP_LT)
        return value_bool(da < db);
    if (op == OP_LE)
        return value_bool(da <= db);
    if (op == OP_GT)
        return value_bool(da > db);
    return value_bool(da >= db);
}

static struct value eval_binary(struct func_run *run, const struct expr *e,
                                struct row row)
{
    struct value a = eval_expr(run, e->kid[0], row);
    struct value b = eval_expr(run, e->kid[1], row);

    if (value_is_missing(a) || value_is_missing(b))
        return value_missing();
    if (e->op == OP_EQ || e->op == OP_NE)
        return value_bool(is_equal(run, a, b) == (e->op == OP_EQ));
    if (e->op == OP_LT || e->op == OP_LE || e->op == OP_GT || e->op == OP_GE)
        return ordering(e->op, a, b);
    return arithmetic(e->op, a, b);
}

static struct value eval_unary(struct func_run *run, const struct expr *e,
                               struct row row)
{
    struct value v = eval_expr(run, e->kid[0], row);
    double d;

    if (e->op == OP_NEG)
        return arithmetic(OP_SUB, value_int(0), v);
    if (value_number(v, &d))
        return value_bool(d == 0);
    if (value_is_true(v))
        return value_bool(false);
    if (str_eq(value_text(v, run->arena), STR("false")))
        return value_bool(true);
    return value_missing();
}

static bool test_call(struct func_run *run, const struct call_site *site,
                      struct row row)
{
    return site->call.func->test(&site->call, row, run) != site->is_negated;
}

struct value eval_expr(struct func_run *run, const struct expr *e, struct row row)
{
    switch (e->kind) {
    case EXPR_CONST:
        return e->constant;
    case EXPR_FIELD:
        return row_get(row, &e->field);
    case EXPR_BINARY:
        return eval_binary(run, e, row);
    case EXPR_UNARY:
        return eval_unary(run, e, row);
    case EXPR_CALL:
        if (e->call->call.func->test)
            return value_bool(test_call(run, e->call, row));
        return e->call->call.func->value(&e->call->call, row, run);
    case EXPR_COND:
        return value_bool(eval_cond(run, e->cond, row));
    }
    return value_missing();
}

/* ---- conditions ---------------------------------------------------------- */

static bool compare(const struct cond *cond, struct row row)
{
    double d;

    if (!value_number(row_get(row, &cond->field), &d))
        return false;
    if (cond->op == OP_LT)
        return d < cond->number;
    if (cond->op == OP_LE)
        return d <= cond->number;
    if (cond->op == OP_GT)
        return d > cond->number;
    return d >= cond->number;
}

static bool search(struct func_run *run, const struct cond *cond, struct value v,
                   struct row row)
{
    if (cond->ngroups)
        return matcher_extract(cond->matcher, v, cond->group, row, run);
    return matcher_test(cond->matcher, v, run);
}

static bool free_text(struct func_run *run, const struct cond *cond, struct row row)
{
    struct row_iter it = { 0 };

    while (row_next_text(row, &it))
        if (search(run, cond, it.value, row))
            return true;
    return false;
}

static bool any_kid(struct func_run *run, const struct cond *cond, struct row row)
{
    for (uint32_t i = 0; i < cond->nkids; i++)
        if (eval_cond(run, cond->kid[i], row))
            return true;
    return false;
}

static bool all_kids(struct func_run *run, const struct cond *cond, struct row row)
{
    for (uint32_t i = 0; i < cond->nkids; i++)
        if (!eval_cond(run, cond->kid[i], row))
            return false;
    return true;
}

bool eval_cond(struct func_run *run, const struct cond *cond, struct row row)
{
    switch (cond->kind) {
    case COND_TRUE:
        return true;
    case COND_FALSE:
        return false;
    case COND_AND:
        return all_kids(run, cond, row);
    case COND_OR:
        return any_kid(run, cond, row);
    case COND_NOT:
        return !eval_cond(run, cond->kid[0], row);
    case COND_EXISTS:
        return !value_is_missing(row_get(row, &cond->field));
    case COND_MATCH:
        return search(run, cond, row_get(row, &cond->field), row);
    case COND_COMPARE:
        return compare(cond, row);
    case COND_FREE_TEXT:
        return free_text(run, cond, row);
    case COND_CALL:
        return test_call(run, cond->call, row);
    case COND_EXPR:
        return value_is_true(eval_expr(run, cond->expr, row));
    }
    return false;
}

/* ---- steps --------------------------------------------------------------- */

static bool sets_groups(const struct cond *cond)
{
    for (uint32_t i = 0; i < cond->nkids; i++)
        if (sets_groups(cond->kid[i]))
            return true;
    return cond->ngroups > 0;
}

static bool changes_row(const struct step *s)
{
    return s->kind != STEP_FILTER || sets_groups(s->cond);
}

/* Can a later step drop a row that an earlier one has changed? */
static bool needs_undo(const struct pipeline *p)
{
    bool changed = false;

    for (size_t i = 0; i < p->n; i++) {
        if (changed && p->step[i].kind != STEP_ASSIGN)
            return true;
        changed |= changes_row(&p->step[i]);
    }
    return p->n == 1 && changed && p->step[0].kind != STEP_ASSIGN;
}

static bool run_case(struct func_run *run, const struct step *s, struct row row)
{
    for (uint32_t i = 0; i < s->nbranches; i++) {
        const struct pipeline *p = s->branch[i];
        struct snapshot saved = { 0 };
        bool undo = needs_undo(p);

        if (undo && !snapshot_take(&saved, row, run->arena))
            return false;
        if (run_steps_on_row(run, p->step, p->n, row))
            return true;
        if (undo)
            snapshot_restore(&saved, row);
    }
    return false;
}

static bool run_call(struct func_run *run, const struct call_site *site, struct row row)
{
    const struct func *f = site->call.func;
    struct value v;

    if (f->rewrite)
        return f->rewrite(&site->call, row, run) != site->is_negated;
    v = f->value(&site->call, row, run);
    if (!value_is_missing(v))
        row_set(row, &site->out, v);
    return true;
}

static bool run_step(struct func_run *run, const struct step *s, struct row row)
{
    struct value v;

    switch (s->kind) {
    case STEP_FILTER:
        return eval_cond(run, s->cond, row);
    case STEP_ASSIGN:
        v = eval_expr(run, s->expr, row);
        if (!value_is_missing(v))
            row_set(row, &s->field, v);
        return true;
    case STEP_CALL:
        return run_call(run, s->call, row);
    case STEP_CASE:
        return run_case(run, s, row);
    case STEP_JOIN:
        return join_row(run, s, row);
    case STEP_EXPAND:
    case STEP_AGGREGATE:
        break; /* these work on more than one row: steps.c and chain.c */
    }
    assert(false);
    return false;
}

bool run_steps_on_row(struct func_run *run, const struct step *step, size_t n,
                      struct row row)
{
    for (size_t i = 0; i < n; i++)
        if (!run_step(run, &step[i], row))
            return false;
    return true;
}
