#include "base/base.h"

#include "cli/console.h"
#include "cli/help.h"
#include "cli/options.h"
#include "output/cell.h"

enum { OPTION_COLUMN_MAX = 30 };

static const struct {
    enum command_group group;
    const char *title;
} groups[] = {
    { GROUP_FIND, "Find" },
    { GROUP_WRITE, "Write queries and detections" },
    { GROUP_MORE, "More" },
};

/* One line of words; a line that begins with a blank is kept as it is. */
static size_t wrap_line(struct buf *out, struct str line, size_t column, size_t indent,
                        size_t width)
{
    bool is_first = true;

    if (line.n && line.p[0] == ' ') {
        buf_add(out, line);
        return width;
    }
    while (line.p) {
        struct str word = str_cut(&line, ' ');
        size_t need = text_width(word);

        if (!is_first && column + 1 + need > width) {
            buf_add_char(out, '\n');
            buf_pad(out, indent, ' ');
            column = indent;
        } else if (!is_first) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += need;
        is_first = false;
    }
    return column;
}

void wrap_text(struct buf *out, const char *text, size_t column, size_t indent,
               size_t width)
{
    struct str rest = str_from_cstr(text);

    while (rest.p) {
        struct str line = str_cut(&rest, '\n');

        (void)wrap_line(out, line, column, indent, width);
        buf_add_char(out, '\n');
        if (rest.p && rest.n && rest.p[0] != '\n')
            buf_pad(out, indent, ' ');
        column = indent;
    }
}

static void add_title(struct buf *out, bool has_color, const char *title)
{
    buf_printf(out, "\n%s%s%s\n", tone_text(has_color, TONE_BOLD), title,
               tone_text(has_color, TONE_PLAIN));
}

static size_t longest_name(void)
{
    size_t longest = 0;

    for (size_t i = 0; i < command_table_len; i++)
        if (strlen(command_table[i]->name) > longest)
            longest = strlen(command_table[i]->name);
    return longest;
}

static void add_group(struct buf *out, bool has_color, enum command_group group)
{
    size_t column = 2 + longest_name() + 2;

    for (size_t i = 0; i < command_table_len; i++) {
        const struct command *c = command_table[i];

        if (c->group != group)
            continue;
        buf_printf(out, "  %s%s%s", tone_text(has_color, TONE_BOLD), c->name,
                   tone_text(has_color, TONE_PLAIN));
        buf_pad(out, column - 2 - strlen(c->name), ' ');
        wrap_text(out, c->summary, column, column, HELP_WIDTH);
    }
}

static bool has_commands(enum command_group group)
{
    for (size_t i = 0; i < command_table_len; i++)
        if (command_table[i]->group == group)
            return true;
    return false;
}

void help_overview(struct buf *out, bool has_color)
{
    buf_add_cstr(out, "countersign finds programs that wear a code signature they have "
                      "no right to.\n\n"
                      "Usage: countersign COMMAND [OPTIONS] …\n");
    for (size_t i = 0; i < countof(groups); i++) {
        if (!has_commands(groups[i].group))
            continue;
        add_title(out, has_color, groups[i].title);
        add_group(out, has_color, groups[i].group);
    }
    buf_add_cstr(out, "\nTry 'countersign help COMMAND', or begin with:\n\n"
                      "  countersign hunt DIR\n"
                      "  countersign query 'groupBy(#event_simpleName)' DIR\n");
}

/* "  -f, --file FILE" and its width. */
static size_t add_option_name(struct buf *out, const struct option *o)
{
    size_t start = out->n;

    if (o->letter)
        buf_printf(out, "  -%c, --%s", o->letter, o->name);
    else
        buf_printf(out, "      --%s", o->name);
    if (o->kind != OPTION_FLAG)
        buf_printf(out, " %s", o->value);
    return text_width(str_slice(buf_str(out), start, out->n));
}

/* A failure to measure is a failure of `out`, whose layout depends on it. */
static size_t option_column(const struct option *options, struct buf *out)
{
    size_t column = 0;
    struct buf name;

    buf_init(&name, SIZE_MAX);
    for (size_t i = 0; options && options[i].name; i++) {
        size_t width = add_option_name(&name, &options[i]) + 2;

        if (width <= OPTION_COLUMN_MAX && width > column)
            column = width;
    }
    out->failed |= name.failed;
    buf_release(&name);
    return column;
}

static void add_options(struct buf *out, const struct option *options, size_t column)
{
    for (size_t i = 0; options && options[i].name; i++) {
        size_t width = add_option_name(out, &options[i]);

        if (width + 2 > column) {
            buf_add_char(out, '\n');
            width = 0;
        }
        buf_pad(out, column - width, ' ');
        wrap_text(out, options[i].help, column, column, HELP_WIDTH);
    }
}

void help_command(const struct command *command, bool has_color, struct buf *out)
{
    size_t common = option_column(common_options, out);
    size_t column = option_column(command->options, out);

    if (column < common)
        column = common;
    wrap_text(out, command->summary, 0, 0, HELP_WIDTH);
    buf_printf(out, "\nUsage: %s\n", command->usage);
    if (command->details) {
        buf_add_char(out, '\n');
        wrap_text(out, command->details, 0, 0, HELP_WIDTH);
    }
    add_title(out, has_color, "Options");
    add_options(out, command->options, column);
    add_options(out, common_options, column);
    if (command->examples) {
        add_title(out, has_color, "Examples");
        buf_add_cstr(out, command->examples);
        if (!str_ends_with(buf_str(out), STR("\n")))
            buf_add_char(out, '\n');
    }
}
