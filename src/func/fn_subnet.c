/*
 * fn_subnet.c - subnet(): the network that an address lies in.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/ip.h"

enum { FIELD, BITS };

static struct value subnet_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    unsigned bits = (unsigned)call->arg[BITS].integer;
    char text[IP_TEXT_MAX];
    struct str s;
    struct ip ip;
    struct buf b;

    if (!arg_text(call, FIELD, row, run, &s) || !ip_parse(s, &ip) ||
        (ip.is_v4 && bits > 32))
        return value_missing();
    ip_mask(&ip, ip.is_v4 ? bits + 96 : bits);
    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, (struct str){ text, ip_print(&ip, text) });
    buf_printf(&b, "/%u", bits);
    return buf_value(run, &b);
}

const struct func func_subnet = {
    .name = "subnet",
    .summary = "The network of an address, given its number of leading bits.",
    .source = "library.humio.com/data-analysis/functions-subnet.html",
    .family = "network",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "bits",
              .kind = PARAM_INT,
              .flags = PARAM_REQUIRED,
              .min = 0,
              .max = 128 },
            { .name = "as", .kind = PARAM_OUT, .def = "_subnet" },
            { .name = NULL },
        },
    .value = subnet_value,
    .examples =
        (const struct func_example[]){
            { .query = "subnet(ip, bits=23)",
              .input = "{\"ip\":\"192.168.11.45\"}\n{\"ip\":\"x\"}",
              .output = "{\"ip\":\"192.168.11.45\",\"_subnet\":\"192.168.10.0/23\"}\n"
                        "{\"ip\":\"x\"}" },
            { .query = NULL },
        },
};
