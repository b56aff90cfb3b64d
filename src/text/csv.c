#include "base/base.h"

#include "text/csv.h"

void csv_init(struct csv *csv, struct str text, char separator)
{
    *csv = (struct csv){ .text = text, .separator = separator, .line = 1 };
    if (str_starts_with(text, STR("\xef\xbb\xbf")))
        csv->pos = 3;
}

static char peek(const struct csv *csv)
{
    return csv->pos < csv->text.n ? csv->text.p[csv->pos] : '\0';
}

static bool at_line_end(const struct csv *csv)
{
    struct str rest = str_slice(csv->text, csv->pos, csv->text.n);

    return rest.n == 0 || rest.p[0] == '\n' || str_starts_with(rest, STR("\r\n"));
}

static void skip_line_end(struct csv *csv)
{
    if (csv->pos >= csv->text.n)
        return;
    csv->pos += peek(csv) == '\r' ? 2 : 1;
    csv->line++;
}

static bool fail(struct csv *csv, size_t offset, const char *reason)
{
    csv->error = reason;
    csv->error_offset = offset;
    return false;
}

/* The rest of a field behind its opening quote. */
static bool quoted(struct csv *csv, struct csv_field *out)
{
    size_t first = ++csv->pos;

    for (;; csv->pos++) {
        if (csv->pos >= csv->text.n)
            return fail(csv, first - 1, "a quote without its end");
        csv->line += peek(csv) == '\n';
        if (peek(csv) != '"')
            continue;
        if (csv->pos + 1 >= csv->text.n || csv->text.p[csv->pos + 1] != '"')
            break;
        out->has_quote = true;
        csv->pos++;
    }
    out->text = str_slice(csv->text, first, csv->pos++);
    if (!at_line_end(csv) && peek(csv) != csv->separator)
        return fail(csv, csv->pos, "text behind a closing quote");
    return true;
}

static void plain(struct csv *csv, struct csv_field *out)
{
    size_t first = csv->pos;

    while (!at_line_end(csv) && peek(csv) != csv->separator)
        csv->pos++;
    out->text = str_slice(csv->text, first, csv->pos);
}

bool csv_next(struct csv *csv, struct csv_field *out)
{
    if (csv->error)
        return false;
    while (!csv->in_record && csv->pos < csv->text.n && at_line_end(csv))
        skip_line_end(csv);
    if (!csv->in_record && csv->pos >= csv->text.n)
        return false;
    *out = (struct csv_field){ .line = csv->line };
    if (peek(csv) == '"') {
        if (!quoted(csv, out))
            return false;
    } else {
        plain(csv, out);
    }
    out->is_last = at_line_end(csv);
    csv->in_record = !out->is_last;
    if (out->is_last)
        skip_line_end(csv);
    else
        csv->pos++;
    return true;
}

size_t csv_unquote(struct str text, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        out[n++] = text.p[i];
        i += text.p[i] == '"' && i + 1 < text.n && text.p[i + 1] == '"';
    }
    return n;
}

static bool wants_quotes(struct str text, char separator)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '"' || c == '\n' || c == '\r' || c == separator)
            return true;
    }
    return false;
}

void csv_add_field(struct buf *out, struct str text, char separator)
{
    if (!wants_quotes(text, separator)) {
        buf_add(out, text);
        return;
    }
    buf_add_char(out, '"');
    while (text.p) {
        buf_add(out, str_cut(&text, '"'));
        buf_add_cstr(out, text.p ? "\"\"" : "\"");
    }
}
