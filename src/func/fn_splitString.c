/*
 * fn_splitString.c - splitString(): cut a text where a regular expression matches.
 *
 * Without `index` the parts become the array as[0], as[1], …; with it one of them is
 * taken, a negative number counting from the end. Empty parts at the end are kept, so
 * that the parts and the separators give the text back.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/array.h"
#include "func/pattern.h"

enum { FIELD, BY, AS, INDEX };

static void split_string_close(void *state)
{
    regex_free(state);
}

static enum status split_string_open(const struct func_call *call, void **state,
                                     struct diag *diag)
{
    struct regex *re = NULL;
    struct regex_notes notes = { 0 };
    struct diag why = { 0 };
    enum status st = regex_new(&re, call->arg[BY].text[0],
                               call->env->strict ? REGEX_STRICT : 0, &notes, &why);

    if (st != ST_OK)
        return arg_fail(call, BY, st, diag, "%s", why.text);
    for (size_t i = 0; i < notes.n; i++)
        call->env->warn(call->env, "W421", "splitString: %s", notes.text[i]);
    *state = re;
    return ST_OK;
}

/* A walk over the parts of a text. An empty match separates nothing. */
struct parts {
    const struct regex *re;
    struct regex_memory *memory;
    struct str s;
    size_t start; /* of the next part; past the end when there is none */
};

static bool next_part(struct parts *p, struct str *part)
{
    size_t from = p->start;
    struct regex_match m;

    if (p->start > p->s.n)
        return false;
    while (from <= p->s.n && regex_search(p->re, p->memory, p->s, from, &m)) {
        if (m.end > m.start) {
            *part = str_slice(p->s, p->start, m.start);
            p->start = m.end;
            return true;
        }
        from = pattern_next(p->s, &m);
    }
    *part = str_slice(p->s, p->start, p->s.n);
    p->start = p->s.n + 1;
    return true;
}

static int64_t count_parts(struct parts walk)
{
    int64_t n = 0;
    struct str part;

    while (next_part(&walk, &part))
        n++;
    return n;
}

static void set_one(const struct func_call *call, struct parts walk, struct row row,
                    struct func_run *run)
{
    int64_t index = call->arg[INDEX].integer;
    struct str part;

    if (index < 0)
        index += count_parts(walk);
    for (int64_t i = 0; i <= index && next_part(&walk, &part); i++)
        if (i == index)
            row_set(row, &call->arg[AS].field[0], text_value(run, part));
}

static void set_all(const struct func_call *call, struct parts walk, struct row row,
                    struct func_run *run)
{
    struct str name = call->arg[AS].field[0].name;
    struct str part;

    array_remove(row, name);
    for (size_t i = 0; i < ARRAY_MAX && next_part(&walk, &part); i++)
        array_set(row, run->arena, name, i, text_value(run, part));
}

static bool split_string_rewrite(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    struct parts walk = { .re = call->state, .memory = run->regex };

    if (!arg_text(call, FIELD, row, run, &walk.s))
        return true;
    if (call->arg[INDEX].given)
        set_one(call, walk, row, run);
    else
        set_all(call, walk, row, run);
    return true;
}

/* An array has to be cleared of older elements; a single part has a field of its own.
 */
static bool split_string_reads_all(const struct func_call *call)
{
    return !call->arg[INDEX].given;
}

const struct func func_splitString = {
    .name = "splitString",
    .summary =
        "Split a text where a regular expression matches: into an array, or take "
        "the part that index= names.",
    .source = "library.humio.com/data-analysis/functions-splitstring.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "by", .kind = PARAM_REGEX, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_splitstring" },
            { .name = "index",
              .kind = PARAM_INT,
              .help = "0 is the first part, -1 the last" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = split_string_open,
    .close = split_string_close,
    .rewrite = split_string_rewrite,
    .reads_all = split_string_reads_all,
    .examples =
        (const struct func_example[]){
            { .query = "splitString(field=path, by=\"/\", index=-1, as=file)",
              .input = "{\"path\":\"/usr/bin/ls\"}",
              .output = "{\"path\":\"/usr/bin/ls\",\"file\":\"ls\"}" },
            { .query = "splitString(field=a, by=\", *\")",
              .input = "{\"a\":\"x, y,z\"}",
              .output =
                  "{\"a\":\"x, y,z\",\"_splitstring[0]\":\"x\",\"_splitstring[1]\":"
                  "\"y\",\"_splitstring[2]\":\"z\"}" },
            { .query = NULL },
        },
};
