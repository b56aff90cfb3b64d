#include "base/base.h"

#include "base/arena.h"
#include "output/html_bars.h"

void html_add(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&':
            buf_add(out, STR("&amp;"));
            break;
        case '<':
            buf_add(out, STR("&lt;"));
            break;
        case '>':
            buf_add(out, STR("&gt;"));
            break;
        case '"':
            buf_add(out, STR("&quot;"));
            break;
        case '\'':
            buf_add(out, STR("&#39;"));
            break;
        default:
            buf_add_char(out, text.p[i]);
        }
    }
}

void bars_init(struct bars *b, struct arena *arena)
{
    *b = (struct bars){ .arena = arena };
    map_init(&b->index, arena);
}

static bool grow(struct bars *b)
{
    size_t cap = b->cap ? b->cap * 2 : 16;
    struct bar *bar;

    if (b->n < b->cap)
        return true;
    bar = arena_new_array(b->arena, struct bar, cap);
    if (!bar)
        return false;
    if (b->n)
        memcpy(bar, b->bar, b->n * sizeof *bar);
    b->bar = bar;
    b->cap = cap;
    return true;
}

void bars_count(struct bars *b, struct str word)
{
    const struct map_entry *known = map_find(&b->index, word);
    struct str copy;

    if (known) {
        b->bar[known->value].n++;
        return;
    }
    copy = str_dup(b->arena, word);
    if (!copy.p || !grow(b) || !map_put(&b->index, copy, (uint32_t)b->n))
        return;
    b->bar[b->n++] = (struct bar){ copy, 1 };
}

/* The most frequent first; of equals the one that came first. */
static int by_count(const void *a, const void *b)
{
    const struct bar *x = *(const struct bar *const *)a;
    const struct bar *y = *(const struct bar *const *)b;

    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return x < y ? -1 : x > y;
}

static const struct bar **sorted(const struct bars *b)
{
    const struct bar **order = arena_new_array(b->arena, const struct bar *, b->n);

    for (size_t i = 0; order && i < b->n; i++)
        order[i] = &b->bar[i];
    if (order)
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is meant */
        qsort(order, b->n, sizeof *order, by_count);
    return order;
}

void bars_draw(struct bars *b, const char *title, size_t max, struct buf *out)
{
    const struct bar **order = b->n ? sorted(b) : NULL;

    if (!order)
        return;
    buf_printf(out, "<figure><figcaption>%s</figcaption><table class=bars>\n", title);
    for (size_t i = 0; i < b->n && i < max; i++) {
        buf_add(out, STR("<tr><th>"));
        html_add(out, order[i]->word.n ? order[i]->word : STR("(none)"));
        buf_printf(out,
                   "</th><td><span style=\"width:%.1f%%\"></span></td>"
                   "<td class=n>%llu</td></tr>\n",
                   100.0 * (double)order[i]->n / (double)order[0]->n,
                   (unsigned long long)order[i]->n);
    }
    buf_add(out, STR("</table>"));
    if (b->n > max)
        buf_printf(out, "<p class=more>and %zu more</p>", b->n - max);
    buf_add(out, STR("</figure>\n"));
}
