#include "base/base.h"

#include "cli/console.h"
#include "cli/explain_print.h"
#include "cli/help.h"
#include "text/json_text.h"

enum { PHASE_COLUMNS = 11, STEP_COLUMNS = 4 };

static const char *severity_word(enum severity severity)
{
    static const char *const words[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };

    return words[severity];
}

/* ---- codes ----------------------------------------------------------------------- */

/* A query behind its heading, each line indented; nothing when there is none. */
static void add_query(const char *heading, const char *query, struct buf *out)
{
    struct str rest = str_from_cstr(query);

    if (!rest.n)
        return;
    buf_printf(out, "\n%s:\n", heading);
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');

        buf_printf(out, "  %.*s\n", STR_ARG(line));
    }
}

void explain_code_text(const struct problem_code *code, bool has_color, struct buf *out)
{
    buf_printf(out, "%s%s%s %s (%s)\n\n  ", tone_text(has_color, TONE_BOLD), code->code,
               tone_text(has_color, TONE_PLAIN), code->title,
               severity_word(code->severity));
    wrap_text(out, code->reason, 2, 2, HELP_WIDTH);
    add_query("Example", code->example, out);
    add_query("Write instead", code->fixed, out);
}

void explain_codes_list(bool has_color, struct buf *out)
{
    for (size_t i = 0; i < problem_codes_len; i++)
        buf_printf(out, "%s%s%s  %s\n", tone_text(has_color, TONE_BOLD),
                   problem_codes[i].code, tone_text(has_color, TONE_PLAIN),
                   problem_codes[i].title);
}

static void add_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "\"%s\":", name);
    json_add_string(out, str_from_cstr(value));
}

void explain_codes_json(const struct problem_code *code, size_t n, struct buf *out)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        buf_add_cstr(out, i ? ",\n{" : "{");
        add_member(out, "code", code[i].code);
        buf_add_char(out, ',');
        add_member(out, "severity", severity_word(code[i].severity));
        buf_add_char(out, ',');
        add_member(out, "title", code[i].title);
        buf_add_char(out, ',');
        add_member(out, "reason", code[i].reason);
        buf_add_char(out, ',');
        add_member(out, "example", code[i].example);
        buf_add_char(out, ',');
        add_member(out, "fixed", code[i].fixed);
        buf_add_char(out, '}');
    }
    buf_add_cstr(out, "]\n");
}

/* ---- a plan ------------------------------------------------------------------------
 */

static void add_phase(const struct explanation *e, size_t i, bool has_color,
                      struct buf *out)
{
    const char *name = explain_phase_name(e->v[i].phase);

    if (i > 0 && e->v[i - 1].phase == e->v[i].phase) {
        buf_pad(out, PHASE_COLUMNS, ' ');
        return;
    }
    buf_printf(out, "%s%s%s", tone_text(has_color, TONE_BOLD), name,
               tone_text(has_color, TONE_PLAIN));
    buf_pad(out, PHASE_COLUMNS - strlen(name), ' ');
}

/* The number of the step, once: what lies below it has none. */
static void add_step_number(const struct explain_row *row, struct buf *out)
{
    size_t before = out->n;

    if (row->step && row->depth == 0)
        buf_printf(out, "%u", (unsigned)row->step);
    if (out->n - before < STEP_COLUMNS)
        buf_pad(out, STEP_COLUMNS - (out->n - before), ' ');
}

void explain_plan_text(const struct explanation *e, bool has_color, size_t width,
                       struct buf *out)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct explain_row *row = &e->v[i];
        size_t shown = row->depth < 10 ? row->depth : 10;
        size_t column = PHASE_COLUMNS + STEP_COLUMNS + 2 * shown;
        struct buf text;

        buf_init(&text, SIZE_MAX);
        buf_add(&text, row->text);
        buf_add_char(&text, '\0');
        add_phase(e, i, has_color, out);
        add_step_number(row, out);
        buf_pad(out, 2 * shown, ' ');
        if (!text.failed)
            wrap_text(out, text.p, column, column + 2, width);
        out->failed |= text.failed;
        buf_release(&text);
    }
}

void explain_plan_json(const struct explanation *e, struct buf *out)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < e->n; i++) {
        const struct explain_row *row = &e->v[i];

        buf_add_cstr(out, i ? ",\n{\"step\":" : "{\"step\":");
        if (row->step)
            buf_printf(out, "%u", (unsigned)row->step);
        else
            buf_add_cstr(out, "null");
        buf_printf(out, ",\"depth\":%u,", (unsigned)row->depth);
        add_member(out, "phase", explain_phase_name(row->phase));
        buf_add_cstr(out, ",\"text\":");
        json_add_string(out, row->text);
        buf_printf(out, ",\"offset\":%zu,\"length\":%zu}", row->span.offset,
                   row->span.length);
    }
    buf_add_cstr(out, "]\n");
}
