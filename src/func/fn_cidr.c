/*
 * fn_cidr.c - cidr(): is an address in one of several networks?
 *
 * The networks stand in the query, in a column of a lookup file, or both. IPv4 and IPv6
 * addresses never match each other's networks; a field that is no address is in none.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/ip_set.h"
#include "func/table.h"

enum { FIELD, SUBNET, FILE_NAME, COLUMN, NEGATE };

/* What is no network in a file is passed over: such files are kept by hand. */
static enum status add_file(const struct func_call *call, struct ip_set *set,
                            struct diag *diag)
{
    struct str name = call->arg[FILE_NAME].text[0];
    const struct func_table *table = NULL;
    struct diag why = { 0 };
    struct ip_net net;
    size_t skipped = 0;
    size_t column;
    enum status st = table_load(call->env, name, &table, &why);

    if (st != ST_OK)
        return arg_fail(call, FILE_NAME, st, diag, "%s", why.text);
    column = table_column(table, call->arg[COLUMN].text[0]);
    if (column == SIZE_MAX)
        return arg_fail(call, COLUMN, ST_TYPE, diag, "%.*s has no column '%.*s'",
                        STR_ARG(name), STR_ARG(call->arg[COLUMN].text[0]));
    for (size_t i = 0; i < table->nrows; i++) {
        struct value v = table->cell[i * table->ncolumns + column];

        if (!ip_net_parse(str_trim(value_text(v, call->env->arena)), &net))
            skipped++;
        else if (!ip_set_add(set, &net, 0))
            return arg_fail(call, FILE_NAME, ST_NOMEM, diag, "too many networks");
    }
    if (skipped)
        call->env->warn(call->env, "W432", "cidr: %zu rows of %.*s hold no network",
                        skipped, STR_ARG(name));
    return ST_OK;
}

static enum status cidr_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    const struct func_arg *subnets = &call->arg[SUBNET];
    struct ip_set *set = arena_new(call->env->arena, struct ip_set);
    struct ip_net net;

    if (!set)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    ip_set_init(set, call->env->arena);
    if (!subnets->given && !call->arg[FILE_NAME].given)
        return arg_fail(call, FIELD, ST_TYPE, diag,
                        "give subnet=, or file= and column=");
    if (call->arg[FILE_NAME].given != call->arg[COLUMN].given)
        return arg_fail(call, FILE_NAME, ST_TYPE, diag, "file and column go together");
    for (size_t i = 0; i < subnets->n; i++) {
        if (!ip_net_parse(str_trim(subnets->text[i]), &net))
            return arg_fail(call, SUBNET, ST_TYPE, diag, "'%.*s' is no network",
                            STR_ARG(subnets->text[i]));
        if (!ip_set_add(set, &net, 0))
            return arg_fail(call, SUBNET, ST_NOMEM, diag, "too many networks");
    }
    if (call->arg[FILE_NAME].given)
        TRY(add_file(call, set, diag));
    *state = set;
    return ST_OK;
}

static bool cidr_test(const struct func_call *call, struct row row,
                      struct func_run *run)
{
    bool is_inside = false;
    uint32_t number;
    struct str s;
    struct ip ip;

    if (arg_text(call, FIELD, row, run, &s) && ip_parse(s, &ip))
        is_inside = ip_set_find(call->state, &ip, &number);
    return is_inside != call->arg[NEGATE].boolean;
}

const struct func func_cidr = {
    .name = "cidr",
    .summary = "Pass where a field holds an address, IPv4 or IPv6, in one of the "
               "networks.",
    .source = "library.humio.com/data-analysis/functions-cidr.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "subnet",
              .kind = PARAM_STRINGS,
              .help = "networks such as 10.0.0.0/8, or addresses" },
            { .name = "file",
              .kind = PARAM_STRING,
              .help = "lookup file with networks in a column" },
            { .name = "column", .kind = PARAM_STRING },
            { .name = "negate",
              .kind = PARAM_BOOL,
              .flags = PARAM_DEPRECATED,
              .def = "false",
              .help = "write !cidr() instead" },
            { .name = NULL },
        },
    .open = cidr_open,
    .test = cidr_test,
    .examples =
        (const struct func_example[]){
            { .query = "cidr(ip, subnet=[\"10.0.0.0/8\", \"fe80::/10\"])",
              .input =
                  "{\"ip\":\"10.1.2.3\"}\n{\"ip\":\"fe80::1\"}\n{\"ip\":\"8.8.8.8\"}",
              .output = "{\"ip\":\"10.1.2.3\"}\n{\"ip\":\"fe80::1\"}" },
            { .query = "!cidr(ip, subnet=\"192.168.0.0/16\")",
              .input = "{\"ip\":\"192.168.1.1\"}\n{\"ip\":\"1.1.1.1\"}",
              .output = "{\"ip\":\"1.1.1.1\"}" },
            { .query = NULL },
        },
};
