#include "base/base.h"

#include "base/arena.h"
#include "func/match_index.h"
#include "text/utf8.h"

/* ---- keys ---------------------------------------------------------------------- */

enum { LENGTH_BYTES = 8 };

/*
 * One text for all columns: of a single column its text, of several each with its
 * length in front, so that ("ab", "c") differs from ("a", "bc").
 */
static struct str join_key(const struct match_index *x, const struct str *part,
                           struct arena *arena)
{
    size_t total = 0;
    size_t at = 0;
    char *p;

    if (x->ncolumns == 1 && !x->ignore_case)
        return part[0];
    for (size_t i = 0; i < x->ncolumns; i++)
        total += part[i].n + LENGTH_BYTES;
    p = arena_text(arena, total);
    for (size_t i = 0; p && i < x->ncolumns; i++) {
        uint64_t n = part[i].n;

        if (x->ncolumns > 1) {
            memcpy(p + at, &n, LENGTH_BYTES);
            at += LENGTH_BYTES;
        }
        if (x->ignore_case)
            at += utf8_lower_text(part[i], p + at);
        else if (part[i].n)
            memcpy(p + at, part[i].p, part[i].n);
        at += x->ignore_case ? 0 : part[i].n;
    }
    return (struct str){ p, p ? at : 0 };
}

static struct value cell(const struct match_index *x, size_t row, size_t i)
{
    return x->table->cell[row * x->table->ncolumns + x->column[i]];
}

/* The key of a table's row; p is NULL when it lacks one. */
static struct str row_key(const struct match_index *x, size_t row, struct str *part,
                          struct arena *arena)
{
    for (size_t i = 0; i < x->ncolumns; i++) {
        struct value v = cell(x, row, i);

        if (value_is_missing(v))
            return (struct str){ NULL, 0 };
        part[i] = value_text(v, arena);
    }
    if (x->ncolumns == 1 && !x->ignore_case && !part[0].p)
        return STR("");
    return join_key(x, part, arena);
}

/* ---- building -------------------------------------------------------------------- */

static bool add_text(struct match_index *x, uint32_t row, struct str *part,
                     struct arena *arena)
{
    struct str key = row_key(x, row, part, arena);
    struct map_entry *e;

    if (!key.p)
        return true;
    e = map_put(&x->map, key, MATCH_NONE);
    if (!e)
        return false;
    x->next[row] = e->value;
    e->value = row;
    return true;
}

static bool add_net(struct match_index *x, uint32_t row, struct arena *arena)
{
    struct value v = cell(x, row, 0);
    struct ip_net net;
    uint32_t before;

    if (!ip_net_parse(str_trim(value_text(v, arena)), &net))
        return true;
    x->next[row] = ip_set_get(x->nets, &net, &before) ? before : MATCH_NONE;
    return ip_set_add(x->nets, &net, row);
}

static bool add_glob(struct match_index *x, uint32_t row, struct arena *arena)
{
    struct value v = cell(x, row, 0);

    x->has_glob[row] = !value_is_missing(v);
    return value_is_missing(v) ||
           glob_compile(&x->glob[row], arena, value_text(v, arena), x->ignore_case);
}

static bool allocate(struct match_index *x, struct arena *arena)
{
    size_t nrows = x->table->nrows + 1;

    map_init(&x->map, arena);
    if (x->mode == MATCH_GLOB) {
        x->glob = arena_new_array(arena, struct glob, nrows);
        x->has_glob = arena_new_array(arena, bool, nrows);
        return x->glob && x->has_glob;
    }
    x->next = arena_new_array(arena, uint32_t, nrows);
    x->nets = arena_new(arena, struct ip_set);
    if (x->nets)
        ip_set_init(x->nets, arena);
    return x->next && x->nets;
}

enum status match_index_build(struct match_index *x, struct arena *arena,
                              struct diag *diag)
{
    struct str *part = arena_new_array(arena, struct str, x->ncolumns + 1);
    bool ok = part && allocate(x, arena);

    if (x->mode == MATCH_GLOB && x->table->nrows > MATCH_GLOBS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "mode=glob takes at most %d rows",
                        MATCH_GLOBS_MAX);
    for (uint32_t row = 0; ok && row < x->table->nrows; row++) {
        if (x->mode == MATCH_GLOB)
            ok = add_glob(x, row, arena);
        else if (x->mode == MATCH_CIDR)
            ok = add_net(x, row, arena);
        else
            ok = add_text(x, row, part, arena);
    }
    return ok ? ST_OK : diag_set(diag, ST_NOMEM, 0, "the table is too large");
}

/* ---- searching ---------------------------------------------------------------------
 */

void match_search_init(struct match_search *s, const struct match_index *x,
                       const struct str *key, struct arena *arena)
{
    const struct map_entry *e;
    struct ip ip;

    *s = (struct match_search){ .index = x, .key = key[0], .row = MATCH_NONE };
    switch (x->mode) {
    case MATCH_STRING:
        e = map_find(&x->map, join_key(x, key, arena));
        s->row = e ? e->value : MATCH_NONE;
        break;
    case MATCH_CIDR:
        if (!ip_parse(key[0], &ip) || !ip_set_find(x->nets, &ip, &s->row))
            s->row = MATCH_NONE;
        break;
    case MATCH_GLOB:
        s->row = (uint32_t)x->table->nrows;
        break;
    }
}

/* The row before `row` whose pattern matches, or MATCH_NONE. */
static uint32_t glob_before(const struct match_search *s, uint32_t row)
{
    while (row-- > 0)
        if (s->index->has_glob[row] && glob_match(&s->index->glob[row], s->key))
            return row;
    return MATCH_NONE;
}

bool match_search_next(struct match_search *s, uint32_t *row)
{
    if (s->row == MATCH_NONE)
        return false;
    if (s->index->mode == MATCH_GLOB) {
        s->row = glob_before(s, s->row);
        *row = s->row;
        return s->row != MATCH_NONE;
    }
    *row = s->row;
    s->row = s->index->next[s->row];
    return true;
}
