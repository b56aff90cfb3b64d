#include "base/base.h"

#include <math.h>

#include "func/agg_sum.h"

/* Up to here every whole number is a double. */
#define WHOLE_MAX 9007199254740992.0

/* Go over to the large form. False: memory. */
static bool make_exact(struct agg_sum *sum, struct arena *arena)
{
    if (sum->exact)
        return true;
    sum->exact = arena_new(arena, struct exact_sum);
    if (!sum->exact)
        return false;
    exact_sum_add_int64(sum->exact, sum->whole);
    sum->whole = 0;
    return true;
}

static bool fits(int64_t a, int64_t b)
{
    return b > 0 ? a <= INT64_MAX - b : a >= INT64_MIN - b;
}

static void add_whole(struct agg_sum *sum, int64_t i, struct arena *arena)
{
    if (!sum->exact && fits(sum->whole, i))
        sum->whole += i;
    else if (make_exact(sum, arena))
        exact_sum_add_int64(sum->exact, i);
}

void agg_sum_add_double(struct agg_sum *sum, double d, struct arena *arena)
{
    if (d == trunc(d) && fabs(d) <= WHOLE_MAX)
        add_whole(sum, (int64_t)d, arena);
    else if (make_exact(sum, arena))
        exact_sum_add(sum->exact, d);
    sum->n++;
}

void agg_sum_add(struct agg_sum *sum, struct value v, struct arena *arena)
{
    int64_t i;
    double d;

    if (value_integer(v, &i)) {
        add_whole(sum, i, arena);
        sum->n++;
    } else if (value_number(v, &d)) {
        agg_sum_add_double(sum, d, arena);
    }
}

void agg_sum_merge(struct agg_sum *sum, const struct agg_sum *from, struct arena *arena)
{
    sum->n += from->n;
    if (!from->exact)
        add_whole(sum, from->whole, arena);
    else if (make_exact(sum, arena))
        exact_sum_merge(sum->exact, from->exact);
}

struct value agg_sum_value(const struct agg_sum *sum)
{
    int64_t i;
    double d;

    if (!sum->exact)
        return value_int(sum->whole);
    if (exact_sum_int64(sum->exact, &i))
        return value_int(i);
    return exact_sum_double(sum->exact, &d) ? value_double(d) : value_missing();
}

struct value agg_sum_mean(const struct agg_sum *sum, uint64_t n)
{
    double d = (double)sum->whole;

    if (sum->exact && !exact_sum_double(sum->exact, &d))
        return value_missing();
    return value_double(d / (double)n);
}
