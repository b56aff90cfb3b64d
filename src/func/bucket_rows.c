#include "base/base.h"

#include "base/hash.h"
#include "func/agg_sum.h"
#include "func/agg_warn.h"
#include "func/bucket_rows.h"
#include "func/row_product.h"
#include "func/window.h"

/* The state of a group in the table of series. */
struct series {
    struct agg_sum worth; /* of the first number that the functions answer */
    struct group *of;     /* some group of the series, for its name */
    uint32_t index;       /* by first appearance, later by rank of what is kept */
    bool is_kept;
};

struct placed {
    int64_t start;
    struct series *series;
    struct group *group;
};

/* Everything that finish() needs. */
struct chart {
    const struct bucket_call *bc;
    struct buckets *b;
    struct agg_rows *rows;
    struct row_product product;
    struct group_table names; /* series by name */
    struct series **series;   /* those kept, nkept of them, by first appearance */
    size_t nseries, nkept;
    struct placed *placed;
    size_t n;
    void *empty;                 /* states that have seen nothing */
    size_t length;               /* buckets in the whole range */
    struct window_rows **window; /* room for the states of a window */
};

/* ---- what a series is worth ---- */

static void take_first(struct agg_rows *rows, const struct field *f, struct value v)
{
    struct value *first = rows->ctx;
    double d;

    (void)f;
    if (value_is_missing(*first) && value_number(v, &d))
        *first = v;
}

static void ignore_row(struct agg_rows *rows)
{
    (void)rows;
}

static void ignore_kept(struct agg_rows *rows, const struct kept_row *kept)
{
    (void)rows;
    (void)kept;
}

static void ignore_warning(struct agg_rows *rows, const char *code, const char *text)
{
    (void)rows;
    (void)code;
    (void)text;
}

static struct value first_number(const struct agg_list *list, struct group *g,
                                 struct arena *arena)
{
    struct value first = value_missing();
    struct agg_rows rows = { .ctx = &first,
                             .arena = arena,
                             .set = take_first,
                             .keep = ignore_kept,
                             .next = ignore_row,
                             .none = ignore_row,
                             .warn = ignore_warning };

    for (size_t i = 0; i < list->n && value_is_missing(first); i++)
        list->part[i].agg->finish(
            list->part[i].call, (unsigned char *)group_states(g) + list->part[i].offset,
            &rows);
    return first;
}

/* ---- series ---- */

static struct series *series_of(struct chart *c, struct group *g, struct str *text)
{
    struct group_key key = { .text = text, .stride = 1, .n = c->bc->nseries };
    struct group *name;
    struct series *s;

    for (size_t k = 0; k < key.n; k++) {
        text[k] = group_key_text(&c->b->table, g, 1 + k);
        key.hash = hash_combine(key.hash, hash_bytes(text[k].p, text[k].n));
    }
    name = group_table_find_or_add(&c->names, &key, c->rows->arena);
    if (!name)
        return NULL;
    s = group_states(name);
    if (!s->of) {
        s->of = g;
        s->index = (uint32_t)c->nseries++;
    }
    return s;
}

static bool place_groups(struct chart *c)
{
    struct arena *arena = c->rows->arena;
    struct agg_list none = { .size = (sizeof(struct series) + 7) & ~(size_t)7 };
    struct str *text = arena_new_array(arena, struct str, c->bc->nseries + 1);
    struct group_walk walk;
    struct group *g;

    group_table_init(&c->names, c->bc->nseries, &none);
    c->placed = arena_new_array(arena, struct placed, c->b->table.n + 1);
    if (!text || !c->placed || !group_walk_start(&walk, &c->b->table, arena))
        return false;
    while ((g = group_walk_next(&walk))) {
        struct series *s = series_of(c, g, text);

        if (!s)
            return false;
        c->placed[c->n++] = (struct placed){ bucket_of_group(&c->b->table, g), s, g };
    }
    return true;
}

static int compare_index(const void *a, const void *b)
{
    const struct series *x = *(struct series *const *)a;
    const struct series *y = *(struct series *const *)b;

    return (x->index > y->index) - (x->index < y->index);
}

static int compare_worth(const void *a, const void *b)
{
    struct value x = agg_sum_value(&(*(struct series *const *)a)->worth);
    struct value y = agg_sum_value(&(*(struct series *const *)b)->worth);
    double dx = 0;
    double dy = 0;

    if (value_number(x, &dx) && value_number(y, &dy) && dx != dy)
        return dx > dy ? -1 : 1;
    return compare_index(a, b);
}

static void rank(struct chart *c)
{
    for (size_t i = 0; i < c->n; i++)
        agg_sum_add(&c->placed[i].series->worth,
                    first_number(&c->b->table.list, c->placed[i].group, c->rows->arena),
                    c->rows->arena);
    qsort(c->series, c->nseries, sizeof(struct series *), compare_worth);
}

/* Choose the series that are worth most; all, when there are no more than allowed. */
static bool choose_series(struct chart *c)
{
    size_t limit = (size_t)c->bc->limit->integer;

    c->series = arena_new_array(c->rows->arena, struct series *, c->nseries + 1);
    if (!c->series)
        return false;
    for (size_t i = 0; i < c->n; i++)
        c->series[c->placed[i].series->index] = c->placed[i].series;
    c->nkept = c->nseries;
    if (c->bc->nseries && c->nseries > limit) {
        rank(c);
        c->nkept = limit;
        c->rows->warn(c->rows,
                      c->bc->limit->by_user ? AGG_WARN_CUT : AGG_WARN_DEFAULT_CUT,
                      "there are more series than the limit; those with the largest "
                      "values are kept; raise limit=, up to limit=500");
        qsort(c->series, c->nkept, sizeof(struct series *), compare_index);
    }
    for (size_t i = 0; i < c->nkept; i++) {
        c->series[i]->is_kept = true;
        c->series[i]->index = (uint32_t)i;
    }
    return true;
}

/* ---- rows ---- */

/* The start of the first bucket of a window of n that ends with the one at `start`. */
static int64_t window_start(const struct chart *c, int64_t start, size_t n)
{
    int64_t span = bucket_span(&c->bc->rule, c->b->level);

    /* The middle of that bucket, so that a change of the clock does not miss it. */
    return bucket_start(&c->bc->rule, span, start - ((int64_t)n - 1) * span + span / 2);
}

/*
 * Part `i` of the functions is a window(): its answer over the groups of the series, of
 * which those up to placed[upto - 1] are not younger than the bucket at `start`.
 */
static void emit_window(struct chart *c, size_t i, int64_t start,
                        const struct series *s, size_t upto, struct agg_rows *rows)
{
    const struct agg_part *part = &c->b->table.list.part[i];
    size_t length = window_length(part->call, bucket_span(&c->bc->rule, c->b->level));
    int64_t first;
    size_t n = 0;

    if (length > c->length)
        return;
    first = window_start(c, start, length);
    for (size_t k = upto; k > 0 && c->placed[k - 1].start >= first; k--) {
        unsigned char *states = group_states(c->placed[k - 1].group);

        if (!s || c->placed[k - 1].series == s)
            c->window[n++] = (struct window_rows *)(void *)(states + part->offset);
    }
    window_finish(part->call, c->window, n, rows);
}

/* Where part `i` of the functions puts its rows, converted if unit= says so. */
static struct agg_rows *rows_of_part(struct chart *c, size_t i,
                                     struct bucket_converter *converter)
{
    struct agg_rows *rows = row_product_part(&c->product);
    const struct bucket_call *bc = c->bc;

    if (bc->nunits == 0)
        return rows;
    return bucket_convert(converter, rows, &bc->unit[bc->nunits == 1 ? 0 : i],
                          bucket_span(&bc->rule, c->b->level));
}

static void emit(struct chart *c, int64_t start, const struct series *s, void *states,
                 size_t upto)
{
    const struct agg_list *list = &c->b->table.list;
    struct agg_rows *keys;

    row_product_begin(&c->product);
    keys = row_product_part(&c->product);
    keys->set(keys, &c->bc->out, value_int(start));
    for (size_t k = 0; k < c->bc->nseries; k++)
        keys->set(keys, &c->bc->series[k],
                  value_str(group_key_text(&c->b->table, s->of, 1 + k)));
    for (size_t i = 0; i < list->n; i++) {
        struct bucket_converter converter;
        struct agg_rows *rows = rows_of_part(c, i, &converter);

        if (list->part[i].call->func->flags & FUNC_IN_BUCKETS)
            emit_window(c, i, start, c->bc->nseries ? s : NULL, upto, rows);
        else
            list->part[i].agg->finish(list->part[i].call,
                                      (unsigned char *)states + list->part[i].offset,
                                      rows);
    }
    row_product_emit(&c->product);
}

static int compare_placed(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->series->index > y->series->index) -
           (x->series->index < y->series->index);
}

static void drop_others(struct chart *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        if (c->placed[i].series->is_kept)
            c->placed[n++] = c->placed[i];
    c->n = n;
    qsort(c->placed, c->n, sizeof *c->placed, compare_placed);
}

/* Every bucket of the range has a row for every series. */
static void emit_filled(struct chart *c)
{
    const struct bucket_rule *rule = &c->bc->rule;
    int64_t span = bucket_span(rule, c->b->level);
    int64_t last = bucket_start(rule, span, c->b->range.hi);
    size_t nseries = c->bc->nseries ? c->nkept : 1;
    size_t at = 0;

    for (int64_t start = bucket_start(rule, span, c->b->range.lo); start <= last;
         start = bucket_next(rule, span, start))
        for (size_t i = 0; i < nseries; i++) {
            const struct placed *p = &c->placed[at];

            if (at < c->n && p->start == start && p->series->index == i) {
                at++;
                emit(c, start, p->series, group_states(p->group), at);
            } else {
                emit(c, start, c->bc->nseries ? c->series[i] : NULL, c->empty, at);
            }
        }
}

static size_t count_buckets(const struct chart *c)
{
    const struct bucket_rule *rule = &c->bc->rule;
    int64_t span = bucket_span(rule, c->b->level);
    int64_t last = bucket_start(rule, span, c->b->range.hi);
    size_t n = 0;

    for (int64_t start = bucket_start(rule, span, c->b->range.lo); start <= last;
         start = bucket_next(rule, span, start))
        n++;
    return n;
}

static bool prepare(struct chart *c)
{
    struct arena *arena = c->rows->arena;

    c->empty = arena_alloc(arena, c->b->table.list.size, 8);
    if (!c->empty)
        return false;
    agg_list_start(&c->b->table.list, c->empty, arena);
    c->length = count_buckets(c);
    if (!place_groups(c) || !choose_series(c))
        return false;
    c->window = arena_new_array(arena, struct window_rows *, c->n + 1);
    return c->window != NULL;
}

void bucket_rows_emit(const struct func_call *call, void *state, struct agg_rows *rows)
{
    struct chart c = { .bc = call->state, .b = state, .rows = rows };

    row_product_init(&c.product, rows);
    if (c.b->range.has_any && c.b->table.nkeys && prepare(&c)) {
        drop_others(&c);
        if (c.bc->is_filled)
            emit_filled(&c);
        for (size_t i = 0; i < c.n && !c.bc->is_filled; i++)
            emit(&c, c.placed[i].start, c.placed[i].series,
                 group_states(c.placed[i].group), i + 1);
        if (c.bc->rule.span_ms && c.b->level > 0)
            rows->warn(rows, AGG_WARN_CUT,
                       "the span gives more than 1,500 buckets and was made wider; "
                       "choose a larger span or a shorter time");
    }
    row_product_end(&c.product);
}
