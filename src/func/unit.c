#include "base/base.h"

#include <math.h>

#include "func/unit.h"

struct named_factor {
    const char *name;
    double factor;
};

static const struct named_factor times[] = {
    { "s", 1 },       { "sec", 1 },      { "second", 1 },   { "seconds", 1 },
    { "min", 60 },    { "minute", 60 },  { "minutes", 60 }, { "h", 3600 },
    { "hr", 3600 },   { "hour", 3600 },  { "hours", 3600 }, { "d", 86400 },
    { "day", 86400 }, { "days", 86400 }, { "w", 604800 },   { "week", 604800 },
    { "ms", 1e-3 },   { "us", 1e-6 },    { "ns", 1e-9 },
};

/* Does the list hold `name`? Then its factor. */
static bool find_factor(const struct named_factor *list, size_t n, struct str name,
                        double *factor)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_from_cstr(list[i].name), name)) {
            *factor = list[i].factor;
            return true;
        }
    return false;
}

/* A large prefix at the start of `s`: its length, 0 without. */
size_t unit_prefix(struct str s, bool binary, double *factor)
{
    static const char letters[] = "kMGTPEZY";
    const char *found;
    bool has_i = s.n > 1 && s.p[1] == 'i';
    char c = s.n ? s.p[0] : '\0';

    if (has_i && c == 'K')
        c = 'k';
    found = c ? strchr(letters, c) : NULL;
    if (!found)
        return 0;
    *factor = pow(binary || has_i ? 1024 : 1000, (double)(found - letters + 1));
    return 1 + has_i;
}

static size_t small_prefix(struct str s, double *factor)
{
    static const struct named_factor small[] = {
        { "m", 1e-3 }, { "u", 1e-6 }, { "µ", 1e-6 }, { "n", 1e-9 }
    };
    static const char *const bases[] = { "s", "g", "m", "l", "V",  "A",
                                         "W", "J", "B", "b", "Hz", "bit" };

    for (size_t i = 0; i < countof(small); i++) {
        struct str prefix = str_from_cstr(small[i].name);
        struct str base = str_slice(s, prefix.n, s.n);

        if (!str_starts_with(s, prefix))
            continue;
        *factor = small[i].factor;
        for (size_t k = 0; k < countof(bases); k++)
            if (str_eq(base, str_from_cstr(bases[k])))
                return prefix.n;
    }
    return 0;
}

/* A unit without `/`. With `known` the base is that, and only a prefix may precede it.
 */
static bool read_base(struct str s, struct str known, bool binary, struct unit *out)
{
    size_t n;

    out->factor = 1;
    out->base = s;
    if (known.n) {
        struct str prefix = str_slice(s, 0, s.n - known.n);

        out->base = known;
        return str_ends_with(s, known) &&
               (prefix.n == 0 || unit_prefix(prefix, binary, &out->factor) == prefix.n);
    }
    if (find_factor(times, countof(times), s, &out->factor)) {
        out->base = STR("s");
        return true;
    }
    n = unit_prefix(s, binary, &out->factor);
    if (n == 0)
        n = small_prefix(s, &out->factor);
    if (n == 0)
        out->factor = 1;
    out->base = str_trim(str_slice(s, n, s.n));
    return true;
}

bool unit_read(struct str s, struct str known, bool binary, struct unit *out)
{
    const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
    struct str known_base = known;
    double per;

    if (known.n && memchr(known.p, '/', known.n))
        known_base = str_cut(&known, '/');
    *out = (struct unit){ .is_rate = slash != NULL };
    if (!slash)
        return read_base(s, known_base, binary, out);
    if (!read_base(str_slice(s, 0, (size_t)(slash - s.p)), known_base, binary, out) ||
        !find_factor(times, countof(times),
                     str_slice(s, (size_t)(slash - s.p) + 1, s.n), &per))
        return false;
    out->factor /= per;
    return true;
}
