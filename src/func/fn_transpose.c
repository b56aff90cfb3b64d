/*
 * fn_transpose.c - transpose(): rows become columns, fields become rows.
 *
 *     a=1 b=2              column=a  row[1]=1  row[2]=3
 *     a=3 b=4      ->      column=b  row[1]=2  row[2]=4
 *
 * With a header field its values name the columns instead of row[1] and so on.
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/agg_warn.h"
#include "func/array.h"
#include "func/top_rows.h"

enum { TRANSPOSE_PIVOT, TRANSPOSE_COLUMN, TRANSPOSE_HEADER, TRANSPOSE_LIMIT };

/* The fields of the rows that are turned, each once, in order of appearance. */
struct columns {
    struct str *name;
    size_t n;
};

static enum status transpose_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    struct top_shape *shape = arena_new(call->env->arena, struct top_shape);

    if (!shape)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    shape->limit = (size_t)call->arg[TRANSPOSE_LIMIT].integer;
    *state = shape;
    return ST_OK;
}

static void transpose_add(const struct func_call *call, void *state, struct row row,
                          struct func_run *run, struct arena *arena)
{
    uint16_t sel = (uint16_t)row.i;

    top_rows_add(state, call->state, row.batch, &sel, 1, run->arena, arena);
}

static void transpose_merge(const struct func_call *call, void *into, void *from,
                            struct arena *arena)
{
    top_rows_merge(into, call->state, from, arena);
}

/* The field whose values name the columns, or NULL. */
static const struct field *header_of(const struct func_call *call)
{
    if (call->arg[TRANSPOSE_HEADER].given)
        return call->arg[TRANSPOSE_HEADER].field;
    return call->arg[TRANSPOSE_PIVOT].given ? call->arg[TRANSPOSE_PIVOT].field : NULL;
}

static struct value value_of(const struct kept_row *row, struct str name)
{
    for (uint32_t i = 0; i < row->nfields; i++)
        if (!row->field[i].is_hidden && str_eq(row->field[i].name, name))
            return row->field[i].value;
    return value_missing();
}

static bool find_columns(struct columns *c, struct kept_row *const *row, size_t n,
                         const struct field *header, struct arena *arena)
{
    struct map seen;
    size_t most = 0;

    map_init(&seen, arena);
    for (size_t i = 0; i < n; i++)
        most += row[i]->nfields;
    *c = (struct columns){ .name = arena_new_array(arena, struct str, most + 1) };
    if (!c->name)
        return false;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < row[i]->nfields; k++) {
            const struct kept_field *f = &row[i]->field[k];

            if (f->is_hidden || (header && str_eq(header->name, f->name)) ||
                map_find(&seen, f->name))
                continue;
            if (!map_put(&seen, f->name, 0))
                return false;
            c->name[c->n++] = f->name;
        }
    return true;
}

/* What the column made of each row is called: n fields in `arena`, or NULL. */
static struct field *column_fields(struct kept_row *const *row, size_t n,
                                   const struct field *header, struct arena *arena)
{
    struct field *f = arena_new_array(arena, struct field, n);

    for (size_t i = 0; f && i < n; i++) {
        struct value v = header ? value_of(row[i], header->name) : value_missing();

        f[i].slot = -1;
        f[i].name = value_is_missing(v) ? array_element(arena, STR("row"), i + 1)
                                        : value_text(v, arena);
    }
    return arena->failed ? NULL : f;
}

static void emit(const struct func_call *call, struct kept_row *const *row, size_t n,
                 struct agg_rows *rows)
{
    const struct field *header = header_of(call);
    struct field *field = column_fields(row, n, header, rows->arena);
    struct columns c;

    if (!field || !find_columns(&c, row, n, header, rows->arena) || c.n == 0) {
        rows->none(rows);
        return;
    }
    for (size_t k = 0; k < c.n; k++) {
        if (k)
            rows->next(rows);
        rows->set(rows, call->arg[TRANSPOSE_COLUMN].field, value_str(c.name[k]));
        for (size_t i = 0; i < n; i++)
            rows->set(rows, &field[i], value_of(row[i], c.name[k]));
    }
}

static void transpose_finish(const struct func_call *call, void *state,
                             struct agg_rows *rows)
{
    const struct top_rows *top = state;
    struct kept_row **row = top_rows_sorted(top, call->state, rows->arena);

    if (!row) {
        rows->none(rows);
        return;
    }
    emit(call, row, top->n, rows);
    if (top->seen > top->n && !call->arg[TRANSPOSE_LIMIT].by_user)
        rows->warn(
            rows, AGG_WARN_DEFAULT_CUT,
            "transpose() turns the first 5 rows and there were more; add limit=");
}

static const struct aggregate transpose_aggregate = {
    .size = sizeof(struct top_rows),
    .add = transpose_add,
    .merge = transpose_merge,
    .finish = transpose_finish,
};

static const struct func_param params[] = {
    { .name = "pivot",
      .kind = PARAM_FIELD,
      .flags = PARAM_UNNAMED,
      .help = "another name for header" },
    { .name = "column",
      .kind = PARAM_OUT,
      .def = "column",
      .help = "the field that holds the names of the fields" },
    { .name = "header",
      .kind = PARAM_FIELD,
      .help = "the field whose values name the new columns" },
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .def = "5",
      .min = 1,
      .max = 1000,
      .help = "rows to turn, the first" },
    { 0 },
};

static const struct func_example examples[] = {
    { "transpose()", "{\"a\":\"1\"}\n{\"a\":\"3\"}\n",
      "{\"column\":\"a\",\"row[1]\":\"1\",\"row[2]\":\"3\"}\n" },
    { "transpose(header=name)",
      "{\"name\":\"x\",\"v\":\"1\"}\n{\"name\":\"y\",\"v\":\"2\"}\n",
      "{\"column\":\"v\",\"x\":\"1\",\"y\":\"2\"}\n" },
    { 0 },
};

const struct func func_transpose = {
    .name = "transpose",
    .summary = "Turns the first rows into columns and fields into rows.",
    .source = "https://library.humio.com/data-analysis/functions-transpose.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .open = transpose_open,
    .aggregate = &transpose_aggregate,
    .examples = examples,
};
