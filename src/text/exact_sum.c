#include "base/base.h"

#include <math.h>

#include "text/exact_sum.h"

/* a + b as a rounded sum and the exact error of it (Knuth's two-sum by magnitude). */
static double two_sum(double a, double b, double *error)
{
    double big = fabs(a) < fabs(b) ? b : a;
    double small = fabs(a) < fabs(b) ? a : b;
    double sum = big + small;

    *error = small - (sum - big);
    return sum;
}

/*
 * Merge partials downwards: each keeps what is below half a unit of its last place
 * out of the one above. Growing alone may leave partials of a few bits each.
 */
static void compress(struct exact_sum *sum)
{
    double packed[EXACT_SUM_PARTIALS];
    double carry = sum->n ? sum->partial[sum->n - 1] : 0;
    uint32_t n = 0;

    for (uint32_t i = sum->n; i-- > 1;) {
        double error, high = two_sum(carry, sum->partial[i - 1], &error);

        carry = high;
        if (error != 0) {
            packed[n++] = high;
            carry = error;
        }
    }
    if (carry != 0)
        packed[n++] = carry;
    for (uint32_t i = 0; i < n; i++)
        sum->partial[i] = packed[n - 1 - i];
    sum->n = n;
}

static void add_partial(struct exact_sum *sum, double value)
{
    uint32_t n = 0;

    if (sum->n == EXACT_SUM_PARTIALS)
        compress(sum);
    assert(sum->n < EXACT_SUM_PARTIALS);
    for (uint32_t i = 0; i < sum->n; i++) {
        double error;

        value = two_sum(value, sum->partial[i], &error);
        if (error != 0)
            sum->partial[n++] = error;
    }
    if (value != 0)
        sum->partial[n++] = value;
    sum->n = n;
}

/* An int64_t has 63 bits, a double 53: the halves are exact. */
static void add_halves(struct exact_sum *sum, int64_t value)
{
    int64_t low = value & 0xffffffff;

    add_partial(sum, (double)(value - low));
    add_partial(sum, (double)low);
}

static bool would_overflow(int64_t a, int64_t b)
{
    return b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b;
}

void exact_sum_add_int64(struct exact_sum *sum, int64_t value)
{
    if (!would_overflow(sum->whole, value)) {
        sum->whole += value;
        return;
    }
    add_halves(sum, sum->whole);
    sum->whole = value;
}

void exact_sum_add(struct exact_sum *sum, double value)
{
    double magnitude = fabs(value);

    if (magnitude < 0x1p62 && (double)(int64_t)value == value)
        exact_sum_add_int64(sum, (int64_t)value);
    else if (magnitude < 0x1p970)
        add_partial(sum, value);
    else
        sum->is_out_of_range = true;
}

void exact_sum_merge(struct exact_sum *sum, const struct exact_sum *other)
{
    sum->is_out_of_range |= other->is_out_of_range;
    exact_sum_add_int64(sum, other->whole);
    for (uint32_t i = 0; i < other->n; i++)
        add_partial(sum, other->partial[i]);
}

/*
 * Add from the largest down until something is lost; then the rest can only decide
 * a tie, where `high` lies half-way between two doubles.
 */
static double round_partials(const struct exact_sum *sum)
{
    uint32_t i = sum->n;
    double high = 0, low = 0;

    while (i > 0 && low == 0)
        high = two_sum(high, sum->partial[--i], &low);
    if (i > 0 && ((low < 0 && sum->partial[i - 1] < 0) ||
                  (low > 0 && sum->partial[i - 1] > 0))) {
        double twice = low * 2, next = high + twice;

        if (next - high == twice)
            high = next;
    }
    return high;
}

bool exact_sum_double(const struct exact_sum *sum, double *out)
{
    struct exact_sum all = *sum;

    if (sum->is_out_of_range)
        return false;
    add_halves(&all, sum->whole);
    *out = round_partials(&all);
    return true;
}

/*
 * The partials do not overlap, so the sum is whole when the smallest one is, and then
 * all are. They are added modulo 2^64; the rounded sum tells whether that wrapped.
 */
bool exact_sum_int64(const struct exact_sum *sum, int64_t *out)
{
    struct exact_sum all = *sum;
    uint64_t total = 0;
    double rounded;

    if (sum->is_out_of_range)
        return false;
    if (sum->n == 0) {
        *out = sum->whole;
        return true;
    }
    add_halves(&all, sum->whole);
    rounded = round_partials(&all);
    if (fabs(rounded) > 0x1p63)
        return false;
    for (uint32_t i = 0; i < all.n; i++) {
        double p = all.partial[i];

        if (p != trunc(p))
            return false;
        total += p < 0 ? 0 - (uint64_t)-p : (uint64_t)p;
    }
    if ((rounded < 0) != (total >> 63 != 0) && rounded != 0)
        return false;
    *out = (int64_t)total;
    return true;
}
