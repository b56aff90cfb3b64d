#include "base/base.h"

#include "cli/params.h"

/* Cut the next value off `rest`: up to a comma that is not in quotes. */
static struct str next_value(struct str *rest)
{
    struct str all = *rest;
    bool is_quoted = false;
    size_t at = 0;

    for (; at < all.n && (is_quoted || all.p[at] != ','); at++)
        if (all.p[at] == '"')
            is_quoted = !is_quoted;
    *rest = at < all.n ? str_slice(all, at + 1, all.n) : (struct str){ NULL, 0 };
    return str_trim(str_slice(all, 0, at));
}

static struct str unquote(struct str s)
{
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        return str_slice(s, 1, s.n - 1);
    return s;
}

/* An upper bound: every comma could separate two values. */
static size_t count_values(const char *const *given)
{
    size_t n = 0;

    for (; *given; given++) {
        n++;
        for (const char *p = *given; *p; p++)
            n += *p == ',';
    }
    return n;
}

enum status params_parse(const char *const *given, struct arena *arena,
                         const struct plan_param **out, size_t *n, struct diag *diag)
{
    size_t max = count_values(given);
    struct plan_param *v = arena_new_array(arena, struct plan_param, max + 1);

    *n = 0;
    *out = v;
    if (!v)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (; *given; given++) {
        struct str rest = str_from_cstr(*given);
        struct str name = str_cut(&rest, '=');

        if (name.n == 0 || !rest.p)
            return diag_set(diag, ST_SYNTAX, 0, "--param takes name=value, not '%s'",
                            *given);
        do {
            assert(*n < max);
            v[(*n)++] = (struct plan_param){ name, unquote(next_value(&rest)) };
        } while (rest.p);
    }
    return ST_OK;
}
