#include "base/base.h"

#include <math.h>

#include "func/agg_number.h"

bool agg_number_read(struct value v, struct agg_number *out)
{
    *out = (struct agg_number){ 0 };
    if (!value_integer(v, &out->i))
        return value_number(v, &out->d);
    out->is_whole = true;
    out->d = (double)out->i;
    return true;
}

static int compare_double(double a, double b)
{
    return (a > b) - (a < b);
}

/* Below 2^63 the whole part of a double is an int64_t; the fraction breaks the tie. */
static int compare_mixed(int64_t i, double d)
{
    double whole = trunc(d);

    if (d >= 9223372036854775808.0)
        return -1;
    if (d < -9223372036854775808.0)
        return 1;
    if (i != (int64_t)whole)
        return i < (int64_t)whole ? -1 : 1;
    return compare_double(whole, d);
}

int agg_number_cmp(const struct agg_number *a, const struct agg_number *b)
{
    if (a->is_whole && b->is_whole)
        return (a->i > b->i) - (a->i < b->i);
    if (a->is_whole)
        return compare_mixed(a->i, b->d);
    if (b->is_whole)
        return -compare_mixed(b->i, a->d);
    return compare_double(a->d, b->d);
}

struct value agg_number_value(const struct agg_number *n)
{
    return n->is_whole ? value_int(n->i) : value_double(n->d);
}
