/*
 * fn_array_sets.c - array:union() and array:intersection(): the values that some
 * array, or every array, of the events holds.
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/agg_list.h"
#include "func/array.h"
#include "func/group_table.h"

enum { SET_ARRAY, SET_AS };

/* The state of a group whose key is a value. */
struct member {
    uint64_t events; /* that hold the value */
    uint64_t last_ord;
    uint32_t last_sub;
};

struct members {
    struct group_table table;
    uint64_t events;
};

extern const struct func func_array_intersection;

static void member_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    struct member *a = into;
    const struct member *b = from;

    (void)call;
    (void)arena;
    a->events += b->events;
}

/* Only merging goes through it: a member is not fed rows but elements. */
static const struct aggregate member_aggregate = { .merge = member_merge };

static void set_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct members *m = state;
    struct agg_list list = { .n = 1, .size = sizeof(struct member) };

    list.part = arena_new(arena, struct agg_part);
    if (!list.part)
        return;
    list.part[0] = (struct agg_part){ .call = call, .agg = &member_aggregate };
    group_table_init(&m->table, 1, &list);
}

/* A value counts once an event, however often the array holds it. */
static void add_element(struct members *m, struct str text, struct row row,
                        struct arena *arena)
{
    struct group_key key = { .hash = hash_bytes(text.p, text.n),
                             .text = &text,
                             .n = 1 };
    struct group *g = group_table_put(&m->table, &key, row, arena);
    struct member *member = g ? group_states(g) : NULL;
    uint64_t ord = row.batch->ord[row.i];
    uint32_t sub = row.batch->sub[row.i];

    if (!member ||
        (member->events && member->last_ord == ord && member->last_sub == sub))
        return;
    member->events++;
    member->last_ord = ord;
    member->last_sub = sub;
}

static void set_add(const struct func_call *call, void *state, struct row row,
                    struct func_run *run, struct arena *arena)
{
    struct members *m = state;
    struct str name = *call->arg[SET_ARRAY].text;

    m->events++;
    for (size_t i = 0; i < ARRAY_MAX && !arena->failed; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            return;
        add_element(m, value_text(v, run->arena), row, arena);
    }
}

static void set_merge(const struct func_call *call, void *into, void *from,
                      struct arena *arena)
{
    struct members *a = into;
    struct members *b = from;

    (void)call;
    a->events += b->events;
    group_table_merge(&a->table, &b->table, arena);
}

static void emit_element(const struct func_call *call, size_t i, struct str text,
                         struct agg_rows *rows)
{
    struct field *f = arena_new(rows->arena, struct field);

    if (!f)
        return;
    *f = (struct field){ array_element(rows->arena, call->arg[SET_AS].field->name, i),
                         -1 };
    if (f->name.p)
        rows->set(rows, f, value_str(text));
}

static void set_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    const struct members *m = state;
    bool is_all = call->func == &func_array_intersection;
    struct group_walk walk;
    struct group *g;
    size_t n = 0;

    if (group_walk_start(&walk, &m->table, rows->arena))
        while ((g = group_walk_next(&walk))) {
            const struct member *member = group_states(g);

            if (!is_all || member->events == m->events)
                emit_element(call, n++, group_key_text(&m->table, g, 0), rows);
        }
    if (n == 0)
        rows->none(rows);
}

static const struct aggregate set_aggregate = {
    .size = sizeof(struct members),
    .init = set_init,
    .add = set_add,
    .merge = set_merge,
    .finish = set_finish,
};

static const struct func_param union_params[] = {
    { .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_union" },
    { 0 },
};

static const struct func_param intersection_params[] = {
    { .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_intersection" },
    { 0 },
};

static const struct func_example union_examples[] = {
    { "array:union(\"a[]\")",
      "{\"a[0]\":\"x\",\"a[1]\":\"y\"}\n{\"a[0]\":\"z\",\"a[1]\":\"y\"}\n",
      "{\"_union[0]\":\"x\",\"_union[1]\":\"y\",\"_union[2]\":\"z\"}\n" },
    { 0 },
};

static const struct func_example intersection_examples[] = {
    { "array:intersection(\"a[]\", as=both)",
      "{\"a[0]\":\"x\",\"a[1]\":\"y\"}\n{\"a[0]\":\"z\",\"a[1]\":\"y\"}\n",
      "{\"both[0]\":\"y\"}\n" },
    { 0 },
};

const struct func func_array_union = {
    .name = "array:union",
    .summary = "Lists the values that the array of any event holds.",
    .source = "https://library.humio.com/data-analysis/functions-array-union.html",
    .family = "aggregate",
    .params = union_params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .aggregate = &set_aggregate,
    .examples = union_examples,
};

const struct func func_array_intersection = {
    .name = "array:intersection",
    .summary = "Lists the values that the array of every event holds.",
    .source =
        "https://library.humio.com/data-analysis/functions-array-intersection.html",
    .family = "aggregate",
    .params = intersection_params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .aggregate = &set_aggregate,
    .examples = intersection_examples,
};
