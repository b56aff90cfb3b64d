#include "base/base.h"

#include "func/table.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/json_text.h"

/* A table that grows while its file is read. */
struct loading {
    struct arena *arena;
    struct map columns;
    struct value *cell; /* rows of `ncolumns` cells; only once columns are known */
    size_t nrows, rows_cap;
};

/* ---- columns and rows ------------------------------------------------------------ */

static bool add_column(struct loading *l, struct str name)
{
    return l->columns.n < TABLE_COLUMNS_MAX &&
           map_put(&l->columns, name, (uint32_t)l->columns.n);
}

static struct value *add_row(struct loading *l)
{
    size_t width = l->columns.n;

    if (l->nrows == TABLE_ROWS_MAX)
        return NULL;
    if (l->nrows == l->rows_cap) {
        size_t cap = l->rows_cap ? l->rows_cap * 2 : 64;
        struct value *grown = arena_new_array(l->arena, struct value, cap * width);

        if (!grown)
            return NULL;
        if (l->nrows)
            memcpy(grown, l->cell, l->nrows * width * sizeof *grown);
        l->cell = grown;
        l->rows_cap = cap;
    }
    return l->cell + l->nrows++ * width;
}

static const struct func_table *finish(struct loading *l)
{
    struct func_table *t = arena_new(l->arena, struct func_table);
    struct str *name = arena_new_array(l->arena, struct str, l->columns.n + 1);

    if (!t || !name)
        return NULL;
    for (size_t i = 0; i < l->columns.cap; i++)
        if (l->columns.entry[i].used)
            name[l->columns.entry[i].value] = l->columns.entry[i].key;
    *t = (struct func_table){
        .column = name, .ncolumns = l->columns.n, .cell = l->cell, .nrows = l->nrows
    };
    return t;
}

static enum status too_large(struct str name, struct diag *diag)
{
    return diag_set(diag, ST_LIMIT, 0,
                    "%.*s: more than %d columns, %d rows or the memory limit",
                    STR_ARG(name), TABLE_COLUMNS_MAX, TABLE_ROWS_MAX);
}

/* ---- CSV ----------------------------------------------------------------------------
 */

static struct str field_text(struct loading *l, const struct csv_field *f)
{
    char *p;

    if (!f->has_quote)
        return f->text;
    p = arena_text(l->arena, f->text.n);
    return p ? (struct str){ p, csv_unquote(f->text, p) } : f->text;
}

static bool csv_header(struct loading *l, struct csv *csv)
{
    struct csv_field f = { .is_last = false };

    while (!f.is_last && csv_next(csv, &f))
        if (!add_column(l, field_text(l, &f)))
            return false;
    return true;
}

/* Fields beyond the last column are dropped. */
static bool csv_rows(struct loading *l, struct csv *csv)
{
    struct value *row = NULL;
    size_t column = 0;
    struct csv_field f;

    while (csv_next(csv, &f)) {
        if (column == 0)
            row = add_row(l);
        if (!row)
            return false;
        if (column < l->columns.n)
            row[column] = value_str(field_text(l, &f));
        column = f.is_last ? 0 : column + 1;
    }
    return true;
}

static enum status load_csv(struct loading *l, struct str name, struct str bytes,
                            struct diag *diag)
{
    struct csv csv;

    csv_init(&csv, bytes, ',');
    if (!csv_header(l, &csv) || !csv_rows(l, &csv))
        return too_large(name, diag);
    if (csv.error)
        return diag_set(diag, ST_FORMAT, 0, "%.*s:%zu: %s", STR_ARG(name), csv.line,
                        csv.error);
    return ST_OK;
}

/* ---- JSON: an array of flat objects ------------------------------------------------
 */

static struct value token_value(struct loading *l, struct json_token t)
{
    char *p;

    if (t.kind == JSON_NULL)
        return value_missing();
    if (!t.has_escape)
        return value_str(t.text);
    p = arena_text(l->arena, t.text.n);
    return p ? value_str((struct str){ p, json_unescape(t.text, p) }) : value_missing();
}

static bool is_scalar(enum json_kind kind)
{
    return kind == JSON_STRING || kind == JSON_NUMBER || kind == JSON_TRUE ||
           kind == JSON_FALSE || kind == JSON_NULL;
}

/*
 * One pass over the document: with `fill` cells are set, without it the columns are
 * collected. False when there is no memory; a broken document is on j->error.
 */
static bool json_pass(struct loading *l, struct json *j, bool fill)
{
    struct value *row = NULL;
    struct str key = { NULL, 0 };
    struct json_token t;

    while ((t = json_next(j)).kind != JSON_END && t.kind != JSON_ERROR) {
        const struct map_entry *column;

        if (t.kind == JSON_OBJECT_BEGIN && fill)
            row = add_row(l);
        if (t.kind == JSON_OBJECT_BEGIN && fill && !row)
            return false;
        if (t.kind == JSON_KEY) {
            key = value_text(token_value(l, t), l->arena);
            if (!fill && !add_column(l, key))
                return false;
        }
        column = fill && row && is_scalar(t.kind) ? map_find(&l->columns, key) : NULL;
        if (column)
            row[column->value] = token_value(l, t);
    }
    return true;
}

static enum status load_json(struct loading *l, struct str name, struct str bytes,
                             struct diag *diag)
{
    struct json j;

    json_init(&j, bytes);
    if (!json_pass(l, &j, false))
        return too_large(name, diag);
    if (!j.error) {
        json_init(&j, bytes);
        if (!json_pass(l, &j, true))
            return too_large(name, diag);
    }
    if (j.error)
        return diag_set(diag, ST_FORMAT, j.error_offset, "%.*s: byte %zu: %s",
                        STR_ARG(name), j.error_offset, j.error);
    return ST_OK;
}

/* ---- by name
 * -------------------------------------------------------------------------- */

enum status table_load(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag)
{
    struct loading l = { .arena = env->arena };
    struct str bytes;
    struct str start;

    map_init(&l.columns, env->arena);
    TRY(env->read_file(env, name, &bytes, diag));
    start = str_trim(bytes);
    TRY(start.n && start.p[0] == '[' ? load_json(&l, name, bytes, diag)
                                     : load_csv(&l, name, bytes, diag));
    *out = finish(&l);
    return *out ? ST_OK : too_large(name, diag);
}

enum status table_find(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag)
{
    *out = env->table(env, name);
    return *out ? ST_OK : table_load(env, name, out, diag);
}

size_t table_column(const struct func_table *table, struct str name)
{
    for (size_t i = 0; i < table->ncolumns; i++)
        if (str_eq(table->column[i], name))
            return i;
    return SIZE_MAX;
}
