/*
 * time_find.c - the search for a moment in text, by trying patterns at each word.
 */
#include "base/base.h"

#include "base/arena.h"
#include "text/time_pattern.h"

enum { SEARCH_MAX = 1024 };

/* Longer forms stand before those that they begin with. */
static const char *const forms[] = {
    "yyyy-MM-dd['T'][' ']HH:mm[:ss][.SSSSSSSSS][,SSSSSSSSS][' ']X",
    "yyyy-MM-dd['T'][' ']HH:mm:ss[.SSSSSSSSS][,SSSSSSSSS]",
    "yyyy/MM/dd HH:mm:ss[.SSSSSSSSS][' ']X",
    "yyyy/MM/dd HH:mm:ss[.SSSSSSSSS]",
    "dd/MMM/yyyy:HH:mm:ss[.SSSSSSSSS] X",
    "dd/MMM/yyyy:HH:mm:ss[.SSSSSSSSS]",
    "[EEE, ]d MMM yyyy HH:mm:ss X",
    "[EEE, ]d MMM yyyy HH:mm:ss",
    "[EEE ]MMM [ ]d HH:mm:ss[.SSSSSSSSS] [X ]yyyy",
    "MMM [ ]d yyyy HH:mm:ss[.SSSSSSSSS]",
    "MMM [ ]d HH:mm:ss[.SSSSSSSSS]",
};

struct time_finder {
    const struct time_pattern *form[countof(forms)];
};

const struct time_finder *time_finder_new(struct arena *arena)
{
    struct time_finder *f = arena_new(arena, struct time_finder);

    for (size_t i = 0; f && i < countof(forms); i++)
        if (time_pattern_new(&f->form[i], arena, str_from_cstr(forms[i]), false,
                             NULL) != ST_OK)
            return NULL;
    return f;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool time_find(const struct time_finder *finder, const struct time_context *context,
               struct str s, struct time_found *out)
{
    for (size_t at = 0; at < s.n && at < SEARCH_MAX; at++) {
        if (!is_word(s.p[at]) || (at && is_word(s.p[at - 1])))
            continue;
        for (size_t i = 0; i < countof(forms); i++) {
            struct str rest = str_slice(s, at, s.n);

            if (!time_pattern_read(finder->form[i], context, rest, out))
                continue;
            if (out->n < rest.n && rest.p[out->n] >= '0' && rest.p[out->n] <= '9')
                continue;
            out->n += at;
            return true;
        }
    }
    return false;
}
