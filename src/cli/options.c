#include "base/base.h"

#include "base/nearest.h"
#include "cli/options.h"

const struct option common_options[] = {
    [COMMON_HELP] = { 'h', "help", OPTION_FLAG, NULL, "print this help" },
    [COMMON_QUIET] = { 'q', "quiet", OPTION_FLAG, NULL,
                       "print no notes, progress and summary" },
    [COMMON_COLOR] = { 0, "color", OPTION_TEXT, "auto|always|never",
                       "use colour; auto: where a terminal shows it" },
    [COMMON_COUNT] = { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* The command line on its way into a struct parsed. */
struct parser {
    const struct command *command;
    size_t noptions; /* of the command; common options are numbered behind them */
    int argc;
    char *const *argv;
    int at;
    bool options_ended;

    const char **text;  /* noptions + COMMON_COUNT values */
    const char ***list; /* noptions arrays */
    size_t *nlist;
    const char **operand;
    size_t noperands;
    struct diag *diag;
};

size_t options_count(const struct option *options)
{
    size_t n = 0;

    while (options && options[n].name)
        n++;
    return n;
}

static const struct option *option_at(const struct parser *p, size_t i)
{
    return i < p->noptions ? &p->command->options[i] : &common_options[i - p->noptions];
}

static size_t find_name(const struct parser *p, struct str name)
{
    size_t n = p->noptions + COMMON_COUNT;
    size_t i = 0;

    while (i < n && !str_eq(str_from_cstr(option_at(p, i)->name), name))
        i++;
    return i;
}

static size_t find_letter(const struct parser *p, char letter)
{
    size_t n = p->noptions + COMMON_COUNT;
    size_t i = 0;

    while (i < n && option_at(p, i)->letter != letter)
        i++;
    return i;
}

static bool is_known(const struct parser *p, size_t i)
{
    return i < p->noptions + COMMON_COUNT;
}

bool option_allows(const struct option *option, const char *value)
{
    struct str rest = str_from_cstr(option->value);

    if (!strchr(option->value, '|'))
        return true;
    while (rest.p)
        if (str_eq(str_cut(&rest, '|'), str_from_cstr(value)))
            return true;
    return false;
}

static enum status store(struct parser *p, size_t i, const char *value)
{
    const struct option *o = option_at(p, i);

    if (o->kind != OPTION_FLAG && !option_allows(o, value))
        return diag_set(p->diag, ST_SYNTAX, 0, "%s: --%s takes one of %s, not '%s'",
                        p->command->name, o->name, o->value, value);
    if (o->kind == OPTION_LIST) {
        p->list[i][p->nlist[i]++] = value;
        return ST_OK;
    }
    if (p->text[i] && o->kind == OPTION_TEXT)
        return diag_set(p->diag, ST_SYNTAX, 0, "%s: --%s is given twice",
                        p->command->name, o->name);
    p->text[i] = value;
    return ST_OK;
}

static enum status unknown_name(const struct parser *p, struct str name)
{
    struct nearest near = nearest_start(name);

    for (size_t i = 0; i < p->noptions + COMMON_COUNT; i++)
        nearest_offer(&near, option_at(p, i)->name);
    if (near.name)
        return diag_set(p->diag, ST_SYNTAX, 0,
                        "%s: unknown option '--%.*s'; did you mean '--%s'?",
                        p->command->name, STR_ARG(name), near.name);
    return diag_set(p->diag, ST_SYNTAX, 0,
                    "%s: unknown option '--%.*s'; 'countersign %s --help' lists them",
                    p->command->name, STR_ARG(name), p->command->name);
}

/* The value of option `i` that stands in the next word. */
static enum status store_next(struct parser *p, size_t i)
{
    const struct option *o = option_at(p, i);

    if (p->at == p->argc)
        return diag_set(p->diag, ST_SYNTAX, 0, "%s: --%s needs a value: %s",
                        p->command->name, o->name, o->value);
    return store(p, i, p->argv[p->at++]);
}

/* "--name" or "--name=value"; `word` is behind the dashes. */
static enum status parse_long(struct parser *p, const char *word)
{
    const char *equals = strchr(word, '=');
    struct str name = { word, equals ? (size_t)(equals - word) : strlen(word) };
    size_t i = find_name(p, name);

    if (!is_known(p, i))
        return unknown_name(p, name);
    if (option_at(p, i)->kind == OPTION_FLAG) {
        if (equals)
            return diag_set(p->diag, ST_SYNTAX, 0, "%s: --%.*s takes no value",
                            p->command->name, STR_ARG(name));
        return store(p, i, "");
    }
    return equals ? store(p, i, equals + 1) : store_next(p, i);
}

/* "-abc": flags, the last of which may be an option with its value. */
static enum status parse_short(struct parser *p, const char *letters)
{
    for (; *letters; letters++) {
        size_t i = find_letter(p, *letters);

        if (!is_known(p, i))
            return diag_set(p->diag, ST_SYNTAX, 0,
                            "%s: unknown option '-%c'; 'countersign %s --help' lists "
                            "them",
                            p->command->name, *letters, p->command->name);
        if (option_at(p, i)->kind != OPTION_FLAG)
            return letters[1] ? store(p, i, letters + 1) : store_next(p, i);
        TRY(store(p, i, ""));
    }
    return ST_OK;
}

static enum status parse_word(struct parser *p, const char *word)
{
    if (p->options_ended || word[0] != '-' || word[1] == '\0') {
        p->operand[p->noperands++] = word;
        return ST_OK;
    }
    if (word[1] != '-')
        return parse_short(p, word + 1);
    if (word[2] != '\0')
        return parse_long(p, word + 2);
    p->options_ended = true;
    return ST_OK;
}

/* Room for the most that argc words can hold. */
static bool allocate(struct parser *p, struct arena *arena)
{
    size_t words = (size_t)p->argc + 1;

    p->text = arena_new_array(arena, const char *, p->noptions + COMMON_COUNT);
    p->operand = arena_new_array(arena, const char *, words);
    p->list = arena_new_array(arena, const char **, p->noptions + 1);
    p->nlist = arena_new_array(arena, size_t, p->noptions + 1);
    for (size_t i = 0; i < p->noptions && p->list; i++)
        if (p->command->options[i].kind == OPTION_LIST)
            p->list[i] = arena_new_array(arena, const char *, words);
    return !arena->failed;
}

enum status options_parse(struct parsed *out, const struct command *command, int argc,
                          char *const *argv, struct arena *arena, struct diag *diag)
{
    struct parser p = {
        .command = command,
        .noptions = options_count(command->options),
        .argc = argc,
        .argv = argv,
        .diag = diag,
    };

    if (!allocate(&p, arena))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    while (p.at < argc)
        TRY(parse_word(&p, argv[p.at++]));
    out->args = (struct arguments){
        .text = p.text,
        .list = (const char *const *const *)p.list,
        .operand = p.operand,
        .noperands = p.noperands,
    };
    for (size_t i = 0; i < COMMON_COUNT; i++)
        out->common[i] = p.text[p.noptions + i];
    return ST_OK;
}
