/*
 * completion.c - completion scripts for the shells, made from the command table.
 *
 * bash: one function over a case of commands. zsh: the bash function by way of
 * bashcompinit, so that there is one list. fish: a line an option.
 */
#include "base/base.h"

#include "cli/help.h"
#include "cli/options.h"

static void add_command_names(struct buf *out)
{
    for (size_t i = 0; i < command_table_len; i++)
        buf_printf(out, "%s%s", i ? " " : "", command_table[i]->name);
}

static void add_option_names(struct buf *out, const struct option *options)
{
    for (size_t i = 0; options && options[i].name; i++) {
        if (options[i].letter)
            buf_printf(out, " -%c", options[i].letter);
        buf_printf(out, " --%s", options[i].name);
    }
}

/* Options that take one of a few words: offer those behind the option. */
static void add_bash_values(struct buf *out, const char *command,
                            const struct option *options)
{
    for (size_t i = 0; options && options[i].name; i++) {
        struct str words =
            options[i].kind == OPTION_FLAG ? STR("") : str_from_cstr(options[i].value);

        if (str_find(words, STR("|")) == SIZE_MAX)
            continue;
        buf_printf(out, "        '%s --%s') COMPREPLY=($(compgen -W '", command,
                   options[i].name);
        while (words.p) {
            buf_add(out, str_cut(&words, '|'));
            buf_add_char(out, words.p ? ' ' : '\'');
        }
        buf_add_cstr(out, " -- \"$word\")); return ;;\n");
    }
}

static void add_bash(struct buf *out)
{
    buf_add_cstr(out, "_countersign() {\n"
                      "    local word=\"${COMP_WORDS[COMP_CWORD]}\" "
                      "before=\"${COMP_WORDS[COMP_CWORD-1]}\" options=\"\"\n"
                      "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                      "        COMPREPLY=($(compgen -W '");
    add_command_names(out);
    buf_add_cstr(out, "' -- \"$word\")); return\n"
                      "    fi\n"
                      "    case \"${COMP_WORDS[1]} $before\" in\n");
    for (size_t i = 0; i < command_table_len; i++) {
        add_bash_values(out, command_table[i]->name, command_table[i]->options);
        add_bash_values(out, command_table[i]->name, common_options);
    }
    buf_add_cstr(out, "    esac\n    case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; i < command_table_len; i++) {
        buf_printf(out, "        %s) options='", command_table[i]->name);
        add_option_names(out, command_table[i]->options);
        add_option_names(out, common_options);
        buf_add_cstr(out, "' ;;\n");
    }
    buf_add_cstr(out,
                 "    esac\n"
                 "    case \"$word\" in\n"
                 "        -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                 "        *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                 "    esac\n"
                 "}\n"
                 "complete -o filenames -F _countersign countersign\n");
}

static void add_zsh(struct buf *out)
{
    buf_add_cstr(out, "#compdef countersign\n"
                      "autoload -U +X bashcompinit && bashcompinit\n");
    add_bash(out);
}

/* Text between single quotes of fish, where only \ and ' are special. */
static void add_fish_text(struct buf *out, const char *text)
{
    buf_add_char(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, *text);
    }
    buf_add_char(out, '\'');
}

static void add_fish_options(struct buf *out, const char *command,
                             const struct option *options)
{
    for (size_t i = 0; options && options[i].name; i++) {
        const struct option *o = &options[i];

        buf_printf(out, "complete -c countersign -n '__fish_seen_subcommand_from %s'",
                   command);
        if (o->letter)
            buf_printf(out, " -s %c", o->letter);
        buf_printf(out, " -l %s", o->name);
        if (o->kind != OPTION_FLAG && strchr(o->value, '|')) {
            struct str words = str_from_cstr(o->value);

            buf_add_cstr(out, " -x -a '");
            while (words.p) {
                buf_add(out, str_cut(&words, '|'));
                buf_add_char(out, words.p ? ' ' : '\'');
            }
        } else if (o->kind != OPTION_FLAG) {
            buf_add_cstr(out, " -r");
        }
        buf_add_cstr(out, " -d ");
        add_fish_text(out, o->help);
        buf_add_char(out, '\n');
    }
}

static void add_fish(struct buf *out)
{
    for (size_t i = 0; i < command_table_len; i++) {
        buf_printf(out, "complete -c countersign -n __fish_use_subcommand -f -a %s -d ",
                   command_table[i]->name);
        add_fish_text(out, command_table[i]->summary);
        buf_add_char(out, '\n');
        add_fish_options(out, command_table[i]->name, command_table[i]->options);
        add_fish_options(out, command_table[i]->name, common_options);
    }
}

bool completion_print(const char *shell, struct buf *out)
{
    static const struct {
        const char *shell;
        void (*add)(struct buf *out);
    } shells[] = { { "bash", add_bash }, { "zsh", add_zsh }, { "fish", add_fish } };

    for (size_t i = 0; i < countof(shells); i++) {
        if (strcmp(shells[i].shell, shell) != 0)
            continue;
        shells[i].add(out);
        return true;
    }
    return false;
}
