#include "base/base.h"

#include <hs/hs.h>

#include "regex/automaton.h"
#include "regex/regex.h"

void automaton_scratch_release(struct automaton_scratch *scratch)
{
    (void)hs_free_scratch(scratch->space);
    free(scratch->known);
    *scratch = (struct automaton_scratch){ 0 };
}

struct hs_database *automaton_new(struct str pattern, unsigned flags)
{
    unsigned hs_flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    char *text = malloc(pattern.n + 1);

    if (!text)
        return NULL;
    memcpy(text, pattern.p, pattern.n);
    text[pattern.n] = '\0';
    hs_flags |= flags & REGEX_IGNORE_CASE ? HS_FLAG_CASELESS : 0;
    hs_flags |= flags & REGEX_MULTILINE ? HS_FLAG_MULTILINE : 0;
    hs_flags |= flags & REGEX_DOTALL ? HS_FLAG_DOTALL : 0;
    if (hs_compile(text, hs_flags, HS_MODE_BLOCK, NULL, &database, &error) !=
        HS_SUCCESS)
        database = NULL;
    (void)hs_free_compile_error(error);
    free(text);
    return database;
}

void automaton_free(struct hs_database *a)
{
    (void)hs_free_database(a);
}

static bool remember(struct automaton_scratch *scratch, uint64_t key)
{
    size_t mask = scratch->cap - 1, i = (size_t)key & mask;

    while (scratch->known[i] && scratch->known[i] != key)
        i = (i + 1) & mask;
    if (scratch->known[i] == key)
        return true;
    scratch->known[i] = key;
    scratch->n++;
    return false;
}

static bool grow(struct automaton_scratch *scratch)
{
    struct automaton_scratch next = { .cap = scratch->cap ? scratch->cap * 2 : 16 };

    next.known = calloc(next.cap, sizeof *next.known);
    if (!next.known)
        return false;
    for (size_t i = 0; i < scratch->cap; i++)
        if (scratch->known[i])
            (void)remember(&next, scratch->known[i]);
    free(scratch->known);
    scratch->known = next.known;
    scratch->cap = next.cap;
    return true;
}

/* Make the space large enough for `a`, once an automaton and thread. */
COLD static bool prepare(const struct hs_database *a, uint64_t key,
                         struct automaton_scratch *scratch)
{
    if (scratch->n * 2 >= scratch->cap && !grow(scratch))
        return false;
    if (!remember(scratch, key) && hs_alloc_scratch(a, &scratch->space) != HS_SUCCESS) {
        /* The space is gone or too small for those that are known: start again. */
        memset(scratch->known, 0, scratch->cap * sizeof *scratch->known);
        scratch->n = 0;
        scratch->last = 0;
        return false;
    }
    scratch->last = key;
    return true;
}

static int on_match(unsigned id UNUSED, unsigned long long from UNUSED,
                    unsigned long long to UNUSED, unsigned flags UNUSED, void *context)
{
    *(bool *)context = true;
    return 1;
}

int automaton_test(const struct hs_database *a, uint64_t key,
                   struct automaton_scratch *scratch, struct str s)
{
    bool is_match = false;
    hs_error_t error;

    if (s.n > UINT32_MAX)
        return -1;
    if (scratch->last != key && !prepare(a, key, scratch))
        return -1;
    error = hs_scan(a, s.n ? s.p : "", (unsigned)s.n, 0, scratch->space, on_match,
                    &is_match);
    if (error != HS_SUCCESS && error != HS_SCAN_TERMINATED)
        return -1;
    return is_match;
}
