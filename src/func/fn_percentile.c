/*
 * fn_percentile.c - percentile(): the values below which shares of a field's numbers
 * lie.
 */
#include "base/base.h"

#include <math.h>

#include "func/agg_list.h"
#include "func/quantile.h"
#include "text/number.h"

enum { PCT_FIELD, PCT_ACCURACY, PCT_AS, PCT_PERCENTILES };

enum { PERCENTILES_MAX = 100 };

struct percentile_call {
    double *q; /* n percentiles, 0 to 100 */
    struct field *out;
    size_t n;
};

/* `_50`, or `name_50` with as=name. */
static enum status out_field(const struct func_call *call, struct str percentile,
                             struct field *out, struct diag *diag)
{
    const struct func_arg *as = &call->arg[PCT_AS];
    struct str name = as->given ? as->field->name : (struct str){ 0 };
    char *p = arena_text(call->env->arena, name.n + 1 + percentile.n);

    if (!p)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (name.n)
        memcpy(p, name.p, name.n);
    p[name.n] = '_';
    memcpy(p + name.n + 1, percentile.p, percentile.n);
    return call->env->field(call->env, (struct str){ p, name.n + 1 + percentile.n },
                            out, diag);
}

static enum status percentile_open(const struct func_call *call, void **state,
                                   struct diag *diag)
{
    const struct func_arg *list = &call->arg[PCT_PERCENTILES];
    const struct func_arg *accuracy = &call->arg[PCT_ACCURACY];
    struct percentile_call *p = arena_new(call->env->arena, struct percentile_call);

    if (!(accuracy->number >= 0.0001 && accuracy->number <= 0.5))
        return diag_set(diag, ST_TYPE, accuracy->offset,
                        "accuracy must lie between 0.0001 and 0.5");
    if (list->n == 0 || list->n > PERCENTILES_MAX)
        return diag_set(diag, ST_TYPE, list->offset,
                        "percentile() takes 1 to %d percentiles", PERCENTILES_MAX);
    if (p) {
        p->n = list->n;
        p->q = arena_new_array(call->env->arena, double, p->n);
        p->out = arena_new_array(call->env->arena, struct field, p->n);
    }
    if (!p || !p->q || !p->out)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = p;
    for (size_t i = 0; i < p->n; i++) {
        if (!number_parse(list->text[i], &p->q[i]) || p->q[i] < 0 || p->q[i] > 100)
            return diag_set(diag, ST_TYPE, list->offset,
                            "a percentile is a number between 0 and 100");
        TRY(out_field(call, list->text[i], &p->out[i], diag));
    }
    return ST_OK;
}

static void percentile_add(const struct func_call *call, void *state, struct row row,
                           struct func_run *run, struct arena *arena)
{
    double v;

    (void)run;
    if (value_number(row_value(row, call->arg[PCT_FIELD].field), &v))
        quantile_add(state, v, call->arg[PCT_ACCURACY].number, arena);
}

static void percentile_merge(const struct func_call *call, void *into, void *from,
                             struct arena *arena)
{
    quantile_merge(into, from, call->arg[PCT_ACCURACY].number, arena);
}

static void percentile_finish(const struct func_call *call, void *state,
                              struct agg_rows *rows)
{
    const struct percentile_call *p = call->state;
    const struct quantile *q = state;
    uint64_t rank[PERCENTILES_MAX];
    double value[PERCENTILES_MAX];

    for (size_t i = 0; i < p->n && q->n; i++)
        rank[i] = (uint64_t)floor(p->q[i] / 100 * (double)(q->n - 1));
    if (q->n == 0 || !quantile_ranks(q, rank, value, p->n,
                                     call->arg[PCT_ACCURACY].number, rows->arena)) {
        rows->none(rows);
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        rows->set(rows, &p->out[i], value_double(value[i]));
}

static const struct aggregate percentile_aggregate = {
    .size = sizeof(struct quantile),
    .add = percentile_add,
    .merge = percentile_merge,
    .finish = percentile_finish,
};

static const struct func_param params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "accuracy",
      .kind = PARAM_NUMBER,
      .def = "0.01",
      .help = "relative error of the answer when there are more than 16,384 numbers" },
    { .name = "as", .kind = PARAM_OUT, .help = "stands before _50 and so on" },
    { .name = "percentiles", .kind = PARAM_STRINGS, .def = "[50, 75, 99]" },
    { 0 },
};

static const struct func_example examples[] = {
    { "percentile(n)",
      "{\"n\":\"12\"}\n{\"n\":\"25\"}\n{\"n\":\"50\"}\n{\"n\":\"99\"}\n",
      "{\"_50\":\"25\",\"_75\":\"50\",\"_99\":\"50\"}\n" },
    { "percentile(n, percentiles=[0, 100], as=p)", "{\"n\":\"2\"}\n{\"n\":\"1\"}\n",
      "{\"p_0\":\"1\",\"p_100\":\"2\"}\n" },
    { 0 },
};

const struct func func_percentile = {
    .name = "percentile",
    .summary = "Finds the values at given shares of a field's numbers in ascending "
               "order.",
    .source = "https://library.humio.com/data-analysis/functions-percentile.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = percentile_open,
    .aggregate = &percentile_aggregate,
    .examples = examples,
};
