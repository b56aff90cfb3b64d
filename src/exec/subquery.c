/*
 * subquery.c - what runs before the query: ad-hoc tables, and the order of all of it.
 *
 * Source: cql-language.md section 9; cql-functions.md, defineTable().
 */
#include "base/base.h"

#include "exec/subquery.h"

/* ---- running a subquery ------------------------------------------------------- */

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct taking *t = ctx;

    for (uint32_t k = 0; k < batch->nsel; k++) {
        if (t->n == t->limit) {
            exec_warn(t->x, "W602",
                      "a subquery gave more rows than its limit; the rest is missing "
                      "from the result",
                      (struct span){ 0 });
            return ST_OK;
        }
        t->n++;
        if (!t->take(t, (struct row){ batch, batch->sel[k] }))
            return diag_set(diag, ST_LIMIT, 0,
                            "the rows of a subquery need more memory than the limit "
                            "allows");
    }
    return ST_OK;
}

enum status subquery_run(struct exec *x, const struct pipeline *pipeline,
                         struct taking *t, struct diag *diag)
{
    struct row_output output = { .ctx = t, .rows = take_rows };
    struct exec sub = { .plan = x->plan,
                        .input = x->input,
                        .env = x->env,
                        .options = x->options,
                        .output = &output,
                        .join = x->join,
                        .njoins = x->njoins };
    enum status st = exec_pipeline(&sub, pipeline, diag);

    for (size_t i = 0; i < sub.nwarnings; i++)
        exec_warn(x, sub.warning[i].code, sub.warning[i].text, sub.warning[i].span);
    workers_free(&sub);
    return st;
}

const struct func_arg *subquery_argument(const struct func_call *call, const char *name)
{
    static const struct func_arg none = { 0 };

    for (size_t i = 0; call->func->params[i].name; i++)
        if (!strcmp(call->func->params[i].name, name))
            return &call->arg[i];
    return &none;
}

bool key_of_row(const struct func_arg *fields, struct row row, struct arena *arena,
                struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);
        struct str text;

        if (value_is_missing(v))
            return false;
        text = value_text(v, arena);
        buf_add(out, (struct str){ (const char *)&text.n, sizeof text.n });
        buf_add(out, text);
    }
    return !out->failed;
}

/* ---- tables --------------------------------------------------------------------- */

struct kept_list {
    const struct kept_row **v;
    size_t n, cap;
};

static bool keep_in_list(struct taking *t, struct row row)
{
    struct kept_list *list = t->into;

    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 64;
        const struct kept_row **grown =
            arena_new_array(t->arena, const struct kept_row *, cap);

        if (!grown)
            return false;
        if (list->n)
            memcpy(grown, list->v, list->n * sizeof(struct kept_row *));
        list->v = grown;
        list->cap = cap;
    }
    list->v[list->n] = row_keep(row, t->arena);
    return list->v[list->n++] != NULL;
}

/* The columns of a table: those named, or with `*` all that some row shows. */
static bool table_columns(const struct kept_list *rows, const struct func_arg *include,
                          struct arena *arena, struct map *columns)
{
    bool all = include->n == 1 && str_eq(include->field[0].name, STR("*"));

    map_init(columns, arena);
    for (size_t i = 0; !all && i < include->n; i++)
        if (!map_put(columns, include->field[i].name, (uint32_t)columns->n))
            return false;
    for (size_t r = 0; all && r < rows->n; r++)
        for (uint32_t f = 0; f < rows->v[r]->nfields; f++)
            if (!rows->v[r]->field[f].is_hidden &&
                !map_put(columns, rows->v[r]->field[f].name, (uint32_t)columns->n))
                return false;
    return true;
}

static void fill_table(struct func_table *table, const struct map *columns,
                       const struct kept_list *rows)
{
    for (size_t r = 0; r < rows->n; r++)
        for (uint32_t f = 0; f < rows->v[r]->nfields; f++) {
            const struct kept_field *kf = &rows->v[r]->field[f];
            const struct map_entry *e = map_find(columns, kf->name);

            if (e)
                table->cell[r * table->ncolumns + e->value] = kf->value;
        }
}

static bool make_table(struct func_table *table, const struct kept_list *rows,
                       const struct func_arg *include, struct arena *arena)
{
    struct map columns;
    struct str *name;

    if (!table_columns(rows, include, arena, &columns))
        return false;
    name = arena_new_array(arena, struct str, columns.n ? columns.n : 1);
    table->cell = arena_new_array(arena, struct value, rows->n * columns.n + 1);
    if (!name || !table->cell)
        return false;
    for (size_t i = 0; i < columns.cap; i++)
        if (columns.entry[i].used)
            name[columns.entry[i].value] = columns.entry[i].key;
    table->column = name;
    table->ncolumns = columns.n;
    table->nrows = rows->n;
    fill_table(table, &columns, rows);
    return true;
}

static enum status run_table(struct exec *x, struct table_definition *def,
                             struct diag *diag)
{
    enum { TABLE_ROWS_MAX = 200000 };
    struct kept_list rows = { 0 };
    struct taking t = { .x = x,
                        .arena = &x->join_arena,
                        .limit = TABLE_ROWS_MAX,
                        .take = keep_in_list,
                        .into = &rows };

    TRY(subquery_run(x, def->pipeline, &t, diag));
    if (!make_table(&def->table, &rows, subquery_argument(&def->call->call, "include"),
                    &x->join_arena))
        return diag_set(diag, ST_LIMIT, def->call->call.offset,
                        "the table needs more memory than the limit allows");
    return ST_OK;
}

/* ---- before the query
 * ------------------------------------------------------------------- */

static size_t count_joins(const struct pipeline *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        n += p->step[i].kind == STEP_JOIN;
        for (uint32_t k = 0; k < p->step[i].nbranches; k++)
            n += count_joins(p->step[i].branch[k]);
    }
    return n;
}

static enum status fill(struct exec *x, struct join *j, const struct step *s,
                        struct diag *diag)
{
    return is_self_join(s) ? self_join_fill(x, j, s, diag) : join_fill(x, j, s, diag);
}

/* The joins of a pipeline, those inside their subqueries first. */
static enum status run_joins(struct exec *x, const struct pipeline *p,
                             struct diag *diag)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->step[i];

        for (uint32_t k = 0; k < s->nbranches; k++)
            TRY(run_joins(x, s->branch[k], diag));
        if (s->kind != STEP_JOIN)
            continue;
        TRY(fill(x, &x->join[x->njoins], s, diag));
        x->njoins++;
    }
    return ST_OK;
}

enum status subqueries_run(struct exec *x, struct diag *diag)
{
    struct plan *plan = x->plan;
    size_t n = count_joins(plan->main);

    arena_init(&x->join_arena, x->options->aggregate_bytes);
    for (size_t i = 0; i < plan->ntables; i++)
        n += count_joins(plan->table[i].pipeline);
    x->join = arena_new_array(&x->join_arena, struct join, n ? n : 1);
    if (!x->join)
        return diag_set(diag, ST_LIMIT, 0, "no memory for joins");
    for (size_t i = 0; i < plan->ntables; i++) {
        TRY(run_joins(x, plan->table[i].pipeline, diag));
        TRY(prepare_calls(plan, diag));
        TRY(run_table(x, &plan->table[i], diag));
    }
    return run_joins(x, plan->main, diag);
}

void subqueries_free(struct exec *x)
{
    arena_release(&x->join_arena);
}
