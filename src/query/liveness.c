/*
 * liveness.c - where can fields be seen that no slot stands for?
 *
 * Walks the steps backwards. Behind the last step the output prints every field.
 * An aggregate or select() that names what it keeps ends that; a function that
 * looks at fields by names made at run time starts it again. Where nobody can
 * see them, the executor neither decodes nor carries such fields.
 */
#include "base/base.h"

#include "query/checker.h"

static bool aggregate_sees_all(const struct func_call *call, bool all_after);

static bool pipeline_sees_all(const struct pipeline *p, bool all_after)
{
    return p->n ? p->step[0].all_before : all_after;
}

/* Each query of correlate() works on the event, and keeps what it includes. */
static bool queries_see_all(const struct func_arg *arg)
{
    bool all = false;

    for (size_t i = 0; i < arg->n; i++) {
        mark_liveness(arg->query[i].pipeline, arg->query[i].includes_all);
        all |= pipeline_sees_all(arg->query[i].pipeline, arg->query[i].includes_all);
    }
    return all;
}

/* Any nested call of an aggregate's arguments that keeps or reads whole rows. */
static bool nested_sees_all(const struct func_call *call, bool all_after)
{
    for (size_t i = 0; call->func->params && call->func->params[i].name; i++) {
        const struct func_arg *arg = &call->arg[i];

        if (call->func->params[i].kind == PARAM_QUERIES && queries_see_all(arg))
            return true;
        if (call->func->params[i].kind == PARAM_AGGREGATES)
            for (size_t k = 0; k < arg->n; k++)
                if (aggregate_sees_all(arg->call[k], all_after))
                    return true;
    }
    return false;
}

static bool aggregate_sees_all(const struct func_call *call, bool all_after)
{
    const struct func *f = call->func;

    if (call->pipeline) {
        mark_liveness(call->pipeline, all_after);
        return pipeline_sees_all(call->pipeline, all_after);
    }
    if (func_reads_all(call))
        return true;
    if ((f->flags & FUNC_KEEPS_FIELDS) && !(f->flags & FUNC_PROJECTS))
        return all_after;
    return nested_sees_all(call, all_after);
}

static bool call_sees_all(const struct func_call *call, bool all_after)
{
    if (func_reads_all(call))
        return true;
    return !(call->func->flags & FUNC_PROJECTS) && all_after;
}

static bool branches_see_all(const struct step *s, bool all_after)
{
    bool all = false;

    for (uint32_t i = 0; i < s->nbranches; i++) {
        mark_liveness(s->branch[i], all_after);
        all |= pipeline_sees_all(s->branch[i], all_after);
    }
    return all;
}

/*
 * A subquery is a pass of its own; its rows keep what the join includes. The
 * where-queries of a self join may be asked of the row at hand, too.
 */
static bool join_sees_all(const struct step *s, bool all_after)
{
    bool is_join = s->call->call.func->special == FUNC_JOIN;

    for (uint32_t i = 0; i < s->nbranches; i++) {
        mark_liveness(s->branch[i], false);
        all_after |= !is_join && pipeline_sees_all(s->branch[i], false);
    }
    return all_after;
}

static bool expr_sees_all(const struct expr *e)
{
    if (!e)
        return false;
    if (e->kind == EXPR_CALL && func_reads_all(&e->call->call))
        return true;
    return expr_sees_all(e->kid[0]) || expr_sees_all(e->kid[1]);
}

static bool cond_sees_all(const struct cond *cond)
{
    if (cond->kind == COND_CALL && func_reads_all(&cond->call->call))
        return true;
    for (uint32_t i = 0; i < cond->nkids; i++)
        if (cond_sees_all(cond->kid[i]))
            return true;
    return expr_sees_all(cond->expr);
}

static bool step_sees_all(const struct step *s)
{
    switch (s->kind) {
    case STEP_FILTER:
        return s->all_after || cond_sees_all(s->cond);
    case STEP_ASSIGN:
        return s->all_after || expr_sees_all(s->expr);
    case STEP_CALL:
    case STEP_EXPAND:
        return call_sees_all(&s->call->call, s->all_after);
    case STEP_CASE:
        return branches_see_all(s, s->all_after);
    case STEP_AGGREGATE:
        return aggregate_sees_all(&s->call->call, s->all_after);
    case STEP_JOIN:
        return join_sees_all(s, s->all_after);
    }
    return true;
}

void mark_liveness(struct pipeline *pipeline, bool all_after)
{
    for (size_t i = pipeline->n; i-- > 0;) {
        struct step *s = &pipeline->step[i];

        s->all_after = all_after;
        s->all_before = step_sees_all(s);
        all_after = s->all_before;
    }
}
