/*
 * fn_array.c - what looks at an array or moves it as a whole: array:length(),
 * array:contains(), array:drop(), array:rename(), concatArray().
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/array.h"

enum { ARRAY, VALUE = 1, AS_ARRAY = 1 };

/* ---- array:length, array:contains ------------------------------------------ */

static struct value length_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    return value_int((int64_t)array_length(row, run->arena, arg_string(call, ARRAY)));
}

static bool contains_test(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    struct str name = call->arg[ARRAY].text[0];
    struct str wanted = call->arg[VALUE].text[0];

    for (size_t i = 0; i < ARRAY_MAX; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            return false;
        if (str_eq(value_text(v, run->arena), wanted))
            return true;
    }
    return false;
}

const struct func func_array_length = {
    .name = "array:length",
    .summary = "The number of elements of an array in front of the first gap.",
    .source = "library.humio.com/data-analysis/functions-array-length.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_length" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .value = length_value,
    .examples =
        (const struct func_example[]){
            { .query = "array:length(\"ip[]\")",
              .input =
                  "{\"ip[0]\":\"a\",\"ip[1]\":\"b\",\"ip[3]\":\"d\"}\n{\"x\":\"1\"}",
              .output = "{\"ip[0]\":\"a\",\"ip[1]\":\"b\",\"ip[3]\":\"d\",\"_length\":"
                        "\"2\"}\n{\"x\":\"1\",\"_length\":\"0\"}" },
            { .query = NULL },
        },
};

const struct func func_array_contains = {
    .name = "array:contains",
    .summary = "Pass where one element of an array is exactly this value.",
    .source = "library.humio.com/data-analysis/functions-array-contains.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "value", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .test = contains_test,
    .examples =
        (const struct func_example[]){
            { .query = "array:contains(\"tag[]\", value=\"new\")",
              .input =
                  "{\"tag[0]\":\"old\",\"tag[1]\":\"new\"}\n{\"tag[0]\":\"newer\"}",
              .output = "{\"tag[0]\":\"old\",\"tag[1]\":\"new\"}" },
            { .query = NULL },
        },
};

/* ---- array:drop, array:rename ----------------------------------------------- */

static bool drop_rewrite(const struct func_call *call, struct row row,
                         struct func_run *run UNUSED)
{
    array_remove(row, call->arg[ARRAY].text[0]);
    return true;
}

/*
 * The name that a field of array `from` has in array `to`: everything behind the
 * array's own name stays.
 */
static struct str moved_name(struct arena *arena, struct str field, struct str from,
                             struct str to)
{
    struct str tail = str_slice(field, from.n, field.n);
    char *p = arena_text(arena, to.n + tail.n);

    if (!p)
        return (struct str){ NULL, 0 };
    memcpy(p, to.p, to.n);
    memcpy(p + to.n, tail.p, tail.n);
    return (struct str){ p, to.n + tail.n };
}

static enum status rename_open(const struct func_call *call, void **state UNUSED,
                               struct diag *diag)
{
    size_t index;
    struct str rest;

    if (array_owns(call->arg[ARRAY].text[0], call->arg[AS_ARRAY].text[0], &index,
                   &rest))
        return arg_fail(call, AS_ARRAY, ST_TYPE, diag,
                        "the new name lies inside the old array");
    return ST_OK;
}

static bool has_elements(struct row row, struct str name)
{
    struct row_iter it = { 0 };
    struct str rest;
    size_t index;

    while (row_next(row, &it))
        if (array_owns(name, it.name, &index, &rest))
            return true;
    return false;
}

/* New fields come behind those being walked, and none of them is of the old name. */
static bool rename_rewrite(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    struct str from = call->arg[ARRAY].text[0];
    struct str to = call->arg[AS_ARRAY].text[0];
    struct row_iter it = { 0 };
    struct str rest;
    size_t index;

    if (str_eq(from, to) || !has_elements(row, from))
        return true;
    array_remove(row, to);
    while (row_next(row, &it)) {
        struct str name;

        if (!array_owns(from, it.name, &index, &rest))
            continue;
        name = moved_name(run->arena, it.name, from, to);
        if (name.p)
            row_set_name(row, name, it.value);
        row_set_name(row, it.name, value_missing());
    }
    return true;
}

const struct func func_array_drop = {
    .name = "array:drop",
    .summary = "Remove all elements of an array.",
    .source = "library.humio.com/data-analysis/functions-array-drop.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .rewrite = drop_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:drop(\"a[]\")",
              .input = "{\"a[0]\":\"1\",\"a[1].x\":\"2\",\"ab\":\"3\"}",
              .output = "{\"ab\":\"3\"}" },
            { .query = NULL },
        },
};

const struct func func_array_rename = {
    .name = "array:rename",
    .summary = "Give an array another name.",
    .source = "library.humio.com/data-analysis/functions-array-rename.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "asArray", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = rename_open,
    .rewrite = rename_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:rename(\"a[]\", asArray=\"b[]\")",
              .input = "{\"a[0]\":\"1\",\"a[1]\":\"2\"}",
              .output = "{\"b[0]\":\"1\",\"b[1]\":\"2\"}" },
            { .query = NULL },
        },
};

/* ---- concatArray -------------------------------------------------------------- */

enum { CONCAT_FIELD, CONCAT_AS, PREFIX, SEPARATOR, SUFFIX, FROM, TO };

static enum status concat_open(const struct func_call *call, void **state UNUSED,
                               struct diag *diag)
{
    if (call->arg[TO].given && call->arg[TO].integer < call->arg[FROM].integer)
        return arg_fail(call, TO, ST_TYPE, diag, "to is less than from");
    return ST_OK;
}

static struct value concat_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    struct str name = call->arg[CONCAT_FIELD].text[0];
    size_t from = (size_t)call->arg[FROM].integer;
    size_t to = call->arg[TO].given ? (size_t)call->arg[TO].integer : ARRAY_MAX;
    struct buf b;
    size_t i;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, arg_string(call, PREFIX));
    for (i = from; i <= to; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            break;
        if (i > from)
            buf_add(&b, arg_string(call, SEPARATOR));
        buf_add(&b, value_text(v, run->arena));
    }
    buf_add(&b, arg_string(call, SUFFIX));
    b.failed |= i == from;
    return buf_value(run, &b);
}

const struct func func_concatArray = {
    .name = "concatArray",
    .summary = "Join the elements of an array; nothing is added where there are none.",
    .source = "library.humio.com/data-analysis/functions-concatarray.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "name of the array" },
            { .name = "as", .kind = PARAM_OUT, .def = "_concatArray" },
            { .name = "prefix", .kind = PARAM_STRING },
            { .name = "separator", .kind = PARAM_STRING },
            { .name = "suffix", .kind = PARAM_STRING },
            { .name = "from",
              .kind = PARAM_INT,
              .def = "0",
              .max = ARRAY_MAX,
              .help = "first index" },
            { .name = "to", .kind = PARAM_INT, .max = ARRAY_MAX, .help = "last index" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = concat_open,
    .value = concat_value,
    .examples =
        (const struct func_example[]){
            { .query = "concatArray(ip, separator=\", \", prefix=\"[\", suffix=\"]\")",
              .input = "{\"ip[0]\":\"a\",\"ip[1]\":\"b\"}\n{\"x\":\"1\"}",
              .output =
                  "{\"ip[0]\":\"a\",\"ip[1]\":\"b\",\"_concatArray\":\"[a, b]\"}\n"
                  "{\"x\":\"1\"}" },
            { .query = "concatArray(a, from=1, to=1, as=second)",
              .input = "{\"a[0]\":\"x\",\"a[1]\":\"y\",\"a[2]\":\"z\"}",
              .output =
                  "{\"a[0]\":\"x\",\"a[1]\":\"y\",\"a[2]\":\"z\",\"second\":\"y\"}" },
            { .query = NULL },
        },
};
