/*
 * manual.c - manual pages as roff, for `man -l` and the package.
 *
 * Source: man-pages(7); groff_man(7).
 */
#include "base/base.h"

#include "cli/help.h"
#include "cli/options.h"
#include "cli/version.h"

/* Text that roff would not take as it is: backslashes, dashes, requests. */
static void add_roff(struct buf *out, struct str text)
{
    if (text.n && (text.p[0] == '.' || text.p[0] == '\''))
        buf_add(out, STR("\\&"));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\')
            buf_add(out, STR("\\e"));
        else if (text.p[i] == '-')
            buf_add(out, STR("\\-"));
        else
            buf_add_char(out, text.p[i]);
    }
}

static void add_paragraphs(struct buf *out, const char *text)
{
    struct str rest = str_from_cstr(text);
    bool was_empty = false;

    while (rest.p) {
        struct str line = str_cut(&rest, '\n');

        if (line.n == 0) {
            was_empty = true;
            continue;
        }
        if (was_empty)
            buf_add(out, STR(".PP\n"));
        was_empty = false;
        if (line.p[0] == ' ')
            buf_add(out, STR(".br\n"));
        add_roff(out, line);
        buf_add_char(out, '\n');
    }
}

static void add_manual_options(struct buf *out, const struct option *options)
{
    for (size_t i = 0; options && options[i].name; i++) {
        const struct option *o = &options[i];

        buf_add(out, STR(".TP\n"));
        if (o->letter)
            buf_printf(out, "\\fB\\-%c\\fR, ", o->letter);
        buf_add(out, STR("\\fB\\-\\-"));
        add_roff(out, str_from_cstr(o->name));
        buf_add(out, STR("\\fR"));
        if (o->kind != OPTION_FLAG)
            buf_printf(out, " \\fI%s\\fR", o->value);
        buf_add_char(out, '\n');
        add_roff(out, str_from_cstr(o->help));
        buf_add_char(out, '\n');
    }
}

static void add_examples(struct buf *out, const char *examples)
{
    struct str rest = str_from_cstr(examples);

    buf_add(out, STR(".SH EXAMPLES\n.nf\n"));
    while (rest.p) {
        add_roff(out, str_cut(&rest, '\n'));
        buf_add_char(out, '\n');
    }
    buf_add(out, STR(".fi\n"));
}

static void add_exit_status(struct buf *out)
{
    buf_add_cstr(out, ".SH EXIT STATUS\n"
                      ".TP\n0\nnothing to worry about\n"
                      ".TP\n1\nsomething was found\n"
                      ".TP\n2\nthe job could not be done\n");
}

void manual_command(const struct command *command, struct buf *out)
{
    buf_printf(out,
               ".TH COUNTERSIGN\\-%s 1 \"\" \"countersign " COUNTERSIGN_VERSION
               "\"\n.SH NAME\ncountersign\\-%s \\- ",
               command->name, command->name);
    add_roff(out, str_from_cstr(command->summary));
    buf_add(out, STR("\n.SH SYNOPSIS\n"));
    add_roff(out, str_from_cstr(command->usage));
    buf_add(out, STR("\n.SH DESCRIPTION\n"));
    add_paragraphs(out, command->details ? command->details : command->summary);
    buf_add(out, STR(".SH OPTIONS\n"));
    add_manual_options(out, command->options);
    add_manual_options(out, common_options);
    if (command->examples)
        add_examples(out, command->examples);
    add_exit_status(out);
    buf_add(out, STR(".SH SEE ALSO\n\\fBcountersign\\fR(1)\n"));
}

void manual_overview(struct buf *out)
{
    buf_add_cstr(out,
                 ".TH COUNTERSIGN 1 \"\" \"countersign " COUNTERSIGN_VERSION "\"\n"
                 ".SH NAME\ncountersign \\- find programs that wear a code signature "
                 "they have no right to\n"
                 ".SH SYNOPSIS\ncountersign COMMAND [OPTIONS] …\n"
                 ".SH COMMANDS\n");
    for (size_t i = 0; i < command_table_len; i++) {
        buf_printf(out, ".TP\n\\fBcountersign\\-%s\\fR(1)\n", command_table[i]->name);
        add_roff(out, str_from_cstr(command_table[i]->summary));
        buf_add_char(out, '\n');
    }
    add_exit_status(out);
    buf_add_cstr(out, ".SH ENVIRONMENT\n"
                      ".TP\nNO_COLOR\nwhen set and not empty, no colour is used\n"
                      ".TP\nCOUNTERSIGN_NOW\nthe time that queries take as now, in "
                      "milliseconds since 1970; for tests\n");
}
