/*
 * func.c - find a query function by its name, or what its name may have meant.
 */
#include "base/base.h"

#include "func/func.h"
#include "func/planned.h"

enum { NAME_MAX_BYTES = 40 }; /* the longest name has 27 */

static const struct func_alias aliases[] = {
    { "lookup", "match", "lookup() is match() with strict=false", "strict", "false" },
    { "rdns", "reverseDns", "rdns() was replaced by reverseDns()", NULL, NULL },
};

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Order of names as in the generated table: bytewise, whatever the case. */
static int compare_name(struct str name, const char *other)
{
    for (size_t i = 0; i < name.n; i++) {
        int d = fold(name.p[i]) - fold(other[i]);

        if (d || !other[i])
            return d ? d : 1;
    }
    return other[name.n] ? -1 : 0;
}

const struct func *func_find(struct str name)
{
    size_t lo = 0;
    size_t hi = func_table_len;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int d = compare_name(name, func_table[mid]->name);

        if (d == 0)
            return func_table[mid];
        if (d < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

const char *func_find_planned(struct str name)
{
    size_t lo = 0;
    size_t hi = func_names_len;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int d = compare_name(name, func_names[mid]);

        if (d == 0)
            return func_find(name) ? NULL : func_names[mid];
        if (d < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

const struct func_alias *func_find_alias(struct str name)
{
    for (size_t i = 0; i < countof(aliases); i++)
        if (compare_name(name, aliases[i].name) == 0)
            return &aliases[i];
    return NULL;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * Edits that make `b` of `a`: a byte put in, left out or changed, or two
 * neighbours swapped. Three rows of the usual table, oldest first.
 */
static size_t edit_distance(struct str a, struct str b)
{
    size_t row[3][NAME_MAX_BYTES + 1] = { { 0 } };

    for (size_t k = 0; k <= b.n; k++)
        row[2][k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        memmove(row[0], row[1], sizeof row[0] * 2);
        row[2][0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t cost = fold(a.p[i - 1]) != fold(b.p[k - 1]);
            size_t best = min_size(row[1][k], row[2][k - 1]) + 1;

            best = min_size(best, row[1][k - 1] + cost);
            if (i > 1 && k > 1 && fold(a.p[i - 1]) == fold(b.p[k - 2]) &&
                fold(a.p[i - 2]) == fold(b.p[k - 1]))
                best = min_size(best, row[0][k - 2] + 1);
            row[2][k] = best;
        }
    }
    return row[2][b.n];
}

/* The part behind the colon: `contains` may mean `text:contains`. */
static bool is_without_prefix(struct str name, const char *known)
{
    const char *colon = strchr(known, ':');

    return colon && compare_name(name, colon + 1) == 0;
}

/* What other languages call it, or what people think that it is called. */
static const char *meant(struct str name)
{
    static const struct {
        const char *name, *known;
    } words[] = {
        { "limit", "head" },
        { "substr", "text:substring" },
        { "substring", "text:substring" },
        { "bin", "bucket" },
        { "make_list", "collect" },
        { "make_set", "collect" },
        { "collectSorted", "collect" },
        { "variance", "stdDev" },
        { "arrayExpand", "split" },
        { "mvexpand", "split" },
        { "where", "test" },
        { "dedup", "groupBy" },
        { "distinct", "groupBy" },
        { "project", "select" },
        { "fields", "select" },
    };

    for (size_t i = 0; i < countof(words); i++)
        if (compare_name(name, words[i].name) == 0)
            return words[i].known;
    return NULL;
}

const char *func_nearest(struct str name)
{
    size_t best = name.n / 3 + (name.n > 3);
    const char *nearest = meant(name);

    if (nearest)
        return nearest;
    if (name.n < 2 || name.n > NAME_MAX_BYTES)
        return NULL;
    for (size_t i = 0; i < func_names_len; i++) {
        struct str known = str_from_cstr(func_names[i]);
        size_t d;

        /* text:contains before array:contains: the list is sorted, the last wins. */
        if (is_without_prefix(name, func_names[i])) {
            nearest = func_names[i];
            best = 0;
        }
        if (best == 0 || known.n + best < name.n || name.n + best < known.n)
            continue;
        d = edit_distance(name, known);
        if (d < best || (d == best && !nearest)) {
            best = d;
            nearest = func_names[i];
        }
    }
    return nearest;
}
