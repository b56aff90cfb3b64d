/*
 * fn_hash.c - hash(): a fast number from the values of fields.
 *
 * The same fields and seed give the same number on every machine and in every version;
 * it is not LogScale's. 53 bits, so that it stays exact in arithmetic. The fields are
 * kept apart: ("ab", "c") and ("a", "bc") differ, and so do missing and empty.
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/arg.h"

enum { FIELD, AS, LIMIT, SEED };
enum { BITS_DROPPED = 64 - 53 };

static const uint64_t missing_hash = 0x9e3779b97f4a7c15u;

static struct value hash_value(const struct func_call *call, struct row row,
                               struct func_run *run)
{
    const struct func_arg *fields = &call->arg[FIELD];
    struct str seed = arg_string(call, SEED);
    uint64_t h = hash_bytes(seed.p, seed.n);
    bool is_any = false;

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);
        struct str s = value_text(v, run->arena);

        is_any |= !value_is_missing(v);
        h = hash_combine(h, value_is_missing(v) ? missing_hash : hash_bytes(s.p, s.n));
    }
    if (!is_any)
        return value_missing();
    h >>= BITS_DROPPED;
    if (call->arg[LIMIT].given)
        h %= (uint64_t)call->arg[LIMIT].integer;
    return value_int((int64_t)h);
}

const struct func func_hash = {
    .name = "hash",
    .summary = "A number from the values of fields, for sampling and grouping; with "
               "limit= it is below that.",
    .source = "library.humio.com/data-analysis/functions-hash.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_hash" },
            { .name = "limit", .kind = PARAM_INT, .min = 1, .max = INT64_C(1) << 53 },
            { .name = "seed", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .value = hash_value,
    .examples =
        (const struct func_example[]){
            { .query = "hash(a, as=x) | hash(a, as=y) | test(x == y) | drop([x, y])",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = "hash([a, b], limit=1)",
              .input = "{\"a\":\"1\"}\n{\"c\":\"1\"}",
              .output = "{\"a\":\"1\",\"_hash\":\"0\"}\n{\"c\":\"1\"}" },
            { .query = NULL },
        },
};
