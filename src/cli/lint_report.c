#include "base/base.h"

#include "cli/command.h"
#include "cli/lint_report.h"

void lint_report_begin(struct lint_report *r, const char *format,
                       const struct console *console)
{
    *r = (struct lint_report){ .console = console };
    buf_init(&r->out, SIZE_MAX);
    if (format && strcmp(format, "json") == 0)
        r->format = LINT_JSON;
    else if (format && strcmp(format, "sarif") == 0)
        r->format = LINT_SARIF;
    if (r->format == LINT_JSON)
        buf_add_char(&r->out, '[');
    else if (r->format == LINT_SARIF)
        sarif_begin(&r->out);
}

void lint_report_add(struct lint_report *r, const struct query_source *source,
                     const struct problems *problems)
{
    switch (r->format) {
    case LINT_TEXT:
        (void)query_source_complain(source, problems, 0, r->console);
        break;
    case LINT_JSON:
        problems_add_json(problems, source->text, source->name, &r->has_one, &r->out);
        break;
    case LINT_SARIF:
        sarif_add(&r->out, source, problems, &r->has_one);
        break;
    }
}

int lint_report_end(struct lint_report *r)
{
    int result = EXIT_CLEAN;

    if (r->format == LINT_JSON)
        buf_add_cstr(&r->out, "]\n");
    else if (r->format == LINT_SARIF)
        sarif_end(&r->out);
    if (r->format != LINT_TEXT)
        result = console_print_buf(r->console, &r->out);
    buf_release(&r->out);
    return result;
}
