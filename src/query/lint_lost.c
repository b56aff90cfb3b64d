/*
 * lint_lost.c - a field that is used behind an aggregate which does not put it out.
 *
 * Follows for each slot whether the field is certainly gone. An aggregate that names
 * what it puts out takes all other fields; whatever may set fields that it does not
 * name (kvParse(), a join) brings any of them back. Each field is told of once.
 */
#include "base/base.h"

#include "base/arena.h"
#include "query/lint_rule.h"

struct gone {
    struct lint *lint;
    bool *slot;    /* n of them: certainly not there */
    bool *is_told; /* shared by all branches */
    uint32_t n;
    const char *taker; /* the function that took them */
};

static void set_all(struct gone *g, bool is_gone)
{
    for (uint32_t i = 0; i < g->n; i++)
        g->slot[i] = is_gone;
}

static void bring_back(struct gone *g, const struct field *field, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (field[i].slot >= 0)
            g->slot[field[i].slot] = false;
}

/* ---- what is read
 * -------------------------------------------------------------------- */

static void read_field(struct gone *g, const struct field *f, struct span span)
{
    struct problem *p;

    if (f->slot < 0 || !g->slot[f->slot] || g->is_told[f->slot] ||
        str_find(f->name, STR("[")) != SIZE_MAX)
        return;
    g->is_told[f->slot] = true;
    p = problems_add(g->lint->problems, "W517", span,
                     "%s() leaves no field %.*s, so there is none here", g->taker,
                     STR_ARG(f->name));
    if (strcmp(g->taker, "groupBy") == 0)
        problem_help(g->lint->problems, p,
                     "make it a key of groupBy(), or keep its values: "
                     "function=[…, collect(%.*s)]",
                     STR_ARG(f->name));
}

static void read_cond(struct gone *g, const struct cond *cond);
static void read_call(struct gone *g, const struct func_call *call);

static void read_expr(struct gone *g, const struct expr *e)
{
    if (!e)
        return;
    if (e->kind == EXPR_FIELD)
        read_field(g, &e->field, e->span);
    else if (e->kind == EXPR_CALL)
        read_call(g, &e->call->call);
    else if (e->kind == EXPR_COND)
        read_cond(g, e->cond);
    read_expr(g, e->kid[0]);
    read_expr(g, e->kid[1]);
}

static void read_cond(struct gone *g, const struct cond *cond)
{
    if (cond->kind == COND_EXISTS || cond->kind == COND_MATCH ||
        cond->kind == COND_COMPARE)
        read_field(g, &cond->field, cond->span);
    if (cond->call)
        read_call(g, &cond->call->call);
    read_expr(g, cond->expr);
    for (uint32_t i = 0; i < cond->nkids; i++)
        read_cond(g, cond->kid[i]);
}

static bool is_field_list(enum param_kind kind)
{
    return kind == PARAM_FIELD || kind == PARAM_FIELDS || kind == PARAM_FIELD_PAIRS;
}

/* Pairs are [from, to]: only the first of each is read. */
static void read_arg(struct gone *g, const struct func_param *param,
                     const struct func_arg *arg)
{
    struct span span = { arg->offset, arg->length };
    size_t step = param->kind == PARAM_FIELD_PAIRS && arg->n > 1 ? 2 : 1;

    if (!arg->by_user)
        return;
    for (size_t i = 0; is_field_list(param->kind) && i < arg->n; i += step)
        read_field(g, &arg->field[i], span);
    for (size_t i = 0; arg->expr && i < arg->n; i++)
        read_expr(g, arg->expr[i]);
    for (size_t i = 0; param->kind == PARAM_AGGREGATES && i < arg->n; i++)
        read_call(g, arg->call[i]);
}

/*
 * A rewrite may set the fields of a list, as default() does, or take them away, as
 * drop() does; only one that projects, as select(), reads them.
 */
static void read_call(struct gone *g, const struct func_call *call)
{
    const struct func *f = call->func;
    const struct func_param *params = f->params;
    bool is_rewrite = f->rewrite && !(f->flags & FUNC_PROJECTS);

    if (call->pipeline || f->special != FUNC_ORDINARY ||
        (is_rewrite && !(f->flags & FUNC_SETS_NAMED)))
        return;
    for (size_t i = 0; params && call->arg && params[i].name; i++)
        if (!is_rewrite || params[i].kind != PARAM_FIELDS)
            read_arg(g, &params[i], &call->arg[i]);
}

/* ---- what is left
 * -------------------------------------------------------------------- */

/* Do fields come through that the call does not name? */
static bool keeps_unknown(const struct func_call *call)
{
    const struct func *f = call->func;

    if (call->pipeline || func_reads_all(call) ||
        ((f->flags & FUNC_KEEPS_FIELDS) && !(f->flags & FUNC_PROJECTS)))
        return true;
    for (size_t i = 0; f->params && f->params[i].name; i++)
        for (size_t k = 0; f->params[i].kind == PARAM_AGGREGATES && k < call->arg[i].n;
             k++)
            if (keeps_unknown(call->arg[i].call[k]))
                return true;
    return false;
}

/* The fields that an aggregate must be given as its columns: table(). */
static const struct func_arg *columns_of(const struct func_call *call)
{
    const struct func_param *params = call->func->params;

    for (size_t i = 0; params && params[i].name; i++)
        if (params[i].kind == PARAM_FIELDS && (params[i].flags & PARAM_REQUIRED))
            return &call->arg[i];
    return NULL;
}

/* What open() resolved in a nested call: series() puts out _duration, too. */
static void bring_nested(struct gone *g, const struct func_call *call)
{
    const struct func_param *params = call->func->params;
    const struct call_site *site = (const struct call_site *)call;

    if (call->pipeline)
        return;
    bring_back(g, site->sets, site->nsets);
    for (size_t i = 0; params && params[i].name; i++)
        for (size_t k = 0; params[i].kind == PARAM_AGGREGATES && k < call->arg[i].n;
             k++)
            bring_nested(g, call->arg[i].call[k]);
}

/* The keys may come out beside a result that has a name: top(field, as=n). */
static void bring_arguments(struct gone *g, const struct func_call *call)
{
    const struct func_param *params = call->func->params;

    for (size_t i = 0; params && params[i].name; i++)
        if (is_field_list(params[i].kind) && call->arg[i].field)
            bring_back(g, call->arg[i].field, call->arg[i].n);
}

static void follow_aggregate(struct gone *g, const struct step *s)
{
    const struct func_call *call = &s->call->call;
    bool is_closed = (call->func->flags & FUNC_PROJECTS) != 0;
    const struct func_arg *columns = is_closed ? NULL : columns_of(call);

    if (call->func->flags & FUNC_KEEPS_FIELDS && !is_closed) {
        bring_back(g, s->sets, s->nsets);
        return;
    }
    set_all(g, !keeps_unknown(call) && (is_closed || columns));
    g->taker = call->func->name;
    if (columns) {
        bring_back(g, columns->field, columns->n);
        return;
    }
    bring_back(g, s->sets, s->nsets);
    bring_nested(g, call);
    bring_arguments(g, call);
}

static void follow_call(struct gone *g, const struct step *s)
{
    const struct func *f = s->call->call.func;

    if (!f->rewrite && !f->expand) {
        bring_back(g, s->sets, s->nsets);
        return;
    }
    if (f->flags & FUNC_SETS_NAMED) {
        bring_back(g, s->sets, s->nsets);
    } else if ((f->flags & FUNC_PROJECTS) && f->rewrite &&
               !keeps_unknown(&s->call->call)) {
        set_all(g, true);
        g->taker = f->name;
        bring_back(g, s->sets, s->nsets);
    } else {
        set_all(g, false);
    }
}

static void follow(struct gone *g, const struct pipeline *p);

/* Behind the clauses a field is gone when it is gone in all of them. */
static void follow_case(struct gone *g, const struct step *s)
{
    bool *before = g->slot;
    bool *after = arena_new_array(g->lint->arena, bool, g->n + 1);
    struct gone inner = *g;

    inner.slot = arena_new_array(g->lint->arena, bool, g->n + 1);
    for (uint32_t i = 0; after && inner.slot && i < s->nbranches; i++) {
        memcpy(inner.slot, before, g->n);
        follow(&inner, s->branch[i]);
        for (uint32_t k = 0; k < g->n; k++)
            after[k] = i == 0 ? inner.slot[k] : after[k] && inner.slot[k];
    }
    if (after && inner.slot)
        memcpy(before, after, g->n);
}

static void follow_step(struct gone *g, const struct step *s)
{
    if (s->cond)
        read_cond(g, s->cond);
    read_expr(g, s->expr);
    if (s->call && s->kind != STEP_JOIN)
        read_call(g, &s->call->call);
    if (s->kind == STEP_CASE)
        follow_case(g, s);
    else if (s->kind == STEP_AGGREGATE)
        follow_aggregate(g, s);
    else if (s->kind == STEP_JOIN)
        set_all(g, false);
    else if (s->call)
        follow_call(g, s);
    else
        bring_back(g, s->sets, s->nsets);
}

static void follow(struct gone *g, const struct pipeline *p)
{
    for (size_t i = 0; i < p->n; i++)
        follow_step(g, &p->step[i]);
}

static void follow_source(struct lint *lint, const struct pipeline *p)
{
    struct gone g = { .lint = lint, .n = lint->plan->slots.n, .taker = "" };

    g.slot = arena_new_array(lint->arena, bool, g.n + 1);
    g.is_told = arena_new_array(lint->arena, bool, g.n + 1);
    if (g.slot && g.is_told)
        follow(&g, p);
}

static void check(struct lint *lint)
{
    const struct plan *plan = lint->plan;

    if (!plan->main || plan->problems.errors)
        return;
    follow_source(lint, plan->main);
    for (size_t i = 0; i < plan->main->n; i++)
        for (uint32_t k = 0;
             plan->main->step[i].kind == STEP_JOIN && k < plan->main->step[i].nbranches;
             k++)
            follow_source(lint, plan->main->step[i].branch[k]);
    for (size_t i = 0; i < plan->ntables; i++)
        follow_source(lint, plan->table[i].pipeline);
}

const struct lint_rule lint_rule_lost = {
    .name = "lost",
    .code = "W517",
    .check = check,
};
