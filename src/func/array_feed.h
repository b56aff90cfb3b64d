/*
 * array_feed.h - show aggregates the elements of an array, one after another.
 */
#ifndef FUNC_ARRAY_FEED_H
#define FUNC_ARRAY_FEED_H

#include "func/array.h"
#include "func/func.h"

/*
 * A row as seen while its field `var` holds an element. Elements of a row must not be
 * equal in (ord, sub), or their order could not be told: `sub` stands for the pair of
 * the row's own and the element's number, until array_feed_end() gives it back.
 */
struct array_feed {
    struct row row;
    const struct field *var;
    struct value before;
    uint32_t sub;
};

/* Remember the field and the row. */
struct array_feed array_feed_start(struct row row, const struct field *var);

/* Make element `i` the value of the field. */
void array_feed_put(struct array_feed *feed, size_t i, struct value v);

/* Make the row what it was. */
void array_feed_end(struct array_feed *feed);

#endif
