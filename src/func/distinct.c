#include "base/base.h"

#include <math.h>

#include "base/hash.h"
#include "func/distinct.h"

enum {
    HASHES_MIN = 8,
    INDEX_BITS = 14,
    REGISTERS = 1 << INDEX_BITS,
    RANK_BITS = 64 - INDEX_BITS, /* ranks go from 1 to this + 1 */
};

/* The free place of `hash` or the one that holds it. */
static uint64_t *probe(uint64_t *table, uint32_t cap, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & (cap - 1);

    while (table[at] && table[at] != hash)
        at = (at + 1) & (cap - 1);
    return &table[at];
}

static bool grow(struct distinct *d, struct arena *arena)
{
    uint32_t cap = d->cap ? d->cap * 4 : HASHES_MIN;
    uint64_t *table = arena_new_array(arena, uint64_t, cap);

    if (!table)
        return false;
    for (uint32_t i = 0; i < d->cap; i++)
        if (d->hash[i])
            *probe(table, cap, d->hash[i]) = d->hash[i];
    d->hash = table;
    d->cap = cap;
    return true;
}

/* The upper bits choose a register, the leading zeros of the others are the rank. */
static void sketch_add(uint8_t *rank, uint64_t hash)
{
    size_t at = (size_t)(hash >> RANK_BITS);
    uint64_t rest = hash << INDEX_BITS;
    uint8_t r = 1;

    while (r <= RANK_BITS && !(rest >> 63)) {
        rest <<= 1;
        r++;
    }
    if (rank[at] < r)
        rank[at] = r;
}

static void become_sketch(struct distinct *d, struct arena *arena)
{
    uint8_t *rank = arena_new_array(arena, uint8_t, REGISTERS);

    if (!rank)
        return;
    for (uint32_t i = 0; i < d->cap; i++)
        if (d->hash[i])
            sketch_add(rank, d->hash[i]);
    d->rank = rank;
    d->hash = NULL;
    d->n = d->cap = 0;
}

static void add_hash(struct distinct *d, uint64_t hash, struct arena *arena)
{
    uint64_t *place;

    if (!d->rank && d->n >= d->cap / 2 && !grow(d, arena))
        return;
    if (d->rank) {
        sketch_add(d->rank, hash);
        return;
    }
    place = probe(d->hash, d->cap, hash);
    if (*place)
        return;
    *place = hash;
    if (++d->n > DISTINCT_EXACT_MAX)
        become_sketch(d, arena);
}

void distinct_add(struct distinct *d, struct str text, struct arena *arena)
{
    uint64_t hash = hash_bytes(text.p, text.n);

    add_hash(d, hash ? hash : 1, arena);
}

void distinct_merge(struct distinct *d, const struct distinct *from,
                    struct arena *arena)
{
    for (uint32_t i = 0; i < from->cap; i++)
        if (from->hash[i])
            add_hash(d, from->hash[i], arena);
    if (!from->rank)
        return;
    if (!d->rank)
        become_sketch(d, arena);
    for (size_t i = 0; d->rank && i < REGISTERS; i++)
        if (d->rank[i] < from->rank[i])
            d->rank[i] = from->rank[i];
}

/* x + x^2 + 2 x^4 + 4 x^8 + …, for 0 <= x < 1 */
static double sigma(double x)
{
    double sum = x;
    double before;
    double factor = 1;

    do {
        before = sum;
        x *= x;
        sum += x * factor;
        factor += factor;
    } while (sum > before);
    return sum;
}

/* (1 - x - (1 - sqrt x)^2 / 2 - (1 - sqrt sqrt x)^2 / 4 - …) / 3, for 0 <= x <= 1 */
static double tau(double x)
{
    double sum = 1 - x;
    double before;
    double factor = 1;

    if (x <= 0 || x >= 1)
        return 0;
    do {
        before = sum;
        x = sqrt(x);
        factor /= 2;
        sum -= (1 - x) * (1 - x) * factor;
    } while (sum < before);
    return sum / 3;
}

static uint64_t estimate(const uint8_t *rank)
{
    const double m = REGISTERS;
    double count[RANK_BITS + 2] = { 0 };
    double z;

    for (size_t i = 0; i < REGISTERS; i++)
        count[rank[i]]++;
    if (count[0] >= m)
        return 0;
    z = m * tau(1 - count[RANK_BITS + 1] / m);
    for (size_t k = RANK_BITS; k >= 1; k--)
        z = (z + count[k]) / 2;
    z += m * sigma(count[0] / m);
    return (uint64_t)llround(m * m / (2 * log(2.0) * z));
}

uint64_t distinct_count(const struct distinct *d)
{
    return d->rank ? estimate(d->rank) : d->n;
}
