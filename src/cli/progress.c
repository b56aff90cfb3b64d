#include "base/base.h"

#include "cli/figures.h"
#include "cli/progress.h"
#include "os/clock.h"

#define FIRST_NS UINT64_C(500000000)
#define EVERY_NS UINT64_C(100000000)

enum { LINE_MAX_BYTES = 4096 };

void progress_start(struct progress *p, const struct console *console, void *ctx,
                    void (*measure)(void *ctx, uint64_t *done, uint64_t *total))
{
    p->is_enabled = console->err_is_terminal && !console->is_quiet;
    p->has_color = console->has_err_color;
    p->started_ns = clock_monotonic_ns();
    atomic_init(&p->next_ns, p->started_ns + FIRST_NS);
    atomic_init(&p->is_drawn, false);
    p->ctx = ctx;
    p->measure = measure;
}

/* Time left at the speed so far. */
static void add_time_left(struct buf *out, uint64_t done, uint64_t total,
                          uint64_t elapsed_ns)
{
    double left;

    if (done == 0 || total <= done)
        return;
    left = (double)elapsed_ns * ((double)total - (double)done) / (double)done;
    if (left > 1e18)
        return;
    buf_add(out, STR("  "));
    add_elapsed(out, (uint64_t)left);
    buf_add(out, STR(" left"));
}

void progress_line(uint64_t done, uint64_t total, uint64_t elapsed_ns, struct buf *out)
{
    if (total)
        buf_printf(out, "%3u%%  ",
                   done < total ? (unsigned)((double)done * 100 / (double)total) : 100);
    add_bytes(out, done);
    if (total) {
        buf_add(out, STR(" of "));
        add_bytes(out, total);
    }
    buf_add(out, STR("  "));
    add_rate(out, done, elapsed_ns);
    add_time_left(out, done, total, elapsed_ns);
}

static void draw(struct progress *p, uint64_t now_ns)
{
    struct console console = { 0 };
    uint64_t done;
    uint64_t total;
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    p->measure(p->ctx, &done, &total);
    buf_printf(&line, "\r\033[K%s  ", tone_text(p->has_color, TONE_DIM));
    progress_line(done, total, now_ns - p->started_ns, &line);
    buf_add_cstr(&line, tone_text(p->has_color, TONE_PLAIN));
    console_text(&console, buf_str(&line));
    atomic_store(&p->is_drawn, true);
    buf_release(&line);
}

/* Whoever moves the due time forward draws; the others go on with their work. */
void progress_tick(struct progress *p)
{
    uint64_t due;
    uint64_t now;

    if (!p->is_enabled)
        return;
    due = atomic_load(&p->next_ns);
    now = clock_monotonic_ns();
    if (now < due || !atomic_compare_exchange_strong(&p->next_ns, &due, now + EVERY_NS))
        return;
    draw(p, now);
}

void progress_clear(struct progress *p)
{
    struct console console = { 0 };

    if (p && atomic_exchange(&p->is_drawn, false))
        console_text(&console, STR("\r\033[K"));
}
