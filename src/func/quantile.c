#include "base/base.h"

#include <math.h>

#include "base/hash.h"
#include "func/quantile.h"

enum { VALUES_MIN = 8, BUCKETS_MIN = 64 };

/*
 * A bucket's key orders buckets as their numbers are: ZERO_KEY for zero, larger ones
 * for positive numbers, smaller ones for negative numbers. |v| lies in bucket i when
 * gamma^(i-1) < |v| <= gamma^i; the offset keeps i positive for every double.
 */
#define ZERO_KEY ((int64_t)1 << 40)
#define INDEX_OFFSET ((int64_t)1 << 38)

static double gamma_of(double accuracy)
{
    return (1 + accuracy) / (1 - accuracy);
}

static int64_t key_of(double v, double accuracy)
{
    int64_t i;

    if (v == 0)
        return ZERO_KEY;
    i = (int64_t)ceil(log(fabs(v)) / log(gamma_of(accuracy))) + INDEX_OFFSET;
    return v > 0 ? ZERO_KEY + i : ZERO_KEY - i;
}

/* The middle of a bucket, from which its ends are equally far in proportion. */
static double value_of(int64_t key, double accuracy)
{
    double gamma = gamma_of(accuracy);
    int64_t i = (key > ZERO_KEY ? key - ZERO_KEY : ZERO_KEY - key) - INDEX_OFFSET;
    double v;

    if (key == ZERO_KEY)
        return 0;
    v = exp((double)i * log(gamma)) * 2 / (gamma + 1);
    if (!isfinite(v))
        v = exp((double)(i - 1) * log(gamma));
    return key > ZERO_KEY ? v : -v;
}

static struct quantile_bucket *probe(struct quantile_bucket *table, uint32_t cap,
                                     int64_t key)
{
    uint32_t at = (uint32_t)hash_combine(0, (uint64_t)key) & (cap - 1);

    while (table[at].key && table[at].key != key)
        at = (at + 1) & (cap - 1);
    return &table[at];
}

static bool grow_buckets(struct quantile *q, struct arena *arena)
{
    uint32_t cap = q->buckets_cap ? q->buckets_cap * 2 : BUCKETS_MIN;
    struct quantile_bucket *table = arena_new_array(arena, struct quantile_bucket, cap);

    if (!table)
        return false;
    for (uint32_t i = 0; i < q->buckets_cap; i++)
        if (q->bucket[i].key)
            *probe(table, cap, q->bucket[i].key) = q->bucket[i];
    q->bucket = table;
    q->buckets_cap = cap;
    return true;
}

static void count(struct quantile *q, int64_t key, uint64_t n, struct arena *arena)
{
    struct quantile_bucket *b;

    if (q->nbuckets >= q->buckets_cap / 2 && !grow_buckets(q, arena))
        return;
    b = probe(q->bucket, q->buckets_cap, key);
    q->nbuckets += b->key == 0;
    b->key = key;
    b->n += n;
}

static void become_sketch(struct quantile *q, double accuracy, struct arena *arena)
{
    q->is_sketch = true;
    for (uint64_t i = 0; i < q->n && !arena->failed; i++)
        count(q, key_of(q->value[i], accuracy), 1, arena);
}

static bool grow_values(struct quantile *q, struct arena *arena)
{
    uint32_t cap = q->values_cap ? q->values_cap * 2 : VALUES_MIN;
    double *value = arena_new_array(arena, double, cap);

    if (!value)
        return false;
    if (q->n)
        memcpy(value, q->value, q->n * sizeof *value);
    q->value = value;
    q->values_cap = cap;
    return true;
}

void quantile_add(struct quantile *q, double v, double accuracy, struct arena *arena)
{
    if (!q->is_sketch && q->n == QUANTILE_EXACT_MAX)
        become_sketch(q, accuracy, arena);
    if (q->is_sketch)
        count(q, key_of(v, accuracy), 1, arena);
    else if (q->n < q->values_cap || grow_values(q, arena))
        q->value[q->n] = v;
    else
        return;
    q->n++;
}

void quantile_merge(struct quantile *q, const struct quantile *from, double accuracy,
                    struct arena *arena)
{
    for (uint64_t i = 0; !from->is_sketch && i < from->n && !arena->failed; i++)
        quantile_add(q, from->value[i], accuracy, arena);
    if (!from->is_sketch)
        return;
    if (!q->is_sketch)
        become_sketch(q, accuracy, arena);
    for (uint32_t i = 0; i < from->buckets_cap && !arena->failed; i++)
        if (from->bucket[i].key)
            count(q, from->bucket[i].key, from->bucket[i].n, arena);
    q->n += from->n;
}

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static int compare_buckets(const void *a, const void *b)
{
    int64_t x = ((const struct quantile_bucket *)a)->key;
    int64_t y = ((const struct quantile_bucket *)b)->key;

    return (x > y) - (x < y);
}

static bool exact_ranks(const struct quantile *q, const uint64_t *rank, double *out,
                        size_t nranks, struct arena *arena)
{
    double *sorted = arena_new_array(arena, double, (size_t)q->n);

    if (!sorted)
        return false;
    memcpy(sorted, q->value, (size_t)q->n * sizeof *sorted);
    qsort(sorted, (size_t)q->n, sizeof *sorted, compare_values);
    for (size_t i = 0; i < nranks; i++)
        out[i] = sorted[rank[i]];
    return true;
}

bool quantile_ranks(const struct quantile *q, const uint64_t *rank, double *out,
                    size_t nranks, double accuracy, struct arena *arena)
{
    struct quantile_bucket *sorted;
    size_t n = 0;

    if (!q->is_sketch)
        return exact_ranks(q, rank, out, nranks, arena);
    sorted = arena_new_array(arena, struct quantile_bucket, q->nbuckets);
    if (!sorted)
        return false;
    for (uint32_t i = 0; i < q->buckets_cap; i++)
        if (q->bucket[i].key)
            sorted[n++] = q->bucket[i];
    qsort(sorted, n, sizeof *sorted, compare_buckets);
    for (size_t i = 0; i < nranks; i++) {
        uint64_t below = 0;
        size_t k = 0;

        while (k + 1 < n && below + sorted[k].n <= rank[i])
            below += sorted[k++].n;
        out[i] = value_of(sorted[k].key, accuracy);
    }
    return true;
}
