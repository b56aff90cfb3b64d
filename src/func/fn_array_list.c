/*
 * fn_array_list.c - array:append(), array:dedup(), array:sort(): arrays as lists.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "func/arg.h"
#include "func/array.h"
#include "func/hex.h"

enum { ARRAY };

/* The elements in front of the first gap. */
struct list {
    struct value *v;
    size_t n;
};

static bool read_list(const struct func_call *call, struct row row, struct arena *arena,
                      struct list *out)
{
    struct str name = call->arg[ARRAY].text[0];

    out->n = array_length(row, arena, name);
    out->v = arena_new_array(arena, struct value, out->n + 1);
    for (size_t i = 0; out->v && i < out->n; i++)
        out->v[i] = array_get(row, arena, name, i);
    return out->v != NULL;
}

/* Where the result goes: asArray, or the array itself. */
static void write_list(const struct func_call *call, size_t as, struct row row,
                       struct arena *arena, struct list list)
{
    struct str name = call->arg[call->arg[as].given ? as : ARRAY].text[0];

    array_remove(row, name);
    for (size_t i = 0; i < list.n; i++)
        array_set(row, arena, name, i, list.v[i]);
}

/* ---- append -------------------------------------------------------------------- */

enum { VALUES = 1 };

/* Begins at the first gap and writes over what lies behind it. */
static bool append_rewrite(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    const struct func_arg *values = &call->arg[VALUES];
    struct str name = call->arg[ARRAY].text[0];
    size_t n = array_length(row, run->arena, name);

    for (size_t i = 0; i < values->n && n < ARRAY_MAX; i++) {
        struct value v = func_expr(run, values, i, row);

        if (!value_is_missing(v))
            array_set(row, run->arena, name, n++, v);
    }
    return true;
}

const struct func func_array_append = {
    .name = "array:append",
    .summary = "Append values to an array, or make one; a value that is missing is "
               "skipped.",
    .source = "library.humio.com/data-analysis/functions-array-append.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "values", .kind = PARAM_EXPRS, .flags = PARAM_REQUIRED },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .rewrite = append_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:append(\"a[]\", values=[b, \"z\", nosuch])",
              .input = "{\"a[0]\":\"x\",\"b\":\"y\"}",
              .output = "{\"a[0]\":\"x\",\"b\":\"y\",\"a[1]\":\"y\",\"a[2]\":\"z\"}" },
            { .query = NULL },
        },
};

/* ---- dedup ------------------------------------------------------------------------
 */

enum { DEDUP_AS = 1 };

static bool dedup_rewrite(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    struct list list;
    struct map seen;
    size_t n = 0;

    if (!read_list(call, row, run->arena, &list))
        return true;
    map_init(&seen, run->arena);
    for (size_t i = 0; i < list.n; i++) {
        struct str text = value_text(list.v[i], run->arena);

        if (map_find(&seen, text))
            continue;
        if (!map_put(&seen, text, 0))
            return true;
        list.v[n++] = list.v[i];
    }
    list.n = n;
    write_list(call, DEDUP_AS, row, run->arena, list);
    return true;
}

const struct func func_array_dedup = {
    .name = "array:dedup",
    .summary = "Remove the elements of an array that occurred before.",
    .source = "library.humio.com/data-analysis/functions-array-dedup.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "asArray",
              .kind = PARAM_ARRAY,
              .help = "where the result goes; the array itself without" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .rewrite = dedup_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:dedup(\"a[]\")",
              .input = "{\"a[0]\":\"x\",\"a[1]\":\"x\",\"a[2]\":\"y\"}",
              .output = "{\"a[0]\":\"x\",\"a[1]\":\"y\"}" },
            { .query = NULL },
        },
};

/* ---- sort
 * ---------------------------------------------------------------------------- */

enum { SORT_AS = 1, ORDER = 2, TYPE = 3 };

/* An element with its key; `place` makes the sort stable. */
struct sortable {
    struct value value;
    struct str text;
    double number;
    bool is_number;
    size_t place;
};

static int by_place(const struct sortable *x, const struct sortable *y)
{
    return (x->place > y->place) - (x->place < y->place);
}

static int compare_texts(const void *a, const void *b)
{
    const struct sortable *x = a;
    const struct sortable *y = b;
    int order = str_cmp(x->text, y->text);

    return order ? order : by_place(x, y);
}

static int compare_texts_down(const void *a, const void *b)
{
    const struct sortable *x = a;
    const struct sortable *y = b;
    int order = str_cmp(y->text, x->text);

    return order ? order : by_place(x, y);
}

/* What is no number comes last in either order. */
static int compare_numbers(const struct sortable *x, const struct sortable *y, int sign)
{
    if (x->is_number != y->is_number)
        return x->is_number ? -1 : 1;
    if (x->is_number && x->number != y->number)
        return x->number < y->number ? -sign : sign;
    return by_place(x, y);
}

static int compare_numbers_up(const void *a, const void *b)
{
    return compare_numbers(a, b, 1);
}

static int compare_numbers_down(const void *a, const void *b)
{
    return compare_numbers(a, b, -1);
}

/* The number of a hexadecimal text, with or without 0x. */
static bool hex_number(struct str s, double *out)
{
    size_t at = s.n > 2 && str_eq_nocase(str_slice(s, 0, 2), STR("0x")) ? 2 : 0;
    double number = 0;

    if (at == s.n)
        return false;
    for (; at < s.n; at++) {
        int digit = hex_digit(s.p[at]);

        if (digit < 0)
            return false;
        number = number * 16 + digit;
    }
    *out = number;
    return true;
}

static bool sort_rewrite(const struct func_call *call, struct row row,
                         struct func_run *run)
{
    struct str type = call->arg[TYPE].text[0];
    bool is_down = str_eq(call->arg[ORDER].text[0], STR("desc"));
    bool is_text = str_eq(type, STR("string"));
    bool is_hex = str_eq(type, STR("hex"));
    struct sortable *v;
    struct list list;

    if (!read_list(call, row, run->arena, &list))
        return true;
    v = arena_new_array(run->arena, struct sortable, list.n + 1);
    for (size_t i = 0; v && i < list.n; i++) {
        v[i] = (struct sortable){ .value = list.v[i], .place = i };
        v[i].text = value_text(list.v[i], run->arena);
        v[i].is_number = is_hex ? hex_number(v[i].text, &v[i].number)
                                : value_number(list.v[i], &v[i].number);
    }
    if (!v)
        return true;
    if (is_text)
        qsort(v, list.n, sizeof *v, is_down ? compare_texts_down : compare_texts);
    else
        qsort(v, list.n, sizeof *v,
              is_down ? compare_numbers_down : compare_numbers_up);
    for (size_t i = 0; i < list.n; i++)
        list.v[i] = v[i].value;
    write_list(call, SORT_AS, row, run->arena, list);
    return true;
}

const struct func func_array_sort = {
    .name = "array:sort",
    .summary = "Sort the elements of an array.",
    .source = "library.humio.com/data-analysis/functions-array-sort.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "asArray",
              .kind = PARAM_ARRAY,
              .help = "where the result goes; the array itself without" },
            { .name = "order",
              .kind = PARAM_ENUM,
              .def = "asc",
              .choices = "asc desc" },
            { .name = "type",
              .kind = PARAM_ENUM,
              .def = "string",
              .choices = "string number hex" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .rewrite = sort_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:sort(\"a[]\", type=number, order=desc)",
              .input = "{\"a[0]\":\"9\",\"a[1]\":\"10\",\"a[2]\":\"x\"}",
              .output = "{\"a[0]\":\"10\",\"a[1]\":\"9\",\"a[2]\":\"x\"}" },
            { .query = NULL },
        },
};
