#include "base/base.h"

#include "text/uri.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Cut what stands before the first character of `stops`, or all, off `*rest`. */
static struct str cut_before(struct str *rest, struct str stops)
{
    size_t n = 0;
    struct str head;

    while (n < rest->n && !memchr(stops.p, rest->p[n], stops.n))
        n++;
    head = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return head;
}

/* The scheme without its colon; p is NULL, and `*rest` as it was, without one. */
static struct str cut_scheme(struct str *rest)
{
    struct str scheme = { NULL, 0 };
    size_t n = 0;

    if (rest->n == 0 || !is_letter(rest->p[0]))
        return scheme;
    while (n < rest->n && (is_letter(rest->p[n]) || is_digit(rest->p[n]) ||
                           memchr("+-.", rest->p[n], 3)))
        n++;
    if (n == rest->n || rest->p[n] != ':')
        return scheme;
    scheme = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n + 1, rest->n);
    return scheme;
}

/* `user:password@` in front of the host. The last @ ends it: people forget to encode.
 */
static void cut_user(struct str *authority, struct uri *out)
{
    size_t at = authority->n;
    struct str user;

    while (at > 0 && authority->p[at - 1] != '@')
        at--;
    if (at == 0)
        return;
    user = str_slice(*authority, 0, at - 1);
    *authority = str_slice(*authority, at, authority->n);
    out->part[URI_USERNAME] = cut_before(&user, STR(":"));
    if (user.n)
        out->part[URI_PASSWORD] = str_slice(user, 1, user.n);
}

static bool read_port(struct str text, struct uri *out)
{
    unsigned port = 0;

    if (text.n == 0)
        return true;
    for (size_t i = 0; i < text.n; i++) {
        if (!is_digit(text.p[i]))
            return false;
        port = port * 10 + (unsigned)(text.p[i] - '0');
        if (port > 65535)
            return false;
    }
    out->part[URI_PORT] = text;
    return true;
}

static bool split_authority(struct str authority, struct uri *out)
{
    struct str rest;
    size_t end = 0;

    out->has_authority = true;
    cut_user(&authority, out);
    if (authority.n && authority.p[0] == '[') {
        while (end < authority.n && authority.p[end] != ']')
            end++;
        if (end == authority.n)
            return false;
        end++;
    } else {
        while (end < authority.n && authority.p[end] != ':')
            end++;
    }
    out->part[URI_HOST] = str_slice(authority, 0, end);
    rest = str_slice(authority, end, authority.n);
    if (rest.n == 0)
        return true;
    return rest.p[0] == ':' && read_port(str_slice(rest, 1, rest.n), out);
}

bool uri_split(struct str text, struct uri *out)
{
    struct str rest = text;
    struct str path;
    bool is_opaque;

    *out = (struct uri){ .has_authority = false };
    out->part[URI_SCHEME] = cut_scheme(&rest);
    is_opaque = out->part[URI_SCHEME].p && rest.n && !memchr("/?#", rest.p[0], 3);
    if (!is_opaque && str_starts_with(rest, STR("//"))) {
        rest = str_slice(rest, 2, rest.n);
        if (!split_authority(cut_before(&rest, STR("/?#")), out))
            return false;
    }
    path = cut_before(&rest, is_opaque ? STR("#") : STR("?#"));
    if (path.n && !is_opaque)
        out->part[URI_PATH] = path;
    if (rest.n && rest.p[0] == '?') {
        rest = str_slice(rest, 1, rest.n);
        out->part[URI_QUERY] = cut_before(&rest, STR("#"));
    }
    if (rest.n)
        out->part[URI_FRAGMENT] = str_slice(rest, 1, rest.n);
    return true;
}

bool uri_is_valid(struct str text)
{
    static const char banned[] = " \"<>\\^`{|}";

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c < 0x20 || c == 0x7f || memchr(banned, c, sizeof banned - 1))
            return false;
        if (c == '%' &&
            (text.n - i < 3 || !is_hex(text.p[i + 1]) || !is_hex(text.p[i + 2])))
            return false;
    }
    return true;
}
