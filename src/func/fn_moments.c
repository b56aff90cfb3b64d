/*
 * fn_moments.c - stdDev() and linReg(): spread of a field, and the line through two.
 */
#include "base/base.h"

#include <math.h>

#include "func/agg_list.h"
#include "func/moments.h"

enum { STDDEV_FIELD, STDDEV_AS };
enum { LINREG_X, LINREG_Y, LINREG_PREFIX };

struct spread {
    struct agg_sum x, xx;
};

struct regression {
    struct agg_sum x, y, xx, xy, yy;
};

struct linreg_call {
    struct field slope, intercept, r2, n;
};

/* ---- stdDev ---- */

static void stddev_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct spread *s = state;
    double x;

    (void)run;
    if (!value_number(row_value(row, call->arg[STDDEV_FIELD].field), &x))
        return;
    agg_sum_add_double(&s->x, x, arena);
    moments_add_product(&s->xx, x, x, arena);
}

static void stddev_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    struct spread *a = into;
    const struct spread *b = from;

    (void)call;
    agg_sum_merge(&a->x, &b->x, arena);
    agg_sum_merge(&a->xx, &b->xx, arena);
}

/* Of the population: sqrt(n * sum(xx) - sum(x)^2) / n. */
static void stddev_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct spread *s = state;
    struct value v = value_missing();
    double d;

    if (s->x.n && moments_difference(s->x.n, &s->xx, &s->x, &s->x, &d))
        v = value_double(sqrt(fmax(d, 0)) / (double)s->x.n);
    agg_answer(rows, call->arg[STDDEV_AS].field, v);
}

/* ---- linReg ---- */

static enum status linreg_field(const struct func_call *call, const char *name,
                                struct field *out, struct diag *diag)
{
    struct str prefix = *call->arg[LINREG_PREFIX].text;
    size_t n = strlen(name);
    char *p = arena_text(call->env->arena, prefix.n + n);

    if (!p)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (prefix.n)
        memcpy(p, prefix.p, prefix.n);
    memcpy(p + prefix.n, name, n);
    return call->env->field(call->env, (struct str){ p, prefix.n + n }, out, diag);
}

static enum status linreg_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    struct linreg_call *lr = arena_new(call->env->arena, struct linreg_call);

    if (!lr)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = lr;
    TRY(linreg_field(call, "slope", &lr->slope, diag));
    TRY(linreg_field(call, "intercept", &lr->intercept, diag));
    TRY(linreg_field(call, "r2", &lr->r2, diag));
    return linreg_field(call, "n", &lr->n, diag);
}

static void linreg_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct regression *r = state;
    double x, y;

    (void)run;
    if (!value_number(row_value(row, call->arg[LINREG_X].field), &x) ||
        !value_number(row_value(row, call->arg[LINREG_Y].field), &y))
        return;
    agg_sum_add_double(&r->x, x, arena);
    agg_sum_add_double(&r->y, y, arena);
    moments_add_product(&r->xx, x, x, arena);
    moments_add_product(&r->xy, x, y, arena);
    moments_add_product(&r->yy, y, y, arena);
}

static void linreg_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    struct regression *a = into;
    const struct regression *b = from;

    (void)call;
    agg_sum_merge(&a->x, &b->x, arena);
    agg_sum_merge(&a->y, &b->y, arena);
    agg_sum_merge(&a->xx, &b->xx, arena);
    agg_sum_merge(&a->xy, &b->xy, arena);
    agg_sum_merge(&a->yy, &b->yy, arena);
}

/* Adjusted for one variable: 1 - (1 - R^2)(n - 1)/(n - 2); none for two points. */
static struct value adjusted_r2(double n, double sxx, double sxy, double syy)
{
    double r2 = (sxy / sxx) * (sxy / syy);

    return n > 2 ? value_double(1 - (1 - r2) * (n - 1) / (n - 2)) : value_missing();
}

static void linreg_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct linreg_call *lr = call->state;
    const struct regression *r = state;
    double n = (double)r->x.n;
    double sxx, sxy, syy, x, y, slope;

    if (!moments_difference(r->x.n, &r->xx, &r->x, &r->x, &sxx) ||
        !moments_difference(r->x.n, &r->xy, &r->x, &r->y, &sxy) ||
        !moments_difference(r->x.n, &r->yy, &r->y, &r->y, &syy) || sxx <= 0 ||
        syy <= 0 || !value_number(agg_sum_mean(&r->x, r->x.n), &x) ||
        !value_number(agg_sum_mean(&r->y, r->x.n), &y)) {
        rows->none(rows);
        return;
    }
    slope = sxy / sxx;
    rows->set(rows, &lr->slope, value_double(slope));
    rows->set(rows, &lr->intercept, value_double(y - slope * x));
    rows->set(rows, &lr->r2, adjusted_r2(n, sxx, sxy, syy));
    rows->set(rows, &lr->n, value_int((int64_t)r->x.n));
}

/* ---- descriptors ---- */

static const struct aggregate stddev_aggregate = {
    .size = sizeof(struct spread),
    .add = stddev_add,
    .merge = stddev_merge,
    .finish = stddev_finish,
};

static const struct aggregate linreg_aggregate = {
    .size = sizeof(struct regression),
    .add = linreg_add,
    .merge = linreg_merge,
    .finish = linreg_finish,
};

static const struct func_param stddev_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_stddev" },
    { 0 },
};

static const struct func_param linreg_params[] = {
    { .name = "x", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
    { .name = "y", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
    { .name = "prefix",
      .kind = PARAM_STRING,
      .def = "_",
      .help = "stands before slope, intercept, r2 and n" },
    { 0 },
};

static const struct func_example stddev_examples[] = {
    { "stdDev(n)", "{\"n\":\"2\"}\n{\"n\":\"4\"}\n{\"n\":\"x\"}\n",
      "{\"_stddev\":\"1\"}\n" },
    { 0 },
};

static const struct func_example linreg_examples[] = {
    { "linReg(x=a, y=b)",
      "{\"a\":\"1\",\"b\":\"3\"}\n{\"a\":\"2\",\"b\":\"5\"}\n{\"a\":\"3\",\"b\":\"7\"}\n",
      "{\"_slope\":\"2\",\"_intercept\":\"1\",\"_r2\":\"1\",\"_n\":\"3\"}\n" },
    { 0 },
};

const struct func func_stdDev = {
    .name = "stdDev",
    .summary = "Computes the standard deviation of a field's numbers, of the whole "
               "population.",
    .source = "https://library.humio.com/data-analysis/functions-stddev.html",
    .family = "aggregate",
    .params = stddev_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &stddev_aggregate,
    .examples = stddev_examples,
};

const struct func func_linReg = {
    .name = "linReg",
    .summary = "Fits a straight line through two fields by least squares; R2 is "
               "adjusted.",
    .source = "https://library.humio.com/data-analysis/functions-linreg.html",
    .family = "aggregate",
    .params = linreg_params,
    .flags = FUNC_PROJECTS,
    .open = linreg_open,
    .aggregate = &linreg_aggregate,
    .examples = linreg_examples,
};
