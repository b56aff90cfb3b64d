/*
 * derived.c - slots for the fields that events have without holding them.
 *
 * For every wanted field that can be derived, its sources are wanted as well; those
 * that nobody else wants, and that most records do not need, as spares.
 */
#include "base/base.h"

#include "event/derive.h"
#include "query/checker.h"

/* A source that is asked only when the field and its first source fail is a spare. */
static void want_source(struct plan *plan, const struct derived *derived, size_t i,
                        int32_t slot)
{
    bool is_spare = derived->is_usual || (i > 0 && derived->suffices);

    plan->is_spare[slot] = is_spare && (plan->is_spare[slot] || !plan->is_wanted[slot]);
    plan->is_wanted[slot] = true;
}

static bool add_sources(struct checker *c, struct derived_slot *d)
{
    for (size_t i = 0; i < d->derived->nsources; i++) {
        struct field source;

        if (!check_output(c, d->derived->source[i], (struct span){ 0 }, &source))
            return false;
        want_source(c->plan, d->derived, i, source.slot);
        d->source[i] = source.slot;
    }
    c->plan->wants_raw |= d->derived->needs_raw;
    return true;
}

const struct derived *plan_find_derived(const struct plan *plan, struct str name)
{
    const struct derived *joined =
        plan->options->is_joined ? derive_find_joined(name) : NULL;

    return joined ? joined : derive_find(name);
}

bool plan_derive(struct checker *c)
{
    struct plan *plan = c->plan;
    uint32_t n = plan->slots.n; /* sources of derived fields are never derived */

    plan->derived = check_alloc(c, n ? n : 1, sizeof *plan->derived);
    plan->is_spare = check_alloc(c, SLOTS_MAX, sizeof *plan->is_spare);
    for (uint32_t slot = 0; plan->derived && plan->is_spare && slot < n; slot++) {
        const struct derived *derived = plan_find_derived(plan, plan->slots.name[slot]);
        struct derived_slot *d = &plan->derived[plan->nderived];

        if (!derived || !plan->is_wanted[slot])
            continue;
        *d = (struct derived_slot){ .derived = derived, .slot = (int32_t)slot };
        plan->nderived++;
        if (!add_sources(c, d))
            return false;
    }
    return plan->derived && plan->is_spare;
}
