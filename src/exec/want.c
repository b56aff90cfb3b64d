/*
 * want.c - which fields of a record the first stage needs.
 */
#include "base/base.h"

#include "event/derive.h"
#include "exec/internal.h"

static bool has_spares(const struct plan *plan, const struct derived_slot *d)
{
    for (size_t i = 0; i < d->derived->nsources; i++)
        if (plan->is_spare[d->source[i]])
            return true;
    return false;
}

/* What has to be there so that nobody looks at spare fields. */
static enum status add_choices(struct exec *x, struct diag *diag)
{
    const struct plan *plan = x->plan;
    struct want_choice *choice =
        arena_new_array(&x->plan->arena, struct want_choice, plan->nderived + 1);

    if (!choice)
        return diag_set(diag, ST_NOMEM, 0, "no memory for the list of fields");
    x->want.choice = choice;
    x->want.is_spare = plan->is_spare;
    for (size_t i = 0; i < plan->nderived; i++) {
        const struct derived_slot *d = &plan->derived[i];

        if (has_spares(plan, d))
            choice[x->want.nchoices++] =
                (struct want_choice){ .own = d->slot,
                                      .first = d->derived->is_usual ? -1 : d->source[0],
                                      .suffices = d->derived->suffices };
    }
    return ST_OK;
}

enum status want_make(struct exec *x, struct diag *diag)
{
    struct plan *plan = x->plan;
    bool all = x->stage[0].keep_all || plan->has_free_text;
    int32_t *slot =
        arena_new_array(&plan->arena, int32_t, plan->slots.n ? plan->slots.n : 1);

    if (!slot)
        return diag_set(diag, ST_NOMEM, 0, "no memory for the list of fields");
    x->want = (struct want){
        .slots = &plan->slots, .slot = slot, .all = all, .raw = plan->wants_raw
    };
    for (uint32_t s = 0; s < plan->slots.n; s++)
        if (all || plan->is_wanted[s])
            slot[x->want.n++] = (int32_t)s;
    x->stage[0].keep_all = all;
    return all ? ST_OK : add_choices(x, diag);
}
