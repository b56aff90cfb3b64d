#include "base/base.h"

#include "base/arena.h"
#include "func/format_spec.h"

struct reader {
    struct str text;
    size_t at;
    size_t next_arg; /* for conversions without n$ */
    struct format_spec *out;
    struct format_item *item;
};

static char peek(const struct reader *r)
{
    return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

/* Digits as a number, cut just above the greatest width; -1 without any. */
static int read_digits(struct reader *r)
{
    int n = -1;

    while (peek(r) >= '0' && peek(r) <= '9') {
        int digit = peek(r) - '0';

        n = n < 0 ? digit : n * 10 + digit;
        if (n > FORMAT_WIDTH_MAX)
            n = FORMAT_WIDTH_MAX + 1;
        r->at++;
    }
    return n;
}

static unsigned read_flags(struct reader *r)
{
    static const char letters[] = "-+ 0,(#";
    unsigned flags = 0;
    const char *found;

    while (peek(r) && (found = strchr(letters, peek(r)))) {
        flags |= 1u << (found - letters);
        r->at++;
    }
    return flags;
}

/* `n$`: the field of that number, counted from 1. False leaves the reader where it is.
 */
static bool read_index(struct reader *r, struct format_item *item)
{
    size_t start = r->at;
    int n = read_digits(r);

    if (n > 0 && n <= FORMAT_WIDTH_MAX && peek(r) == '$') {
        r->at++;
        item->arg = (size_t)n - 1;
        return true;
    }
    r->at = start;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add_text(struct reader *r, struct str text)
{
    r->item[r->out->n++] = (struct format_item){ .text = text };
}

static enum status read_letter(struct reader *r, struct format_item *item,
                               struct diag *diag)
{
    char c = peek(r);

    item->is_upper = c && strchr("SBCXEGT", c);
    item->conversion = (char)(item->is_upper ? c + 32 : c);
    if (c == 'i') /* C's other name of it */
        item->conversion = 'd';
    if (!c || !strchr("sbcdoxfegt", item->conversion))
        return diag_set(diag, ST_SYNTAX, r->at,
                        "'%%%c' is no conversion; there are s b c d i o x f e g "
                        "t n and %%",
                        c ? c : ' ');
    r->at++;
    if (item->conversion != 't')
        return ST_OK;
    item->time = peek(r);
    if (!is_letter(item->time))
        return diag_set(diag, ST_SYNTAX, r->at, "%%t wants a letter, as in %%tY");
    r->at++;
    return ST_OK;
}

/* What stands behind a percent sign. */
static enum status read_conversion(struct reader *r, struct diag *diag)
{
    struct format_item item = { .precision = -1 };
    bool has_index;

    if (peek(r) == '%' || peek(r) == 'n') {
        add_text(r, peek(r) == '%' ? STR("%") : STR("\n"));
        r->at++;
        return ST_OK;
    }
    has_index = read_index(r, &item);
    item.flags = read_flags(r);
    item.width = read_digits(r);
    item.width = item.width < 0 ? 0 : item.width;
    if (peek(r) == '.') {
        r->at++;
        item.precision = read_digits(r);
        if (item.precision < 0)
            item.precision = 0; /* as C has it; public queries write %.f */
    }
    if (item.width > FORMAT_WIDTH_MAX || item.precision > FORMAT_WIDTH_MAX)
        return diag_set(diag, ST_LIMIT, r->at, "a width is at most %d",
                        FORMAT_WIDTH_MAX);
    TRY(read_letter(r, &item, diag));
    if (!has_index)
        item.arg = r->next_arg++;
    if (item.arg >= r->out->nargs)
        r->out->nargs = item.arg + 1;
    r->item[r->out->n++] = item;
    return ST_OK;
}

static size_t count_items(struct str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '%' ? 2 : 0;
    return n;
}

enum status format_spec_new(struct format_spec *out, struct arena *arena,
                            struct str text, struct diag *diag)
{
    struct reader r = { .text = text, .out = out };

    *out = (struct format_spec){ .n = 0 };
    r.item = arena_new_array(arena, struct format_item, count_items(text));
    if (!r.item)
        return diag_set(diag, ST_NOMEM, 0, "the format is too long");
    while (r.at < text.n) {
        const char *percent = memchr(text.p + r.at, '%', text.n - r.at);
        size_t end = percent ? (size_t)(percent - text.p) : text.n;

        if (end > r.at)
            add_text(&r, str_slice(text, r.at, end));
        r.at = end + 1;
        if (percent)
            TRY(read_conversion(&r, diag));
    }
    out->item = r.item;
    return ST_OK;
}
