#include "base/base.h"

#include "func/agg_list.h"
#include "func/row_time.h"

struct row_time row_time_read(struct row row, const struct field *field)
{
    struct row_time t = { .ord = row.batch->ord[row.i], .sub = row.batch->sub[row.i] };

    t.has_time = agg_number_read(row_value(row, field), &t.time);
    return t;
}

int row_time_cmp(const struct row_time *a, const struct row_time *b)
{
    int d = a->has_time - b->has_time;

    if (d == 0 && a->has_time)
        d = agg_number_cmp(&a->time, &b->time);
    if (d == 0)
        d = (a->ord > b->ord) - (a->ord < b->ord);
    return d ? d : (a->sub > b->sub) - (a->sub < b->sub);
}
