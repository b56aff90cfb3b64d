/*
 * literal_filter.c - seek the best clause in the chunk, test the others by record.
 *
 * A JSON string may spell any letter as \u00XX. So that nothing is lost, `\u00` is
 * sought beside the literals, and a record in which it spells an ASCII character
 * that can be part of a literal always passes.
 */
#include "base/base.h"

#include "exec/literal_filter.h"
#include "regex/byte_search.h"

/* Escapes of plain ASCII: \u0020 to \u007f. */
static const struct str escape = { "\\u00", 4 };

struct literal_filter {
    struct byte_search first;   /* the best clause, and the escape */
    struct byte_search *others; /* nothers clauses, each with the escape */
    size_t nothers;
};

static bool spells_ascii(const char *hit, const char *end)
{
    return end - hit > 4 && hit[4] >= '2' && hit[4] <= '7';
}

/* A hit of the escape alone counts only when it spells a plain character. */
static const char *next_hit(const struct byte_search *s, const char *from,
                            const char *end)
{
    while (from < end) {
        const char *hit = byte_search_find(s, from, end);

        if (hit == end)
            return end;
        if (*hit != '\\' || spells_ascii(hit, end))
            return hit;
        from = hit + 1;
    }
    return end;
}

static const char *find_candidate(const struct prefilter *pf, const char *from,
                                  const char *end)
{
    const struct literal_filter *f = pf->ctx;

    return next_hit(&f->first, from, end);
}

static bool accept_record(const struct prefilter *pf, struct str record)
{
    const struct literal_filter *f = pf->ctx;
    const char *end = record.p + record.n;

    for (size_t i = 0; i < f->nothers; i++)
        if (next_hit(&f->others[i], record.p, end) == end)
            return false;
    return true;
}

static bool compile(struct byte_search *s, const struct need_clause *clause)
{
    struct byte_needle needle[BYTE_SEARCH_MAX];
    size_t n = 0;

    if (clause->n + 1 > BYTE_SEARCH_MAX)
        return false;
    for (size_t i = 0; i < clause->n; i++)
        needle[n++] =
            (struct byte_needle){ .text = clause->literal[i].text,
                                  .ignore_case = clause->literal[i].ignore_case };
    needle[n++] = (struct byte_needle){ .text = escape };
    return byte_search_init(s, needle, n, BYTE_SEARCH_AUTO);
}

enum status literal_filter_new(struct literal_filter **out, const struct need *need,
                               struct arena *arena)
{
    struct literal_filter *f;
    const struct need_clause *first;

    *out = NULL;
    if (need->n == 0)
        return ST_OK;
    f = arena_new(arena, struct literal_filter);
    if (!f)
        return ST_NOMEM;
    f->others = arena_new_array(arena, struct byte_search, need->n);
    if (!f->others)
        return ST_NOMEM;
    first = need_best(need);
    if (!compile(&f->first, first))
        return ST_OK;
    /* Nearly every record has the key: decoding tells as quickly. */
    for (size_t i = 0; i < need->n; i++)
        if (&need->clause[i] != first && need->clause[i].rank != NEED_KEY &&
            compile(&f->others[f->nothers], &need->clause[i]))
            f->nothers++;
    *out = f;
    return ST_OK;
}

struct prefilter literal_filter_face(const struct literal_filter *f)
{
    return (struct prefilter){ .ctx = f,
                               .find = find_candidate,
                               .accept = f->nothers ? accept_record : NULL };
}
