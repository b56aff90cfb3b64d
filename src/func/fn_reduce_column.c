/*
 * fn_reduce_column.c - array:reduceColumn(): aggregates over the elements that have
 * the same place in the arrays of all events.
 *
 * Answers become an array again: `as[i]` for a single function, `as[i].name` for each
 * answer of several.
 */
#include "base/base.h"

#include "func/agg_block.h"
#include "func/array_feed.h"

enum { COLUMN_ARRAY, COLUMN_AS, COLUMN_FUNCTION, COLUMN_VAR };

/* More places are no columns. */
enum { PLACES_MAX = 10000 };

struct places {
    struct agg_block *block; /* n of them */
    size_t n, cap;
};

static bool reserve(const struct func_call *call, struct places *p, size_t n,
                    struct arena *arena)
{
    if (n > p->cap) {
        size_t cap = p->cap * 2 > n ? p->cap * 2 : n + 4;
        struct agg_block *block = arena_new_array(arena, struct agg_block, cap);

        if (!block)
            return false;
        if (p->n)
            memcpy(block, p->block, p->n * sizeof *block);
        p->block = block;
        p->cap = cap;
    }
    for (; p->n < n; p->n++) {
        agg_block_init(&p->block[p->n], &call->arg[COLUMN_FUNCTION], arena);
        if (!p->block[p->n].states)
            return false;
    }
    return true;
}

static void column_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct places *p = state;
    struct str name = *call->arg[COLUMN_ARRAY].text;
    struct array_feed feed = array_feed_start(row, call->arg[COLUMN_VAR].field);

    for (size_t i = 0; i < PLACES_MAX; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v) || !reserve(call, p, i + 1, arena))
            break;
        array_feed_put(&feed, i, v);
        agg_list_add(&p->block[i].list, p->block[i].states, row, run, arena);
    }
    array_feed_end(&feed);
}

static void column_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    struct places *a = into;
    struct places *b = from;

    if (!reserve(call, a, b->n, arena))
        return;
    for (size_t i = 0; i < b->n; i++)
        agg_block_merge(&a->block[i], &b->block[i], arena);
}

/* The answers of one place go into the one row, under another name. */
struct place_rows {
    struct agg_rows rows; /* first: it is what handlers are given */
    struct agg_rows *out;
    struct str name; /* as[i] */
    bool is_single, is_done;
};

static struct place_rows *place_of(struct agg_rows *rows)
{
    return (struct place_rows *)rows;
}

static void place_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    struct place_rows *p = place_of(rows);
    size_t n = p->name.n + 1 + f->name.n;
    struct field *out = arena_new(rows->arena, struct field);
    char *text;

    if (!out || p->is_done)
        return;
    *out = (struct field){ p->name, -1 };
    if (!p->is_single) {
        text = arena_text(rows->arena, n);
        if (!text)
            return;
        memcpy(text, p->name.p, p->name.n);
        text[p->name.n] = '.';
        memcpy(text + p->name.n + 1, f->name.p, f->name.n);
        out->name = (struct str){ text, n };
    }
    p->out->set(p->out, out, v);
}

static void place_keep(struct agg_rows *rows, const struct kept_row *kept)
{
    (void)rows;
    (void)kept;
}

static void place_end(struct agg_rows *rows)
{
    place_of(rows)->is_done = true;
}

static void place_warn(struct agg_rows *rows, const char *code, const char *text)
{
    struct place_rows *p = place_of(rows);

    p->out->warn(p->out, code, text);
}

static void column_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct places *p = state;

    if (p->n == 0)
        rows->none(rows);
    for (size_t i = 0; i < p->n; i++) {
        struct place_rows place = { .rows = { .arena = rows->arena,
                                              .set = place_set,
                                              .keep = place_keep,
                                              .next = place_end,
                                              .none = place_end,
                                              .warn = place_warn },
                                    .out = rows,
                                    .is_single = call->arg[COLUMN_FUNCTION].n == 1 };

        place.name = array_element(rows->arena, call->arg[COLUMN_AS].field->name, i);
        if (place.name.p)
            agg_block_finish(&p->block[i], &place.rows);
    }
}

static const struct aggregate column_aggregate = {
    .size = sizeof(struct places),
    .add = column_add,
    .merge = column_merge,
    .finish = column_finish,
};

static const struct func_param params[] = {
    { .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_reduceColumn" },
    { .name = "function", .kind = PARAM_AGGREGATES, .flags = PARAM_REQUIRED },
    { .name = "var",
      .kind = PARAM_FIELD,
      .flags = PARAM_REQUIRED,
      .help = "the field that holds an element while the aggregates see it" },
    { 0 },
};

static const struct func_example examples[] = {
    { "array:reduceColumn(\"n[]\", var=x, function=sum(x))",
      "{\"n[0]\":\"1\",\"n[1]\":\"2\"}\n{\"n[0]\":\"3\"}\n",
      "{\"_reduceColumn[0]\":\"4\",\"_reduceColumn[1]\":\"2\"}\n" },
    { 0 },
};

const struct func func_array_reduceColumn = {
    .name = "array:reduceColumn",
    .summary = "Runs aggregates over the elements with the same index in all events.",
    .source =
        "https://library.humio.com/data-analysis/functions-array-reducecolumn.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .aggregate = &column_aggregate,
    .examples = examples,
};
