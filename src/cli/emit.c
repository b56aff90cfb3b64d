#include "base/base.h"

#include "base/nearest.h"
#include "cli/emit.h"
#include "output/cell.h"

enum { FLUSH_BYTES = 1 << 16 };

static enum status unknown_format(const char *name, struct diag *diag)
{
    struct nearest near = nearest_start(str_from_cstr(name));

    for (size_t i = 0; i < output_table_len; i++)
        nearest_offer(&near, output_table[i]->name);
    if (near.name)
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "unknown format '%s'; did you mean '%s'?", name, near.name);
    return diag_set(diag, ST_UNSUPPORTED, 0,
                    "unknown format '%s'; there are table, ndjson, json, csv, tsv, raw",
                    name);
}

enum status emitter_open(struct emitter *e, const struct emitter_options *o,
                         const struct console *console, struct diag *diag)
{
    bool is_screen = !o->path && console->out_is_terminal;
    struct output_options options = {
        .color = !o->path && console->has_out_color,
        .width = is_screen ? console->out_width : 0,
        .fit_columns = is_screen,
        .about = o->about,
    };
    const char *format = o->format ? o->format : is_screen ? "table" : "ndjson";
    enum status st;

    *e = (struct emitter){ .format = output_find(format) };
    if (!e->format)
        return unknown_format(format, diag);
    if (e->format->is_of_findings && !o->about)
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "the format '%s' is for findings: hunt writes it", format);
    e->to_terminal = is_screen && !e->format->is_for_screen;
    if (o->path)
        TRY(output_create(&e->file, o->path, diag));
    else
        output_stdout(&e->file);
    buf_init(&e->text, SIZE_MAX);
    buf_init(&e->clean, SIZE_MAX);
    st = e->format->open(&e->state, &options, diag);
    if (st != ST_OK)
        output_abandon(&e->file);
    return st;
}

static enum status flush(struct emitter *e, struct diag *diag)
{
    struct str text = buf_str(&e->text);

    if (e->text.failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory while printing rows");
    if (e->to_terminal) {
        buf_reset(&e->clean);
        text_add_clean(&e->clean, text);
        text = buf_str(&e->clean);
    }
    progress_clear(e->progress);
    if (text.n)
        TRY(output_write(&e->file, text, diag));
    buf_reset(&e->text);
    return ST_OK;
}

static enum status emit_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct emitter *e = ctx;

    TRY(e->format->rows(e->state, batch, &e->text, diag));
    e->rows += batch->nsel;
    return e->text.n >= FLUSH_BYTES ? flush(e, diag) : ST_OK;
}

struct row_output emitter_output(struct emitter *e)
{
    return (struct row_output){ .ctx = e, .rows = emit_rows };
}

static void release(struct emitter *e)
{
    if (e->format->close)
        e->format->close(e->state);
    buf_release(&e->text);
    buf_release(&e->clean);
}

enum status emitter_finish(struct emitter *e, struct diag *diag)
{
    enum status st = e->format->end(e->state, &e->text, diag);

    if (st == ST_OK)
        st = flush(e, diag);
    if (st == ST_OK)
        st = output_commit(&e->file, diag);
    else
        output_abandon(&e->file);
    release(e);
    return st;
}

void emitter_abandon(struct emitter *e)
{
    output_abandon(&e->file);
    release(e);
}

bool emitter_is_broken(const struct emitter *e)
{
    return e->file.is_broken;
}
