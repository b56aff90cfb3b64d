#include "base/base.h"

#include "base/arena.h"
#include "output/html_timeline.h"
#include "text/time_iso.h"

enum { COLUMNS = 60, SEVERITIES = 3, WIDTH = 720, HEIGHT = 90, STEP = WIDTH / COLUMNS };

struct column {
    uint32_t of[SEVERITIES];
};

void timeline_init(struct timeline *t, struct arena *arena)
{
    *t = (struct timeline){ .arena = arena };
}

void timeline_add(struct timeline *t, int64_t ms, unsigned severity)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        struct moment *moment = arena_new_array(t->arena, struct moment, cap);

        if (!moment)
            return;
        if (t->n)
            memcpy(moment, t->moment, t->n * sizeof *moment);
        t->moment = moment;
        t->cap = cap;
    }
    t->moment[t->n++] =
        (struct moment){ ms, severity < SEVERITIES ? severity : SEVERITIES - 1 };
}

static void find_range(const struct timeline *t, int64_t *first, int64_t *last)
{
    *first = *last = t->n ? t->moment[0].ms : 0;
    for (size_t i = 1; i < t->n; i++) {
        *first = t->moment[i].ms < *first ? t->moment[i].ms : *first;
        *last = t->moment[i].ms > *last ? t->moment[i].ms : *last;
    }
}

static uint32_t sum(const struct column *c)
{
    return c->of[0] + c->of[1] + c->of[2];
}

/* Count the moments into columns; the height of the highest. */
static uint32_t fill(const struct timeline *t, int64_t first, int64_t last,
                     struct column column[COLUMNS])
{
    double width = ((double)last - (double)first) / COLUMNS;
    uint32_t most = 0;

    for (size_t i = 0; i < t->n; i++) {
        double at = ((double)t->moment[i].ms - (double)first) / width;
        struct column *c = &column[at < COLUMNS ? (size_t)at : COLUMNS - 1];

        c->of[t->moment[i].severity]++;
        most = sum(c) > most ? sum(c) : most;
    }
    return most;
}

/* One above the other, the gravest at the bottom. */
static void draw_column(const struct column *c, size_t i, uint32_t most,
                        struct buf *out)
{
    static const char *const names[SEVERITIES] = { "low", "medium", "high" };
    double y = HEIGHT;

    for (int k = SEVERITIES - 1; k >= 0; k--) {
        double height = (double)c->of[k] * HEIGHT / most;

        if (c->of[k] == 0)
            continue;
        y -= height;
        buf_printf(out,
                   "<rect class=%s x=%zu y=%.1f width=%d height=%.1f><title>%u %s"
                   "</title></rect>\n",
                   names[k], i * STEP + 1, y, STEP - 2, height, c->of[k], names[k]);
    }
}

static void add_moment(int64_t ms, struct buf *out)
{
    char iso[TIME_ISO_MAX];

    buf_add(out, (struct str){ iso, time_print_iso(ms, iso) });
}

void timeline_draw(const struct timeline *t, struct buf *out)
{
    struct column column[COLUMNS] = { 0 };
    int64_t first, last;
    uint32_t most;

    find_range(t, &first, &last);
    if (first == last)
        return;
    most = fill(t, first, last, column);
    buf_printf(out,
               "<figure class=wide><figcaption>First seen</figcaption>"
               "<svg viewBox=\"0 0 %d %d\" role=img aria-label=\"findings over "
               "time\">\n",
               WIDTH, HEIGHT);
    for (size_t i = 0; i < COLUMNS; i++)
        draw_column(&column[i], i, most, out);
    buf_add(out, STR("</svg><p class=range><span>"));
    add_moment(first, out);
    buf_add(out, STR("</span><span>"));
    add_moment(last, out);
    buf_add(out, STR("</span></p></figure>\n"));
}
