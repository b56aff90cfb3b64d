/*
 * agg_bind.c - read a call written as in a query and bind its arguments.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "agg_harness.h"
#include "text/number.h"

enum { LIST_MAX = 16 };

/* ---- reading a call ---- */

struct raw {
    enum { RAW_WORD, RAW_STRING, RAW_LIST, RAW_CALL } kind;
    struct str text;
    struct raw *kid[LIST_MAX];
    struct str name[LIST_MAX]; /* of arguments; empty: unnamed */
    size_t n;
};

static void skip_blanks(const char **p)
{
    while (**p == ' ' || **p == '\n')
        ++*p;
}

static struct str word(const char **p)
{
    const char *start = *p;

    while (**p && !strchr(" \n,()[]=\"", **p))
        ++*p;
    return (struct str){ start, (size_t)(*p - start) };
}

static struct str string(struct rig *rig, const char **p)
{
    char *text = arena_text(&rig->arena, strlen(*p));
    size_t n = 0;

    assert_non_null(text);
    for (++*p; **p != '"'; ++*p) {
        assert_true(**p);
        if (**p == '\\' && (*p)[1] == 'n') {
            text[n++] = '\n';
            ++*p;
        } else {
            text[n++] = **p;
        }
    }
    ++*p;
    return (struct str){ text, n };
}

static struct raw *read_value(struct rig *rig, const char **p);

static void read_list(struct rig *rig, struct raw *list, const char **p, char end)
{
    for (++*p, skip_blanks(p); **p != end; skip_blanks(p)) {
        const char *before = *p;
        struct str name = { 0 };

        assert_true(list->n < LIST_MAX);
        if (end == ')') {
            name = word(p);
            if (**p == '=')
                ++*p;
            else {
                *p = before;
                name.n = 0;
            }
        }
        list->name[list->n] = name;
        list->kid[list->n++] = read_value(rig, p);
        skip_blanks(p);
        if (**p == ',')
            ++*p;
    }
    ++*p;
}

static struct raw *read_value(struct rig *rig, const char **p)
{
    struct raw *raw = arena_new(&rig->arena, struct raw);

    assert_non_null(raw);
    skip_blanks(p);
    if (**p == '"') {
        raw->kind = RAW_STRING;
        raw->text = string(rig, p);
        return raw;
    }
    if (**p == '[') {
        raw->kind = RAW_LIST;
        read_list(rig, raw, p, ']');
        return raw;
    }
    raw->text = word(p);
    if (**p == '(') {
        raw->kind = RAW_CALL;
        read_list(rig, raw, p, ')');
    }
    return raw;
}

/* ---- binding ---- */

static struct func_call *bind_call(struct rig *rig, const struct raw *raw, bool nested);

static const struct raw *item(const struct raw *raw, size_t i)
{
    return raw->kind == RAW_LIST ? raw->kid[i] : raw;
}

static void bind_fields(struct rig *rig, struct func_arg *arg, const struct raw *raw)
{
    struct field *field = arena_new_array(&rig->arena, struct field, arg->n + 1);

    assert_non_null(field);
    for (size_t i = 0; i < arg->n; i++)
        assert_int_equal(rig_field(&rig->env, item(raw, i)->text, &field[i], NULL),
                         ST_OK);
    arg->field = field;
}

static void bind_texts(struct rig *rig, const struct func_param *param,
                       struct func_arg *arg, const struct raw *raw)
{
    struct str *text = arena_new_array(&rig->arena, struct str, arg->n + 1);

    assert_non_null(text);
    for (size_t i = 0; i < arg->n; i++)
        text[i] = item(raw, i)->text;
    if (param->kind == PARAM_ARRAY && str_ends_with(*text, STR("[]")))
        *text = str_slice(*text, 0, text->n - 2);
    arg->text = text;
}

static void bind_calls(struct rig *rig, struct func_arg *arg, const struct raw *raw)
{
    const struct func_call **call =
        arena_new_array(&rig->arena, const struct func_call *, arg->n + 1);

    assert_non_null(call);
    for (size_t i = 0; i < arg->n; i++)
        call[i] = bind_call(rig, item(raw, i), true);
    arg->call = call;
}

static void bind_expr(struct rig *rig, struct func_arg *arg, const struct raw *raw)
{
    const struct expr **list =
        arena_new_array(&rig->arena, const struct expr *, arg->n + 1);

    assert_non_null(list);
    for (size_t i = 0; i < arg->n; i++) {
        struct expr *expr = arena_new(&rig->arena, struct expr);
        const struct raw *e = item(raw, i);

        assert_non_null(expr);
        if (e->kind == RAW_CALL) /* test(field) */
            e = e->kid[0];
        assert_int_equal(rig_field(&rig->env, e->text, &expr->field, NULL), ST_OK);
        list[i] = expr;
    }
    arg->expr = list;
}

static int64_t duration_ms(struct str text)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = { { "ms", 1 },      { "s", 1000 },     { "m", 60000 },
                  { "h", 3600000 }, { "d", 86400000 }, { "w", 604800000 } };
    int64_t n = 0;
    size_t i = 0;

    for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        n = n * 10 + (text.p[i] - '0');
    for (size_t k = 0; k < countof(units); k++)
        if (str_eq(str_slice(text, i, text.n), str_from_cstr(units[k].unit)))
            return n * units[k].ms;
    return n;
}

static void bind_number(const struct func_param *param, struct func_arg *arg,
                        struct str text)
{
    if (param->kind == PARAM_DURATION) {
        arg->integer = duration_ms(text);
        arg->number = (double)arg->integer;
        return;
    }
    if (str_eq(text, STR("max"))) {
        arg->integer = param->max;
        return;
    }
    assert_true(number_parse(text, &arg->number));
    arg->integer = (int64_t)arg->number;
}

static void bind_value(struct rig *rig, const struct func_param *param,
                       struct func_arg *arg, const struct raw *raw)
{
    arg->given = true;
    arg->n = raw->kind == RAW_LIST ? raw->n : 1;
    switch (param->kind) {
    case PARAM_FIELD:
    case PARAM_FIELDS:
    case PARAM_OUT:
        bind_fields(rig, arg, raw);
        break;
    case PARAM_AGGREGATES:
        bind_calls(rig, arg, raw);
        break;
    case PARAM_CONDITION:
    case PARAM_EXPR:
    case PARAM_EXPRS:
        bind_expr(rig, arg, raw);
        break;
    case PARAM_BOOL:
        arg->boolean = str_eq(raw->text, STR("true"));
        break;
    case PARAM_INT:
    case PARAM_NUMBER:
    case PARAM_LIMIT:
    case PARAM_DURATION:
        bind_number(param, arg, raw->text);
        break;
    case PARAM_STRING:
    case PARAM_STRINGS:
    case PARAM_ENUM:
    case PARAM_ENUMS:
    case PARAM_ARRAY:
        bind_texts(rig, param, arg, raw);
        break;
    case PARAM_FIELD_PAIRS:
    case PARAM_TEXT_PAIRS:
    case PARAM_REGEX:
    case PARAM_PIPELINE:
    case PARAM_PIPELINES:
    case PARAM_QUERIES:
    case PARAM_ASSIGNMENTS:
        fail_msg("the harness cannot bind %s", param->name);
    }
}

static const struct raw *argument(const struct raw *raw, const struct func_param *param)
{
    for (size_t i = 0; i < raw->n; i++)
        if (raw->name[i].n ? str_eq(raw->name[i], str_from_cstr(param->name))
                           : (param->flags & PARAM_UNNAMED) != 0)
            return raw->kid[i];
    return NULL;
}

static void bind_params(struct rig *rig, const struct func *func, struct func_arg *arg,
                        const struct raw *raw)
{
    for (size_t i = 0; func->params && func->params[i].name; i++) {
        const struct func_param *param = &func->params[i];
        const struct raw *given = argument(raw, param);
        const char *def = param->def;

        if (given) {
            bind_value(rig, param, &arg[i], given);
            arg[i].by_user = true;
        } else if (def) {
            bind_value(rig, param, &arg[i], read_value(rig, &def));
        }
    }
}

static struct func_call *bind_call(struct rig *rig, const struct raw *raw, bool nested)
{
    struct func_call *call = arena_new(&rig->arena, struct func_call);
    const struct func *func = func_find(raw->text);
    struct func_arg *arg = arena_new_array(&rig->arena, struct func_arg, LIST_MAX);
    void *state = NULL;

    assert_non_null(func);
    assert_true(call && arg);
    bind_params(rig, func, arg, raw);
    *call = (struct func_call){
        .func = func, .env = &rig->env, .arg = arg, .is_nested = nested
    };
    if (func->open && func->open(call, &state, &rig->diag) != ST_OK)
        return NULL;
    call->state = state;
    return call;
}

const struct func_call *rig_call(struct rig *rig, const char *text)
{
    return bind_call(rig, read_value(rig, &text), false);
}
