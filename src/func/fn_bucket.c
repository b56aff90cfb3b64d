/*
 * fn_bucket.c - bucket() and timeChart(): groups by time.
 *
 * timeChart() also has a row for each bucket in which nothing happened, so that its
 * lines fall to 0 there.
 */
#include "base/base.h"

#include "func/buckets.h"
#include "func/duration.h"
#include "func/zone.h"
#include "text/tz.h"

enum {
    BUCKET_SPAN,
    BUCKET_BUCKETS,
    BUCKET_FIELD,
    BUCKET_FUNCTION,
    BUCKET_LIMIT,
    BUCKET_MIN_SPAN,
    BUCKET_TIMEZONE,
    BUCKET_UNIT
};

/* "auto" or a length of time. */
static enum status read_span(const struct func_arg *arg, int64_t *span,
                             struct diag *diag)
{
    *span = 0;
    if (!arg->given || str_eq_nocase(*arg->text, STR("auto")))
        return ST_OK;
    if (duration_read(*arg->text, span, diag) != ST_OK || *span <= 0)
        return diag_set(diag, ST_TYPE, arg->offset,
                        "a span is \"auto\" or a length of time such as 1h");
    return ST_OK;
}

static enum status read_rule(const struct func_call *call, struct bucket_rule *rule,
                             struct diag *diag)
{
    const struct func_arg *arg = call->arg;

    TRY(read_span(&arg[BUCKET_SPAN], &rule->span_ms, diag));
    rule->min_span_ms = arg[BUCKET_MIN_SPAN].given ? arg[BUCKET_MIN_SPAN].integer : 1;
    if (rule->min_span_ms <= 0)
        return diag_set(diag, ST_TYPE, arg[BUCKET_MIN_SPAN].offset,
                        "minSpan must be longer than nothing");
    rule->max_buckets = rule->span_ms ? BUCKETS_MAX : BUCKETS_AUTO;
    if (arg[BUCKET_BUCKETS].given && !rule->span_ms)
        rule->max_buckets = arg[BUCKET_BUCKETS].integer;
    rule->tz = tz_utc();
    if (arg[BUCKET_TIMEZONE].given)
        TRY(zone_open(call, BUCKET_TIMEZONE, &rule->tz, diag));
    return ST_OK;
}

static enum status open_buckets(const struct func_call *call, bool is_filled,
                                void **state, struct diag *diag)
{
    const struct func_env *env = call->env;
    const struct func_arg *series = &call->arg[BUCKET_FIELD];
    struct bucket_call *bc = arena_new(env->arena, struct bucket_call);

    if (!bc)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = bc;
    if (agg_list_has_sequence(&call->arg[BUCKET_FUNCTION]))
        return diag_set(diag, ST_TYPE, call->arg[BUCKET_FUNCTION].offset,
                        "sequence functions cannot stand inside %s()",
                        call->func->name);
    bc->series = series->given ? series->field : NULL;
    bc->nseries = series->given ? series->n : 0;
    bc->function = &call->arg[BUCKET_FUNCTION];
    bc->limit = &call->arg[BUCKET_LIMIT];
    bc->is_filled = is_filled;
    if (env->has_interval && env->end_ms > env->start_ms) {
        (void)bucket_range_add(&bc->interval, env->start_ms);
        (void)bucket_range_add(&bc->interval, env->end_ms - 1);
    }
    TRY(read_rule(call, &bc->rule, diag));
    TRY(bucket_units_read(call, BUCKET_UNIT, bc->function->n, &bc->unit, &bc->nunits,
                          diag));
    TRY(env->field(env, STR("@timestamp"), &bc->time, diag));
    return env->field(env, STR("_bucket"), &bc->out, diag);
}

static enum status bucket_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    return open_buckets(call, false, state, diag);
}

static enum status chart_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    return open_buckets(call, true, state, diag);
}

/* Both have the parameters of the enum above; the second and third differ. */
#define PARAMS(span_flags, fields_name, fields_flags, fields_help)                     \
    {                                                                                  \
        { .name = "span",                                                              \
          .kind = PARAM_STRING,                                                        \
          .flags = (span_flags),                                                       \
          .def = "auto",                                                               \
          .help = "width of a bucket: a length of time or auto" },                     \
            { .name = "buckets",                                                       \
              .kind = PARAM_INT,                                                       \
              .min = 1,                                                                \
              .max = BUCKETS_MAX,                                                      \
              .help = "how many there may be when the span is automatic" },            \
            { .name = (fields_name),                                                   \
              .kind = PARAM_FIELDS,                                                    \
              .flags = (fields_flags),                                                 \
              .help = (fields_help) },                                                 \
            { .name = "function",                                                      \
              .kind = PARAM_AGGREGATES,                                                \
              .def = "count(as=_count)",                                               \
              .help = "computed for each bucket and series" },                         \
            { .name = "limit",                                                         \
              .kind = PARAM_LIMIT,                                                     \
              .def = "10",                                                             \
              .min = 1,                                                                \
              .max = 500,                                                              \
              .help = "series to keep, those with the largest values" },               \
            { .name = "minSpan",                                                       \
              .kind = PARAM_DURATION,                                                  \
              .help = "no automatic span is shorter" },                                \
            { .name = "timezone",                                                      \
              .kind = PARAM_STRING,                                                    \
              .help = "where days begin: UTC, an offset or a name such as "            \
                      "Europe/Berlin" },                                               \
            { .name = "unit",                                                          \
              .kind = PARAM_STRINGS,                                                   \
              .help = "conversions such as \"bytes/span to kbytes/day\", one for all " \
                      "functions or one each" },                                       \
        {                                                                              \
            0                                                                          \
        }                                                                              \
    }

static const struct func_param bucket_params[] =
    PARAMS(PARAM_UNNAMED, "field", 0, "one row for each combination of values as well");

static const struct func_param chart_params[] =
    PARAMS(0, "series", PARAM_UNNAMED, "one line for each value");

static const struct func_example bucket_examples[] = {
    { "bucket(1m)",
      "{\"@timestamp\":\"60000\"}\n{\"@timestamp\":\"119999\"}\n"
      "{\"@timestamp\":\"240000\"}\n",
      "{\"_bucket\":\"60000\",\"_count\":\"2\"}\n"
      "{\"_bucket\":\"240000\",\"_count\":\"1\"}\n" },
    { "bucket(span=1h, field=a, function=sum(n))",
      "{\"@timestamp\":\"5\",\"a\":\"x\",\"n\":\"1\"}\n"
      "{\"@timestamp\":\"6\",\"a\":\"y\",\"n\":\"2\"}\n"
      "{\"@timestamp\":\"7\",\"a\":\"x\",\"n\":\"3\"}\n",
      "{\"_bucket\":\"0\",\"a\":\"x\",\"_sum\":\"4\"}\n"
      "{\"_bucket\":\"0\",\"a\":\"y\",\"_sum\":\"2\"}\n" },
    { 0 },
};

static const struct func_example chart_examples[] = {
    { "timeChart(span=1m)", "{\"@timestamp\":\"60000\"}\n{\"@timestamp\":\"180000\"}\n",
      "{\"_bucket\":\"60000\",\"_count\":\"1\"}\n"
      "{\"_bucket\":\"120000\",\"_count\":\"0\"}\n"
      "{\"_bucket\":\"180000\",\"_count\":\"1\"}\n" },
    { "timeChart(a, span=1m)",
      "{\"@timestamp\":\"60000\",\"a\":\"x\"}\n{\"@timestamp\":\"60001\",\"a\":\"y\"}\n",
      "{\"_bucket\":\"60000\",\"a\":\"x\",\"_count\":\"1\"}\n"
      "{\"_bucket\":\"60000\",\"a\":\"y\",\"_count\":\"1\"}\n" },
    { 0 },
};

const struct func func_bucket = {
    .name = "bucket",
    .summary = "Groups events by time, and by fields if wanted.",
    .source = "https://library.humio.com/data-analysis/functions-bucket.html",
    .family = "aggregate",
    .params = bucket_params,
    .flags = FUNC_PROJECTS | FUNC_MAKES_BUCKETS,
    .open = bucket_open,
    .aggregate = &bucket_aggregate,
    .examples = bucket_examples,
};

const struct func func_timeChart = {
    .name = "timeChart",
    .summary = "Groups events by time for a chart: every bucket has a row, and each "
               "value of a field a line.",
    .source = "https://library.humio.com/data-analysis/functions-timechart.html",
    .family = "aggregate",
    .params = chart_params,
    .flags = FUNC_PROJECTS | FUNC_MAKES_BUCKETS,
    .open = chart_open,
    .aggregate = &bucket_aggregate,
    .examples = chart_examples,
};
