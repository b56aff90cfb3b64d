/*
 * fn_vendor.c - functions about a cluster, a parser or a store that are not here.
 *
 * What can be left out of a query without another answer is left out, with a warning;
 * what cannot is an error that says so.
 */
#include "base/base.h"

#include "func/arg.h"

static bool leave_rewrite(const struct func_call *call UNUSED, struct row row UNUSED,
                          struct func_run *run UNUSED)
{
    return true;
}

static enum status internals_open(const struct func_call *call, void **state UNUSED,
                                  struct diag *diag UNUSED)
{
    call->env->warn(call->env, "W433",
                    "eventInternals() has no storage here, so it adds no fields");
    return ST_OK;
}

const struct func func_eventInternals = {
    .name = "eventInternals",
    .summary = "Where an event is stored; there is no store here, so no field is "
               "added.",
    .source = "library.humio.com/data-analysis/functions-eventinternals.html",
    .family = "event",
    .params =
        (const struct func_param[]){
            { .name = "prefix", .kind = PARAM_STRING, .def = "@" },
            { .name = NULL },
        },
    .open = internals_open,
    .rewrite = leave_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "eventInternals()",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};

static enum status repeating_open(const struct func_call *call, void **state UNUSED,
                                  struct diag *diag UNUSED)
{
    call->env->warn(call->env, "W433",
                    "beta:repeating() has no live queries here, so it changes nothing");
    return ST_OK;
}

const struct func func_beta_repeating = {
    .name = "beta:repeating",
    .summary = "Repeat a live query; a query runs once here, so events just pass.",
    .source = "library.humio.com/data-analysis/functions-beta-repeating.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "interval", .kind = PARAM_DURATION, .flags = PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .open = repeating_open,
    .rewrite = leave_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "beta:repeating(10s)",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};

/* ---- beta:param ------------------------------------------------------------------ */

enum { PARAMETER, AS };

static enum status param_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    struct str *text = arena_new(call->env->arena, struct str);

    if (!text)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (!call->env->param(call->env, call->arg[PARAMETER].text[0], text))
        *text = (struct str){ NULL, 0 };
    *state = text;
    return ST_OK;
}

static struct value param_value(const struct func_call *call, struct row row UNUSED,
                                struct func_run *run UNUSED)
{
    const struct str *text = call->state;

    return text->p ? value_str(*text) : value_missing();
}

const struct func func_beta_param = {
    .name = "beta:param",
    .summary = "The value of a query parameter; nothing when it has none.",
    .source = "library.humio.com/data-analysis/functions-beta-param.html",
    .family = "fields",
    .params =
        (const struct func_param[]){
            { .name = "parameter",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "its name, without the question mark" },
            { .name = "as", .kind = PARAM_OUT, .flags = PARAM_REQUIRED },
            { .name = NULL },
        },
    .open = param_open,
    .value = param_value,
    .examples =
        (const struct func_example[]){
            { .query = "user=?{who=\"eve\"} | beta:param(who, as=p) | "
                       "beta:param(other, as=q)",
              .input = "{\"user\":\"eve\"}",
              .output = "{\"user\":\"eve\",\"p\":\"eve\"}" },
            { .query = NULL },
        },
};

/* ---- what cannot be left out ----------------------------------------------------- */

static enum status cluster_open(const struct func_call *call, void **state UNUSED,
                                struct diag *diag)
{
    return diag_set(diag, ST_UNSUPPORTED, call->offset,
                    "it asks another cluster or a store of results, and there is none "
                    "here");
}

static enum status copy_open(const struct func_call *call, void **state UNUSED,
                             struct diag *diag)
{
    return diag_set(diag, ST_UNSUPPORTED, call->offset,
                    "it works in the vendor's parsers only, not in a query");
}

const struct func func_copyEvent = {
    .name = "copyEvent",
    .summary = "Duplicate an event while it is parsed; an error in a query.",
    .source = "library.humio.com/data-analysis/functions-copyevent.html",
    .family = "fields",
    .params =
        (const struct func_param[]){
            { .name = "type",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .flags = FUNC_REFUSED,
    .open = copy_open,
    .rewrite = leave_rewrite,
};

const struct func func_remoteTable = {
    .name = "remoteTable",
    .summary = "An ad-hoc table from another cluster; an error, for there is none.",
    .source = "library.humio.com/data-analysis/functions-remotetable.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "connection", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "include", .kind = PARAM_STRINGS, .flags = PARAM_REQUIRED },
            { .name = "name", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "query", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "end", .kind = PARAM_STRING },
            { .name = "start", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .flags = FUNC_REFUSED,
    .open = cluster_open,
    .rewrite = leave_rewrite,
};

const struct func func_readPersistedAggregation = {
    .name = "readPersistedAggregation",
    .summary = "Results that a cluster has stored; an error, for there is no store.",
    .source = "library.humio.com/data-analysis/"
              "functions-readpersistedaggregation.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "tag",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "end", .kind = PARAM_STRING },
            { .name = "start", .kind = PARAM_STRING },
            { .name = "view", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .flags = FUNC_REFUSED,
    .open = cluster_open,
    .rewrite = leave_rewrite,
};
