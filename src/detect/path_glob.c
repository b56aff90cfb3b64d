#include "base/base.h"

#include "base/arena.h"
#include "detect/path_glob.h"

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind `\Device\HarddiskVolume3`, or 0. */
static size_t device_prefix(struct str path)
{
    static const struct str prefix = { "\\Device\\HarddiskVolume", 22 };
    size_t at = prefix.n;

    if (path.n < at || !str_eq_nocase(str_slice(path, 0, at), prefix))
        return 0;
    while (at < path.n && path.p[at] >= '0' && path.p[at] <= '9')
        at++;
    return at > prefix.n && (at == path.n || is_slash(path.p[at])) ? at : 0;
}

/* Ways to begin the name of a share; what follows is the server. */
static const struct str share_prefixes[] = {
    { "\\Device\\Mup\\", 12 },
    { "\\??\\UNC\\", 8 },
    { "\\\\?\\UNC\\", 8 },
    { "\\\\", 2 },
};

static bool starts_with_nocase(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq_nocase(str_slice(s, 0, prefix.n), prefix);
}

struct str path_below_volume(struct str path, bool *is_share)
{
    size_t device = device_prefix(path);
    bool is_raw =
        str_starts_with(path, STR("\\\\?\\")) || str_starts_with(path, STR("\\??\\"));

    *is_share = false;
    if (device)
        return str_slice(path, device, path.n);
    for (size_t i = 0; i < countof(share_prefixes); i++)
        if (starts_with_nocase(path, share_prefixes[i]) &&
            !(is_raw && i == countof(share_prefixes) - 1)) {
            *is_share = true;
            return str_slice(path, share_prefixes[i].n - 1, path.n);
        }
    if (is_raw)
        path = str_slice(path, 4, path.n);
    if (path.n >= 3 && is_letter(path.p[0]) && path.p[1] == ':' && is_slash(path.p[2]))
        return str_slice(path, 2, path.n);
    return path;
}

/* The next part of `*rest`, which begins behind a slash; p is NULL at the end. */
static struct str next_part(struct str *rest)
{
    size_t n = 0;
    struct str part;

    while (n < rest->n && !is_slash(rest->p[n]))
        n++;
    part = str_slice(*rest, 0, n);
    *rest = n < rest->n ? str_slice(*rest, n + 1, rest->n) : (struct str){ NULL, 0 };
    return part;
}

static size_t count_parts(struct str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.n; i++)
        n += is_slash(text.p[i]);
    return n;
}

bool path_glob_compile(struct path_glob *g, struct arena *arena, struct str pattern)
{
    bool is_share;
    struct str rest = path_below_volume(pattern, &is_share);
    size_t n;

    *g = (struct path_glob){ .is_anchored = rest.n && is_slash(rest.p[0]),
                             .is_share = is_share };
    if (g->is_anchored)
        rest = str_slice(rest, 1, rest.n);
    n = count_parts(rest);
    if (n > PATH_PARTS_MAX)
        return false;
    g->part = arena_new_array(arena, struct glob, n);
    g->is_deep = arena_new_array(arena, bool, n);
    if (!g->part || !g->is_deep)
        return false;
    while (rest.p) {
        struct str part = next_part(&rest);

        g->is_deep[g->n] = str_eq(part, STR("**"));
        if (!glob_compile(&g->part[g->n++], arena, part, true))
            return false;
    }
    return true;
}

/*
 * Split into parts; SIZE_MAX when there are too many or the path is not plain. Windows
 * takes several slashes for one.
 */
static size_t split(struct str path, struct str part[PATH_PARTS_MAX], bool *is_share)
{
    struct str rest = path_below_volume(path, is_share);
    size_t n = 0;

    if (rest.n && is_slash(rest.p[0]))
        rest = str_slice(rest, 1, rest.n);
    while (rest.p) {
        if (n == PATH_PARTS_MAX)
            return SIZE_MAX;
        part[n] = next_part(&rest);
        if (str_eq(part[n], STR(".")) || str_eq(part[n], STR("..")))
            return SIZE_MAX;
        n += part[n].n > 0;
    }
    return n;
}

/*
 * Does g's part `at` and all behind it match part[from … n-1]? As with stars in a word,
 * only the last `**` needs to be tried again.
 */
static bool match_from(const struct path_glob *g, const struct str *part, size_t n,
                       size_t from)
{
    size_t at = 0, deep = SIZE_MAX, deep_from = 0;

    while (from < n) {
        if (at < g->n && g->is_deep[at]) {
            deep = at++;
            deep_from = from;
        } else if (at < g->n && glob_match(&g->part[at], part[from])) {
            at++;
            from++;
        } else if (deep != SIZE_MAX) {
            at = deep + 1;
            from = ++deep_from;
        } else {
            return false;
        }
    }
    while (at < g->n && g->is_deep[at])
        at++;
    return at == g->n;
}

bool path_glob_match(const struct path_glob *g, struct str path)
{
    struct str part[PATH_PARTS_MAX];
    bool is_share;
    size_t n = split(path, part, &is_share);

    if (n == SIZE_MAX || (g->is_anchored && g->is_share != is_share))
        return false;
    for (size_t from = 0; from < n; from++) {
        if (match_from(g, part, n, from))
            return true;
        if (g->is_anchored)
            return false;
    }
    return false;
}
