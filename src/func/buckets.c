#include "base/base.h"

#include <math.h>

#include "base/hash.h"
#include "func/bucket_rows.h"
#include "func/group_keys.h"

/* Times are far from the ends of int64_t, so that sums with spans do not overflow. */
#define TIME_MAX 4611686018427387904.0

static void buckets_init(const struct func_call *call, void *state, struct arena *arena)
{
    const struct bucket_call *bc = call->state;
    struct buckets *b = state;
    struct agg_list list;

    b->range = bc->interval;
    b->level = bucket_level(&bc->rule, &b->range, 0);
    if (agg_list_init(&list, bc->function, arena))
        group_table_init(&b->table, 1 + bc->nseries, &list);
}

static uint64_t key_hash(const struct str *text, uint64_t series_hash)
{
    return hash_combine(hash_bytes(text[0].p, text[0].n), series_hash);
}

static uint64_t series_hash(const struct str *text, size_t n)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t next = hash_bytes(text[i].p, text[i].n);

        hash = i ? hash_combine(hash, next) : next;
    }
    return hash;
}

int64_t bucket_of_group(const struct group_table *table, const struct group *g)
{
    int64_t start;

    memcpy(&start, group_key_text(table, g, 0).p, sizeof start);
    return start;
}

/* Join the buckets of the table to those of a wider span. */
static void widen(const struct bucket_call *bc, struct buckets *b, unsigned level,
                  struct arena *arena)
{
    int64_t span = bucket_span(&bc->rule, level);
    struct str *text = arena_new_array(arena, struct str, b->table.nkeys);
    struct group_table wide;
    struct group_walk walk;
    struct group *g;

    b->level = level;
    if (!text || !group_walk_start(&walk, &b->table, arena))
        return;
    group_table_init(&wide, b->table.nkeys, &b->table.list);
    while ((g = group_walk_next(&walk)) && !arena->failed) {
        int64_t start = bucket_start(&bc->rule, span, bucket_of_group(&b->table, g));
        struct group_key key = { .text = text, .stride = 1, .n = b->table.nkeys };

        text[0] = (struct str){ (const char *)&start, sizeof start };
        for (size_t k = 1; k < b->table.nkeys; k++)
            text[k] = group_key_text(&b->table, g, k);
        key.hash = key_hash(text, series_hash(text + 1, bc->nseries));
        group_table_adopt(&wide, &key, g, arena);
    }
    b->table = wide;
}

static void fit(const struct bucket_call *bc, struct buckets *b, struct arena *arena)
{
    unsigned level = bucket_level(&bc->rule, &b->range, b->level);

    if (level != b->level)
        widen(bc, b, level, arena);
}

static bool read_time(const struct bucket_call *bc, struct row row, int64_t *time)
{
    struct value v = row_value(row, &bc->time);
    double d;

    if (!value_number(v, &d) || fabs(d) > TIME_MAX)
        return false;
    if (!value_integer(v, time))
        *time = (int64_t)floor(d);
    return true;
}

/* The bucket at hand, and what is known of it. */
struct at_hand {
    struct bucket bucket; /* empty at first */
    uint64_t hash;        /* of its start */
};

/*
 * Take the time into the range and find its bucket. Where it is that of the row before,
 * as it mostly is, the buckets still fit: the range has grown by no bucket.
 */
static void find_bucket(const struct bucket_call *bc, struct buckets *b, int64_t time,
                        struct at_hand *at, struct arena *arena)
{
    bool has_grown = bucket_range_add(&b->range, time);

    if (time >= at->bucket.lo && time < at->bucket.hi)
        return;
    if (has_grown)
        fit(bc, b, arena);
    at->bucket = bucket_at(&bc->rule, bucket_span(&bc->rule, b->level), time);
    at->hash = hash_bytes(&at->bucket.start, sizeof at->bucket.start);
}

static void add_rows(const struct bucket_call *bc, struct buckets *b,
                     const struct group_keys *series, struct batch *batch,
                     struct func_run *run, struct arena *arena)
{
    struct str *text = arena_new_array(run->arena, struct str, b->table.nkeys);
    struct group_key key = { .text = text, .stride = 1, .n = b->table.nkeys };
    struct at_hand at = { 0 };

    for (size_t j = 0; text && j < series->n && !arena->failed; j++) {
        struct row row = { batch, series->row[j] };
        struct group *g;
        int64_t time;

        if (!read_time(bc, row, &time))
            continue;
        find_bucket(bc, b, time, &at, arena);
        text[0] =
            (struct str){ (const char *)&at.bucket.start, sizeof at.bucket.start };
        for (size_t k = 0; k < series->nfields; k++)
            text[1 + k] = series->text[k * series->stride + j];
        key.hash = hash_combine(at.hash, series->hash[j]);
        g = group_table_put(&b->table, &key, row, arena);
        if (g)
            agg_list_add(&b->table.list, group_states(g), row, run, arena);
    }
}

static void add_selected(const struct func_call *call, void *state, struct batch *batch,
                         const uint16_t *sel, size_t nsel, struct func_run *run,
                         struct arena *arena)
{
    const struct bucket_call *bc = call->state;
    struct group_keys series;

    if (!arena->failed && nsel &&
        group_keys_read(&series, bc->series, bc->nseries, batch, sel, nsel, run->arena))
        add_rows(bc, state, &series, batch, run, arena);
}

static void buckets_add(const struct func_call *call, void *state, struct row row,
                        struct func_run *run, struct arena *arena)
{
    uint16_t sel = (uint16_t)row.i;

    add_selected(call, state, row.batch, &sel, 1, run, arena);
}

static void buckets_add_batch(const struct func_call *call, void *state,
                              struct batch *batch, struct func_run *run,
                              struct arena *arena)
{
    add_selected(call, state, batch, batch->sel, batch->nsel, run, arena);
}

static void buckets_merge(const struct func_call *call, void *into, void *from,
                          struct arena *arena)
{
    const struct bucket_call *bc = call->state;
    struct buckets *a = into;
    struct buckets *b = from;

    if (b->range.has_any) {
        (void)bucket_range_add(&a->range, b->range.lo);
        (void)bucket_range_add(&a->range, b->range.hi);
    }
    fit(bc, a, arena);
    if (b->level < a->level)
        widen(bc, b, a->level, arena);
    group_table_merge(&a->table, &b->table, arena);
}

const struct aggregate bucket_aggregate = {
    .size = sizeof(struct buckets),
    .init = buckets_init,
    .add = buckets_add,
    .add_batch = buckets_add_batch,
    .merge = buckets_merge,
    .finish = bucket_rows_emit,
};
