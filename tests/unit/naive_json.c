#include "base/base.h"

#include "naive_json.h"

struct naive {
    struct str s;
    size_t at;
};

static bool value(struct naive *n, unsigned depth);

/* The byte at hand, or -1 at the end. */
static int look(const struct naive *n)
{
    return n->at < n->s.n ? (unsigned char)n->s.p[n->at] : -1;
}

static bool take(struct naive *n, char c)
{
    if (look(n) != c)
        return false;
    n->at++;
    return true;
}

static void space(struct naive *n)
{
    while (take(n, ' ') || take(n, '\t') || take(n, '\r') || take(n, '\n'))
        ;
}

static bool hex(struct naive *n)
{
    int c = look(n);

    n->at++;
    return c > 0 && strchr("0123456789abcdefABCDEF", c);
}

static bool string(struct naive *n)
{
    if (!take(n, '"'))
        return false;
    while (!take(n, '"')) {
        int c = look(n);

        if (c < 0x20)
            return false;
        n->at++;
        if (c != '\\')
            continue;
        if (take(n, 'u')) {
            if (!hex(n) || !hex(n) || !hex(n) || !hex(n))
                return false;
            continue;
        }
        c = look(n);
        if (c <= 0 || !strchr("\"\\/bfnrt", c))
            return false;
        n->at++;
    }
    return true;
}

static bool digit(struct naive *n)
{
    int c = look(n);

    if (c < '0' || c > '9')
        return false;
    n->at++;
    return true;
}

static bool digits(struct naive *n)
{
    if (!digit(n))
        return false;
    while (digit(n))
        ;
    return true;
}

static bool number(struct naive *n)
{
    (void)take(n, '-');
    if (!take(n, '0') && !digits(n))
        return false;
    if (take(n, '.') && !digits(n))
        return false;
    if (!take(n, 'e') && !take(n, 'E'))
        return true;
    if (!take(n, '+'))
        (void)take(n, '-');
    return digits(n);
}

static bool word(struct naive *n, const char *w)
{
    for (; *w; w++)
        if (!take(n, *w))
            return false;
    return true;
}

static bool member(struct naive *n, unsigned depth, char close)
{
    if (close == '}') {
        space(n);
        if (!string(n))
            return false;
        space(n);
        if (!take(n, ':'))
            return false;
    }
    return value(n, depth);
}

/* An object or array behind its opening bracket. */
static bool members(struct naive *n, unsigned depth, char close)
{
    if (depth == 0)
        return false;
    space(n);
    if (take(n, close))
        return true;
    do
        if (!member(n, depth - 1, close))
            return false;
    while (take(n, ','));
    return take(n, close);
}

static bool value(struct naive *n, unsigned depth)
{
    bool ok;

    space(n);
    if (take(n, '{'))
        ok = members(n, depth, '}');
    else if (take(n, '['))
        ok = members(n, depth, ']');
    else if (look(n) == '"')
        ok = string(n);
    else if (look(n) == 't')
        ok = word(n, "true");
    else if (look(n) == 'f')
        ok = word(n, "false");
    else if (look(n) == 'n')
        ok = word(n, "null");
    else
        ok = number(n);
    space(n);
    return ok;
}

bool naive_json_object(struct str s, unsigned depth)
{
    struct naive n = { .s = s };

    space(&n);
    return look(&n) == '{' && value(&n, depth) && n.at == s.n;
}
