/*
 * fn_fields.c - fieldset() and fieldstats(): which fields there are.
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/agg_list.h"
#include "func/agg_warn.h"
#include "func/distinct.h"
#include "func/group_table.h"

enum { STATS_LIMIT };

/* The output columns. */
struct fields_call {
    struct field name, count, distinct;
};

/* What is known of one field: the state of a group whose key is its name. */
struct tally {
    uint64_t count;
    struct distinct distinct;
};

extern const struct func func_fieldstats;

/* Only fieldstats() looks at the values. */
static bool wants_values(const struct func_call *call)
{
    return call->func == &func_fieldstats;
}

static enum status fields_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    const struct func_env *env = call->env;
    struct fields_call *fc = arena_new(env->arena, struct fields_call);

    if (!fc)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = fc;
    TRY(env->field(env, STR("field"), &fc->name, diag));
    if (!wants_values(call))
        return ST_OK;
    TRY(env->field(env, STR("_count"), &fc->count, diag));
    return env->field(env, STR("_distinct"), &fc->distinct, diag);
}

static void tally_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    struct tally *a = into;
    const struct tally *b = from;

    (void)call;
    a->count += b->count;
    distinct_merge(&a->distinct, &b->distinct, arena);
}

/* Only merging goes through it: a tally is not fed rows but fields of rows. */
static const struct aggregate tally_aggregate = { .merge = tally_merge };

static void fields_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct agg_list list = { .n = 1, .size = sizeof(struct tally) };

    list.part = arena_new(arena, struct agg_part);
    if (!list.part)
        return;
    list.part[0] = (struct agg_part){ .call = call, .agg = &tally_aggregate };
    group_table_init(state, 1, &list);
}

static void fields_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct row_iter it = { 0 };

    while (row_next(row, &it) && !arena->failed) {
        struct group_key key = { .hash = hash_bytes(it.name.p, it.name.n),
                                 .text = &it.name,
                                 .n = 1 };
        struct group *g = group_table_put(state, &key, row, arena);
        struct tally *t = g ? group_states(g) : NULL;

        if (!t)
            return;
        t->count++;
        if (wants_values(call))
            distinct_add(&t->distinct, value_text(it.value, run->arena), arena);
    }
}

static void fields_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    (void)call;
    group_table_merge(into, from, arena);
}

static void emit(const struct func_call *call, const struct group_table *table,
                 struct group *g, struct agg_rows *rows)
{
    const struct fields_call *fc = call->state;
    const struct tally *t = group_states(g);

    rows->set(rows, &fc->name, value_str(group_key_text(table, g, 0)));
    if (!wants_values(call))
        return;
    rows->set(rows, &fc->count, value_int((int64_t)t->count));
    rows->set(rows, &fc->distinct, value_int((int64_t)distinct_count(&t->distinct)));
}

static void fields_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    int64_t limit = wants_values(call) ? call->arg[STATS_LIMIT].integer : INT64_MAX;
    struct group_walk walk;
    struct group *g = NULL;
    int64_t n = 0;

    if (group_walk_start(&walk, state, rows->arena))
        while ((g = group_walk_next(&walk)) && n < limit) {
            if (n++)
                rows->next(rows);
            emit(call, state, g, rows);
        }
    if (n == 0)
        rows->none(rows);
    if (g)
        rows->warn(rows,
                   call->arg[STATS_LIMIT].by_user ? AGG_WARN_CUT : AGG_WARN_DEFAULT_CUT,
                   "there are more fields than the limit of fieldstats(), 200 by "
                   "default; raise limit=");
}

static const struct aggregate fields_aggregate = {
    .size = sizeof(struct group_table),
    .init = fields_init,
    .add = fields_add,
    .merge = fields_merge,
    .finish = fields_finish,
};

static const struct func_param stats_params[] = {
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .def = "200",
      .min = 1,
      .max = 100000,
      .help = "fields to keep, those that appear first" },
    { 0 },
};

static const struct func_param no_params[] = { { 0 } };

static const struct func_example set_examples[] = {
    { "fieldset()", "{\"a\":\"1\"}\n{\"a\":\"1\",\"b\":\"2\"}\n",
      "{\"field\":\"a\"}\n{\"field\":\"b\"}\n" },
    { 0 },
};

static const struct func_example stats_examples[] = {
    { "fieldstats()", "{\"a\":\"1\"}\n{\"a\":\"1\",\"b\":\"2\"}\n",
      "{\"field\":\"a\",\"_count\":\"2\",\"_distinct\":\"1\"}\n"
      "{\"field\":\"b\",\"_count\":\"1\",\"_distinct\":\"1\"}\n" },
    { 0 },
};

const struct func func_fieldset = {
    .name = "fieldset",
    .summary =
        "Lists the names of all fields, one row each, in the order in which they "
        "appear.",
    .source = "https://library.humio.com/data-analysis/functions-fieldset.html",
    .family = "aggregate",
    .params = no_params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .open = fields_open,
    .aggregate = &fields_aggregate,
    .examples = set_examples,
};

const struct func func_fieldstats = {
    .name = "fieldstats",
    .summary = "Counts for each field the events that have it and its different "
               "values.",
    .source = "https://library.humio.com/data-analysis/functions-fieldstats.html",
    .family = "aggregate",
    .params = stats_params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .open = fields_open,
    .aggregate = &fields_aggregate,
    .examples = stats_examples,
};
