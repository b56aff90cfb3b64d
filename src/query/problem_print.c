/*
 * problem_print.c - problems for people (with the line and a caret) and for editors.
 *
 * A column counts characters, not bytes. A tab is shown as the blanks up to the next
 * multiple of eight; a long line is cut round the place.
 */
#include "base/base.h"

#include "query/problem.h"

enum { TAB_WIDTH = 8, SHOWN_COLUMNS_MAX = 100, BEFORE_COLUMNS = 40 };

static bool is_inside_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Characters in the first `n` bytes of `s`. */
static size_t characters(struct str s, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n && i < s.n; i++)
        count += !is_inside_character(s.p[i]);
    return count;
}

struct place place_of(struct str query, size_t offset)
{
    struct place place = { .line = 1 };
    size_t start = 0;
    size_t end;

    if (offset > query.n)
        offset = query.n;
    for (size_t i = 0; i < offset; i++)
        if (query.p[i] == '\n') {
            place.line++;
            start = i + 1;
        }
    end = offset;
    while (end < query.n && query.p[end] != '\n')
        end++;
    if (end > start && query.p[end - 1] == '\r')
        end--;
    place.text = str_slice(query, start, end);
    place.column = characters(place.text, offset - start) + 1;
    return place;
}

/* ---- for people -------------------------------------------------------------------
 */

static const char *severity_name(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return "note";
    case SEVERITY_WARNING:
        return "warning";
    case SEVERITY_ERROR:
        return "error";
    }
    return "";
}

static const char *severity_color(enum severity severity)
{
    switch (severity) {
    case SEVERITY_NOTE:
        return "\033[1;36m";
    case SEVERITY_WARNING:
        return "\033[1;33m";
    case SEVERITY_ERROR:
        return "\033[1;31m";
    }
    return "";
}

static void add_colored(struct buf *out, bool color, const char *code, struct str text)
{
    if (color)
        buf_add_cstr(out, code);
    buf_add(out, text);
    if (color)
        buf_add_cstr(out, "\033[0m");
}

/* One line of source as it is shown: tabs and control characters made harmless. */
struct shown_line {
    struct buf *out;
    size_t column;   /* display column, from 0, of what comes next */
    size_t from, to; /* display columns to show */
};

static void show_bytes(struct shown_line *line, struct str bytes, size_t width)
{
    for (size_t i = 0; i < width; i++, line->column++)
        if (line->column >= line->from && line->column < line->to && i == 0)
            buf_add(line->out, bytes);
}

static void show_blanks(struct shown_line *line, size_t width)
{
    for (size_t i = 0; i < width; i++)
        show_bytes(line, STR(" "), 1);
}

/* Display width of the character at `i`; its bytes are returned in `bytes`. */
static size_t character_at(struct str s, size_t i, size_t column, struct str *bytes)
{
    size_t end = i + 1;

    while (end < s.n && is_inside_character(s.p[end]))
        end++;
    *bytes = str_slice(s, i, end);
    return s.p[i] == '\t' ? TAB_WIDTH - column % TAB_WIDTH : 1;
}

static size_t display_column(struct str line, size_t offset)
{
    size_t column = 0;
    struct str bytes;

    for (size_t i = 0; i < offset && i < line.n; i += bytes.n)
        column += character_at(line, i, column, &bytes);
    return column;
}

static void show_line(struct shown_line *shown, struct str line)
{
    struct str bytes;

    for (size_t i = 0; i < line.n; i += bytes.n) {
        size_t width = character_at(line, i, shown->column, &bytes);
        unsigned char c = (unsigned char)line.p[i];

        if (c == '\t')
            show_blanks(shown, width);
        else
            show_bytes(shown, c < 0x20 || c == 0x7F ? STR("?") : bytes, width);
    }
}

/* The source line with a line of carets below it. */
static void print_source(const struct problem *p, struct place place, size_t offset,
                         bool color, struct buf *out)
{
    size_t length =
        p->span.length < place.text.n - offset ? p->span.length : place.text.n - offset;
    size_t first = display_column(place.text, offset);
    size_t last = display_column(place.text, offset + length);
    size_t from =
        first > SHOWN_COLUMNS_MAX - BEFORE_COLUMNS ? first - BEFORE_COLUMNS : 0;
    struct shown_line shown = { .out = out,
                                .from = from,
                                .to = from + SHOWN_COLUMNS_MAX };
    bool is_cut = display_column(place.text, place.text.n) > shown.to;

    if (last > shown.to)
        last = shown.to;
    if (last <= first)
        last = first + 1;
    buf_printf(out, "%5zu | %s", place.line, from ? "…" : "");
    show_line(&shown, place.text);
    buf_add_cstr(out, is_cut ? "…\n" : "\n");
    buf_printf(out, "      | %s", from ? " " : "");
    buf_pad(out, first - from, ' ');
    if (color)
        buf_add_cstr(out, severity_color(p->severity));
    buf_add_char(out, '^');
    buf_pad(out, last - first - 1, '~');
    if (color)
        buf_add_cstr(out, "\033[0m");
    buf_add_char(out, '\n');
}

/* What is true of a run as a whole stands nowhere in the query. */
static bool has_place(const struct problem *p)
{
    return p->code[1] != '6' || p->span.length > 0;
}

void problem_print(const struct problem *p, struct str query, struct str name,
                   bool color, struct buf *out)
{
    struct place place = place_of(query, p->span.offset);
    size_t at = p->span.offset < query.n ? p->span.offset : query.n;
    size_t offset = place.text.p ? at - (size_t)(place.text.p - query.p) : 0;

    buf_add(out, name);
    if (has_place(p))
        buf_printf(out, ":%zu:%zu", place.line, place.column);
    buf_add_cstr(out, ": ");
    add_colored(out, color, severity_color(p->severity),
                str_from_cstr(severity_name(p->severity)));
    buf_add_cstr(out, ": ");
    buf_add(out, p->message);
    buf_printf(out, " [%s]\n", p->code);
    if (has_place(p))
        print_source(p, place, offset < place.text.n ? offset : place.text.n, color,
                     out);
    if (p->help.n) {
        buf_add_cstr(out, "      = ");
        add_colored(out, color, "\033[1m", STR("help: "));
        buf_add(out, p->help);
        buf_add_char(out, '\n');
    }
}

/* ---- for editors ------------------------------------------------------------------
 */

static void json_string(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add_char(out, s.p[i]);
    }
    buf_add_char(out, '"');
}

static void json_member(struct buf *out, const char *key, struct str value)
{
    buf_printf(out, "\"%s\":", key);
    json_string(out, value);
    buf_add_char(out, ',');
}

static void json_problem(const struct problem *p, struct str query, struct str name,
                         struct buf *out)
{
    struct place from = place_of(query, p->span.offset);
    struct place to = place_of(query, p->span.offset + p->span.length);

    buf_add_char(out, '{');
    json_member(out, "source", name);
    json_member(out, "code", str_from_cstr(p->code));
    json_member(out, "severity", str_from_cstr(severity_name(p->severity)));
    json_member(out, "message", p->message);
    json_member(out, "help", p->help);
    buf_printf(out, "\"line\":%zu,\"column\":%zu,", from.line, from.column);
    buf_printf(out, "\"endLine\":%zu,\"endColumn\":%zu,", to.line, to.column);
    buf_printf(out, "\"offset\":%zu,\"length\":%zu,\"fix\":", p->span.offset,
               p->span.length);
    if (p->fix.present) {
        buf_printf(out, "{\"offset\":%zu,\"length\":%zu,\"text\":", p->fix.span.offset,
                   p->fix.span.length);
        json_string(out, p->fix.text);
        buf_add_char(out, '}');
    } else {
        buf_add_cstr(out, "null");
    }
    buf_add_char(out, '}');
}

void problems_add_json(const struct problems *list, struct str query, struct str name,
                       bool *has_one, struct buf *out)
{
    for (size_t i = 0; i < list->n; i++) {
        if (*has_one)
            buf_add_cstr(out, ",\n");
        *has_one = true;
        json_problem(&list->v[i], query, name, out);
    }
}
