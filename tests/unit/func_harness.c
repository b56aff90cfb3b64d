#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "func_harness.h"
#include "regex/regex.h"
#include "text/number.h"

/* What the executor would know of an expression and of a sub-pipeline. */
struct expr {
    bool is_literal;
    struct str text;
    struct field field;
};

struct pipeline {
    struct str text;
};

enum { ARGS_MAX = 24, MEMORY = 64 << 20 };

struct harness {
    struct arena arena;
    struct slots slots;
    struct func_env env;
    struct func_arg arg[ARGS_MAX];
    struct func_call call;
    void *state;
    struct batch *batch; /* the row is its first */
    struct batch *out;   /* rows of expand() */
    struct func_run run;
    const char *const *words; /* the case's arguments */
};

/* ---- what the executor provides --------------------------------------------- */

static struct field slot_field(struct harness *h, struct str name)
{
    return (struct field){ name, slots_add(&h->slots, name) };
}

static enum status env_field(const struct func_env *env, struct str name,
                             struct field *out, struct diag *diag UNUSED)
{
    *out = slot_field(env->ctx, str_dup(env->arena, name));
    return ST_OK;
}

/* What stands behind `prefix` + `name` + `=` in the case's arguments, or NULL. */
static const char *find_word(const struct harness *h, const char *prefix,
                             struct str name)
{
    for (size_t i = 0; h->words[i]; i++) {
        struct str word = str_from_cstr(h->words[i]);
        struct str rest;

        if (!str_starts_with(word, str_from_cstr(prefix)))
            continue;
        rest = str_slice(word, strlen(prefix), word.n);
        if (str_starts_with(rest, name) && rest.n > name.n && rest.p[name.n] == '=')
            return rest.p + name.n + 1;
    }
    return NULL;
}

static enum status env_read_file(const struct func_env *env, struct str name,
                                 struct str *bytes, struct diag *diag)
{
    const char *found = find_word(env->ctx, "file:", name);

    if (!found)
        return diag_set(diag, ST_IO, 0, "no file '%.*s'", STR_ARG(name));
    *bytes = str_from_cstr(found);
    return ST_OK;
}

/* `a,b\n1,2\n` without quotes; an empty cell is missing. */
static const struct func_table *env_table(const struct func_env *env, struct str name)
{
    const char *found = find_word(env->ctx, "table:", name);
    struct func_table *t = arena_new(env->arena, struct func_table);
    struct str rest = str_from_cstr(found ? found : "");
    struct str *column = arena_new_array(env->arena, struct str, 8);
    struct str head = str_cut(&rest, '\n');

    if (!found)
        return NULL;
    assert_non_null(t);
    assert_non_null(column);
    while (head.p && t->ncolumns < 8)
        column[t->ncolumns++] = str_cut(&head, ',');
    t->column = column;
    t->cell = arena_new_array(env->arena, struct value, 64 * t->ncolumns);
    while (rest.n && t->nrows < 64) {
        struct str line = str_cut(&rest, '\n');

        for (size_t c = 0; c < t->ncolumns; c++) {
            struct str cell = str_cut(&line, ',');

            if (cell.n)
                t->cell[t->nrows * t->ncolumns + c] = value_str(cell);
        }
        t->nrows++;
    }
    return t;
}

static bool env_param(const struct func_env *env, struct str name, struct str *out)
{
    const char *found = find_word(env->ctx, "?", name);

    if (found)
        *out = str_from_cstr(found);
    return found != NULL;
}

PRINTF(3, 4)
static void env_warn(const struct func_env *env UNUSED, const char *code UNUSED,
                     const char *fmt UNUSED, ...)
{
}

static void run_warn(struct func_run *run UNUSED, const char *code UNUSED,
                     const char *text UNUSED)
{
}

static struct value run_eval(struct func_run *run UNUSED, const struct expr *expr,
                             struct row row)
{
    return expr->is_literal ? value_str(expr->text) : row_get(row, &expr->field);
}

static void upper_in_place(struct row row, struct str field)
{
    struct str s = value_text(row_get_name(row, field), &row.batch->arena);
    char *p = arena_text(&row.batch->arena, s.n);

    assert_non_null(p);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
    row_set_name(row, field, value_str((struct str){ p, s.n }));
}

static bool run_pipeline(struct func_run *run, struct pipeline *pipeline,
                         struct row row)
{
    struct str rest = pipeline->text;

    while (rest.p) {
        struct str step = str_cut(&rest, '&');
        struct str what = str_cut(&step, ':');
        struct str field = str_cut(&step, ':');

        if (str_eq(what, STR("has"))) {
            struct value v = row_get_name(row, field);

            if (str_find(value_text(v, run->arena), step) == SIZE_MAX)
                return false;
        } else if (str_eq(what, STR("set"))) {
            row_set_name(row, field, value_str(step));
        } else {
            upper_in_place(row, field);
        }
    }
    return true;
}

/* ---- binding ------------------------------------------------------------------ */

static size_t count_parts(struct str s)
{
    size_t n = 1;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '|';
    return n;
}

/* The parts of a list between `|`. */
static struct str *parts_of(struct harness *h, struct str s, size_t *n)
{
    struct str *part;

    *n = s.n ? count_parts(s) : 0;
    part = arena_new_array(&h->arena, struct str, *n + 1);
    assert_non_null(part);
    for (size_t i = 0; i < *n; i++)
        part[i] = str_cut(&s, '|');
    return part;
}

static void bind_fields(struct harness *h, struct func_arg *a, struct str text,
                        bool is_list)
{
    size_t n = 1;
    struct str *part = is_list ? parts_of(h, text, &n) : &text;
    struct field *field = arena_new_array(&h->arena, struct field, n + 1);

    assert_non_null(field);
    for (size_t i = 0; i < n; i++)
        field[i] = slot_field(h, part[i]);
    a->field = field;
    a->n = n;
}

static void bind_texts(struct harness *h, struct func_arg *a, struct str text,
                       bool is_list)
{
    struct str *one = arena_new(&h->arena, struct str);

    assert_non_null(one);
    *one = text;
    a->n = 1;
    a->text = is_list ? parts_of(h, text, &a->n) : one;
}

static void bind_exprs(struct harness *h, struct func_arg *a, struct str text,
                       bool is_list)
{
    size_t n = 1;
    struct str *part = is_list ? parts_of(h, text, &n) : &text;
    const struct expr **list = arena_new_array(&h->arena, const struct expr *, n + 1);
    struct expr *expr = arena_new_array(&h->arena, struct expr, n + 1);

    assert_non_null(list);
    assert_non_null(expr);
    for (size_t i = 0; i < n; i++) {
        expr[i].is_literal = str_starts_with(part[i], STR("'"));
        if (expr[i].is_literal)
            expr[i].text = str_slice(part[i], 1, part[i].n - 1);
        else
            expr[i].field = slot_field(h, part[i]);
        list[i] = &expr[i];
    }
    a->expr = list;
    a->n = n;
}

static void bind_number(struct func_arg *a, struct str text)
{
    if (!number_parse_int64(text, &a->integer) && !number_parse(text, &a->number))
        fail_msg("'%.*s' is no number", STR_ARG(text));
    if (a->integer)
        a->number = (double)a->integer;
    a->n = 1;
}

static void bind_array(struct harness *h, struct func_arg *a, struct str text)
{
    if (str_ends_with(text, STR("[]")))
        text = str_slice(text, 0, text.n - 2);
    bind_texts(h, a, text, false);
}

static void bind_pipeline(struct harness *h, struct func_arg *a, struct str text)
{
    a->pipeline = arena_new(&h->arena, struct pipeline);
    assert_non_null(a->pipeline);
    a->pipeline->text = text;
    a->n = 1;
}

static void bind_bool(struct func_arg *a, struct str text)
{
    a->boolean = str_eq(text, STR("true"));
    a->n = 1;
}

/* Kinds that are bound as fields, expressions or texts; lists have the higher digit. */
enum {
    AS_FIELD = 1,
    AS_EXPR,
    AS_TEXT,
    AS_NUMBER,
    AS_BOOL,
    AS_ARRAY,
    AS_PIPELINE,
    LIST = 16
};

static const int bound_as[] = {
    [PARAM_FIELD] = AS_FIELD,         [PARAM_OUT] = AS_FIELD,
    [PARAM_FIELDS] = AS_FIELD | LIST, [PARAM_FIELD_PAIRS] = AS_FIELD | LIST,
    [PARAM_ARRAY] = AS_ARRAY,         [PARAM_EXPR] = AS_EXPR,
    [PARAM_CONDITION] = AS_EXPR,      [PARAM_EXPRS] = AS_EXPR | LIST,
    [PARAM_STRING] = AS_TEXT,         [PARAM_REGEX] = AS_TEXT,
    [PARAM_ENUM] = AS_TEXT,           [PARAM_STRINGS] = AS_TEXT | LIST,
    [PARAM_ENUMS] = AS_TEXT | LIST,   [PARAM_TEXT_PAIRS] = AS_TEXT | LIST,
    [PARAM_INT] = AS_NUMBER,          [PARAM_NUMBER] = AS_NUMBER,
    [PARAM_LIMIT] = AS_NUMBER,        [PARAM_DURATION] = AS_NUMBER,
    [PARAM_BOOL] = AS_BOOL,           [PARAM_PIPELINE] = AS_PIPELINE,
    [PARAM_ASSIGNMENTS] = 0,
};

static void bind_text(struct harness *h, struct func_arg *a, const struct func_param *p,
                      struct str text)
{
    int as = bound_as[p->kind];
    bool is_list = as & LIST;

    a->given = true;
    switch (as & ~LIST) {
    case AS_FIELD:
        bind_fields(h, a, text, is_list);
        break;
    case AS_EXPR:
        bind_exprs(h, a, text, is_list);
        break;
    case AS_TEXT:
        bind_texts(h, a, text, is_list);
        break;
    case AS_NUMBER:
        bind_number(a, text);
        break;
    case AS_BOOL:
        bind_bool(a, text);
        break;
    case AS_ARRAY:
        bind_array(h, a, text);
        break;
    case AS_PIPELINE:
        bind_pipeline(h, a, text);
        break;
    default:
        fail_msg("parameter %s is beyond this harness", p->name);
    }
}

static const struct func_arg *arg_named(const struct harness *h, const char *name)
{
    for (size_t i = 0; h->call.func->params[i].name; i++)
        if (strcmp(h->call.func->params[i].name, name) == 0)
            return &h->arg[i];
    fail_msg("%s has no parameter %s", h->call.func->name, name);
    return &h->arg[0];
}

static void bind_all(struct harness *h, const struct func *func)
{
    for (size_t i = 0; func->params[i].name; i++) {
        const struct func_param *p = &func->params[i];
        const char *text = find_word(h, "", str_from_cstr(p->name));

        assert_true(i < ARGS_MAX);
        if (text)
            bind_text(h, &h->arg[i], p, str_from_cstr(text));
        h->arg[i].by_user = text != NULL;
    }
    for (size_t i = 0; func->params[i].name; i++) {
        const struct func_param *p = &func->params[i];

        if (h->arg[i].given || !p->def)
            continue;
        if (strcmp(p->def, "=field") == 0)
            h->arg[i] = *arg_named(h, "field");
        else
            bind_text(h, &h->arg[i], p, str_from_cstr(p->def));
    }
}

/* ---- running -------------------------------------------------------------------- */

static void harness_init(struct harness *h, const struct func *func,
                         const char *const *words)
{
    *h = (struct harness){ .words = words };
    arena_init(&h->arena, MEMORY);
    slots_init(&h->slots, &h->arena);
    h->env = (struct func_env){ .ctx = h,
                                .arena = &h->arena,
                                .now_ms = HARNESS_NOW_MS,
                                .field = env_field,
                                .read_file = env_read_file,
                                .table = env_table,
                                .param = env_param,
                                .warn = env_warn };
    h->call = (struct func_call){ .func = func, .env = &h->env, .arg = h->arg };
    bind_all(h, func);
}

static void harness_release(struct harness *h)
{
    if (h->call.func->close && h->state)
        h->call.func->close(h->state);
    regex_memory_free(h->run.regex);
    batch_free(h->batch);
    batch_free(h->out);
    arena_release(&h->arena);
}

static enum status harness_open(struct harness *h, struct diag *diag)
{
    if (h->call.func->open)
        TRY(h->call.func->open(&h->call, &h->state, diag));
    h->call.state = h->state;
    if (h->call.func->prepare)
        TRY(h->call.func->prepare(&h->call, diag));
    h->batch = batch_new(&h->slots, true, MEMORY);
    h->out = batch_new(&h->slots, true, MEMORY);
    assert_non_null(h->batch);
    assert_non_null(h->out);
    h->run = (struct func_run){ .arena = &h->batch->arena,
                                .regex = regex_memory_new(),
                                .eval = run_eval,
                                .warn = run_warn,
                                .pipeline = run_pipeline,
                                .ctx = h };
    return ST_OK;
}

/* Free text sees the row as it was read. */
static void copy_origin(struct row row)
{
    struct field_list *list = &row.batch->origin[row.i];
    struct row_iter it = { 0 };

    list->v = arena_new_array(&row.batch->arena, struct named_value, 32);
    assert_non_null(list->v);
    while (list->n < 32 && row_next(row, &it))
        list->v[list->n++] = (struct named_value){ it.name, it.value, it.slot };
}

static struct row make_row(struct harness *h, const char *const *fields)
{
    struct row row = { h->batch, (uint32_t)batch_add_row(h->batch, 1, 0) };

    for (size_t i = 0; fields[i]; i++) {
        struct str text = str_from_cstr(fields[i]);
        struct str name = str_cut(&text, '=');

        if (str_eq(name, STR("@raw")))
            h->batch->raw[row.i] = text;
        else
            row_set_name(row, name, value_str(text.p ? text : STR("")));
    }
    copy_origin(row);
    return row;
}

static struct row sink_begin(struct row_sink *sink, struct row copy_of)
{
    struct harness *h = sink->ctx;
    struct kept_row *kept = row_keep(copy_of, &h->arena);

    assert_non_null(kept);
    return (struct row){ h->out, (uint32_t)row_restore(kept, h->out) };
}

static bool uses_expand(const struct func_call *call)
{
    const struct func *f = call->func;

    return f->expand && (!f->expands || f->expands(call));
}

/* True when the row lives on; rows of expand() go to h->out. */
static bool run_row(struct harness *h, struct row row)
{
    const struct func *f = h->call.func;

    if (f->test && f->rewrite && find_word(h, "", STR("ask")))
        return f->test(&h->call, row, &h->run);
    if (uses_expand(&h->call)) {
        struct row_sink sink = { h, sink_begin };

        f->expand(&h->call, row, &h->run, &sink);
        return true;
    }
    if (f->value) {
        struct value v = f->value(&h->call, row, &h->run);

        if (!value_is_missing(v))
            row_set(row, arg_named(h, "as")->field, v);
        return true;
    }
    return f->rewrite ? f->rewrite(&h->call, row, &h->run)
                      : f->test(&h->call, row, &h->run);
}

/* ---- comparing --------------------------------------------------------------------
 */

static size_t field_count(struct row row)
{
    struct row_iter it = { 0 };
    size_t n = 0;

    while (row_next(row, &it))
        n++;
    return n;
}

static void check_field(struct harness *h, struct row row, const char *want,
                        const char *label)
{
    struct str text = str_from_cstr(want);
    struct str name = str_cut(&text, '=');
    struct value v;
    struct str got;

    if (want[0] == '#' && want[1] >= '0' && want[1] <= '9') {
        if (field_count(row) != strtoul(want + 1, NULL, 10))
            fail_msg("%s: %zu fields, not %s", label, field_count(row), want);
        return;
    }
    v = row_get_name(row, name);
    got = value_text(v, &h->arena);
    if (!text.p && !value_is_missing(v))
        fail_msg("%s: %.*s is '%.*s', not missing", label, STR_ARG(name), STR_ARG(got));
    if (text.p && value_is_missing(v))
        fail_msg("%s: %.*s is missing, not '%.*s'", label, STR_ARG(name),
                 STR_ARG(text));
    if (text.p && !str_eq(got, text))
        fail_msg("%s: %.*s is '%.*s', not '%.*s'", label, STR_ARG(name), STR_ARG(got),
                 STR_ARG(text));
}

static void check_expanded(struct harness *h, const char *const *want,
                           const char *label)
{
    struct row row = { h->out, 0 };

    if (want[0] && strcmp(want[0], "0") == 0) {
        assert_int_equal(h->out->nrows, 0);
        return;
    }
    for (size_t i = 0; want[i]; i++) {
        if (row.i >= h->out->nrows)
            fail_msg("%s: only %u rows", label, h->out->nrows);
        if (strcmp(want[i], "--") == 0)
            row.i++;
        else
            check_field(h, row, want[i], label);
    }
    if (row.i + 1 != h->out->nrows)
        fail_msg("%s: %u rows, not %u", label, h->out->nrows, row.i + 1);
}

static void check_row(struct harness *h, const struct func_long_case *c,
                      const char *label)
{
    struct row row = make_row(h, c->row);
    bool lives = run_row(h, row);
    bool is_dropped = c->want[0] && strcmp(c->want[0], "!") == 0;

    if (uses_expand(&h->call)) {
        check_expanded(h, c->want, label);
        return;
    }
    if (lives == is_dropped)
        fail_msg("%s: the row %s", label, lives ? "lives on" : "is dropped");
    for (size_t i = is_dropped; c->want[i]; i++)
        check_field(h, row, c->want[i], label);
}

void func_check_long(const struct func_long_case *c, const char *label)
{
    bool must_fail = c->want[0] && c->want[0][0] == '?';
    struct diag diag = { 0 };
    struct harness h;
    enum status st;

    harness_init(&h, c->func, c->arg);
    st = harness_open(&h, &diag);
    if (must_fail && st == ST_OK)
        fail_msg("%s: open() does not fail", label);
    if (must_fail && !strstr(diag.text, c->want[0] + 1))
        fail_msg("%s: open() says '%s', not '%s'", label, diag.text, c->want[0] + 1);
    if (!must_fail && st != ST_OK)
        fail_msg("%s: open() fails: %s", label, diag.text);
    if (st == ST_OK)
        check_row(&h, c, label);
    harness_release(&h);
}

void func_check(const struct func_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct func_case *c = &cases[i];
        struct func_long_case one = { c->func, c->arg, c->row, c->want };
        char label[96];

        snprintf(label, sizeof label, "%s, case %zu", c->func->name, i);
        func_check_long(&one, label);
    }
}
