#include "base/base.h"

#include "text/json.h"

void json_init(struct json *j, struct str text)
{
    *j = (struct json){ .text = text };
    if (str_starts_with(text, STR("\xef\xbb\xbf")))
        j->pos = 3;
}

static struct json_token fail(struct json *j, size_t offset, const char *reason)
{
    if (!j->error) {
        j->error = reason;
        j->error_offset = offset;
    }
    return (struct json_token){ .kind = JSON_ERROR, .offset = j->error_offset };
}

static void skip_blanks(struct json *j)
{
    for (; j->pos < j->text.n; j->pos++) {
        char c = j->text.p[j->pos];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            break;
    }
}

/* The byte at the position, or NUL at the end (which no token begins with either). */
static char peek(const struct json *j)
{
    return j->pos < j->text.n ? j->text.p[j->pos] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool in_object(const struct json *j)
{
    size_t level = j->depth - 1;

    return j->depth > 0 && (j->is_object[level / 64] >> level % 64 & 1);
}

static struct json_token token(const struct json *j, enum json_kind kind, size_t from)
{
    return (struct json_token){ kind, str_slice(j->text, from, j->pos), false, from };
}

static void after_value(struct json *j)
{
    j->state = j->depth ? JSON_WANTS_COMMA_OR_END : JSON_WANTS_NOTHING;
}

static struct json_token open(struct json *j, bool is_object)
{
    size_t level = j->depth;
    uint64_t bit = UINT64_C(1) << level % 64;

    if (level == JSON_DEPTH_MAX)
        return fail(j, j->pos, "nested too deeply");
    j->is_object[level / 64] &= ~bit;
    if (is_object)
        j->is_object[level / 64] |= bit;
    j->depth++;
    j->pos++;
    j->state = is_object ? JSON_WANTS_KEY_OR_END : JSON_WANTS_VALUE_OR_END;
    return token(j, is_object ? JSON_OBJECT_BEGIN : JSON_ARRAY_BEGIN, j->pos - 1);
}

static struct json_token close(struct json *j)
{
    bool is_object = in_object(j);

    if (peek(j) != (is_object ? '}' : ']'))
        return fail(j, j->pos, is_object ? "expected , or }" : "expected , or ]");
    j->depth--;
    j->pos++;
    after_value(j);
    return token(j, is_object ? JSON_OBJECT_END : JSON_ARRAY_END, j->pos - 1);
}

/* Length of the escape at the position, a backslash, or 0 when it is none of JSON. */
static size_t escape_length(const struct json *j)
{
    struct str rest = str_slice(j->text, j->pos, j->text.n);

    if (rest.n < 2 || !rest.p[1] || !strchr("\"\\/bfnrtu", rest.p[1]))
        return 0;
    if (rest.p[1] != 'u')
        return 2;
    for (size_t i = 2; i < 6; i++)
        if (i >= rest.n || !is_hex(rest.p[i]))
            return 0;
    return 6;
}

static struct json_token string(struct json *j, enum json_kind kind)
{
    struct json_token t = { .kind = kind, .offset = j->pos };
    size_t from = ++j->pos;

    for (; j->pos < j->text.n && peek(j) != '"'; j->pos++) {
        size_t n;

        if ((unsigned char)peek(j) < 0x20)
            return fail(j, j->pos, "a control character in a string");
        if (peek(j) != '\\')
            continue;
        n = escape_length(j);
        if (n == 0)
            return fail(j, j->pos, "an escape that JSON does not have");
        t.has_escape = true;
        j->pos += n - 1;
    }
    if (j->pos >= j->text.n)
        return fail(j, t.offset, "a string without its closing quote");
    t.text = str_slice(j->text, from, j->pos++);
    return t;
}

static struct json_token key(struct json *j)
{
    struct json_token t;

    if (peek(j) != '"')
        return fail(j, j->pos, "expected a key in quotes");
    t = string(j, JSON_KEY);
    if (j->error)
        return t;
    skip_blanks(j);
    if (peek(j) != ':')
        return fail(j, j->pos, "expected : behind a key");
    j->pos++;
    j->state = JSON_WANTS_VALUE;
    return t;
}

static size_t skip_digits(struct json *j)
{
    size_t from = j->pos;

    while (is_digit(peek(j)))
        j->pos++;
    return j->pos - from;
}

static struct json_token number(struct json *j)
{
    size_t from = j->pos, first;
    bool is_valid;

    j->pos += peek(j) == '-';
    first = j->pos;
    is_valid = skip_digits(j) > 0 && (j->text.p[first] != '0' || j->pos == first + 1);
    if (is_valid && peek(j) == '.') {
        j->pos++;
        is_valid = skip_digits(j) > 0;
    }
    if (is_valid && (peek(j) | 0x20) == 'e') {
        j->pos++;
        j->pos += peek(j) == '+' || peek(j) == '-';
        is_valid = skip_digits(j) > 0;
    }
    return is_valid ? token(j, JSON_NUMBER, from) : fail(j, from, "a malformed number");
}

static struct json_token word(struct json *j)
{
    static const struct {
        struct str text;
        enum json_kind kind;
    } words[] = {
        { { "true", 4 }, JSON_TRUE },
        { { "false", 5 }, JSON_FALSE },
        { { "null", 4 }, JSON_NULL },
    };
    struct str rest = str_slice(j->text, j->pos, j->text.n);

    for (size_t i = 0; i < countof(words); i++) {
        if (str_starts_with(rest, words[i].text)) {
            j->pos += words[i].text.n;
            return token(j, words[i].kind, j->pos - words[i].text.n);
        }
    }
    return fail(j, j->pos, rest.n ? "expected a value" : "the document ends early");
}

static struct json_token value(struct json *j)
{
    struct json_token t;
    char c = peek(j);

    if (c == '{' || c == '[')
        return open(j, c == '{');
    if (c == '"')
        t = string(j, JSON_STRING);
    else if (c == '-' || is_digit(c))
        t = number(j);
    else
        t = word(j);
    after_value(j);
    return t;
}

/* Behind a value: a comma and what follows it, or the end of the level. */
static struct json_token comma(struct json *j)
{
    if (peek(j) != ',')
        return close(j);
    j->pos++;
    skip_blanks(j);
    return in_object(j) ? key(j) : value(j);
}

struct json_token json_next(struct json *j)
{
    if (j->error)
        return fail(j, 0, j->error);
    skip_blanks(j);
    switch (j->state) {
    case JSON_WANTS_VALUE:
        return value(j);
    case JSON_WANTS_VALUE_OR_END:
        return peek(j) == ']' ? close(j) : value(j);
    case JSON_WANTS_KEY_OR_END:
        return peek(j) == '}' ? close(j) : key(j);
    case JSON_WANTS_COMMA_OR_END:
        return comma(j);
    case JSON_WANTS_NOTHING:
        break;
    }
    if (j->pos < j->text.n)
        return fail(j, j->pos, "text behind the document");
    return token(j, JSON_END, j->pos);
}

struct str json_skip(struct json *j, struct json_token begin)
{
    size_t outer = j->depth - 1;

    if (begin.kind != JSON_OBJECT_BEGIN && begin.kind != JSON_ARRAY_BEGIN)
        return begin.text;
    while (!j->error && j->depth > outer)
        (void)json_next(j);
    return j->error ? (struct str){ NULL, 0 }
                    : str_slice(j->text, begin.offset, j->pos);
}
