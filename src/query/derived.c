/*
 * derived.c - slots for the fields that events have without holding them.
 *
 * For every wanted field that can be derived, its sources are wanted as well.
 */
#include "base/base.h"

#include "event/derive.h"
#include "query/checker.h"

static bool add_sources(struct checker *c, struct derived_slot *d)
{
    for (size_t i = 0; i < d->derived->nsources; i++) {
        struct field source;

        if (!check_output(c, d->derived->source[i], (struct span){ 0 }, &source))
            return false;
        c->plan->is_wanted[source.slot] = true;
        d->source[i] = source.slot;
    }
    c->plan->wants_raw |= d->derived->needs_raw;
    return true;
}

bool plan_derive(struct checker *c)
{
    struct plan *plan = c->plan;
    uint32_t n = plan->slots.n; /* sources of derived fields are never derived */

    plan->derived = check_alloc(c, derive_table_len, sizeof *plan->derived);
    for (uint32_t slot = 0; plan->derived && slot < n; slot++) {
        const struct derived *derived = derive_find(plan->slots.name[slot]);
        struct derived_slot *d = &plan->derived[plan->nderived];

        if (!derived || !plan->is_wanted[slot])
            continue;
        *d = (struct derived_slot){ .derived = derived, .slot = (int32_t)slot };
        plan->nderived++;
        if (!add_sources(c, d))
            return false;
    }
    return plan->derived != NULL;
}
