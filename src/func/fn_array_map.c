/*
 * fn_array_map.c - a pipeline for each element of an array: array:filter(),
 * array:eval(), array:exists() and their kin for arrays of objects.
 *
 * For each element the field `var` (without it: the array's own name) holds it; of an
 * object `var.x` holds the member x. The pipeline may set what it likes: the row is put
 * back behind each element, and only results are kept.
 */
#include "base/base.h"

#include "base/arena.h"
#include "event/snapshot.h"
#include "func/arg.h"
#include "func/array.h"

enum { ARRAY, FUNCTION = 1, CONDITION = 1, AS_ARRAY = 2, VAR = 3, EXISTS_VAR = 2 };

/* What the elements are called, resolved. */
struct names {
    struct str array, as, var;
    struct field var_field, as_field;
};

static enum status open_names(const struct func_call *call, size_t as, size_t var,
                              void **state, struct diag *diag)
{
    struct names *n = arena_new(call->env->arena, struct names);

    if (!n)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    n->array = call->arg[ARRAY].text[0];
    n->as = as && call->arg[as].given ? call->arg[as].text[0] : n->array;
    n->var = call->arg[var].given ? call->arg[var].text[0] : n->array;
    TRY(call->env->field(call->env, n->var, &n->var_field, diag));
    TRY(call->env->field(call->env, n->as, &n->as_field, diag));
    *state = n;
    return ST_OK;
}

static enum status map_open(const struct func_call *call, void **state,
                            struct diag *diag)
{
    return open_names(call, AS_ARRAY, VAR, state, diag);
}

static enum status exists_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    return open_names(call, 0, EXISTS_VAR, state, diag);
}

/* ---- one element ------------------------------------------------------------------
 */

/* Set `var` to element `i`; false behind the end. */
static bool load_value(const struct names *n, struct row row, struct arena *arena,
                       size_t i)
{
    struct value v = array_get(row, arena, n->array, i);

    row_set(row, &n->var_field, v);
    return !value_is_missing(v);
}

/*
 * Set `var` and `var.x` to the members of element `i`; false when it has none. The
 * names are those of the row's fields, with another beginning.
 */
static bool load_object(const struct names *n, struct row row, struct arena *arena,
                        size_t i)
{
    uint32_t nfields = 0;
    struct row_iter it = { 0 };
    struct str rest;
    size_t index;

    while (row_next(row, &it)) {
        char *p;

        if (!array_owns(n->array, it.name, &index, &rest) || index != i)
            continue;
        p = arena_text(arena, n->var.n + rest.n);
        if (!p)
            return false;
        memcpy(p, n->var.p, n->var.n);
        if (rest.n)
            memcpy(p + n->var.n, rest.p, rest.n);
        row_set_name(row, (struct str){ p, n->var.n + rest.n }, it.value);
        nfields++;
    }
    return nfields > 0;
}

typedef bool load_fn(const struct names *n, struct row row, struct arena *arena,
                     size_t i);

/* ---- over all elements
 * --------------------------------------------------------------- */

struct results {
    struct value *v;
    size_t n;
};

/*
 * Run the pipeline on each element and collect: the element itself where the pipeline
 * lets it pass, or (is_eval) the value that the pipeline has given the field `as`.
 * False when memory ran out; the row is as it was.
 */
static bool map(const struct func_call *call, struct row row, struct func_run *run,
                load_fn *load, bool is_eval, struct results *out)
{
    const struct names *n = call->state;
    size_t room = array_bound(row, n->array);
    struct snapshot before;

    *out = (struct results){ arena_new_array(run->arena, struct value, room + 1), 0 };
    if (!out->v || !snapshot_take(&before, row, run->arena))
        return false;
    for (size_t i = 0; i < room && load(n, row, run->arena, i); i++) {
        bool passes = run->pipeline(run, call->arg[FUNCTION].pipeline, row);
        struct value v = row_get(row, &n->as_field);

        snapshot_restore(&before, row);
        if (!is_eval)
            v = array_get(row, run->arena, n->array, i);
        if (passes && !value_is_missing(v))
            out->v[out->n++] = v;
    }
    snapshot_restore(&before, row);
    return true;
}

static bool map_into(const struct func_call *call, struct row row, struct func_run *run,
                     load_fn *load, bool is_eval)
{
    const struct names *n = call->state;
    struct results out;

    if (!map(call, row, run, load, is_eval, &out))
        return true;
    array_remove(row, n->as);
    for (size_t i = 0; i < out.n; i++)
        array_set(row, run->arena, n->as, i, out.v[i]);
    return true;
}

static bool filter_rewrite(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    return map_into(call, row, run, load_value, false);
}

static bool eval_rewrite(const struct func_call *call, struct row row,
                         struct func_run *run)
{
    return map_into(call, row, run, load_value, true);
}

static bool object_eval_rewrite(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    return map_into(call, row, run, load_object, true);
}

static bool exists(const struct func_call *call, struct row row, struct func_run *run,
                   load_fn *load)
{
    const struct names *n = call->state;
    size_t room = array_bound(row, n->array);
    struct snapshot before;
    bool found = false;

    if (room == 0 || !snapshot_take(&before, row, run->arena))
        return false;
    for (size_t i = 0; i < room && !found && load(n, row, run->arena, i); i++) {
        found = value_is_true(func_expr(run, &call->arg[CONDITION], 0, row));
        snapshot_restore(&before, row);
    }
    snapshot_restore(&before, row);
    return found;
}

static bool exists_test(const struct func_call *call, struct row row,
                        struct func_run *run)
{
    return exists(call, row, run, load_value);
}

static bool object_exists_test(const struct func_call *call, struct row row,
                               struct func_run *run)
{
    return exists(call, row, run, load_object);
}

/* ---- descriptors
 * ------------------------------------------------------------------------ */

#define ARRAY_PARAM                                                                   \
    {                                                                                 \
        .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED \
    }
#define VAR_PARAM                                                       \
    {                                                                   \
        .name = "var", .kind = PARAM_STRING,                            \
        .help = "name of the element in there; the array's own without" \
    }

const struct func func_array_filter = {
    .name = "array:filter",
    .summary = "Keep the elements of an array that a pipeline lets pass.",
    .source = "library.humio.com/data-analysis/functions-array-filter.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            ARRAY_PARAM,
            { .name = "function", .kind = PARAM_PIPELINE, .flags = PARAM_REQUIRED },
            { .name = "asArray",
              .kind = PARAM_ARRAY,
              .help = "where they go; the array itself without" },
            VAR_PARAM,
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = map_open,
    .rewrite = filter_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "array:filter(\"ip[]\", var=x, function={x=10.*}, "
                       "asArray=\"inner[]\")",
              .input = "{\"ip[0]\":\"8.8.8.8\",\"ip[1]\":\"10.1.1.1\"}",
              .output = "{\"ip[0]\":\"8.8.8.8\",\"ip[1]\":\"10.1.1.1\",\"inner[0]\":"
                        "\"10.1.1.1\"}" },
            { .query = NULL },
        },
};

const struct func func_array_eval = {
    .name = "array:eval",
    .summary = "Make a new array of the values that a pipeline gives the field asArray "
               "for each element.",
    .source = "library.humio.com/data-analysis/functions-array-eval.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            ARRAY_PARAM,
            { .name = "function", .kind = PARAM_PIPELINE, .flags = PARAM_REQUIRED },
            { .name = "asArray",
              .kind = PARAM_ARRAY,
              .help = "the field that the pipeline sets, and the new array; the array "
                      "itself without" },
            VAR_PARAM,
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = map_open,
    .rewrite = eval_rewrite,
    .examples =
        (const struct func_example[]){
            { .query =
                  "array:eval(\"n[]\", asArray=\"twice[]\", var=x, function={twice "
                  ":= 2*x})",
              .input = "{\"n[0]\":\"1\",\"n[1]\":\"5\"}",
              .output =
                  "{\"n[0]\":\"1\",\"n[1]\":\"5\",\"twice[0]\":\"2\",\"twice[1]\":"
                  "\"10\"}" },
            { .query = NULL },
        },
};

const struct func func_array_exists = {
    .name = "array:exists",
    .summary = "Pass where one element of an array meets a condition.",
    .source = "library.humio.com/data-analysis/functions-array-exists.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            ARRAY_PARAM,
            { .name = "condition", .kind = PARAM_CONDITION, .flags = PARAM_REQUIRED },
            VAR_PARAM,
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = exists_open,
    .test = exists_test,
    .examples =
        (const struct func_example[]){
            { .query = "array:exists(\"port[]\", var=p, condition={p > 1024})",
              .input =
                  "{\"port[0]\":\"80\",\"port[1]\":\"8080\"}\n{\"port[0]\":\"443\"}",
              .output = "{\"port[0]\":\"80\",\"port[1]\":\"8080\"}" },
            { .query = NULL },
        },
};

const struct func func_objectArray_eval = {
    .name = "objectArray:eval",
    .summary =
        "Make a flat array of the values that a pipeline gives the field asArray "
        "for each object of an array.",
    .source = "library.humio.com/data-analysis/functions-objectarray-eval.html",
    .family = "array",
    .params =
        (const struct func_param[]){
            ARRAY_PARAM,
            { .name = "function", .kind = PARAM_PIPELINE, .flags = PARAM_REQUIRED },
            { .name = "asArray", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED },
            VAR_PARAM,
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = map_open,
    .rewrite = object_eval_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "objectArray:eval(\"f[]\", var=x, asArray=\"name[]\", "
                       "function={name := upper(x.n)})",
              .input = "{\"f[0].n\":\"a\",\"f[1].n\":\"b\"}",
              .output =
                  "{\"f[0].n\":\"a\",\"f[1].n\":\"b\",\"name[0]\":\"A\",\"name[1]\":"
                  "\"B\"}" },
            { .query = NULL },
        },
};

const struct func func_objectArray_exists = {
    .name = "objectArray:exists",
    .summary = "Pass where one object of an array meets a condition.",
    .source = "library.humio.com/data-analysis/functions-objectarray-exists.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            ARRAY_PARAM,
            { .name = "condition", .kind = PARAM_CONDITION, .flags = PARAM_REQUIRED },
            VAR_PARAM,
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = exists_open,
    .test = object_exists_test,
    .examples =
        (const struct func_example[]){
            { .query = "objectArray:exists(\"f[]\", var=x, condition={x.n=b x.ok=1})",
              .input =
                  "{\"f[0].n\":\"b\",\"f[0].ok\":\"0\",\"f[1].n\":\"b\",\"f[1].ok\":"
                  "\"1\"}\n{\"f[0].n\":\"b\",\"f[1].ok\":\"1\"}",
              .output =
                  "{\"f[0].n\":\"b\",\"f[0].ok\":\"0\",\"f[1].n\":\"b\",\"f[1].ok\":"
                  "\"1\"}" },
            { .query = NULL },
        },
};
