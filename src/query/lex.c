/*
 * lex.c - query text to tokens.
 *
 * Words are cut in two ways. In a filter a word is wide: everything up to white
 * space or a byte that ends a value. In an expression it is narrow: the bytes of
 * a name, with indices, and a colon only inside a function's name.
 */
#include "base/base.h"

#include "query/lex.h"

enum { SPACE_BYTES_MAX = 3 };

/* The byte at `pos`, or 0 past the end. */
static char at(struct str text, size_t pos)
{
    return pos < text.n ? text.p[pos] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool lex_is_name_byte(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("_.#@&$\\'~^`", c) != NULL);
}

/* A byte that ends an unquoted value (section 2, rule 9), white space aside. */
static bool ends_value(char c)
{
    return c == '\0' || strchr("()[]{}|,;\"=!<>", c) != NULL;
}

/* Bytes of white space at `pos`: blanks, and what pages put between words. */
static size_t space_bytes(struct str text, size_t pos)
{
    static const char *const wide[] = { "\xC2\xA0", "\xEF\xBB\xBF", "\xE2\x80\x8B" };
    char c = at(text, pos);

    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if ((unsigned char)c < 0x80)
        return 0;
    for (size_t i = 0; i < countof(wide); i++)
        if (str_starts_with(str_slice(text, pos, pos + SPACE_BYTES_MAX),
                            str_from_cstr(wide[i])))
            return strlen(wide[i]);
    return 0;
}

static size_t find_from(struct str text, size_t pos, struct str needle)
{
    size_t found = str_find(str_slice(text, pos, text.n), needle);

    return found == SIZE_MAX ? SIZE_MAX : pos + found;
}

size_t lex_skip_blanks(struct str text, size_t pos)
{
    for (;;) {
        size_t n = space_bytes(text, pos);
        struct str rest = str_slice(text, pos, pos + 2);

        if (n) {
            pos += n;
        } else if (str_eq(rest, STR("//"))) {
            pos = find_from(text, pos, STR("\n"));
            if (pos == SIZE_MAX)
                return text.n;
        } else if (str_eq(rest, STR("/*"))) {
            size_t end = find_from(text, pos + 2, STR("*/"));

            if (end == SIZE_MAX)
                return pos;
            pos = end + 2;
        } else {
            return pos;
        }
    }
}

/* ---- words ------------------------------------------------------------ */

/* Bytes of `[12]` or `[]` at `pos`, or 0. */
static size_t index_bytes(struct str text, size_t pos)
{
    size_t end = pos + 1;

    if (at(text, pos) != '[')
        return 0;
    while (is_digit(at(text, end)))
        end++;
    return at(text, end) == ']' ? end + 1 - pos : 0;
}

/* The end of a wide word; with_index: `a[0].b` is one. */
static size_t wide_word_end(struct str text, size_t pos, bool with_index)
{
    size_t start = pos;

    while (pos < text.n) {
        size_t n = with_index && pos > start ? index_bytes(text, pos) : 0;

        if (n) {
            pos += n;
            continue;
        }
        if (ends_value(at(text, pos)) || space_bytes(text, pos) ||
            (at(text, pos) == ':' && at(text, pos + 1) == '='))
            return pos;
        pos++;
    }
    return pos;
}

/* `1.7E` at [start, pos) and `-10` behind it belong together. */
static bool is_exponent_sign(struct str text, size_t start, size_t pos)
{
    char e = pos > start ? at(text, pos - 1) : '\0';

    return (at(text, pos) == '-' || at(text, pos) == '+') && (e == 'e' || e == 'E') &&
           is_digit(at(text, pos + 1)) &&
           lex_is_number(str_slice(text, start, pos - 1));
}

/* `foo*` where nothing that could be multiplied follows. */
static bool is_final_star(struct str text, size_t pos)
{
    if (at(text, pos) != '*' || at(text, pos + 1) == '/')
        return false;
    pos = lex_skip_blanks(text, pos + 1);
    return pos == text.n || (at(text, pos) && strchr(",])|;}", at(text, pos)));
}

static size_t narrow_word_end(struct str text, size_t pos)
{
    size_t start = pos;

    while (pos < text.n) {
        size_t n = pos > start ? index_bytes(text, pos) : 0;
        bool in_name = at(text, pos) == ':' && is_letter(at(text, pos + 1)) &&
                       pos > start && is_letter(at(text, pos - 1));

        if (n)
            pos += n;
        else if (!space_bytes(text, pos) &&
                 (lex_is_name_byte(at(text, pos)) || in_name ||
                  is_exponent_sign(text, start, pos) || is_final_star(text, pos)))
            pos++;
        else
            return pos;
    }
    return pos;
}

static struct lex_token word(struct str text, size_t pos, size_t end)
{
    struct lex_token t = { .kind = LEX_WORD, .span = { pos, end - pos } };

    t.text = str_slice(text, pos, end);
    if (str_ends_with(t.text, STR("//")))
        t.fault = LEX_WORD_COMMENT;
    for (size_t i = 0; i < t.text.n; i++)
        if ((unsigned char)t.text.p[i] < ' ' || t.text.p[i] == 0x7F)
            t.fault = LEX_BYTE;
    return t;
}

/* ---- what is quoted ---------------------------------------------------- */

/* The position of the quote that closes the one before `pos`, or SIZE_MAX. */
static size_t closing_quote(struct str text, size_t pos)
{
    for (; pos < text.n; pos++) {
        if (text.p[pos] == '"')
            return pos;
        if (text.p[pos] == '\\')
            pos++;
    }
    return SIZE_MAX;
}

static size_t line_end(struct str text, size_t pos)
{
    size_t end = find_from(text, pos, STR("\n"));

    return end == SIZE_MAX ? text.n : end;
}

static struct lex_token string(struct str text, size_t pos)
{
    struct lex_token t = { .kind = LEX_STRING };
    size_t end = closing_quote(text, pos + 1);
    size_t next = end + 1;

    if (end == SIZE_MAX) {
        t.fault = LEX_STRING_OPEN;
        end = next = line_end(text, pos);
    } else if (end == pos + 1 && at(text, end + 1) == '"') {
        t.fault = LEX_STRING_TRIPLE;
    } else if (line_end(text, pos) < end) {
        t.fault = LEX_STRING_LINES;
    }
    t.text = str_slice(text, pos + 1, end);
    t.span = (struct span){ pos, next - pos };
    return t;
}

/*
 * The slash that ends a regular expression, or SIZE_MAX when the line ends
 * first. Inside a character class a slash does not end it.
 */
static size_t closing_slash(struct str text, size_t pos)
{
    bool in_class = false;

    for (; pos < text.n && text.p[pos] != '\n'; pos++) {
        if (text.p[pos] == '\\' && at(text, pos + 1) != '\n')
            pos++;
        else if (text.p[pos] == '[')
            in_class = true;
        else if (text.p[pos] == ']')
            in_class = false;
        else if (text.p[pos] == '/' && !in_class)
            return pos;
    }
    return SIZE_MAX;
}

static struct lex_token regex(struct str text, size_t pos)
{
    struct lex_token t = { .kind = LEX_REGEX };
    size_t close = closing_slash(text, pos + 1);
    size_t end;

    if (close == SIZE_MAX) {
        t.fault = LEX_REGEX_OPEN;
        close = line_end(text, pos);
        end = close;
    } else {
        end = close + 1;
        while (is_letter(at(text, end)) || is_digit(at(text, end)))
            end++;
        t.flags = str_slice(text, close + 1, end);
    }
    for (size_t i = 0; i < t.flags.n; i++)
        if (!strchr("dmigF", t.flags.p[i]))
            t.fault = LEX_REGEX_FLAG;
    t.text = str_slice(text, pos + 1, close);
    t.span = (struct span){ pos, end - pos };
    return t;
}

/* ---- names with a mark: ?name, $name() ---------------------------------- */

static bool is_param_byte(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("_-.#@", c) != NULL);
}

/* A quoted name behind the mark at `pos`. */
static struct lex_token marked_string(struct str text, size_t pos, enum lex_kind kind)
{
    struct lex_token t = string(text, pos + 1);

    t.kind = kind;
    t.quoted = true;
    t.span = (struct span){ pos, t.span.length + 1 };
    return t;
}

static struct lex_token param(struct str text, size_t pos)
{
    struct lex_token t = { .kind = LEX_PARAM };
    size_t end = pos + 1;

    if (at(text, end) == '"')
        return marked_string(text, pos, LEX_PARAM);
    if (at(text, end) == '{')
        return (struct lex_token){ .kind = LEX_PARAM_OPEN, .span = { pos, 2 } };
    while (is_param_byte(at(text, end)) && !space_bytes(text, end))
        end++;
    t.text = str_slice(text, pos + 1, end);
    t.span = (struct span){ pos, end - pos };
    if (t.text.n == 0)
        t.fault = LEX_PARAM_NAME;
    return t;
}

/* `$name(` and `$"name"(`; any other `$x` is a word and kind END here. */
static struct lex_token saved(struct str text, size_t pos)
{
    size_t end = pos + 1;

    if (at(text, end) == '"')
        return marked_string(text, pos, LEX_SAVED);
    while ((lex_is_name_byte(at(text, end)) && !space_bytes(text, end)) ||
           (at(text, end) && strchr("/:-", at(text, end))))
        end++;
    if (end == pos + 1 || at(text, end) != '(')
        return (struct lex_token){ .kind = LEX_END };
    return (struct lex_token){ .kind = LEX_SAVED,
                               .text = str_slice(text, pos + 1, end),
                               .span = { pos, end - pos } };
}

/* ---- marks -------------------------------------------------------------- */

static const struct {
    char text[4]; /* the longer first */
    enum lex_kind kind;
    bool in_expression; /* only there */
} marks[] = {
    { "<=>", LEX_LINK, false },
    { "==", LEX_EQUAL_EQUAL, false },
    { "=~", LEX_APPLY, false },
    { "=>", LEX_ARROW, false },
    { "!=", LEX_NOT_EQUAL, false },
    { "<=", LEX_LESS_EQUAL, false },
    { ">=", LEX_GREATER_EQUAL, false },
    { ":=", LEX_ASSIGN, false },
    { "|", LEX_PIPE, false },
    { ",", LEX_COMMA, false },
    { ";", LEX_SEMICOLON, false },
    { "(", LEX_PAREN_OPEN, false },
    { ")", LEX_PAREN_CLOSE, false },
    { "[", LEX_BRACKET_OPEN, false },
    { "]", LEX_BRACKET_CLOSE, false },
    { "{", LEX_BRACE_OPEN, false },
    { "}", LEX_BRACE_CLOSE, false },
    { "=", LEX_EQUAL, false },
    { "<", LEX_LESS, false },
    { ">", LEX_GREATER, false },
    { "!", LEX_BANG, false },
    { ":", LEX_COLON, true },
    { "+", LEX_PLUS, true },
    { "-", LEX_MINUS, true },
    { "*", LEX_STAR, true },
    { "/", LEX_SLASH, true },
    { "%", LEX_PERCENT, true },
};

static struct lex_token mark(struct str text, size_t pos, bool in_expression)
{
    for (size_t i = 0; i < countof(marks); i++) {
        struct str m = str_from_cstr(marks[i].text);

        if ((in_expression || !marks[i].in_expression) &&
            str_starts_with(str_slice(text, pos, text.n), m))
            return (struct lex_token){ .kind = marks[i].kind,
                                       .span = { pos, m.n },
                                       .text = str_slice(text, pos, pos + m.n) };
    }
    return (struct lex_token){ .kind = LEX_END };
}

/* ---- the token ---------------------------------------------------------- */

/* A byte that begins a wide word where an operand is wanted: no operator could. */
static bool begins_wide_operand(char c)
{
    return c != '\0' && strchr("*%+", c) != NULL;
}

static struct lex_token in_expression(struct str text, size_t pos, enum lex_mode mode)
{
    bool at_operand = mode == LEX_OPERAND;
    char c = at(text, pos);
    size_t end;

    if (at_operand && begins_wide_operand(c))
        return word(text, pos, wide_word_end(text, pos, false));
    if (at_operand && c == '-' && is_digit(at(text, pos + 1))) {
        end = narrow_word_end(text, pos + 1);
        if (lex_is_number(str_slice(text, pos, end)))
            return word(text, pos, end);
    }
    if (at_operand && c == '/')
        return regex(text, pos);
    end = narrow_word_end(text, pos);
    return end > pos ? word(text, pos, end) : mark(text, pos, true);
}

static struct lex_token in_filter(struct str text, size_t pos, enum lex_mode mode)
{
    struct lex_token t = mark(text, pos, false);

    if (t.kind != LEX_END)
        return t;
    if (at(text, pos) == '/')
        return regex(text, pos);
    return word(text, pos, wide_word_end(text, pos, mode == LEX_FILTER));
}

static struct lex_token begin_token(struct str text, size_t pos, enum lex_mode mode)
{
    struct lex_token t = { .kind = LEX_END, .span = { pos, 0 } };
    char c = at(text, pos);

    if (pos >= text.n)
        return t;
    if (str_eq(str_slice(text, pos, pos + 2), STR("/*"))) {
        t.fault = LEX_COMMENT_OPEN;
        return t;
    }
    if (c == '"')
        return string(text, pos);
    if (c == '?')
        return param(text, pos);
    if (c == '$' && mode != LEX_VALUE && mode != LEX_OPERATOR)
        t = saved(text, pos);
    if (t.kind == LEX_END)
        t = mode == LEX_FILTER || mode == LEX_VALUE ? in_filter(text, pos, mode)
                                                    : in_expression(text, pos, mode);
    if (t.span.length == 0)
        t = (struct lex_token){ .kind = LEX_WORD,
                                .fault = LEX_BYTE,
                                .span = { pos, 1 },
                                .text = str_slice(text, pos, pos + 1) };
    return t;
}

struct lex_token lex_at(struct str text, size_t pos, enum lex_mode mode)
{
    size_t start = lex_skip_blanks(text, pos);
    struct lex_token t = begin_token(text, start, mode);

    t.spaced = start > pos;
    return t;
}

const char *lex_kind_words(enum lex_kind kind)
{
    static const char *const words[] = {
#define X(name, text) text,
        LEX_LIST(X)
#undef X
    };

    return words[kind];
}

/* ---- classes of words ---------------------------------------------------- */

static size_t digits_end(struct str s, size_t pos)
{
    while (is_digit(at(s, pos)))
        pos++;
    return pos;
}

bool lex_is_number(struct str s)
{
    size_t start = at(s, 0) == '-' || at(s, 0) == '+';
    size_t pos = digits_end(s, start);
    size_t ndigits = pos - start;

    if (at(s, pos) == '.') {
        size_t fraction = pos + 1;

        pos = digits_end(s, fraction);
        ndigits += pos - fraction;
    }
    if (ndigits == 0)
        return false;
    if (at(s, pos) == 'e' || at(s, pos) == 'E') {
        size_t sign = at(s, pos + 1) == '-' || at(s, pos + 1) == '+';
        size_t exponent = pos + 1 + sign;

        pos = digits_end(s, exponent);
        if (pos == exponent)
            return false;
    }
    return pos == s.n;
}

bool lex_is_field_name(struct str s)
{
    size_t pos = 0;

    while (pos < s.n) {
        size_t n = pos ? index_bytes(s, pos) : 0;
        char c = s.p[pos];

        if (!n && space_bytes(s, pos))
            return false;
        if (!n && !is_letter(c) && !is_digit(c) && (unsigned char)c < 0x80 &&
            (c == '\0' || !strchr("_.#@%&$", c)))
            return false;
        pos += n ? n : 1;
    }
    return s.n > 0;
}

bool lex_is_param_name(struct str s)
{
    for (size_t pos = 0; pos < s.n; pos++)
        if (!is_param_byte(s.p[pos]) || space_bytes(s, pos))
            return false;
    return s.n > 0;
}
