/*
 * table_match.c - find the columns of a table that a call names, index it, search it.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/table.h"
#include "func/table_match.h"

/* Name of key column `i`: column=, else the field's. */
static struct str column_name(const struct func_call *call, size_t i)
{
    const struct func_arg *columns = &call->arg[MATCH_COLUMN];

    return columns->given ? columns->text[i] : call->arg[MATCH_FIELD].field[i].name;
}

static enum status find_columns(const struct func_call *call, struct table_match *m,
                                struct diag *diag)
{
    size_t n = call->arg[MATCH_FIELD].n;
    size_t *column = arena_new_array(call->env->arena, size_t, n + 1);

    if (!column)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < n; i++) {
        struct str name = column_name(call, i);

        column[i] = table_column(m->table, name);
        if (column[i] == SIZE_MAX)
            return arg_fail(call,
                            call->arg[MATCH_COLUMN].given ? MATCH_COLUMN : MATCH_FIELD,
                            ST_TYPE, diag, "%.*s has no column '%.*s'",
                            STR_ARG(m->name), STR_ARG(name));
    }
    m->index.column = column;
    m->index.ncolumns = n;
    return ST_OK;
}

static bool is_key(const struct table_match *m, size_t column)
{
    for (size_t i = 0; i < m->index.ncolumns; i++)
        if (m->index.column[i] == column)
            return true;
    return false;
}

static bool includes_all(const struct func_call *call)
{
    const struct func_arg *include = &call->arg[MATCH_INCLUDE];

    return !include->given || (include->n == 1 && str_eq(include->text[0], STR("*")));
}

/* Which columns are added: those of include=, or all but the keys. */
static enum status choose_output(const struct func_call *call, struct table_match *m,
                                 struct diag *diag)
{
    const struct func_arg *include = &call->arg[MATCH_INCLUDE];
    bool all = includes_all(call);
    size_t n = all ? m->table->ncolumns : include->n;

    m->out = arena_new_array(call->env->arena, struct field, n + 1);
    m->out_column = arena_new_array(call->env->arena, size_t, n + 1);
    if (!m->out || !m->out_column)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t column = all ? i : table_column(m->table, include->text[i]);

        if (column == SIZE_MAX)
            return arg_fail(call, MATCH_INCLUDE, ST_TYPE, diag,
                            "%.*s has no column '%.*s'", STR_ARG(m->name),
                            STR_ARG(include->text[i]));
        if (all && is_key(m, column))
            continue;
        m->out[m->nout] = (struct field){ m->table->column[column], -1 };
        m->out_column[m->nout++] = column;
    }
    return ST_OK;
}

static enum status build(const struct func_call *call, struct table_match *m,
                         struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    TRY(find_columns(call, m, diag));
    TRY(choose_output(call, m, diag));
    m->index.table = m->table;
    m->index.ignore_case = call->arg[MATCH_IGNORE_CASE].boolean;
    if (m->index.mode != MATCH_STRING && m->index.ncolumns != 1)
        return arg_fail(call, MATCH_FIELD, ST_TYPE, diag,
                        "this mode takes a single field");
    st = match_index_build(&m->index, call->env->arena, &why);
    return st == ST_OK ? ST_OK : arg_fail(call, MATCH_FILE, st, diag, "%s", why.text);
}

static enum status open_table(const struct func_call *call, struct table_match *m,
                              size_t arg, struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    m->table = call->env->table(call->env, m->name);
    if (m->table)
        return ST_OK; /* prepare() */
    m->is_file = true;
    st = table_load(call->env, m->name, &m->table, &why);
    if (st != ST_OK)
        return arg_fail(call, arg, st, diag, "%s", why.text);
    return build(call, m, diag);
}

enum status table_match_open(const struct func_call *call, enum match_mode mode,
                             void **state, struct diag *diag)
{
    size_t arg = call->arg[MATCH_TABLE].given ? MATCH_TABLE : MATCH_FILE;
    struct table_match_handle *handle =
        arena_new(call->env->arena, struct table_match_handle);

    if (handle)
        handle->m = arena_new(call->env->arena, struct table_match);
    if (!handle || !handle->m)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = handle;
    if (call->arg[MATCH_FILE].given == call->arg[MATCH_TABLE].given)
        return arg_fail(call, MATCH_FIELD, ST_TYPE, diag, "give either file or table");
    if (call->arg[MATCH_COLUMN].given &&
        call->arg[MATCH_COLUMN].n != call->arg[MATCH_FIELD].n)
        return arg_fail(call, MATCH_COLUMN, ST_TYPE, diag,
                        "there must be as many columns as fields");
    handle->m->name = call->arg[arg].text[0];
    handle->m->index.mode = mode;
    return open_table(call, handle->m, arg, diag);
}

/* Called whenever another ad-hoc table has its rows: is it this one's turn? */
enum status table_match_prepare(const struct func_call *call, struct diag *diag)
{
    struct table_match *m = table_match_of(call);
    struct diag why = { 0 };
    enum status st;

    if (m->is_file || m->index.table || !m->table->column)
        return ST_OK;
    st = build(call, m, &why);
    return st == ST_OK
               ? ST_OK
               : diag_set(diag, st, why.offset, "%s(): %s", call->func->name, why.text);
}

bool table_match_begin(const struct func_call *call, struct row row,
                       struct func_run *run, struct match_search *search)
{
    const struct table_match *m = table_match_of(call);
    const struct func_arg *fields = &call->arg[MATCH_FIELD];
    struct str *key = arena_new_array(run->arena, struct str, fields->n);

    if (!key)
        return false;
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        if (value_is_missing(v))
            return false;
        key[i] = value_text(v, run->arena);
    }
    match_search_init(search, &m->index, key, run->arena);
    return true;
}

bool table_match_test(const struct func_call *call, struct row row,
                      struct func_run *run)
{
    struct match_search search;
    uint32_t found;

    return table_match_begin(call, row, run, &search) &&
           match_search_next(&search, &found);
}
