/*
 * fn_replace.c - replace(): put another text where a regular expression matches.
 *
 * `$1` in the new text stands for the first group, `${name}` for a named one, a
 * backslash takes the character behind it as it is. The regex wrapper captures named
 * groups only; so plain groups get names here, `(` becoming `(?<_1>` for the first.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/pattern.h"

enum { REGEX, WITH, FIELD, AS, FLAGS, REPLACEMENT };
enum { GROUPS_MAX = REGEX_GROUPS_MAX, WHOLE = GROUPS_MAX, PATTERN_MAX = 1 << 20 };

/* A piece of the new text: literal, or the place of a group in the match. */
struct piece {
    struct str text;
    bool is_group;
    size_t group; /* WHOLE: all of the match */
};

struct replace_state {
    struct regex *re;
    struct piece *piece;
    size_t n;
};

/* ---- giving plain groups names ---------------------------------------------- */

/* Bytes of the pattern at `i` that are no group: an escape, \Q..\E, or one byte. */
static size_t skip_escape(struct str p, size_t i)
{
    size_t end;

    if (p.p[i] != '\\' || i + 1 >= p.n)
        return 1;
    if (p.p[i + 1] != 'Q')
        return 2;
    end = str_find(str_slice(p, i, p.n), STR("\\E"));
    return end == SIZE_MAX ? p.n - i : end + 2;
}

static bool opens_plain_group(struct str p, size_t i)
{
    return p.p[i] == '(' && !(i + 1 < p.n && (p.p[i + 1] == '?' || p.p[i + 1] == '*'));
}

static bool opens_named_group(struct str p, size_t i)
{
    struct str rest = str_slice(p, i, p.n);

    return str_starts_with(rest, STR("(?P<")) ||
           (str_starts_with(rest, STR("(?<")) && rest.n > 3 && rest.p[3] != '=' &&
            rest.p[3] != '!');
}

/* The pattern with names for all groups; `b` gets the text. */
static void name_groups(struct str p, struct buf *b)
{
    bool in_class = false;
    unsigned n = 0;

    for (size_t i = 0; i < p.n;) {
        size_t step = skip_escape(p, i);

        if (step == 1 && p.p[i] == '[')
            in_class = true;
        else if (step == 1 && p.p[i] == ']')
            in_class = false;
        if (step == 1 && !in_class && opens_plain_group(p, i))
            buf_printf(b, "(?<_%u>", ++n);
        else
            buf_add(b, str_slice(p, i, i + step));
        n += step == 1 && !in_class && opens_named_group(p, i);
        i += step;
    }
}

/* ---- the new text ------------------------------------------------------------- */

/* The place of the group with that name, or SIZE_MAX. */
static size_t find_group(const struct regex *re, struct str name)
{
    for (size_t i = 0; i < regex_ngroups(re); i++)
        if (str_eq(regex_group_name(re, i), name))
            return i;
    return SIZE_MAX;
}

/* `${name}` at the start of `s`: its length, or 0. */
static size_t read_name(const struct regex *re, struct str s, size_t *group)
{
    size_t end = str_find(s, STR("}"));

    if (end == SIZE_MAX)
        return 0;
    *group = find_group(re, str_slice(s, 2, end));
    return end + 1;
}

/* `$1` at the start of `s`, with a second digit if that names a group, too; or 0. */
static size_t read_number(const struct regex *re, struct str s, size_t *group)
{
    size_t n = 0;
    size_t number = 0;

    while (n < 2 && n + 1 < s.n && s.p[n + 1] >= '0' && s.p[n + 1] <= '9') {
        size_t next = number * 10 + (size_t)(s.p[n + 1] - '0');

        if (n == 1 && next > regex_ngroups(re))
            break;
        number = next;
        n++;
    }
    if (number == 0)
        *group = WHOLE;
    else
        *group = number <= regex_ngroups(re) ? number - 1 : SIZE_MAX;
    return n ? n + 1 : 0;
}

/* A reference at the start of `s`: its length, 0 when there is none. */
static size_t read_reference(const struct regex *re, struct str s, size_t *group)
{
    if (str_starts_with(s, STR("${")))
        return read_name(re, s, group);
    return str_starts_with(s, STR("$")) ? read_number(re, s, group) : 0;
}

static void add_literal(struct replace_state *s, struct str text)
{
    struct piece *last = s->n ? &s->piece[s->n - 1] : NULL;

    if (last && !last->is_group && last->text.p + last->text.n == text.p) {
        last->text.n += text.n;
        return;
    }
    s->piece[s->n++] = (struct piece){ .text = text };
}

static enum status read_replacement(const struct func_call *call, size_t arg,
                                    struct replace_state *s, struct diag *diag)
{
    struct str text = arg_string(call, arg);

    s->piece = arena_new_array(call->env->arena, struct piece, text.n + 1);
    if (!s->piece)
        return arg_fail(call, arg, ST_NOMEM, diag, "the new text is too long");
    for (size_t i = 0; i < text.n;) {
        struct str rest = str_slice(text, i, text.n);
        size_t group = 0;
        size_t n = read_reference(s->re, rest, &group);

        if (n && group == SIZE_MAX)
            return arg_fail(call, arg, ST_TYPE, diag, "there is no group %.*s",
                            STR_ARG(str_slice(rest, 0, n)));
        if (n) {
            s->piece[s->n++] = (struct piece){ .is_group = true, .group = group };
            i += n;
            continue;
        }
        i += rest.p[0] == '\\' && rest.n > 1;
        add_literal(s, str_slice(text, i, i + 1));
        i++;
    }
    return ST_OK;
}

/* ---- the call ---------------------------------------------------------------------
 */

static void replace_close(void *state)
{
    struct replace_state *s = state;

    regex_free(s->re);
}

static enum status replace_open(const struct func_call *call, void **state,
                                struct diag *diag)
{
    struct replace_state *s = arena_new(call->env->arena, struct replace_state);
    size_t with = call->arg[REPLACEMENT].by_user ? REPLACEMENT : WITH;
    struct buf named;
    enum status st;

    if (!s)
        return arg_fail(call, REGEX, ST_NOMEM, diag, "out of memory");
    if (call->arg[REPLACEMENT].by_user && call->arg[WITH].by_user)
        return arg_fail(call, REPLACEMENT, ST_TYPE, diag,
                        "with and replacement are the same parameter");
    buf_init(&named, PATTERN_MAX);
    name_groups(call->arg[REGEX].text[0], &named);
    st = named.failed ? arg_fail(call, REGEX, ST_LIMIT, diag, "the pattern is too long")
                      : pattern_new(call, REGEX, FLAGS, buf_str(&named), &s->re, diag);
    if (st == ST_OK)
        st = read_replacement(call, with, s, diag);
    if (st == ST_OK)
        *state = s;
    else
        regex_free(s->re);
    buf_release(&named);
    return st;
}

static void add_pieces(const struct replace_state *s, struct str text,
                       const struct regex_match *m, struct buf *b)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct piece *p = &s->piece[i];

        if (!p->is_group)
            buf_add(b, p->text);
        else if (p->group == WHOLE)
            buf_add(b, str_slice(text, m->start, m->end));
        else
            buf_add(b, m->group[p->group]);
    }
}

static struct value replace_value(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    const struct replace_state *s = call->state;
    struct regex_match m;
    struct str text;
    size_t from = 0;
    size_t copied = 0;
    struct buf b;

    if (!arg_text(call, FIELD, row, run, &text))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    while (from <= text.n && !b.failed &&
           regex_search(s->re, run->regex, text, from, &m)) {
        buf_add(&b, str_slice(text, copied, m.start));
        add_pieces(s, text, &m, &b);
        copied = m.end;
        from = pattern_next(text, &m);
    }
    buf_add(&b, str_slice(text, copied, text.n));
    return buf_value(run, &b);
}

const struct func func_replace = {
    .name = "replace",
    .summary = "Replace every match of a regular expression; $1 or ${name} in the new "
               "text stand for groups.",
    .source = "library.humio.com/data-analysis/functions-replace.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "regex",
              .kind = PARAM_REGEX,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "with", .kind = PARAM_STRING, .def = "" },
            { .name = "field", .kind = PARAM_FIELD, .def = "@rawstring" },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "flags", .kind = PARAM_STRING, .def = "m" },
            { .name = "replacement",
              .kind = PARAM_STRING,
              .def = "",
              .help = "another name of with" },
            { .name = NULL },
        },
    .open = replace_open,
    .close = replace_close,
    .value = replace_value,
    .examples =
        (const struct func_example[]){
            { .query = "replace(\"(\\w+)@\\w+\", with=\"$1@example\", field=mail)",
              .input = "{\"mail\":\"eve@corp\"}",
              .output = "{\"mail\":\"eve@example\"}" },
            { .query = "replace(\"\\s+\", with=\" \", field=a, as=b)",
              .input = "{\"a\":\"x   y\"}\n{\"c\":\"1\"}",
              .output = "{\"a\":\"x   y\",\"b\":\"x y\"}\n{\"c\":\"1\"}" },
            { .query = NULL },
        },
};
