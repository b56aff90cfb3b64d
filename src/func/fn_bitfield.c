/*
 * fn_bitfield.c - bitfield:extractFlags() and its kin: names for the bits of a number.
 *
 * Bit 0 is the lowest. A number of more than 64 bits counts with its lowest 64. A field
 * that is missing or no whole number adds nothing, and so does a negative number, which
 * is no set of flags.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/array.h"
#include "text/number.h"

enum { BITS = 64 };

/* The named bits of one call, in the order in which the query lists them. */
struct flags {
    size_t n;
    struct flag {
        uint64_t mask;
        struct str name;
        struct field field; /* extractFlags() alone */
    } flag[];
};

static enum status read_flags(const struct func_call *call, size_t i, void **state,
                              struct diag *diag)
{
    const struct func_arg *pairs = &call->arg[i];
    size_t n = pairs->n / 2;
    struct flags *flags =
        arena_alloc(call->env->arena, sizeof *flags + n * sizeof flags->flag[0],
                    _Alignof(struct flags));

    if (!flags)
        return arg_fail(call, i, ST_NOMEM, diag, "too many flags");
    for (size_t k = 0; k < n; k++) {
        int64_t bit;

        if (!number_parse_int64(pairs->text[2 * k], &bit) || bit < 0 || bit >= BITS)
            return arg_fail(call, i, ST_TYPE, diag,
                            "'%.*s' is no bit; they count from 0 to 63",
                            STR_ARG(pairs->text[2 * k]));
        flags->flag[k].mask = (uint64_t)1 << bit;
        flags->flag[k].name = pairs->text[2 * k + 1];
    }
    flags->n = n;
    *state = flags;
    return ST_OK;
}

/* The lowest 64 bits of a decimal number of any length: wrapping round drops the rest.
 */
static bool low_bits(struct str s, uint64_t *out)
{
    uint64_t v = 0;

    if (str_starts_with(s, STR("+")))
        s = str_slice(s, 1, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = v;
    return s.n > 0;
}

static bool bits_of(const struct func_call *call, size_t i, struct row row,
                    struct func_run *run, uint64_t *bits)
{
    struct value v = arg_value(call, i, row);
    int64_t whole;

    if (!value_integer(v, &whole))
        return low_bits(value_text(v, run->arena), bits);
    *bits = (uint64_t)whole;
    return whole >= 0;
}

/* ---- extractFlags ------------------------------------------------------- */

enum { FIELD, OUTPUT, ONLY_TRUE };

static enum status extract_open(const struct func_call *call, void **state,
                                struct diag *diag)
{
    struct flags *flags;

    TRY(read_flags(call, OUTPUT, state, diag));
    flags = *state;
    for (size_t k = 0; k < flags->n; k++)
        TRY(call->env->field(call->env, flags->flag[k].name, &flags->flag[k].field,
                             diag));
    return ST_OK;
}

static bool extract_rewrite(const struct func_call *call, struct row row,
                            struct func_run *run)
{
    const struct flags *flags = call->state;
    bool only_true = call->arg[ONLY_TRUE].boolean;
    uint64_t bits;

    if (!bits_of(call, FIELD, row, run, &bits))
        return true;
    for (size_t k = 0; k < flags->n; k++) {
        bool is_set = bits & flags->flag[k].mask;

        if (is_set || !only_true)
            row_set(row, &flags->flag[k].field, value_bool(is_set));
    }
    return true;
}

const struct func func_bitfield_extractFlags = {
    .name = "bitfield:extractFlags",
    .summary = "Set a field to true or false for each named bit of a number.",
    .source = "library.humio.com/data-analysis/functions-bitfield-extractflags.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "output",
              .kind = PARAM_TEXT_PAIRS,
              .flags = PARAM_REQUIRED,
              .help = "[[bit, name], …]; bit 0 is the lowest" },
            { .name = "onlyTrue",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "leave out the bits that are not set" },
            { .name = NULL },
        },
    .flags = FUNC_SETS_NAMED,
    .open = extract_open,
    .rewrite = extract_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "bitfield:extractFlags(field=f, output=[[0,read],[2,run]])",
              .input = "{\"f\":\"5\"}\n{\"f\":\"1\"}\n{\"f\":\"none\"}",
              .output = "{\"f\":\"5\",\"read\":\"true\",\"run\":\"true\"}\n"
                        "{\"f\":\"1\",\"read\":\"true\",\"run\":\"false\"}\n"
                        "{\"f\":\"none\"}" },
            { .query = "bitfield:extractFlags(field=f, output=[[0,read],[2,run]], "
                       "onlyTrue=true)",
              .input = "{\"f\":\"4\"}",
              .output = "{\"f\":\"4\",\"run\":\"true\"}" },
            { .query = NULL },
        },
};

/* ---- extractFlagsAsString, extractFlagsAsArray ---------------------------- */

enum { FLAG_NAMES = 1, AS = 2, SEPARATOR = 3 };

static enum status names_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    return read_flags(call, FLAG_NAMES, state, diag);
}

static struct value names_value(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    const struct flags *flags = call->state;
    size_t nset = 0;
    uint64_t bits;
    struct buf b;

    if (!bits_of(call, FIELD, row, run, &bits))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    for (size_t k = 0; k < flags->n; k++) {
        if (!(bits & flags->flag[k].mask))
            continue;
        if (nset++)
            buf_add(&b, call->arg[SEPARATOR].text[0]);
        buf_add(&b, flags->flag[k].name);
    }
    return buf_value(run, &b);
}

static bool array_rewrite(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    const struct flags *flags = call->state;
    struct str name = call->arg[AS].text[0];
    size_t nset = 0;
    uint64_t bits;

    if (!bits_of(call, FIELD, row, run, &bits))
        return true;
    array_remove(row, name);
    for (size_t k = 0; k < flags->n; k++)
        if (bits & flags->flag[k].mask)
            array_set(row, run->arena, name, nset++, value_str(flags->flag[k].name));
    return true;
}

const struct func func_bitfield_extractFlagsAsString = {
    .name = "bitfield:extractFlagsAsString",
    .summary = "The names of the bits that are set in a number, as one text.",
    .source =
        "library.humio.com/data-analysis/functions-bitfield-extractflagsasstring.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "flagNames",
              .kind = PARAM_TEXT_PAIRS,
              .flags = PARAM_REQUIRED,
              .help = "[[bit, name], …]; bit 0 is the lowest" },
            { .name = "as", .kind = PARAM_OUT, .def = "_flags" },
            { .name = "separator", .kind = PARAM_STRING, .def = " " },
            { .name = NULL },
        },
    .open = names_open,
    .value = names_value,
    .examples =
        (const struct func_example[]){
            { .query = "bitfield:extractFlagsAsString(field=SignInfoFlags, "
                       "flagNames=[[1,MS_SIGNED],[18,VALID],[28,EXPIRED]])",
              .input = "{\"SignInfoFlags\":\"262146\"}",
              .output =
                  "{\"SignInfoFlags\":\"262146\",\"_flags\":\"MS_SIGNED VALID\"}" },
            { .query =
                  "bitfield:extractFlagsAsString(field=f, flagNames=[[0,a],[1,b]], "
                  "separator=\"|\", as=x)",
              .input = "{\"f\":\"3\"}\n{\"f\":\"0\"}",
              .output = "{\"f\":\"3\",\"x\":\"a|b\"}\n{\"f\":\"0\",\"x\":\"\"}" },
            { .query = NULL },
        },
};

const struct func func_bitfield_extractFlagsAsArray = {
    .name = "bitfield:extractFlagsAsArray",
    .summary = "The names of the bits that are set in a number, as an array.",
    .source =
        "library.humio.com/data-analysis/functions-bitfield-extractflagsasarray.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "flagNames",
              .kind = PARAM_TEXT_PAIRS,
              .flags = PARAM_REQUIRED,
              .help = "[[bit, name], …]; bit 0 is the lowest" },
            { .name = "asArray", .kind = PARAM_ARRAY, .def = "_flags[]" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = names_open,
    .rewrite = array_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "bitfield:extractFlagsAsArray(field=f, "
                       "flagNames=[[0,a],[1,b],[2,c]])",
              .input = "{\"f\":\"5\"}",
              .output = "{\"f\":\"5\",\"_flags[0]\":\"a\",\"_flags[1]\":\"c\"}" },
            { .query = NULL },
        },
};
