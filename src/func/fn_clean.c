/*
 * fn_clean.c - stripAnsiCodes(), lowercase(): fields in a plainer form.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/utf8.h"

/* ---- stripAnsiCodes ------------------------------------------------------------ */

enum { FIELD };

/* Bytes of the escape sequence at the start of `s` (ECMA-48), 0 when there is none. */
static size_t escape_length(struct str s)
{
    size_t i = 2;

    if (s.n < 2 || s.p[0] != '\x1b')
        return 0;
    if (s.p[1] != '[')
        return s.p[1] >= '@' && s.p[1] <= '_' ? 2 : 0;
    while (i < s.n && s.p[i] >= 0x20 && s.p[i] <= 0x3f)
        i++;
    return i < s.n && s.p[i] >= '@' && s.p[i] <= '~' ? i + 1 : 0;
}

static struct value strip_value(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    struct str s;
    size_t n = 0;
    char *p;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    p = arena_text(run->arena, s.n);
    if (!p)
        return value_missing();
    for (size_t i = 0; i < s.n;) {
        size_t skip = escape_length(str_slice(s, i, s.n));

        if (!skip)
            p[n++] = s.p[i++];
        i += skip;
    }
    return value_str((struct str){ p, n });
}

const struct func func_stripAnsiCodes = {
    .name = "stripAnsiCodes",
    .summary = "A field without the escape sequences of terminals: colours and such.",
    .source = "library.humio.com/data-analysis/functions-stripansicodes.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = NULL },
        },
    .value = strip_value,
    .examples =
        (const struct func_example[]){
            { .query = "stripAnsiCodes(a)",
              .input = "{\"a\":\"\\u001b[31mred\\u001b[0m\"}",
              .output = "{\"a\":\"red\"}" },
            { .query = NULL },
        },
};

/* ---- lowercase --------------------------------------------------------------------
 */

enum { FIELDS, INCLUDE };

static struct str lowered(struct arena *arena, struct str s)
{
    char *p = arena_text(arena, s.n);

    if (!p)
        return (struct str){ NULL, 0 };
    return (struct str){ p, utf8_lower_text(s, p) };
}

static enum status lowercase_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    const struct func_arg *fields = &call->arg[FIELDS];
    struct field *out = arena_new_array(call->env->arena, struct field, fields->n + 1);

    if (!out)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < fields->n; i++)
        TRY(call->env->field(call->env,
                             lowered(call->env->arena, fields->field[i].name), &out[i],
                             diag));
    *state = out;
    return ST_OK;
}

static bool lowercase_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    const struct func_arg *fields = &call->arg[FIELDS];
    struct str include = call->arg[INCLUDE].text[0];
    bool values = !str_eq(include, STR("fields"));
    const struct field *out = call->state;

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);
        struct str s;

        if (value_is_missing(v))
            continue;
        s = lowered(run->arena, value_text(v, run->arena));
        if (values && s.p)
            v = value_str(s);
        row_set(row, str_eq(include, STR("values")) ? &fields->field[i] : &out[i], v);
    }
    return true;
}

const struct func func_lowercase = {
    .name = "lowercase",
    .summary = "Lower-case the values of fields in place, or copy them to fields with "
               "lower-case names, or both.",
    .source = "library.humio.com/data-analysis/functions-lowercase.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "include",
              .kind = PARAM_ENUM,
              .def = "values",
              .choices = "values fields both" },
            { .name = "locale",
              .kind = PARAM_STRING,
              .help = "accepted; the conversion is the same for all languages" },
            { .name = NULL },
        },
    .flags = FUNC_DEPRECATED,
    .open = lowercase_open,
    .rewrite = lowercase_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "lowercase(Name, include=both)",
              .input = "{\"Name\":\"EVE\"}",
              .output = "{\"Name\":\"EVE\",\"name\":\"eve\"}" },
            { .query = NULL },
        },
};
