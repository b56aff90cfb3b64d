/*
 * columns.c - which fields a step sets, and so in which order they print.
 *
 * The order of a row's fields is a matter of the query, not of which row happened to
 * have a field first: it is told here once, from the arguments of the calls.
 */
#include "base/base.h"

#include "query/checker.h"

struct columns {
    struct checker *c;
    struct field *field;
    uint32_t n, cap;
    bool failed;
};

static void add_field(struct columns *l, const struct field *f)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->field[i].slot == f->slot)
            return;
    if (l->n == l->cap) {
        uint32_t cap = l->cap ? l->cap * 2 : 8;
        struct field *grown = check_alloc(l->c, cap, sizeof *grown);

        if (!grown) {
            l->failed = true;
            return;
        }
        if (l->n)
            memcpy(grown, l->field, l->n * sizeof *grown);
        l->field = grown;
        l->cap = cap;
    }
    l->field[l->n++] = *f;
}

static bool has_output(const struct func_call *call)
{
    const struct func_param *params = call->func->params;

    for (size_t i = 0; params && call->arg && params[i].name; i++)
        if (params[i].kind == PARAM_OUT && call->arg[i].n)
            return true;
    return false;
}

/*
 * The fields that a call's arguments name, in the order of the parameters. Where an
 * output is named the others are only read: `count(FileName, as=names)` must not put
 * FileName in front of names when a later call sets it.
 */
static void add_arguments(struct columns *l, const struct func_call *call)
{
    const struct func_param *params = call->func->params;
    bool is_named = has_output(call);

    for (size_t i = 0; params && call->arg && params[i].name; i++) {
        const struct func_arg *arg = &call->arg[i];
        bool is_read = is_named && params[i].kind != PARAM_OUT;

        for (size_t k = 0; arg->field && !is_read && k < arg->n; k++)
            add_field(l, &arg->field[k]);
        for (size_t k = 0; params[i].kind == PARAM_AGGREGATES && k < arg->n; k++)
            add_arguments(l, arg->call[k]);
    }
}

static void add_call(struct columns *l, const struct call_site *site)
{
    const struct func *f = site->call.func;

    if (f->aggregate || f->rewrite || f->expand)
        add_arguments(l, &site->call);
    else if (site->out.name.n)
        add_field(l, &site->out);
    for (uint32_t i = 0; i < site->nsets; i++)
        add_field(l, &site->sets[i]);
}

static void add_cond(struct columns *l, const struct cond *cond)
{
    for (uint32_t i = 0; i < cond->ngroups; i++)
        add_field(l, &cond->group[i]);
    for (uint32_t i = 0; i < cond->nkids; i++)
        add_cond(l, cond->kid[i]);
}

static void add_branches(struct columns *l, const struct step *s)
{
    for (uint32_t i = 0; i < s->nbranches; i++) {
        const struct pipeline *p = s->branch[i];

        if (!p || !plan_columns(l->c, s->branch[i])) {
            l->failed = true;
            return;
        }
        for (size_t k = 0; s->kind == STEP_CASE && k < p->n; k++)
            for (uint32_t f = 0; f < p->step[k].nsets; f++)
                add_field(l, &p->step[k].sets[f]);
    }
}

static void add_step(struct columns *l, struct step *s)
{
    if (s->kind == STEP_ASSIGN)
        add_field(l, &s->field);
    if (s->cond)
        add_cond(l, s->cond);
    if (s->call)
        add_call(l, s->call);
    add_branches(l, s);
    s->projects = s->call && (s->call->call.func->flags & FUNC_PROJECTS);
}

bool plan_columns(struct checker *c, struct pipeline *pipeline)
{
    for (size_t i = 0; i < pipeline->n; i++) {
        struct columns list = { .c = c };

        add_step(&list, &pipeline->step[i]);
        if (list.failed)
            return false;
        pipeline->step[i].sets = list.field;
        pipeline->step[i].nsets = list.n;
    }
    return true;
}
