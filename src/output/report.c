#include "base/base.h"

#include "output/report.h"

struct output_state {
    struct report report;
};

enum status report_open(struct output_state **state, const struct report_style *style,
                        const struct output_options *options, struct diag *diag)
{
    struct report *r;

    *state = calloc(1, sizeof **state);
    if (!*state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    r = &(*state)->report;
    r->style = style;
    r->options = *options;
    arena_init(&r->arena, SIZE_MAX);
    return ST_OK;
}

/* The input is told only when all was read, so look again. */
static void refresh(struct report *r, struct buf *out)
{
    if (r->options.about)
        r->about = *r->options.about;
    if (!r->has_begun && r->style->begin)
        r->style->begin(r, out);
    r->has_begun = true;
}

static enum status check(const struct report *r, bool has_failed, const struct buf *out,
                         struct diag *diag)
{
    if (has_failed || r->arena.failed || out->failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory while printing findings");
    return ST_OK;
}

enum status report_rows(struct output_state *state, struct batch *batch,
                        struct buf *out, struct diag *diag)
{
    struct report *r = &state->report;

    refresh(r, out);
    r->row_arena = &batch->arena;
    for (uint32_t i = 0; i < batch->nsel; i++) {
        struct finding f;

        finding_read(&f, (struct row){ batch, batch->sel[i] }, &r->about);
        r->style->add(r, &f, out);
        r->n++;
    }
    return check(r, batch->arena.failed, out, diag);
}

enum status report_end(struct output_state *state, struct buf *out, struct diag *diag)
{
    struct report *r = &state->report;

    refresh(r, out);
    if (r->style->end)
        r->style->end(r, out);
    return check(r, false, out, diag);
}

void report_close(struct output_state *state)
{
    if (!state)
        return;
    if (state->report.style->close)
        state->report.style->close(&state->report);
    arena_release(&state->report.arena);
    free(state);
}
