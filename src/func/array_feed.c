#include "base/base.h"

#include "func/agg_list.h"
#include "func/array_feed.h"

/* A slot is written directly: row_set() would make the field one that prints. */
static void put(struct row row, const struct field *f, struct value v)
{
    if (f->slot >= 0)
        *row_cell(row, f->slot) = v;
    else
        row_set(row, f, v);
}

struct array_feed array_feed_start(struct row row, const struct field *var)
{
    return (struct array_feed){ .row = row,
                                .var = var,
                                .before = row_value(row, var),
                                .sub = row.batch->sub[row.i] };
}

void array_feed_put(struct array_feed *feed, size_t i, struct value v)
{
    uint64_t sub = (uint64_t)feed->sub * ARRAY_MAX + i;

    feed->row.batch->sub[feed->row.i] = sub < UINT32_MAX ? (uint32_t)sub : UINT32_MAX;
    put(feed->row, feed->var, v);
}

void array_feed_end(struct array_feed *feed)
{
    feed->row.batch->sub[feed->row.i] = feed->sub;
    put(feed->row, feed->var, feed->before);
}
