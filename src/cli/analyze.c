#include "base/base.h"

#include "cli/analyze.h"
#include "cli/figures.h"
#include "os/clock.h"
#include "text/json_text.h"

enum { COLUMN = 12, WRITTEN_BYTES = 60 };

static enum status drop_rows(void *ctx UNUSED, struct batch *batch UNUSED,
                             struct diag *diag UNUSED)
{
    return ST_OK;
}

enum status analyze(struct analysis *out, struct plan *plan,
                    const struct runner_options *options, const struct console *console,
                    struct arena *arena, struct diag *diag)
{
    struct row_output nowhere = { .rows = drop_rows };
    struct runner runner;
    enum status st;

    *out = (struct analysis){ .meter = { .now_ns = clock_monotonic_ns,
                                         .nsteps = plan->main->n } };
    out->meter.step = arena_new_array(arena, struct step_figures, plan->main->n + 1);
    if (!out->meter.step)
        return diag_set(diag, ST_NOMEM, 0, "explain: out of memory");
    TRY(runner_open(&runner, options, !plan_reads_input(plan), console, diag));
    runner.options.meter = &out->meter;
    st = runner_run(&runner, plan, &nowhere, diag);
    (void)runner_report(&runner);
    out->stats = runner.stats;
    out->elapsed_ns = runner.elapsed_ns;
    runner_close(&runner);
    return st;
}

/* ---- for people --------------------------------------------------------------------
 */

/* `text`, to the right of its column. */
static void add_cell(struct buf *out, struct buf *text)
{
    size_t n = text->n < COLUMN ? COLUMN - text->n : 1;

    buf_pad(out, n, ' ');
    buf_add(out, buf_str(text));
    buf_reset(text);
}

static void add_figures(struct buf *out, const struct step_figures *f)
{
    struct buf cell;

    buf_init(&cell, 100);
    add_count(&cell, f->rows_in);
    add_cell(out, &cell);
    add_count(&cell, f->rows_out);
    add_cell(out, &cell);
    if (f->ns)
        add_elapsed(&cell, f->ns);
    add_cell(out, &cell);
    buf_release(&cell);
}

/* The first line of what was written, cut. */
static struct str written(const struct plan *plan, const struct step *s)
{
    struct str text =
        str_slice(plan->text, s->span.offset, s->span.offset + s->span.length);
    size_t end = 0;

    while (end < text.n && end < WRITTEN_BYTES && text.p[end] != '\n')
        end++;
    while (end < text.n && end > 0 && ((unsigned char)text.p[end] & 0xC0) == 0x80)
        end--;
    return str_slice(text, 0, end);
}

void analysis_text(const struct analysis *a, const struct plan *plan, bool has_color,
                   struct buf *out)
{
    buf_printf(out, "%sstep          in         out        time  what%s\n",
               tone_text(has_color, TONE_BOLD), tone_text(has_color, TONE_PLAIN));
    if (!plan->main->source) {
        buf_add_cstr(out, "read");
        add_figures(out, &a->meter.decode);
        buf_add_cstr(out, "  ");
        add_bytes(out, a->stats.feed.bytes);
        buf_add_cstr(out, ", records to events\n");
    }
    for (size_t i = 0; i < plan->main->n; i++) {
        struct str text = written(plan, &plan->main->step[i]);

        buf_printf(out, "%-4zu", i + 1);
        add_figures(out, &a->meter.step[i]);
        buf_printf(out, "  %.*s\n", STR_ARG(text));
    }
    add_counted(out, a->stats.rows_out, "row");
    buf_add_cstr(out, " in ");
    add_elapsed(out, a->elapsed_ns);
    buf_add_cstr(out, "; times of steps are those of all threads together\n");
}

/* ---- for tools ---------------------------------------------------------------------
 */

static void add_json_figures(struct buf *out, const struct step_figures *f)
{
    buf_printf(out, "\"in\":%llu,\"out\":%llu,\"ns\":%llu",
               (unsigned long long)f->rows_in, (unsigned long long)f->rows_out,
               (unsigned long long)f->ns);
}

void analysis_json(const struct analysis *a, const struct plan *plan, struct buf *out)
{
    buf_printf(out, "{\"bytes\":%llu,\"records\":%llu,\"rows\":%llu,\"ns\":%llu,",
               (unsigned long long)a->stats.feed.bytes,
               (unsigned long long)a->stats.feed.events,
               (unsigned long long)a->stats.rows_out,
               (unsigned long long)a->elapsed_ns);
    buf_add_cstr(out, "\"read\":{");
    add_json_figures(out, &a->meter.decode);
    buf_add_cstr(out, "},\"steps\":[");
    for (size_t i = 0; i < plan->main->n; i++) {
        const struct step *s = &plan->main->step[i];

        buf_printf(out, "%s{\"step\":%zu,", i ? ",\n" : "", i + 1);
        add_json_figures(out, &a->meter.step[i]);
        buf_add_cstr(out, ",\"text\":");
        json_add_string(out, str_slice(plan->text, s->span.offset,
                                       s->span.offset + s->span.length));
        buf_add_char(out, '}');
    }
    buf_add_cstr(out, "]}\n");
}
