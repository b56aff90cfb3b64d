#include "base/base.h"

#include "func/agg_number.h"
#include "func/matcher.h"
#include "text/glob.h"

struct matcher {
    struct glob glob;
    struct regex *regex; /* NULL: a pattern */
    struct literals literals;
    struct agg_number number; /* exact, when it is whole */
    bool has_number;          /* an unquoted number: 404 also equals 404.0 */
    bool is_literal; /* a pattern without a star that must be the whole value */
    bool contains;
    struct str text;
};

/* Shorter literals occur in nearly every record; looking for them gains nothing. */
enum { LITERAL_MIN = 2 };

static void pattern_literals(struct matcher *m, struct arena *arena)
{
    struct str longest = glob_longest_literal(&m->glob);
    struct str *text;

    /* 404 equals 4.04e2, so the digits need not occur. */
    if (m->has_number || longest.n < LITERAL_MIN)
        return;
    text = arena_new(arena, struct str);
    if (!text)
        return;
    *text = longest;
    m->literals =
        (struct literals){ .text = text, .n = 1, .ignore_case = m->glob.ignore_case };
}

enum status matcher_new_pattern(struct matcher **out, struct str pattern,
                                unsigned flags, struct arena *arena, struct diag *diag)
{
    struct matcher *m = arena_new(arena, struct matcher);
    bool ignore_case = (flags & MATCHER_IGNORE_CASE) != 0;

    if (!m || !glob_compile(&m->glob, arena, pattern, ignore_case))
        return diag_set(diag, ST_NOMEM, 0, "no memory for a pattern");
    m->contains = (flags & MATCHER_CONTAINS) != 0;
    m->is_literal = glob_is_literal(&m->glob) && !m->contains && !ignore_case;
    if (m->is_literal && m->glob.n)
        m->text = m->glob.part[0].text;
    if (m->is_literal && !(flags & MATCHER_QUOTED))
        m->has_number = agg_number_read(value_str(pattern), &m->number);
    pattern_literals(m, arena);
    *out = m;
    return ST_OK;
}

static void regex_to_literals(struct matcher *m)
{
    struct regex_literals found;

    regex_literals(m->regex, &found);
    m->literals = (struct literals){ .text = found.text,
                                     .n = found.n,
                                     .ignore_case = found.ignore_case };
}

enum status matcher_new_regex(struct matcher **out, struct str pattern, unsigned flags,
                              struct regex_notes *notes, struct arena *arena,
                              struct diag *diag)
{
    struct matcher *m = arena_new(arena, struct matcher);

    if (!m)
        return diag_set(diag, ST_NOMEM, 0, "no memory for a pattern");
    TRY(regex_new(&m->regex, pattern, flags, notes, diag));
    regex_to_literals(m);
    *out = m;
    return ST_OK;
}

void matcher_close(struct matcher *m)
{
    if (!m)
        return;
    regex_free(m->regex);
    m->regex = NULL;
}

static bool equals(const struct matcher *m, struct value v, struct str text)
{
    struct agg_number number;

    if (str_eq(text, m->text))
        return true;
    return m->has_number && agg_number_read(v, &number) &&
           agg_number_cmp(&number, &m->number) == 0;
}

bool matcher_test(const struct matcher *m, struct value v, struct func_run *run)
{
    struct str text;

    if (value_is_missing(v))
        return false;
    text = value_text(v, run->arena);
    if (m->regex)
        return regex_test(m->regex, run->regex, text);
    if (m->is_literal)
        return equals(m, v, text);
    return m->contains ? glob_contains(&m->glob, text) : glob_match(&m->glob, text);
}

size_t matcher_ngroups(const struct matcher *m)
{
    return m->regex ? regex_ngroups(m->regex) : 0;
}

struct str matcher_group_name(const struct matcher *m, size_t i)
{
    return regex_group_name(m->regex, i);
}

bool matcher_extract(const struct matcher *m, struct value v, const struct field *group,
                     struct row row, struct func_run *run)
{
    struct regex_match match;
    struct str text;

    if (value_is_missing(v))
        return false;
    text = value_text(v, run->arena);
    if (!regex_test(m->regex, run->regex, text) ||
        !regex_search(m->regex, run->regex, text, 0, &match))
        return false;
    for (size_t i = 0; i < regex_ngroups(m->regex); i++)
        if (match.group[i].p)
            row_set(row, &group[i], value_str(match.group[i]));
    return true;
}

bool matcher_literals(const struct matcher *m, struct literals *out)
{
    *out = m->literals;
    return out->n > 0;
}
