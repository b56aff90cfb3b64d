#include "base/base.h"

#include "base/arena.h"
#include "cli/line_diff.h"

/* The table of common lines has a cell for each pair of changed lines. */
enum { CONTEXT = 3, CELLS_MAX = 4 << 20, ARENA_BYTES = 256 << 20 };

struct lines {
    struct str *v; /* without their ends */
    size_t n;
};

/* One line of the result: kept, taken from a, or put in from b. */
struct edit {
    char sign; /* ' ', '-', '+' */
    struct str text;
};

struct diffing {
    struct arena arena;
    struct lines a, b;
    uint16_t *common; /* longest common part of the lines from (i, k) on */
    struct edit *edit;
    size_t nedits;
};

/* A last line without its end is another line than one with it, and diff says so. */
static bool mark_unended(struct arena *arena, struct str *line)
{
    static const char mark[] = "\n\\ No newline at end of file";
    char *p = arena_text(arena, line->n + sizeof mark);

    if (!p)
        return false;
    memcpy(p, line->p, line->n);
    memcpy(p + line->n, mark, sizeof mark);
    *line = (struct str){ p, line->n + sizeof mark - 1 };
    return true;
}

static bool split(struct arena *arena, struct str text, struct lines *out)
{
    bool is_ended = text.n == 0 || str_ends_with(text, STR("\n"));
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    out->v = arena_new_array(arena, struct str, n + 1);
    if (!out->v)
        return false;
    while (text.n) {
        size_t end = str_find(text, STR("\n"));

        if (end == SIZE_MAX)
            end = text.n;
        out->v[out->n++] = str_slice(text, 0, end);
        text = str_slice(text, end < text.n ? end + 1 : end, text.n);
    }
    return is_ended || mark_unended(arena, &out->v[out->n - 1]);
}

static void add(struct diffing *d, char sign, struct str text)
{
    d->edit[d->nedits++] = (struct edit){ sign, text };
}

/* Fill common[i][k] for a[from_a …] and b[from_b …], from the end on. */
static void measure(struct diffing *d, const struct str *a, size_t na,
                    const struct str *b, size_t nb)
{
    for (size_t i = na; i-- > 0;)
        for (size_t k = nb; k-- > 0;) {
            uint16_t *cell = &d->common[i * (nb + 1) + k];
            uint16_t down = d->common[(i + 1) * (nb + 1) + k];
            uint16_t right = d->common[i * (nb + 1) + k + 1];

            if (str_eq(a[i], b[k]))
                *cell = (uint16_t)(d->common[(i + 1) * (nb + 1) + k + 1] + 1);
            else
                *cell = down > right ? down : right;
        }
}

static void walk(struct diffing *d, const struct str *a, size_t na, const struct str *b,
                 size_t nb)
{
    size_t i = 0;
    size_t k = 0;

    while (i < na && k < nb) {
        size_t row = i * (nb + 1) + k;

        if (d->common && str_eq(a[i], b[k])) {
            add(d, ' ', a[i++]);
            k++;
        } else if (!d->common || d->common[row + nb + 1] >= d->common[row + 1]) {
            add(d, '-', a[i++]);
        } else {
            add(d, '+', b[k++]);
        }
    }
    while (i < na)
        add(d, '-', a[i++]);
    while (k < nb)
        add(d, '+', b[k++]);
}

/* What differs lies between a common start and a common end. */
static bool compare(struct diffing *d)
{
    size_t least = d->a.n < d->b.n ? d->a.n : d->b.n;
    size_t start = 0;
    size_t end = 0;
    size_t na;
    size_t nb;

    while (start < least && str_eq(d->a.v[start], d->b.v[start]))
        start++;
    while (end < least - start &&
           str_eq(d->a.v[d->a.n - 1 - end], d->b.v[d->b.n - 1 - end]))
        end++;
    na = d->a.n - start - end;
    nb = d->b.n - start - end;
    d->edit = arena_new_array(&d->arena, struct edit, d->a.n + d->b.n + 1);
    if (!d->edit)
        return false;
    if (na < UINT16_MAX && nb < UINT16_MAX && (na + 1) * (nb + 1) <= CELLS_MAX) {
        d->common = arena_new_array(&d->arena, uint16_t, (na + 1) * (nb + 1));
        if (!d->common)
            return false;
        measure(d, d->a.v + start, na, d->b.v + start, nb);
    }
    for (size_t i = 0; i < start; i++)
        add(d, ' ', d->a.v[i]);
    walk(d, d->a.v + start, na, d->b.v + start, nb);
    for (size_t i = d->a.n - end; i < d->a.n; i++)
        add(d, ' ', d->a.v[i]);
    return true;
}

/* Where the hunk that begins at a change ends: behind its last change, with context. */
static size_t hunk_end(const struct diffing *d, size_t from)
{
    size_t last = from;

    for (size_t i = from; i < d->nedits && i <= last + (size_t)2 * CONTEXT; i++)
        if (d->edit[i].sign != ' ')
            last = i;
    return last + 1 + CONTEXT < d->nedits ? last + 1 + CONTEXT : d->nedits;
}

static void print_hunk(const struct diffing *d, size_t from, size_t to, size_t line_a,
                       size_t line_b, struct buf *out)
{
    size_t na = 0;
    size_t nb = 0;

    for (size_t i = from; i < to; i++) {
        na += d->edit[i].sign != '+';
        nb += d->edit[i].sign != '-';
    }
    buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", na ? line_a : line_a - 1, na,
               nb ? line_b : line_b - 1, nb);
    for (size_t i = from; i < to; i++)
        buf_printf(out, "%c%.*s\n", d->edit[i].sign, STR_ARG(d->edit[i].text));
}

static void print(const struct diffing *d, struct str name, struct buf *out)
{
    size_t line_a = 1;
    size_t line_b = 1;
    size_t done = 0; /* edits up to here are counted in the lines */

    buf_printf(out, "--- %.*s\n+++ %.*s\n", STR_ARG(name), STR_ARG(name));
    for (size_t i = 0; i < d->nedits; i++) {
        size_t from = i > done + CONTEXT ? i - CONTEXT : done;
        size_t to;

        if (d->edit[i].sign == ' ')
            continue;
        line_a += from - done; /* only kept lines lie between two hunks */
        line_b += from - done;
        to = hunk_end(d, i);
        print_hunk(d, from, to, line_a, line_b, out);
        for (done = from; done < to; done++) {
            line_a += d->edit[done].sign != '+';
            line_b += d->edit[done].sign != '-';
        }
        i = to - 1;
    }
}

enum status line_diff(struct str a, struct str b, struct str name, struct buf *out,
                      struct diag *diag)
{
    struct diffing d = { .nedits = 0 };
    bool is_done;

    if (str_eq(a, b))
        return ST_OK;
    arena_init(&d.arena, ARENA_BYTES);
    is_done = split(&d.arena, a, &d.a) && split(&d.arena, b, &d.b) && compare(&d);
    if (is_done)
        print(&d, name, out);
    arena_release(&d.arena);
    if (!is_done || out->failed)
        return diag_set(diag, ST_NOMEM, 0, "%.*s: out of memory", STR_ARG(name));
    return ST_OK;
}
