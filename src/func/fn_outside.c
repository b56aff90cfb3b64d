/*
 * fn_outside.c - functions that need data from outside which is not there.
 *
 * Names from DNS, indicators of the vendor: an event is left as it is, and the query
 * says so once. An indicator that cannot be looked up is not found.
 */
#include "base/base.h"

#include "func/arg.h"

static enum status warn_open(const struct func_call *call, void **state UNUSED,
                             struct diag *diag UNUSED)
{
    call->env->warn(call->env, "W433", "%s() has no data here, so it adds no fields",
                    call->func->name);
    return ST_OK;
}

static bool leave_rewrite(const struct func_call *call UNUSED, struct row row UNUSED,
                          struct func_run *run UNUSED)
{
    return true;
}

const struct func func_reverseDns = {
    .name = "reverseDns",
    .summary = "The name of an address in DNS; nothing is asked of a network here, so "
               "no field is added.",
    .source = "library.humio.com/data-analysis/functions-reversedns.html",
    .family = "network",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_hostname" },
            { .name = "limit", .kind = PARAM_INT },
            { .name = "server", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .open = warn_open,
    .rewrite = leave_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "reverseDns(ip)",
              .input = "{\"ip\":\"8.8.8.8\"}",
              .output = "{\"ip\":\"8.8.8.8\"}" },
            { .query = NULL },
        },
};

enum { IOC_STRICT = 5 };

static bool ioc_test(const struct func_call *call UNUSED, struct row row UNUSED,
                     struct func_run *run UNUSED)
{
    return false;
}

static bool ioc_rewrite(const struct func_call *call, struct row row UNUSED,
                        struct func_run *run UNUSED)
{
    return !call->arg[IOC_STRICT].boolean;
}

const struct func func_ioc_lookup = {
    .name = "ioc:lookup",
    .summary = "Look addresses, domains or URLs up among known indicators; there is no "
               "list of them here, so none is found.",
    .source = "library.humio.com/data-analysis/functions-ioc-lookup.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "type",
              .kind = PARAM_ENUM,
              .flags = PARAM_REQUIRED,
              .choices = "ip_address domain url" },
            { .name = "confidenceThreshold",
              .kind = PARAM_ENUM,
              .def = "high",
              .choices = "low medium high unverified" },
            { .name = "include", .kind = PARAM_STRINGS },
            { .name = "prefix", .kind = PARAM_STRING, .def = "ioc" },
            { .name = "strict",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "drop events without an indicator" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE,
    .open = warn_open,
    .test = ioc_test,
    .rewrite = ioc_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "ioc:lookup(field=ip, type=\"ip_address\")",
              .input = "{\"ip\":\"8.8.8.8\"}",
              .output = "{\"ip\":\"8.8.8.8\"}" },
            { .query = "ioc:lookup(field=ip, type=\"ip_address\", strict=true)",
              .input = "{\"ip\":\"8.8.8.8\"}",
              .output = "" },
            { .query = NULL },
        },
};
