/*
 * self_join.c - selfJoinFilter(): keys that occur in rows of every where-query.
 *
 * Exact, where LogScale's filter lets some others through.
 *
 * Source: cql-functions.md, selfJoinFilter().
 */
#include "base/base.h"

#include "event/snapshot.h"
#include "exec/subquery.h"

enum { WHERE_MAX = 32 }; /* bits of map_entry.value */

/* One where-query: its bit is set for each key that it sees. */
struct where {
    struct join *join;
    uint32_t bit;
};

static bool mark_key(struct taking *t, struct row row)
{
    struct where *where = t->into;
    struct map_entry *e = NULL;
    bool has_key;
    struct buf key;

    buf_init(&key, KEY_BYTES_MAX);
    has_key = key_of_row(where->join->field, row, t->arena, &key);
    if (has_key)
        e = map_put(&where->join->keys, buf_str(&key), 0);
    buf_release(&key);
    if (e)
        e->value |= where->bit;
    return e || !has_key;
}

enum status self_join_fill(struct exec *x, struct join *j, const struct step *s,
                           struct diag *diag)
{
    const struct func_call *call = &s->call->call;

    if (s->nbranches > WHERE_MAX)
        return diag_set(diag, ST_LIMIT, call->offset,
                        "selfJoinFilter() takes at most %d where-queries", WHERE_MAX);
    *j = (struct join){ .step = s,
                        .field = subquery_argument(call, "field"),
                        .prefilter = subquery_argument(call, "prefilter")->boolean };
    map_init(&j->keys, &x->join_arena);
    for (uint32_t i = 0; i < s->nbranches; i++) {
        struct where where = { .join = j, .bit = UINT32_C(1) << i };
        struct taking t = { .x = x,
                            .arena = &x->join_arena,
                            .limit = SIZE_MAX,
                            .take = mark_key,
                            .into = &where };

        TRY(subquery_run(x, s->branch[i], &t, diag));
    }
    return ST_OK;
}

/* Does the row itself pass one of the where-queries? */
static bool passes_some(struct func_run *run, const struct step *s, struct row row)
{
    struct snapshot before;
    bool passes = false;

    if (!snapshot_take(&before, row, run->arena))
        return false;
    for (uint32_t i = 0; i < s->nbranches && !passes; i++) {
        const struct pipeline *where = s->branch[i];

        passes = run_steps_on_row(run, where->step, where->n, row);
        snapshot_restore(&before, row);
    }
    return passes;
}

bool self_join_row(struct func_run *run, const struct join *j, struct row row)
{
    uint32_t all = (uint32_t)((UINT64_C(1) << j->step->nbranches) - 1);
    const struct map_entry *e = NULL;
    struct buf key;

    buf_init(&key, KEY_BYTES_MAX);
    if (key_of_row(j->field, row, run->arena, &key))
        e = map_find(&j->keys, buf_str(&key));
    buf_release(&key);
    return e && e->value == all && (!j->prefilter || passes_some(run, j->step, row));
}
