/*
 * stages.c - a pipeline cut behind each aggregate, and the order of columns in each
 * part.
 */
#include "base/base.h"

#include "exec/internal.h"

/* ---- the order in which the fields of a stage print --------------------------- */

static void append(struct stage *s, int32_t slot)
{
    for (uint32_t i = 0; i < s->norder; i++)
        if (s->order[i] == slot)
            return;
    s->order[s->norder++] = slot;
}

static void append_sets(struct stage *s, const struct step *step)
{
    for (uint32_t i = 0; i < step->nsets; i++)
        append(s, step->sets[i].slot);
}

/* What a projecting step leaves comes first; nothing else is left to print. */
static void add_sets(struct stage *s, const struct step *step)
{
    if (step->projects)
        s->norder = 0;
    append_sets(s, step);
}

/* Rows of an aggregate that keeps events print as those did; others start anew. */
static void start_order(struct stage *s, const struct stage *before,
                        const struct step *aggregate)
{
    const struct func *f = aggregate->call->call.func;

    if ((f->flags & FUNC_KEEPS_FIELDS) && !aggregate->projects)
        for (uint32_t i = 0; i < before->norder; i++)
            append(s, before->order[i]);
    append_sets(s, aggregate);
}

/* ---- cutting ------------------------------------------------------------------- */

static size_t count_stages(const struct pipeline *p)
{
    size_t n = 1;

    for (size_t i = 0; i < p->n; i++)
        n += p->step[i].kind == STEP_AGGREGATE;
    return n;
}

static struct stage *alloc_stages(size_t n, uint32_t nslots, struct arena *arena)
{
    struct stage *stage = arena_new_array(arena, struct stage, n);

    for (size_t i = 0; stage && i < n; i++) {
        stage[i].order = arena_new_array(arena, int32_t, nslots ? nslots : 1);
        if (!stage[i].order)
            return NULL;
    }
    return stage;
}

struct stage *stages_of(const struct pipeline *p, const struct slots *slots,
                        struct arena *arena, size_t *n)
{
    struct stage *stage;

    *n = count_stages(p);
    stage = alloc_stages(*n, slots->n, arena);
    if (!stage)
        return NULL;
    stage->step = p->step;
    stage->keep_all = p->n == 0;
    for (size_t i = 0, k = 0; i < p->n; i++) {
        const struct step *s = &p->step[i];

        stage[k].keep_all |= s->all_before;
        if (s->kind != STEP_AGGREGATE) {
            stage[k].n++;
            stage[k].keep_all |= s->all_after;
            add_sets(&stage[k], s);
            continue;
        }
        stage[k++].aggregate = &s->call->call;
        stage[k].step = s + 1;
        stage[k].keep_all = s->all_after;
        start_order(&stage[k], &stage[k - 1], s);
    }
    return stage;
}

void stage_show(const struct stage *stage, struct batch *batch)
{
    for (uint32_t i = 0; i < stage->norder; i++)
        batch_show(batch, stage->order[i]);
}
