#include "base/base.h"

#include "base/hash.h"
#include "input/json_plan.h"

static struct json_wanted *place_of(const struct json_plan *plan, struct str name,
                                    uint64_t hash)
{
    size_t at = (size_t)hash & plan->mask;

    while (plan->table[at].is_used &&
           (plan->table[at].hash != hash || !str_eq(plan->table[at].name, name)))
        at = (at + 1) & plan->mask;
    return &plan->table[at];
}

const struct json_wanted *json_plan_find(const struct json_plan *plan, struct str name,
                                         uint64_t hash)
{
    const struct json_wanted *w = place_of(plan, name, hash);

    return w->is_used ? w : NULL;
}

static void want_name(struct json_plan *plan, struct str name, int32_t slot,
                      bool is_spare)
{
    uint64_t hash = hash_bytes(name.p, name.n);
    const struct json_wanted w = {
        .name = name, .hash = hash, .slot = slot, .is_used = true
    };

    *place_of(plan, name, hash) = w;
    plan->all.by_bytes[plan->all.n++] = w;
    if (!is_spare)
        plan->usual.by_bytes[plan->usual.n++] = w;
    plan->lengths |= 1ull << name.n % 64;
    if (str_find(name, STR(".")) != SIZE_MAX || str_find(name, STR("[")) != SIZE_MAX)
        plan->is_deep = true;
}

/* A name that stands in a record only with an escape: keys with escapes are not asked.
 */
static bool is_escaped(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '"' || name.p[i] == '\\' || (unsigned char)name.p[i] < 0x20)
            return true;
    return false;
}

/* Place in the filter, from what a record has behind the quote: `a":` for the name a.
 */
static size_t filter_of(const struct json_wanted *w)
{
    const char two[2] = { w->name.n > 0 ? w->name.p[0] : '"', w->name.n > 1
                                                                  ? w->name.p[1]
                                                              : w->name.n > 0 ? '"'
                                                                              : ':' };

    return is_escaped(w->name) ? SIZE_MAX : json_plan_filter(two);
}

static int compare_filters(const void *a, const void *b)
{
    size_t x = filter_of(a), y = filter_of(b);

    return x < y ? -1 : x > y;
}

static void make_filter(struct json_sieve *sieve)
{
    qsort(sieve->by_bytes, sieve->n, sizeof *sieve->by_bytes, compare_filters);
    for (size_t i = sieve->n; i-- > 0;) {
        size_t at = filter_of(&sieve->by_bytes[i]);

        if (at == SIZE_MAX)
            continue;
        sieve->by_bytes[i].is_last = sieve->filter[at] == 0;
        sieve->filter[at] = (uint16_t)(i + 1);
    }
}

/* Note what `name` may have in place `i` of json_probe_place. */
static void add_probe(struct json_probes *probes, struct str name, size_t i)
{
    uint8_t bit = (uint8_t)(JSON_PROBE_BIT << i);
    size_t at = json_probe_place[i];

    if (at < name.n && (unsigned char)name.p[at] <= 0x7f) {
        probes->places[(unsigned char)name.p[at]] |= bit;
    } else if (at == name.n) {
        probes->places['"'] |= bit;
    } else if (at == name.n + 1) {
        probes->places[':'] |= bit;
    } else {
        probes->is_open[i] = true;
        for (size_t c = 0; c < countof(probes->places); c++)
            probes->places[c] |= bit;
    }
}

/* The names that the scanner itself looks out for. */
static void make_probes(struct json_sieve *sieve)
{
    sieve->probes.is_on = true;
    for (size_t i = 0; i < sieve->n; i++)
        for (size_t k = 0; k < JSON_PROBES; k++)
            add_probe(&sieve->probes, sieve->by_bytes[i].name, k);
}

static bool alloc_names(struct json_plan *plan, uint32_t n, struct arena *arena)
{
    size_t cap = 8;

    while (cap < (size_t)n * 4)
        cap *= 2;
    plan->mask = cap - 1;
    plan->table = arena_new_array(arena, struct json_wanted, cap);
    plan->all.by_bytes = arena_new_array(arena, struct json_wanted, n + 1);
    plan->usual.by_bytes = arena_new_array(arena, struct json_wanted, n + 1);
    return plan->table && plan->all.by_bytes && plan->usual.by_bytes;
}

/*
 * A plan that keeps all fields fills every slot there is: a field that the query
 * sets, and so has a slot for, must not stand in the row's list a second time.
 */
enum status json_plan_make(const struct want *want, struct arena *arena,
                           const void **compiled, struct diag *diag)
{
    uint32_t n = want->all ? want->slots->n : want->n;
    struct json_plan *plan = arena_new(arena, struct json_plan);

    if (!plan || !alloc_names(plan, n, arena))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    plan->is_deep = want->all;
    for (uint32_t i = 0; i < n; i++) {
        int32_t slot = want->all ? (int32_t)i : want->slot[i];

        want_name(plan, want->slots->name[slot], slot,
                  want->is_spare && want->is_spare[slot]);
    }
    make_filter(&plan->all);
    make_filter(&plan->usual);
    make_probes(&plan->all);
    make_probes(&plan->usual);
    *compiled = plan;
    return ST_OK;
}
