#include "base/base.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "func/lookup_table.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/json_text.h"

static enum status no_memory(struct diag *diag, struct str name)
{
    return diag_set(diag, ST_NOMEM, 0, "%.*s: the table does not fit into memory",
                    STR_ARG(name));
}

/* ---- CSV ------------------------------------------------------------------------ */

struct csv_size {
    size_t nrows, ncolumns;
};

/* Rows behind the first, and the columns of the first. */
static enum status csv_measure(struct str name, struct str bytes, struct csv_size *out,
                               struct diag *diag)
{
    struct csv csv;
    struct csv_field f;
    size_t records = 0;
    size_t columns = 0;

    csv_init(&csv, bytes, ',');
    while (csv_next(&csv, &f)) {
        columns += records == 0;
        records += f.is_last;
    }
    if (csv.error)
        return diag_set(diag, ST_FORMAT, csv.error_offset, "%.*s: line %zu: %s",
                        STR_ARG(name), csv.line, csv.error);
    if (records == 0)
        return diag_set(diag, ST_FORMAT, 0, "%.*s: the table has no column",
                        STR_ARG(name));
    if (records > LOOKUP_ROWS_MAX || columns > LOOKUP_COLUMNS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "%.*s: the table is too large",
                        STR_ARG(name));
    *out = (struct csv_size){ records - 1, columns };
    return ST_OK;
}

/* The text of a field; p is NULL when the arena is exhausted. */
static struct str csv_text(struct arena *arena, const struct csv_field *f)
{
    char *p;

    if (!f->has_quote)
        return f->text.p ? f->text : STR("");
    p = arena_text(arena, f->text.n);
    if (!p)
        return (struct str){ NULL, 0 };
    return (struct str){ p, csv_unquote(f->text, p) };
}

static enum status csv_read(struct arena *arena, struct str name, struct str bytes,
                            struct func_table *out, struct diag *diag)
{
    struct csv_size size = { 0 };
    struct csv csv;
    struct csv_field f;
    struct str *column;
    size_t row = 0;
    size_t c = 0;

    TRY(csv_measure(name, bytes, &size, diag));
    column = arena_new_array(arena, struct str, size.ncolumns);
    out->cell = arena_new_array(arena, struct value, size.nrows * size.ncolumns + 1);
    if (!column || !out->cell)
        return no_memory(diag, name);
    csv_init(&csv, bytes, ',');
    while (csv_next(&csv, &f)) {
        struct str text = csv_text(arena, &f);

        if (!text.p)
            return no_memory(diag, name);
        if (row == 0)
            column[c] = text;
        else if (c < size.ncolumns)
            out->cell[(row - 1) * size.ncolumns + c] = value_str(text);
        c = f.is_last ? 0 : c + 1;
        row += f.is_last;
    }
    out->column = column;
    out->ncolumns = size.ncolumns;
    out->nrows = size.nrows;
    return ST_OK;
}

/* ---- JSON -------------------------------------------------------------------------
 */

/*
 * The document is walked twice: once to count rows and to number the columns, once to
 * fill the cells. A path is a text and its length at each open level, as in
 * parseJson().
 */
struct json_walker {
    struct arena *arena;
    struct func_table *table;
    struct map columns;
    bool is_filling;
    bool has_keys; /* an object of objects */
    struct str key;
    struct buf path;
    size_t depth;
    size_t length[JSON_DEPTH_MAX + 1];
    size_t index[JSON_DEPTH_MAX + 1]; /* SIZE_MAX in objects */
    const char *error;
};

enum { PATH_MAX_BYTES = 64 << 10, ROW_DEPTH = 2 };

static void set_cell(struct json_walker *w, struct str column, struct value v)
{
    struct func_table *t = w->table;
    const struct map_entry *e = map_find(&w->columns, column);

    if (!e && w->columns.n < LOOKUP_COLUMNS_MAX && !w->is_filling)
        e = map_put(&w->columns, column, (uint32_t)w->columns.n);
    if (!e)
        w->error = "too many columns";
    else if (w->is_filling)
        t->cell[(t->nrows - 1) * t->ncolumns + e->value] = v;
}

static void begin_row(struct json_walker *w)
{
    w->path.n = 0;
    if (w->table->nrows++ == LOOKUP_ROWS_MAX)
        w->error = "too many rows";
    if (w->has_keys && !w->error)
        set_cell(w, STR("key"), value_str(w->key));
}

static void begin_level(struct json_walker *w, struct json_token t)
{
    bool is_array = t.kind == JSON_ARRAY_BEGIN;

    if (w->depth > 1 && w->index[w->depth] != SIZE_MAX)
        buf_printf(&w->path, "[%zu]", w->index[w->depth]++);
    w->depth++;
    if (w->depth == 1)
        w->has_keys = !is_array;
    if (w->depth == ROW_DEPTH && is_array)
        w->error = "a row is an object";
    else if (w->depth == ROW_DEPTH)
        begin_row(w);
    w->length[w->depth] = w->path.n;
    w->index[w->depth] = is_array ? 0 : SIZE_MAX;
}

/* The text of a token without escapes, in the arena where it has some. */
static struct str plain_text(struct json_walker *w, struct json_token t)
{
    char *p;

    if (!t.has_escape)
        return t.text.p ? t.text : STR("");
    p = arena_text(w->arena, t.text.n);
    if (!p) {
        w->error = "the table does not fit into memory";
        return STR("");
    }
    return (struct str){ p, json_unescape(t.text, p) };
}

static void take_key(struct json_walker *w, struct json_token t)
{
    struct str text = plain_text(w, t);

    if (w->depth == 1) {
        w->key = text;
        return;
    }
    w->path.n = w->length[w->depth];
    if (w->path.n)
        buf_add_char(&w->path, '.');
    buf_add(&w->path, text);
}

static void take_scalar(struct json_walker *w, struct json_token t)
{
    if (w->depth < ROW_DEPTH) {
        w->error = "a table is an array of objects, or an object of objects";
        return;
    }
    if (w->index[w->depth] != SIZE_MAX) {
        w->path.n = w->length[w->depth];
        buf_printf(&w->path, "[%zu]", w->index[w->depth]++);
    }
    if (t.kind != JSON_NULL)
        set_cell(w, buf_str(&w->path), value_str(plain_text(w, t)));
}

static void take_token(struct json_walker *w, struct json_token t)
{
    switch (t.kind) {
    case JSON_OBJECT_BEGIN:
    case JSON_ARRAY_BEGIN:
        begin_level(w, t);
        break;
    case JSON_OBJECT_END:
    case JSON_ARRAY_END:
        w->path.n = w->length[w->depth];
        w->depth--;
        break;
    case JSON_KEY:
        take_key(w, t);
        break;
    case JSON_STRING:
    case JSON_NUMBER:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        take_scalar(w, t);
        break;
    case JSON_END:
    case JSON_ERROR:
        break;
    }
}

static enum status json_walk_table(struct json_walker *w, struct str name,
                                   struct str bytes, struct diag *diag)
{
    struct json_token t;
    struct json j;

    json_init(&j, bytes);
    w->depth = 0;
    w->table->nrows = 0;
    do {
        t = json_next(&j);
        take_token(w, t);
    } while (t.kind != JSON_END && t.kind != JSON_ERROR && !w->error);
    if (w->path.failed)
        w->error = "a name is too long";
    if (t.kind == JSON_ERROR)
        w->error = j.error;
    if (w->error)
        return diag_set(diag, ST_FORMAT, t.offset, "%.*s: %s", STR_ARG(name), w->error);
    return ST_OK;
}

static enum status make_columns(struct json_walker *w, struct str name,
                                struct diag *diag)
{
    struct func_table *t = w->table;
    struct str *column = arena_new_array(w->arena, struct str, w->columns.n + 1);

    t->cell = arena_new_array(w->arena, struct value, t->nrows * w->columns.n + 1);
    if (!column || !t->cell)
        return no_memory(diag, name);
    for (size_t i = 0; i < w->columns.cap; i++)
        if (w->columns.entry[i].used)
            column[w->columns.entry[i].value] = w->columns.entry[i].key;
    t->column = column;
    t->ncolumns = w->columns.n;
    w->is_filling = true;
    return ST_OK;
}

static enum status json_read(struct arena *arena, struct str name, struct str bytes,
                             struct func_table *out, struct diag *diag)
{
    struct json_walker w = { .arena = arena, .table = out };
    enum status st;

    map_init(&w.columns, arena);
    buf_init(&w.path, PATH_MAX_BYTES);
    st = json_walk_table(&w, name, bytes, diag);
    if (st == ST_OK)
        st = make_columns(&w, name, diag);
    if (st == ST_OK)
        st = json_walk_table(&w, name, bytes, diag);
    buf_release(&w.path);
    return st;
}

static bool is_json(struct str start)
{
    return str_starts_with(start, STR("[")) || str_starts_with(start, STR("{"));
}

enum status lookup_table_read(struct arena *arena, struct str name, struct str bytes,
                              struct func_table *out, struct diag *diag)
{
    *out = (struct func_table){ .nrows = 0 };
    if (is_json(str_trim(bytes)))
        return json_read(arena, name, bytes, out, diag);
    return csv_read(arena, name, bytes, out, diag);
}
