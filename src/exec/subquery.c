/*
 * subquery.c - what runs before the query: ad-hoc tables and joins.
 *
 * A subquery is a pass of its own over the same input. Its rows are kept, as a
 * table by column (defineTable) or by key (join), and then only read.
 *
 * Source: cql-language.md section 9; cql-functions.md, join() and defineTable().
 */
#include "base/base.h"

#include "base/buf.h"
#include "base/hash.h"
#include "exec/internal.h"

/* Rows of one key, in order of the input. */
struct joined {
    const struct kept_row *row;
    struct joined *next, *last;
    uint32_t n;
};

struct join {
    const struct step *step;
    const struct func_arg *field, *key, *include, *max;
    bool is_left;
    struct map keys; /* key text to index into `group` */
    struct joined **group;
    size_t ngroups, groups_cap;
};

/* ---- running a subquery ------------------------------------------------------- */

/* Rows of a subquery are handed to `take` one by one, up to a limit. */
struct taking {
    struct exec *x;
    struct arena *arena;
    size_t n, limit;
    bool (*take)(struct taking *t, struct row row);
    void *into;
};

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

static enum status run_subquery(struct exec *x, const struct pipeline *pipeline,
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

/* The argument called `name`; one that is not given when there is no such parameter. */
static const struct func_arg *argument(const struct func_call *call, const char *name)
{
    static const struct func_arg none = { 0 };

    for (size_t i = 0; call->func->params[i].name; i++)
        if (!strcmp(call->func->params[i].name, name))
            return &call->arg[i];
    return &none;
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

    TRY(run_subquery(x, def->pipeline, &t, diag));
    if (!make_table(&def->table, &rows, argument(&def->call->call, "include"),
                    &x->join_arena))
        return diag_set(diag, ST_LIMIT, def->call->call.offset,
                        "the table needs more memory than the limit allows");
    return ST_OK;
}

/* ---- joins: filling ----------------------------------------------------------------
 */

/* The values of the key fields, joined by NUL; false when one is missing. */
static bool key_of(const struct func_arg *fields, struct row row, struct arena *arena,
                   struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        if (value_is_missing(v))
            return false;
        buf_add(out, value_text(v, arena));
        buf_add_char(out, '\0');
    }
    return !out->failed;
}

enum { KEY_BYTES_MAX = 1 << 20 };

static bool add_group(struct join *j, struct arena *arena, struct joined *one)
{
    if (j->ngroups == j->groups_cap) {
        size_t cap = j->groups_cap ? j->groups_cap * 2 : 64;
        struct joined **grown = arena_new_array(arena, struct joined *, cap);

        if (!grown)
            return false;
        if (j->ngroups)
            memcpy(grown, j->group, j->ngroups * sizeof(struct joined *));
        j->group = grown;
        j->groups_cap = cap;
    }
    one->last = one;
    j->group[j->ngroups++] = one;
    return true;
}

static bool append_joined(struct join *j, struct arena *arena, struct str key,
                          struct row row)
{
    struct map_entry *e = map_put(&j->keys, key, (uint32_t)j->ngroups);
    struct joined *first = e && e->value < j->ngroups ? j->group[e->value] : NULL;
    struct joined *one;

    if (!e)
        return false;
    if (first && first->n >= (uint64_t)j->max->integer)
        return true;
    one = arena_new(arena, struct joined);
    if (!one)
        return false;
    one->n = 1;
    one->row = row_keep(row, arena);
    if (!one->row)
        return false;
    if (!first)
        return add_group(j, arena, one);
    first->last->next = one;
    first->last = one;
    first->n++;
    return true;
}

static bool keep_by_key(struct taking *t, struct row row)
{
    struct join *j = t->into;
    struct buf key;
    bool ok = true;

    buf_init(&key, KEY_BYTES_MAX);
    if (key_of(j->key, row, t->arena, &key))
        ok = append_joined(j, t->arena, buf_str(&key), row);
    buf_release(&key);
    return ok;
}

static enum status run_join(struct exec *x, struct join *j, const struct step *s,
                            struct diag *diag)
{
    const struct func_call *call = &s->call->call;
    const struct func_arg *mode = argument(call, "mode");
    struct taking t = {
        .x = x, .arena = &x->join_arena, .take = keep_by_key, .into = j
    };

    *j = (struct join){ .step = s,
                        .field = argument(call, "field"),
                        .key = argument(call, "key"),
                        .include = argument(call, "include"),
                        .max = argument(call, "max"),
                        .is_left = mode->given && str_eq(mode->text[0], STR("left")) };
    if (!j->key->given)
        j->key = j->field;
    if (j->key->n != j->field->n)
        return diag_set(diag, ST_TYPE, call->offset,
                        "join(): field and key need the same number of fields");
    t.limit = (size_t)argument(call, "limit")->integer;
    map_init(&j->keys, &x->join_arena);
    return run_subquery(x, s->branch[0], &t, diag);
}

/* ---- joins: looking up
 * --------------------------------------------------------------- */

static const struct join *find_join(const struct exec *x, const struct step *s)
{
    for (size_t i = 0; i < x->njoins; i++)
        if (x->join[i].step == s)
            return &x->join[i];
    return NULL;
}

static const struct joined *look_up(struct func_run *run, const struct join *j,
                                    struct row row)
{
    const struct map_entry *e = NULL;
    struct buf key;

    buf_init(&key, KEY_BYTES_MAX);
    if (key_of(j->field, row, run->arena, &key))
        e = map_find(&j->keys, buf_str(&key));
    buf_release(&key);
    return e ? j->group[e->value] : NULL;
}

static struct value kept_value(const struct kept_row *k, const struct field *f)
{
    for (uint32_t i = 0; i < k->nfields; i++)
        if (k->field[i].slot >= 0 ? k->field[i].slot == f->slot
                                  : str_eq(k->field[i].name, f->name))
            return k->field[i].value;
    return value_missing();
}

/* An included field that is missing becomes empty. */
static void include(const struct join *j, const struct joined *found, struct row row)
{
    for (size_t i = 0; j->include->given && i < j->include->n; i++) {
        struct value v = kept_value(found->row, &j->include->field[i]);

        row_set(row, &j->include->field[i],
                value_is_missing(v) ? value_str(STR("")) : v);
    }
}

bool join_row(struct func_run *run, const struct step *s, struct row row)
{
    const struct worker *w = run->ctx;
    const struct join *j = find_join(w->exec, s);
    const struct joined *found = look_up(run, j, row);

    if (s->call->is_negated)
        return !found;
    if (found)
        include(j, found, row);
    return found || j->is_left;
}

bool join_expands(const struct step *s)
{
    return s->kind == STEP_JOIN && !s->call->is_negated &&
           argument(&s->call->call, "max")->integer > 1;
}

void join_expand(struct func_run *run, const struct step *s, struct row row,
                 struct row_sink *sink)
{
    const struct worker *w = run->ctx;
    const struct join *j = find_join(w->exec, s);
    const struct joined *found = look_up(run, j, row);

    if (!found && j->is_left)
        (void)sink->begin(sink, row);
    for (; found; found = found->next)
        include(j, found, sink->begin(sink, row));
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
        TRY(run_join(x, &x->join[x->njoins], s, diag));
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
