#include "base/base.h"

#include "text/json_text.h"
#include "text/json_walk.h"

enum { PATH_ROOM = 16 /* ".", "[4294967295]" a level */ };

struct level {
    size_t path_n; /* of the path that names this value; members are added behind */
    uint64_t index;
    bool is_array;
};

struct walk {
    const char *start, *p, *end;
    const char *why; /* set once: the walk is over */
    const struct json_visitor *visitor;
    struct buf path; /* where values are nested or keys hold escapes */
    struct str key;  /* of the member at hand, when depth is 1 and it is a view */
    bool key_is_view;
    unsigned depth;
    struct level level[JSON_DEPTH_MAX + 1]; /* level[depth] is the open one */
};

static bool fail(struct walk *w, const char *why)
{
    w->why = why;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct walk *w)
{
    while (w->p < w->end && is_space(*w->p))
        w->p++;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* Step over an escape; p stands on the backslash. */
static bool skip_escape(struct walk *w)
{
    char c;

    if (w->end - w->p < 2)
        return fail(w, "string is cut off");
    c = w->p[1];
    if (c != 'u') {
        w->p += 2;
        return (c && strchr("\"\\/bfnrt", c)) || fail(w, "unknown escape in a string");
    }
    if (w->end - w->p < 6)
        return fail(w, "string is cut off");
    for (int i = 2; i < 6; i++)
        if (!is_hex(w->p[i]))
            return fail(w, "\\u without four hexadecimal digits");
    w->p += 6;
    return true;
}

/* Does one of the eight bytes need a look: quote, backslash, control character? */
static bool is_dull(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t x, quote, backslash;

    memcpy(&x, p, sizeof x);
    quote = x ^ ones * '"';
    backslash = x ^ ones * '\\';
    return ((((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) |
             ((backslash - ones) & ~backslash)) &
            high) == 0;
}

/* Step over a string; p stands on the opening quote. *inside is a view. */
static bool skip_string(struct walk *w, struct str *inside, bool *is_escaped)
{
    const char *from = ++w->p;

    *is_escaped = false;
    for (;;) {
        while (w->end - w->p >= 8 && is_dull(w->p))
            w->p += 8;
        if (w->p >= w->end)
            return fail(w, "string is cut off");
        if (*w->p == '"')
            break;
        if ((unsigned char)*w->p < 0x20)
            return fail(w, *w->p ? "control character in a string"
                                 : "NUL byte in a string");
        if (*w->p != '\\') {
            w->p++;
            continue;
        }
        *is_escaped = true;
        if (!skip_escape(w))
            return false;
    }
    *inside = (struct str){ from, (size_t)(w->p++ - from) };
    return true;
}

static size_t skip_digits(struct walk *w)
{
    const char *from = w->p;

    while (w->p < w->end && *w->p >= '0' && *w->p <= '9')
        w->p++;
    return (size_t)(w->p - from);
}

static bool skip_number(struct walk *w)
{
    const char *digits;
    size_t n;

    if (*w->p == '-')
        w->p++;
    digits = w->p;
    n = skip_digits(w);
    if (n == 0 || (n > 1 && *digits == '0'))
        return fail(w, "malformed number");
    if (w->p < w->end && *w->p == '.') {
        w->p++;
        if (skip_digits(w) == 0)
            return fail(w, "malformed number");
    }
    if (w->p < w->end && (*w->p | 32) == 'e') {
        w->p++;
        if (w->p < w->end && (*w->p == '+' || *w->p == '-'))
            w->p++;
        if (skip_digits(w) == 0)
            return fail(w, "malformed number");
    }
    return true;
}

static bool skip_word(struct walk *w, struct str word)
{
    if ((size_t)(w->end - w->p) < word.n || memcmp(w->p, word.p, word.n) != 0)
        return fail(w, "a value is expected here");
    w->p += word.n;
    return true;
}

/* Is somebody interested in the members of the open value? */
static bool is_told(const struct walk *w)
{
    return w->depth == 1 || w->visitor->deep;
}

static void path_add_index(struct walk *w, uint64_t index)
{
    buf_printf(&w->path, "[%llu]", (unsigned long long)index);
}

/* Put the name of the member at hand into the path: key of an object or index. */
static void name_member(struct walk *w, struct str key, bool is_escaped)
{
    struct level *level = &w->level[w->depth];
    char *room;

    w->key_is_view = w->depth == 1 && !level->is_array && !is_escaped;
    w->key = key;
    if (w->key_is_view || !is_told(w))
        return;
    w->path.n = level->path_n;
    if (level->is_array) {
        path_add_index(w, level->index++);
        return;
    }
    if (w->depth > 1)
        buf_add_char(&w->path, '.');
    room = buf_reserve(&w->path, key.n);
    if (room)
        w->path.n += json_unescape(key, room);
}

static void tell(struct walk *w, enum json_kind kind, struct str text)
{
    struct json_scalar s = { .path = w->key_is_view ? w->key : buf_str(&w->path),
                             .path_is_view = w->key_is_view,
                             .kind = kind,
                             .text = text };

    if (is_told(w))
        w->visitor->scalar(w->visitor->ctx, &s);
}

/* A scalar; p stands on its first character. */
static bool scalar(struct walk *w)
{
    const char *from = w->p;
    struct str text;
    bool is_escaped;

    switch (*w->p) {
    case '"':
        if (!skip_string(w, &text, &is_escaped))
            return false;
        tell(w, is_escaped ? JSON_ESCAPED : JSON_PLAIN, text);
        return true;
    case 't':
    case 'f':
        if (!skip_word(w, *from == 't' ? STR("true") : STR("false")))
            return false;
        tell(w, JSON_BOOL, (struct str){ from, (size_t)(w->p - from) });
        return true;
    case 'n':
        if (!skip_word(w, STR("null")))
            return false;
        tell(w, JSON_NULL, STR("null"));
        return true;
    default:
        if (*from != '-' && (*from < '0' || *from > '9'))
            return fail(w, "a value is expected here");
        if (!skip_number(w))
            return false;
        tell(w, JSON_NUMBER, (struct str){ from, (size_t)(w->p - from) });
        return true;
    }
}

/* Open an object or array; p stands on its bracket. */
static bool open_value(struct walk *w, bool is_array)
{
    size_t path_n = 0;

    if (w->depth == JSON_DEPTH_MAX)
        return fail(w, "nested too deeply");
    if (w->depth && is_told(w) && w->visitor->deep) {
        if (w->key_is_view) {
            w->path.n = 0;
            buf_add(&w->path, w->key);
        }
        path_n = w->path.n;
    }
    w->level[++w->depth] = (struct level){ .path_n = path_n, .is_array = is_array };
    w->p++;
    return true;
}

/* "key": before a member of an object. */
static bool member_key(struct walk *w)
{
    bool is_escaped;
    struct str key;

    if (w->p >= w->end)
        return fail(w, "record is cut off");
    if (*w->p != '"')
        return fail(w, "a key in quotes is expected here");
    if (!skip_string(w, &key, &is_escaped))
        return false;
    name_member(w, key, is_escaped);
    skip_space(w);
    if (w->p >= w->end)
        return fail(w, "record is cut off");
    if (*w->p != ':')
        return fail(w, "a colon is expected here");
    w->p++;
    skip_space(w);
    return true;
}

/* A member of the open value: a scalar, or the start of a nested value. */
static bool member(struct walk *w)
{
    if (!w->level[w->depth].is_array) {
        if (!member_key(w))
            return false;
    } else {
        name_member(w, (struct str){ 0 }, false);
    }
    if (w->p >= w->end)
        return fail(w, "record is cut off");
    if (*w->p == '{' || *w->p == '[')
        return open_value(w, *w->p == '[');
    return scalar(w);
}

/*
 * Close values and step over a comma, until the next member is due or the outermost
 * value is closed. `first`: a value was just opened, so it may close at once.
 */
static bool between_members(struct walk *w, bool first)
{
    while (w->depth) {
        char close = w->level[w->depth].is_array ? ']' : '}';

        skip_space(w);
        if (w->p >= w->end)
            return fail(w, "record is cut off");
        if (*w->p == close) {
            w->p++;
            w->depth--;
            first = false;
            continue;
        }
        if (first)
            return true;
        if (*w->p != ',')
            return fail(w, "a comma or a closing bracket is expected here");
        w->p++;
        skip_space(w);
        return true;
    }
    return true;
}

static bool walk_object(struct walk *w)
{
    skip_space(w);
    if (w->p >= w->end)
        return fail(w, "no JSON object");
    if (*w->p != '{')
        return fail(w, "no JSON object");
    (void)open_value(w, false);
    if (!between_members(w, true))
        return false;
    while (w->depth) {
        unsigned before = w->depth;

        if (!member(w) || !between_members(w, w->depth > before))
            return false;
    }
    return true;
}

bool json_walk(struct str text, const struct json_visitor *visitor, size_t *used,
               struct json_problem *problem)
{
    struct walk w;
    bool is_whole;

    /* Not zeroed as a whole: the levels are filled as they open. */
    w.start = w.p = text.p;
    w.end = text.p + text.n;
    w.why = NULL;
    w.visitor = visitor;
    w.key = (struct str){ 0 };
    w.key_is_view = false;
    w.depth = 0;
    buf_init(&w.path, text.n + (size_t)PATH_ROOM * JSON_DEPTH_MAX);
    is_whole = walk_object(&w);
    if (is_whole && w.path.failed)
        is_whole = fail(&w, "out of memory");
    buf_release(&w.path);
    *used = (size_t)(w.p - w.start);
    if (!is_whole)
        *problem = (struct json_problem){ .offset = *used, .why = w.why };
    return is_whole;
}

size_t json_space(struct str text)
{
    size_t n = 0;

    while (n < text.n && is_space(text.p[n]))
        n++;
    return n;
}
