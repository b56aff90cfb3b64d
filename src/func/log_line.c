#include "base/base.h"

#include "func/log_line.h"
#include "text/utf8.h"

enum { CEF_HEADERS = 7, LEEF_HEADERS = 5 };

/* ---- headers ------------------------------------------------------------------ */

/* The text up to the next bar that no backslash protects; the rest is left behind it.
 */
static struct str cut_header(struct str *rest)
{
    size_t i = 0;
    struct str head;

    while (i < rest->n && rest->p[i] != '|')
        i += rest->p[i] == '\\' ? 2 : 1;
    head = str_slice(*rest, 0, i);
    *rest = i < rest->n ? str_slice(*rest, i + 1, rest->n) : (struct str){ NULL, 0 };
    return head;
}

/* The rest of the line behind `marker`; p is NULL when it has none. */
static struct str behind(struct str text, struct str marker)
{
    size_t at = str_find(text, marker);

    return at == SIZE_MAX ? (struct str){ NULL, 0 }
                          : str_slice(text, at + marker.n, text.n);
}

/* Headers 1 to n - 1 from `rest`, which begins behind the bar of the version. */
static bool read_headers(struct str *rest, struct str version, size_t n,
                         struct log_line *out)
{
    *out = (struct log_line){ .nheader = n };
    out->header[0] = version;
    for (size_t i = 1; i < n; i++) {
        if (!rest->p)
            return false;
        out->header[i] = str_trim(cut_header(rest));
    }
    return true;
}

bool log_line_read_cef(struct str text, struct log_line *out)
{
    struct str rest = behind(text, STR("CEF:0"));

    if (!rest.p || str_trim(cut_header(&rest)).n || !rest.p ||
        !read_headers(&rest, STR("0"), CEF_HEADERS, out))
        return false;
    out->body = rest;
    return true;
}

/* ---- LEEF --------------------------------------------------------------------- */

static void set_separator(struct log_line *line, struct str s)
{
    assert(s.n <= LOG_SEPARATOR_MAX);
    memcpy(line->separator, s.p, s.n);
    line->separator_n = s.n;
}

static bool is_hexadecimal(struct str s, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;

        if (digit < 0)
            return false;
        *out = *out * 16 + (uint32_t)digit;
    }
    return s.n >= 1 && s.n <= 4;
}

/*
 * The delimiter that LEEF 2.0 names in a header: a character, its code as x5E or 0x5E,
 * or nothing for the tab. False when the header is no such thing.
 */
static bool read_delimiter(struct log_line *line, struct str header)
{
    char character[UTF8_MAX];
    struct str hex = header;
    size_t at = 0;
    uint32_t code;

    if (str_starts_with(hex, STR("0")))
        hex = str_slice(hex, 1, hex.n);
    if (header.n == 0 || str_eq(header, STR("\\t"))) {
        set_separator(line, STR("\t"));
        return true;
    }
    (void)utf8_decode(header, &at);
    if (at == header.n) {
        set_separator(line, header);
        return true;
    }
    if (!str_starts_with(hex, STR("x")) ||
        !is_hexadecimal(str_slice(hex, 1, hex.n), &code))
        return false;
    set_separator(line, (struct str){ character, utf8_encode(code, character) });
    return true;
}

/* Many writers leave the delimiter out: then the header is the first of the pairs. */
static void read_body_2(struct log_line *line, struct str rest)
{
    struct str body = rest;

    if (rest.p && read_delimiter(line, cut_header(&body))) {
        line->body = body;
        return;
    }
    set_separator(line, STR("\t"));
    line->body = rest;
}

static void read_body_1(struct log_line *line, struct str rest, struct str separator)
{
    line->body = rest;
    if (separator.n)
        set_separator(line, separator);
    else if (str_find(rest, STR("\t")) != SIZE_MAX)
        set_separator(line, STR("\t"));
}

bool log_line_read_leef(struct str text, struct str separator, struct log_line *out)
{
    struct str rest = behind(text, STR("LEEF:"));
    struct str version;

    if (!rest.p)
        return false;
    version = str_trim(cut_header(&rest));
    if (!str_eq(version, STR("1.0")) && !str_eq(version, STR("2.0")) &&
        !str_eq(version, STR("0")))
        return false;
    if (!read_headers(&rest, version, LEEF_HEADERS, out))
        return false;
    if (str_eq(version, STR("2.0")))
        read_body_2(out, rest);
    else if (str_eq(version, STR("1.0")))
        read_body_1(out, rest, separator);
    else
        out->body = rest;
    return true;
}

/* ---- pairs -------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_key_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '.' || c == '-' || c == '[' || c == ']' || (c & 0x80);
}

/*
 * The next `key=` of a CEF body from `at` on: the position of the key, or s.n. A key
 * begins the body or follows a blank, so that the = in `a=http://x?y=1` is none's.
 */
static size_t find_key(struct str s, size_t at, bool at_key, size_t *equals)
{
    size_t start = at;
    bool is_key = at_key;

    for (size_t i = at; i < s.n; i++) {
        if (s.p[i] == '\\') {
            is_key = false;
            i++;
        } else if (is_blank(s.p[i])) {
            start = i + 1;
            is_key = true;
        } else if (s.p[i] == '=' && is_key && i > start) {
            *equals = i;
            return start;
        } else if (!is_key_char(s.p[i])) {
            is_key = false;
        }
    }
    return s.n;
}

static bool next_by_key(struct log_pairs *pairs, struct log_pair *out)
{
    struct str s = pairs->line->body;
    size_t equals = 0;
    size_t key = find_key(s, pairs->at, true, &equals);
    size_t next_equals = 0;

    if (key == s.n) {
        pairs->at = s.n;
        return false;
    }
    pairs->at = find_key(s, equals + 1, false, &next_equals);
    out->key = str_slice(s, key, equals);
    out->value = str_trim(str_slice(s, equals + 1, pairs->at));
    return true;
}

/* Up to the next separator; a piece without a key is passed over. */
static bool next_by_separator(struct log_pairs *pairs, struct log_pair *out)
{
    const struct log_line *line = pairs->line;
    struct str separator = { line->separator, line->separator_n };

    while (pairs->at < line->body.n) {
        struct str rest = str_slice(line->body, pairs->at, line->body.n);
        size_t n = str_find(rest, separator);
        struct str piece = str_slice(rest, 0, n);
        size_t equals = str_find(piece, STR("="));

        pairs->at += n == SIZE_MAX ? rest.n : n + separator.n;
        if (equals == SIZE_MAX)
            continue;
        out->key = str_trim(str_slice(piece, 0, equals));
        out->value = str_slice(piece, equals + 1, piece.n);
        if (out->key.n)
            return true;
    }
    return false;
}

bool log_pairs_next(struct log_pairs *pairs, struct log_pair *out)
{
    return pairs->line->separator_n ? next_by_separator(pairs, out)
                                    : next_by_key(pairs, out);
}

/* ---- escapes ------------------------------------------------------------------ */

/* What a backslash and `c` stand for, or 0. */
static char escaped(char c, bool is_header)
{
    static const char of_header[] = "||\\\\";
    static const char of_value[] = "==\\\\n\nr\rt\t";
    const char *table = is_header ? of_header : of_value;

    for (; *table; table += 2)
        if (*table == c)
            return table[1];
    return 0;
}

size_t log_unescape(struct str s, bool is_header, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '\\' && i + 1 < s.n ? escaped(s.p[i + 1], is_header) : 0;

        out[n++] = c ? c : s.p[i];
        i += c != 0;
    }
    return n;
}
