/*
 * fn_top.c - top(): the most frequent values, or those with the largest sum or
 * maximum of a field.
 *
 * Counts are exact whatever the number of values, so `error` has no use here.
 */
#include "base/base.h"

#include "func/agg_number.h"
#include "func/agg_subcall.h"
#include "func/agg_sum.h"
#include "func/group_agg.h"

enum {
    TOP_FIELD,
    TOP_AS,
    TOP_ERROR,
    TOP_LIMIT,
    TOP_MAX,
    TOP_PERCENT,
    TOP_REST,
    TOP_SUM
};

struct top_call {
    const struct func_call *measure; /* count(), sum(f) or max(f) */
    struct field out, percent;
};

struct ranked {
    struct agg_number worth;
    struct group *group;
    size_t index; /* by first appearance: breaks ties */
};

/* What is kept while groups go by: at most twice the limit. */
struct ranking {
    struct ranked *v;
    size_t n, limit;
    size_t ngroups;
    struct agg_sum total;
};

static enum status out_field(const struct func_call *call, const char *name,
                             struct field *out, struct diag *diag)
{
    if (call->arg[TOP_AS].given) {
        *out = *call->arg[TOP_AS].field;
        return ST_OK;
    }
    return call->env->field(call->env, str_from_cstr(name), out, diag);
}

static enum status top_check(const struct func_call *call, struct diag *diag)
{
    const struct func_arg *arg = call->arg;

    if (arg[TOP_SUM].given && arg[TOP_MAX].given)
        return diag_set(diag, ST_TYPE, arg[TOP_MAX].offset,
                        "top() takes sum= or max=, not both");
    if (arg[TOP_MAX].given && (arg[TOP_REST].given || arg[TOP_PERCENT].boolean))
        return diag_set(diag, ST_TYPE, arg[TOP_MAX].offset,
                        "rest= and percent= of top() need counts or sums, not max=");
    if (arg[TOP_LIMIT].integer < 1)
        return diag_set(diag, ST_TYPE, arg[TOP_LIMIT].offset,
                        "the limit of top() is at least 1");
    if (arg[TOP_FIELD].n == 0)
        return diag_set(diag, ST_TYPE, arg[TOP_FIELD].offset,
                        "top() needs at least one field");
    return ST_OK;
}

static enum status top_open(const struct func_call *call, void **state,
                            struct diag *diag)
{
    const struct func_arg *arg = call->arg;
    const struct func_arg *of = arg[TOP_MAX].given ? &arg[TOP_MAX] : &arg[TOP_SUM];
    struct top_call *top = arena_new(call->env->arena, struct top_call);
    bool is_sum = arg[TOP_SUM].given;
    const char *name = of->given ? (is_sum ? "sum" : "max") : "count";

    if (!top)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = top;
    TRY(top_check(call, diag));
    TRY(out_field(call, of->given ? (is_sum ? "_sum" : "_max") : "_count", &top->out,
                  diag));
    if (arg[TOP_PERCENT].boolean)
        TRY(call->env->field(call->env, STR("percent"), &top->percent, diag));
    top->measure =
        agg_subcall(call, str_from_cstr(name), of->given ? of->field : NULL, &top->out);
    if (!top->measure)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    return ST_OK;
}

static void top_init(const struct func_call *call, void *state, struct arena *arena)
{
    const struct top_call *top = call->state;
    struct func_arg function = { .n = 1, .call = &top->measure };
    struct agg_list list;

    if (agg_list_init(&list, &function, arena))
        group_table_init(state, call->arg[TOP_FIELD].n, &list);
}

/* ---- ranking ---- */

static int compare(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    int d = agg_number_cmp(&y->worth, &x->worth);

    return d ? d : (x->index > y->index) - (x->index < y->index);
}

/* The measure's answer arrives here. */
static void take_value(struct agg_rows *rows, const struct field *f, struct value v)
{
    (void)f;
    *(struct value *)rows->ctx = v;
}

static void ignore_none(struct agg_rows *rows)
{
    *(struct value *)rows->ctx = value_missing();
}

static struct value measure(const struct group_table *table, struct group *g)
{
    const struct agg_part *part = &table->list.part[0];
    struct value v = value_missing();
    struct agg_rows rows = { .ctx = &v, .set = take_value, .none = ignore_none };

    part->agg->finish(part->call, group_states(g), &rows);
    return v;
}

static void cut(struct ranking *r)
{
    qsort(r->v, r->n, sizeof *r->v, compare);
    if (r->n > r->limit)
        r->n = r->limit;
}

static bool rank(const struct func_call *call, const struct group_table *table,
                 struct ranking *r, struct arena *arena)
{
    struct group_walk walk;
    struct group *g;

    *r = (struct ranking){ .limit = (size_t)call->arg[TOP_LIMIT].integer };
    r->v = arena_new_array(arena, struct ranked, r->limit * 2);
    if (!r->v || !group_walk_start(&walk, table, arena))
        return false;
    while ((g = group_walk_next(&walk))) {
        struct ranked ranked = { .group = g, .index = r->ngroups };
        struct value v = measure(table, g);

        if (!agg_number_read(v, &ranked.worth))
            continue;
        r->ngroups++;
        agg_sum_add(&r->total, v, arena);
        r->v[r->n++] = ranked;
        if (r->n == r->limit * 2)
            cut(r);
    }
    cut(r);
    return true;
}

/* ---- rows ---- */

static double as_double(struct value v)
{
    double d = 0;

    return value_number(v, &d) ? d : 0;
}

static void set_worth(const struct func_call *call, const struct ranking *r,
                      struct value worth, struct agg_rows *rows)
{
    const struct top_call *top = call->state;
    double total = as_double(agg_sum_value(&r->total));

    rows->set(rows, &top->out, worth);
    if (call->arg[TOP_PERCENT].boolean && total != 0)
        rows->set(rows, &top->percent, value_double(as_double(worth) / total * 100));
}

static void emit_row(const struct func_call *call, const struct group_table *table,
                     const struct ranking *r, const struct ranked *ranked,
                     struct agg_rows *rows)
{
    for (size_t k = 0; k < table->nkeys; k++)
        rows->set(rows, &call->arg[TOP_FIELD].field[k],
                  value_str(group_key_text(table, ranked->group, k)));
    set_worth(call, r, agg_number_value(&ranked->worth), rows);
}

/* What the groups that are left out amount to, as a row of its own. */
static void emit_rest(const struct func_call *call, const struct ranking *r,
                      struct agg_rows *rows)
{
    struct agg_sum kept = { 0 };
    double rest;

    for (size_t i = 0; i < r->n; i++)
        agg_sum_add(&kept, agg_number_value(&r->v[i].worth), rows->arena);
    rest = as_double(agg_sum_value(&r->total)) - as_double(agg_sum_value(&kept));
    rows->next(rows);
    for (size_t k = 0; k < call->arg[TOP_FIELD].n; k++)
        rows->set(rows, &call->arg[TOP_FIELD].field[k],
                  value_str(*call->arg[TOP_REST].text));
    set_worth(call, r, value_double(rest), rows);
}

static void top_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    const struct group_table *table = state;
    struct ranking r;

    if (!rank(call, table, &r, rows->arena) || r.n == 0) {
        rows->none(rows);
        return;
    }
    for (size_t i = 0; i < r.n; i++) {
        if (i)
            rows->next(rows);
        emit_row(call, table, &r, &r.v[i], rows);
    }
    if (call->arg[TOP_REST].given && r.ngroups > r.n)
        emit_rest(call, &r, rows);
}

/* ---- descriptor ---- */

static const struct aggregate aggregate = {
    .size = sizeof(struct group_table),
    .init = top_init,
    .add = group_agg_add,
    .add_batch = group_agg_add_batch,
    .merge = group_agg_merge,
    .partitions = group_agg_partitions,
    .merge_partition = group_agg_merge_partition,
    .finish = top_finish,
};

static const struct func_param params[] = {
    { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .help = "_count, _sum or _max by default" },
    { .name = "error",
      .kind = PARAM_NUMBER,
      .def = "5",
      .help = "accepted and ignored: results are exact" },
    { .name = "limit", .kind = PARAM_LIMIT, .def = "10", .min = 1, .max = 1000000 },
    { .name = "max", .kind = PARAM_FIELD, .help = "rank by the maximum of this field" },
    { .name = "percent",
      .kind = PARAM_BOOL,
      .def = "false",
      .help = "add the share of the total as percent" },
    { .name = "rest",
      .kind = PARAM_STRING,
      .help = "add a row of this name for all other values" },
    { .name = "sum", .kind = PARAM_FIELD, .help = "rank by the sum of this field" },
    { 0 },
};

static const struct func_example examples[] = {
    { "top(user)", "{\"user\":\"a\"}\n{\"user\":\"b\"}\n{\"user\":\"b\"}\n",
      "{\"user\":\"b\",\"_count\":\"2\"}\n{\"user\":\"a\",\"_count\":\"1\"}\n" },
    { "top(user, limit=1, percent=true, rest=others)",
      "{\"user\":\"a\"}\n{\"user\":\"b\"}\n{\"user\":\"b\"}\n{\"user\":\"b\"}\n",
      "{\"user\":\"b\",\"_count\":\"3\",\"percent\":\"75\"}\n"
      "{\"user\":\"others\",\"_count\":\"1\",\"percent\":\"25\"}\n" },
    { "top(user, sum=n)",
      "{\"user\":\"a\",\"n\":\"5\"}\n{\"user\":\"b\",\"n\":\"2\"}\n"
      "{\"user\":\"b\",\"n\":\"2\"}\n",
      "{\"user\":\"a\",\"_sum\":\"5\"}\n{\"user\":\"b\",\"_sum\":\"4\"}\n" },
    { 0 },
};

const struct func func_top = {
    .name = "top",
    .summary = "Finds the values that are most frequent, or for which another field's "
               "sum or maximum is largest.",
    .source = "https://library.humio.com/data-analysis/functions-top.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = top_open,
    .aggregate = &aggregate,
    .examples = examples,
};
