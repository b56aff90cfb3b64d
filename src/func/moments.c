#include "base/base.h"

#include <math.h>

#include "func/moments.h"

/* Doubles that add up to a sum, without rounding. */
struct terms {
    double v[EXACT_SUM_PARTIALS + 2];
    size_t n;
};

/* An int64_t has 63 bits, a double 53: the halves are exact. */
static void add_halves(struct terms *terms, int64_t whole)
{
    int64_t low = whole & 0xffffffff;

    terms->v[terms->n++] = (double)(whole - low);
    terms->v[terms->n++] = (double)low;
}

static void terms_of(struct terms *terms, const struct agg_sum *sum)
{
    terms->n = 0;
    add_halves(terms, sum->exact ? sum->exact->whole : sum->whole);
    for (uint32_t i = 0; sum->exact && i < sum->exact->n; i++)
        terms->v[terms->n++] = sum->exact->partial[i];
}

static void add_exact_product(struct exact_sum *sum, double a, double b)
{
    double high = a * b;

    exact_sum_add(sum, high);
    exact_sum_add(sum, fma(a, b, -high));
}

void moments_add_product(struct agg_sum *sum, double a, double b, struct arena *arena)
{
    double high = a * b;

    agg_sum_add_double(sum, high, arena);
    agg_sum_add_double(sum, fma(a, b, -high), arena);
}

static bool is_out_of_range(const struct agg_sum *sum)
{
    return sum->exact && sum->exact->is_out_of_range;
}

bool moments_difference(uint64_t n, const struct agg_sum *ab, const struct agg_sum *a,
                        const struct agg_sum *b, double *out)
{
    struct exact_sum sum = { 0 };
    struct terms left, right;

    if (is_out_of_range(ab) || is_out_of_range(a) || is_out_of_range(b))
        return false;
    terms_of(&left, ab);
    for (size_t i = 0; i < left.n; i++)
        add_exact_product(&sum, left.v[i], (double)n);
    terms_of(&left, a);
    terms_of(&right, b);
    for (size_t i = 0; i < left.n; i++)
        for (size_t k = 0; k < right.n; k++)
            add_exact_product(&sum, -left.v[i], right.v[k]);
    return exact_sum_double(&sum, out);
}
