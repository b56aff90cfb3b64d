/*
 * fn_match.c - match(): look fields up in a file or an ad-hoc table, and add columns.
 *
 * A file is read and indexed when the query is compiled; an ad-hoc table has its rows
 * only when the query before it has run, so it is indexed by prepare(). Fields that the
 * event has are overwritten; a cell that the table lacks changes nothing.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/match_index.h"
#include "func/table.h"

enum {
    FILE_NAME,
    FIELD,
    COLUMN,
    GLOB,
    IGNORE_CASE,
    INCLUDE,
    MODE,
    NROWS,
    STRICT,
    TABLE
};

struct match_state {
    struct str name;
    const struct func_table *table;
    bool is_file; /* it has its rows when the query is compiled */
    struct match_index index;
    struct field *out; /* nout fields, from the columns out_column */
    size_t *out_column;
    size_t nout;
};

/* The state lives behind a pointer so that prepare() may fill it. */
struct match_handle {
    struct match_state *s;
};

static enum match_mode mode_of(const struct func_call *call)
{
    struct str mode = call->arg[MODE].text[0];

    if (str_eq(mode, STR("cidr")))
        return MATCH_CIDR;
    if (str_eq(mode, STR("glob")) || call->arg[GLOB].boolean)
        return MATCH_GLOB;
    return MATCH_STRING;
}

/* Name of key column `i`: column=, else the field's. */
static struct str column_name(const struct func_call *call, size_t i)
{
    const struct func_arg *columns = &call->arg[COLUMN];

    return columns->given ? columns->text[i] : call->arg[FIELD].field[i].name;
}

static enum status find_columns(const struct func_call *call, struct match_state *s,
                                struct diag *diag)
{
    size_t n = call->arg[FIELD].n;
    size_t *column = arena_new_array(call->env->arena, size_t, n + 1);

    if (!column)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < n; i++) {
        struct str name = column_name(call, i);

        column[i] = table_column(s->table, name);
        if (column[i] == SIZE_MAX)
            return arg_fail(call, call->arg[COLUMN].given ? COLUMN : FIELD, ST_TYPE,
                            diag, "match: %.*s has no column '%.*s'", STR_ARG(s->name),
                            STR_ARG(name));
    }
    s->index.column = column;
    s->index.ncolumns = n;
    return ST_OK;
}

static bool is_key(const struct match_state *s, size_t column)
{
    for (size_t i = 0; i < s->index.ncolumns; i++)
        if (s->index.column[i] == column)
            return true;
    return false;
}

static bool includes_all(const struct func_call *call)
{
    const struct func_arg *include = &call->arg[INCLUDE];

    return !include->given || (include->n == 1 && str_eq(include->text[0], STR("*")));
}

/* Which columns are added: those of include=, or all but the keys. */
static enum status choose_output(const struct func_call *call, struct match_state *s,
                                 struct diag *diag)
{
    const struct func_arg *include = &call->arg[INCLUDE];
    bool all = includes_all(call);
    size_t n = all ? s->table->ncolumns : include->n;

    s->out = arena_new_array(call->env->arena, struct field, n + 1);
    s->out_column = arena_new_array(call->env->arena, size_t, n + 1);
    if (!s->out || !s->out_column)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t column = all ? i : table_column(s->table, include->text[i]);

        if (column == SIZE_MAX)
            return arg_fail(call, INCLUDE, ST_TYPE, diag,
                            "match: %.*s has no column '%.*s'", STR_ARG(s->name),
                            STR_ARG(include->text[i]));
        if (all && is_key(s, column))
            continue;
        s->out[s->nout] = (struct field){ s->table->column[column], -1 };
        s->out_column[s->nout++] = column;
    }
    return ST_OK;
}

static enum status build(const struct func_call *call, struct match_state *s,
                         struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    TRY(find_columns(call, s, diag));
    TRY(choose_output(call, s, diag));
    s->index.table = s->table;
    s->index.mode = mode_of(call);
    s->index.ignore_case = call->arg[IGNORE_CASE].boolean;
    if (s->index.mode != MATCH_STRING && s->index.ncolumns != 1)
        return arg_fail(call, MODE, ST_TYPE, diag,
                        "match: this mode takes a single field");
    st = match_index_build(&s->index, call->env->arena, &why);
    return st == ST_OK ? ST_OK : arg_fail(call, FILE_NAME, st, diag, "%s", why.text);
}

static enum status open_table(const struct func_call *call, struct match_state *s,
                              size_t arg, struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    s->table = call->env->table(call->env, s->name);
    if (s->table)
        return ST_OK; /* prepare() */
    s->is_file = true;
    st = table_load(call->env, s->name, &s->table, &why);
    if (st != ST_OK)
        return arg_fail(call, arg, st, diag, "%s", why.text);
    TRY(build(call, s, diag));
    for (size_t i = 0; i < s->nout; i++)
        TRY(call->env->field(call->env, s->out[i].name, &s->out[i], diag));
    return ST_OK;
}

static enum status match_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    size_t arg = call->arg[TABLE].given ? TABLE : FILE_NAME;
    struct match_handle *handle = arena_new(call->env->arena, struct match_handle);

    if (handle)
        handle->s = arena_new(call->env->arena, struct match_state);
    if (!handle || !handle->s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (call->arg[FILE_NAME].given == call->arg[TABLE].given)
        return arg_fail(call, FIELD, ST_TYPE, diag, "match: give either file or table");
    if (call->arg[COLUMN].given && call->arg[COLUMN].n != call->arg[FIELD].n)
        return arg_fail(call, COLUMN, ST_TYPE, diag,
                        "match: there must be as many columns as fields");
    *state = handle;
    handle->s->name = call->arg[arg].text[0];
    return open_table(call, handle->s, arg, diag);
}

/* Called whenever another ad-hoc table has its rows: is it this one's turn? */
static enum status match_prepare(const struct func_call *call, struct diag *diag)
{
    const struct match_handle *handle = call->state;
    struct match_state *s = handle->s;

    if (s->is_file || s->index.table || !s->table->column)
        return ST_OK;
    return build(call, s, diag);
}

/* ---- a row ------------------------------------------------------------------------
 */

/* Begin a search for the row's fields; false when one of them is missing. */
static bool search_row(const struct func_call *call, struct row row,
                       struct func_run *run, struct match_search *search)
{
    const struct match_handle *handle = call->state;
    const struct func_arg *fields = &call->arg[FIELD];
    struct str *key = arena_new_array(run->arena, struct str, fields->n);

    if (!key)
        return false;
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        if (value_is_missing(v))
            return false;
        key[i] = value_text(v, run->arena);
    }
    match_search_init(search, &handle->s->index, key, run->arena);
    return true;
}

static void add_columns(const struct func_call *call, struct row row, uint32_t found)
{
    const struct match_handle *handle = call->state;
    const struct match_state *s = handle->s;

    for (size_t i = 0; i < s->nout; i++) {
        struct value v = s->table->cell[found * s->table->ncolumns + s->out_column[i]];

        if (!value_is_missing(v))
            row_set(row, &s->out[i], v);
    }
}

static bool match_test(const struct func_call *call, struct row row,
                       struct func_run *run)
{
    struct match_search search;
    uint32_t found;

    return search_row(call, row, run, &search) && match_search_next(&search, &found);
}

static bool match_rewrite(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    struct match_search search;
    uint32_t found;

    if (!search_row(call, row, run, &search) || !match_search_next(&search, &found))
        return !call->arg[STRICT].boolean;
    add_columns(call, row, found);
    return true;
}

static bool match_expands(const struct func_call *call)
{
    return call->arg[NROWS].integer > 1;
}

static void match_expand(const struct func_call *call, struct row row,
                         struct func_run *run, struct row_sink *sink)
{
    int64_t left = call->arg[NROWS].integer;
    struct match_search search;
    uint32_t found;

    if (search_row(call, row, run, &search))
        for (; left > 0 && match_search_next(&search, &found); left--)
            add_columns(call, sink->begin(sink, row), found);
    if (left == call->arg[NROWS].integer && !call->arg[STRICT].boolean)
        (void)sink->begin(sink, row);
}

const struct func func_match = {
    .name = "match",
    .summary = "Look fields up in a CSV or JSON file or an ad-hoc table, and add its "
               "columns; events without a match are dropped unless strict=false.",
    .source = "library.humio.com/data-analysis/functions-match.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "file", .kind = PARAM_STRING, .flags = PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
            { .name = "column",
              .kind = PARAM_STRINGS,
              .help = "key columns; called as the fields without" },
            { .name = "glob",
              .kind = PARAM_BOOL,
              .flags = PARAM_DEPRECATED,
              .def = "false",
              .help = "write mode=glob instead" },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = "include",
              .kind = PARAM_STRINGS,
              .help = "columns to add; all but the keys without" },
            { .name = "mode",
              .kind = PARAM_ENUM,
              .def = "string",
              .choices = "string cidr glob",
              .help = "the key column holds texts, networks or patterns" },
            { .name = "nrows",
              .kind = PARAM_LIMIT,
              .def = "1",
              .min = 1,
              .max = 500,
              .help = "most rows for one event; each makes an event" },
            { .name = "strict", .kind = PARAM_BOOL, .def = "true" },
            { .name = "table", .kind = PARAM_STRING, .help = "another name of file" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE,
    .open = match_open,
    .prepare = match_prepare,
    .test = match_test,
    .rewrite = match_rewrite,
    .expand = match_expand,
    .expands = match_expands,
    .examples =
        (const struct func_example[]){
            { .query = "defineTable(name=\"t\", query={name=*}, include=[id, name]) | "
                       "seen=* | match(table=t, field=id)",
              .input =
                  "{\"id\":\"1\",\"name\":\"eve\"}\n{\"id\":\"1\",\"seen\":\"x\"}\n"
                  "{\"id\":\"2\",\"seen\":\"y\"}",
              .output = "{\"id\":\"1\",\"seen\":\"x\",\"name\":\"eve\"}" },
            { .query = "defineTable(name=\"t\", query={name=*}, include=[id, name]) | "
                       "seen=* | match(table=t, field=id, strict=false)",
              .input = "{\"id\":\"1\",\"name\":\"eve\"}\n{\"id\":\"2\",\"seen\":\"y\"}",
              .output = "{\"id\":\"2\",\"seen\":\"y\"}" },
            { .query = NULL },
        },
};
