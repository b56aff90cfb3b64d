/*
 * bind.c - the arguments of a call, bound to the parameters of its function.
 *
 * Each parameter kind has one row in bind_table: how to read an argument of that
 * kind. After binding a handler never meets a wrong kind. Defaults are bound by
 * the same functions, from their text in the descriptor.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#include "func/duration.h"
#include "query/bind.h"

/* ---- what was written ---------------------------------------------------- */

PRINTF(3, 4)
static bool wrong(const struct binding *b, const struct ast *at, const char *fmt, ...);

static bool wrong(const struct binding *b, const struct ast *at, const char *fmt, ...)
{
    char text[200];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    (void)problems_add(&b->c->plan->problems, "E405", check_span(b->c, at->span),
                       "%s(): %s %s", b->func->name, b->param->name, text);
    return false;
}

/* The elements of a list, or the value itself as a list of one. */
static const struct ast *element(const struct ast *value, uint32_t i)
{
    return value->kind == AST_ARRAY ? value->kid[i] : value;
}

static uint32_t count_elements(const struct ast *value)
{
    return value->kind == AST_ARRAY ? value->nkids : 1;
}

/* A parameter that stands for text; the first of its values. */
static bool param_text(const struct binding *b, const struct ast *value,
                       struct str *out)
{
    const struct str *v;

    if (param_values(b->c, value, &v) == 0)
        return false;
    *out = v[0];
    return true;
}

/* The text of a word, string, number, or parameter; negative numbers included. */
static bool text_of(const struct binding *b, const struct ast *value, struct str *out)
{
    const struct ast *kid;
    char *p;

    if (value->kind == AST_PARAM)
        return param_text(b, value, out);
    if (value->kind == AST_TRUE || value->kind == AST_FALSE) {
        *out = value->kind == AST_TRUE ? STR("true") : STR("false");
        return true;
    }
    kid = value->kind == AST_UNARY && value->op == OP_NEG ? value->kid[0] : NULL;
    if (kid && (kid->kind == AST_WORD || kid->kind == AST_NUMBER)) {
        p = check_alloc(b->c, kid->text.n + 1, 1);
        if (!p)
            return false;
        p[0] = '-';
        memcpy(p + 1, kid->text.p, kid->text.n);
        *out = (struct str){ p, kid->text.n + 1 };
        return true;
    }
    if (value->kind != AST_WORD && value->kind != AST_STRING &&
        value->kind != AST_NUMBER && value->kind != AST_REGEX)
        return wrong(b, value, "must be text");
    *out = value->text;
    return true;
}

/* ---- fields -------------------------------------------------------------- */

static bool field_of(const struct binding *b, const struct ast *value,
                     struct field *out)
{
    struct str name;
    bool writes = b->param->kind == PARAM_OUT && b->func->aggregate;

    if (!text_of(b, value, &name))
        return false;
    return writes ? check_output(b->c, name, value->span, out)
                  : check_field(b->c, name, value->span, out);
}

static bool bind_fields(const struct binding *b)
{
    uint32_t n = count_elements(b->value);
    struct field *field = check_alloc(b->c, n, sizeof *field);

    for (uint32_t i = 0; field && i < n; i++)
        if (!field_of(b, element(b->value, i), &field[i]))
            return false;
    b->arg->field = field;
    b->arg->n = n;
    return field != NULL;
}

static bool bind_field(const struct binding *b)
{
    if (count_elements(b->value) != 1)
        return wrong(b, b->value, "takes one field, not a list");
    return bind_fields(b);
}

/* [[a,b],[c,d]], or [a,b] for a single pair: 2n elements. */
static uint32_t count_pairs(const struct binding *b)
{
    const struct ast *v = b->value;

    if (v->kind != AST_ARRAY || v->nkids == 0)
        return 0;
    if (v->kid[0]->kind != AST_ARRAY)
        return v->nkids == 2 ? 1 : 0;
    for (uint32_t i = 0; i < v->nkids; i++)
        if (v->kid[i]->kind != AST_ARRAY || v->kid[i]->nkids != 2)
            return 0;
    return v->nkids;
}

static const struct ast *pair_element(const struct ast *value, uint32_t i)
{
    return value->kid[0]->kind == AST_ARRAY ? value->kid[i / 2]->kid[i % 2]
                                            : value->kid[i];
}

static bool bind_field_pairs(const struct binding *b)
{
    uint32_t n = count_pairs(b);
    struct field *field;

    if (n == 0) /* rename(a, as=b): one field; the function looks at `as` */
        return bind_field(b);
    field = check_alloc(b->c, (size_t)2 * n, sizeof *field);
    for (uint32_t i = 0; field && i < 2 * n; i++)
        if (!field_of(b, pair_element(b->value, i), &field[i]))
            return false;
    b->arg->field = field;
    b->arg->n = (size_t)2 * n;
    return field != NULL;
}

/* ---- text ---------------------------------------------------------------- */

/* The longer words that public queries use for an order. */
static struct str short_order(struct str s)
{
    if (str_eq_nocase(s, STR("ascending")))
        return STR("asc");
    return str_eq_nocase(s, STR("descending")) ? STR("desc") : s;
}

/* The choice that is `s`, or the only one that begins with it: order=des. */
static bool is_choice(const char *choices, struct str *s)
{
    struct str rest = str_from_cstr(choices);
    struct str begun = { NULL, 0 };
    size_t nbegun = 0;

    while (rest.p) {
        struct str choice = str_cut(&rest, ' ');

        if (str_eq_nocase(choice, *s)) {
            *s = choice;
            return true;
        }
        if (s->n >= 3 && str_eq_nocase(str_slice(choice, 0, s->n), *s)) {
            begun = choice;
            nbegun++;
        }
    }
    if (nbegun == 1)
        *s = begun;
    return nbegun == 1;
}

static bool check_choice(const struct binding *b, const struct ast *value,
                         struct str *s)
{
    bool is_enum = b->param->kind == PARAM_ENUM || b->param->kind == PARAM_ENUMS;

    if (is_enum && strcmp(b->param->choices, "asc desc") == 0)
        *s = short_order(*s);
    if (!is_enum || is_choice(b->param->choices, s))
        return true;
    return wrong(b, value, "must be one of: %s", b->param->choices);
}

static size_t count_texts(const struct binding *b)
{
    size_t n = 0;

    for (uint32_t i = 0; i < count_elements(b->value); i++) {
        const struct ast *e = element(b->value, i);
        const struct str *v;

        n += e->kind == AST_PARAM ? param_values(b->c, e, &v) : 1;
    }
    return n;
}

/* A parameter in a list stands for all of its values. */
static bool bind_texts(const struct binding *b)
{
    struct str *text = check_alloc(b->c, count_texts(b), sizeof *text);
    size_t n = 0;

    for (uint32_t i = 0; text && i < count_elements(b->value); i++) {
        const struct ast *e = element(b->value, i);
        const struct str *v = NULL;
        size_t nv = e->kind == AST_PARAM ? param_values(b->c, e, &v) : 0;

        if (nv)
            memcpy(text + n, v, nv * sizeof *v);
        else if (!text_of(b, e, &text[n]))
            return false;
        n += nv ? nv : 1;
        if (!check_choice(b, e, &text[n - 1]))
            return false;
    }
    b->arg->text = text;
    b->arg->n = n;
    return text != NULL;
}

static bool bind_text(const struct binding *b)
{
    struct str *text = check_alloc(b->c, 1, sizeof *text);

    if (count_elements(b->value) != 1)
        return wrong(b, b->value, "takes one value, not a list");
    if (!text || !text_of(b, element(b->value, 0), text) ||
        !check_choice(b, b->value, text))
        return false;
    b->arg->text = text;
    b->arg->n = 1;
    return true;
}

/* `a[]`: the name without the brackets. */
static bool bind_array(const struct binding *b)
{
    struct str *text = check_alloc(b->c, 1, sizeof *text);

    if (!text || !text_of(b, b->value, text))
        return false;
    if (str_ends_with(*text, STR("[]")))
        text->n -= 2;
    b->arg->text = text;
    b->arg->n = 1;
    return true;
}

static bool bind_text_pairs(const struct binding *b)
{
    uint32_t n = count_pairs(b);
    struct str *text = check_alloc(b->c, (size_t)2 * n, sizeof *text);

    if (n == 0)
        return wrong(b, b->value, "takes pairs: [[a, b], [c, d]]");
    for (uint32_t i = 0; text && i < 2 * n; i++)
        if (!text_of(b, pair_element(b->value, i), &text[i]))
            return false;
    b->arg->text = text;
    b->arg->n = (size_t)2 * n;
    return text != NULL;
}

/* ---- numbers ------------------------------------------------------------- */

static bool check_range(const struct binding *b, int64_t v)
{
    if (b->param->max <= 0 || (v >= b->param->min && v <= b->param->max))
        return true;
    return wrong(b, b->value, "must be between %lld and %lld", (long long)b->param->min,
                 (long long)b->param->max);
}

static bool bind_int(const struct binding *b)
{
    struct str text = STR("");
    double d;

    if (!text_of(b, b->value, &text))
        return false;
    if (value_integer(value_str(text), &b->arg->integer))
        return check_range(b, b->arg->integer);
    if (!value_number(value_str(text), &d) || d != (double)(int64_t)d)
        return wrong(b, b->value, "must be a whole number, not '%.*s'", STR_ARG(text));
    b->arg->integer = (int64_t)d;
    return check_range(b, b->arg->integer);
}

static bool bind_number(const struct binding *b)
{
    struct str text = STR("");

    if (!text_of(b, b->value, &text))
        return false;
    if (!value_number(value_str(text), &b->arg->number))
        return wrong(b, b->value, "must be a number, not '%.*s'", STR_ARG(text));
    return true;
}

static bool bind_bool(const struct binding *b)
{
    struct str text = STR("");

    if (!text_of(b, b->value, &text))
        return false;
    b->arg->boolean = str_eq_nocase(text, STR("true"));
    if (b->arg->boolean || str_eq_nocase(text, STR("false")))
        return true;
    return wrong(b, b->value, "must be true or false");
}

static bool bind_limit(const struct binding *b)
{
    struct str text = STR("");

    if (!text_of(b, b->value, &text))
        return false;
    if (str_eq_nocase(text, STR("max"))) {
        b->arg->integer = b->param->max;
        return true;
    }
    if (!value_integer(value_str(text), &b->arg->integer) || b->arg->integer < 0)
        return wrong(b, b->value, "must be a whole number or max");
    if (b->param->max > 0 && b->arg->integer > b->param->max) {
        (void)problems_add(&b->c->plan->problems, "W406",
                           check_span(b->c, b->value->span),
                           "%s(): %s can be at most %lld; that is what is used",
                           b->func->name, b->param->name, (long long)b->param->max);
        b->arg->integer = b->param->max;
    }
    return true;
}

static bool bind_duration(const struct binding *b)
{
    struct diag diag = { 0 };
    struct str text = STR("");

    if (!text_of(b, b->value, &text))
        return false;
    if (duration_read(text, &b->arg->integer, &diag) != ST_OK)
        return wrong(b, b->value,
                     "must be a length of time such as 15m or 1d, not '%.*s'",
                     STR_ARG(text));
    b->arg->number = (double)b->arg->integer;
    return true;
}

/* ---- expressions, calls, pipelines ---------------------------------------- */

static bool bind_exprs(const struct binding *b)
{
    uint32_t n = count_elements(b->value);
    const struct expr **expr = check_alloc(b->c, n, sizeof(struct expr *));
    bool failed = !expr;

    for (uint32_t i = 0; expr && i < n; i++) {
        expr[i] = check_expr(b->c, element(b->value, i));
        failed |= !expr[i];
    }
    b->arg->expr = expr;
    b->arg->n = n;
    return !failed;
}

static bool bind_expr(const struct binding *b)
{
    if (b->value->kind == AST_ARRAY)
        return wrong(b, b->value, "takes one expression, not a list");
    return bind_exprs(b);
}

static bool has_aggregate(const struct binding *b, const struct pipeline *p,
                          const struct ast *at)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->step[i].kind == STEP_AGGREGATE)
            return true;
    (void)problems_add(&b->c->plan->problems, "E431", check_span(b->c, at->span),
                       "%s(): a pipeline in braces needs an aggregate such as count()",
                       b->func->name);
    return false;
}

/* A composite `{ filter | agg() }`: a call of its own that the executor runs. */
static const struct func_call *composite_call(const struct binding *b,
                                              const struct ast *ast)
{
    struct checker *c = b->c;
    struct checker inner = *c;
    struct plan *plan = c->plan;
    struct pipeline *p;

    inner.after_aggregate = false;
    inner.is_preamble = false;
    inner.in_clause = false;
    inner.in_argument = true;
    p = check_pipeline(&inner, ast->kid[0]);
    if (!p || !has_aggregate(b, p, ast) || !plan_keep_composite(c, p) ||
        !plan_columns(c, p))
        return NULL;
    p->composite = (struct func){ .name = "{}" };
    p->composite_call = (struct func_call){ .func = &p->composite,
                                            .env = &plan->env,
                                            .pipeline = p,
                                            .offset = ast->span.offset,
                                            .length = ast->span.length };
    return &p->composite_call;
}

static const struct func_call *aggregate_call(const struct binding *b,
                                              const struct ast *ast)
{
    struct call_form form = { 0 };
    struct call_site *site;

    if (ast->kind == AST_SUBQUERY)
        return composite_call(b, ast);
    if (ast->kind == AST_ELEMENT || ast->kind == AST_ASSIGN) {
        form.as = ast->text;
        ast = ast->kid[0];
    }
    if (ast->kind != AST_CALL) {
        (void)wrong(b, ast, "takes aggregate functions such as count()");
        return NULL;
    }
    site = check_call(b->c, ast, &form);
    if (!site)
        return NULL;
    if (!site->call.func->aggregate) {
        (void)wrong(b, ast, "takes aggregate functions; %s() is none",
                    site->call.func->name);
        return NULL;
    }
    if (site->call.func->flags & FUNC_ON_EVENTS) {
        (void)wrong(b, ast, "cannot take %s(), which works on events alone",
                    site->call.func->name);
        return NULL;
    }
    if ((site->call.func->flags & FUNC_IN_BUCKETS) &&
        !(b->func->flags & FUNC_MAKES_BUCKETS)) {
        (void)wrong(b, ast, "cannot take %s(), which stands in bucket() or timeChart()",
                    site->call.func->name);
        return NULL;
    }
    site->call.is_nested = true;
    return &site->call;
}

static bool bind_aggregates(const struct binding *b)
{
    uint32_t n = count_elements(b->value);
    const struct func_call **call = check_alloc(b->c, n, sizeof(struct func_call *));
    bool failed = !call;

    for (uint32_t i = 0; call && i < n; i++) {
        call[i] = aggregate_call(b, element(b->value, i));
        failed |= !call[i];
    }
    b->arg->call = call;
    b->arg->n = n;
    return !failed;
}

/* A pipeline over the input of its own, or one that runs on single rows. */
static struct pipeline *pipeline_of(const struct binding *b, const struct ast *ast)
{
    bool in_clause = b->c->in_clause;
    bool in_argument = b->c->in_argument;
    struct pipeline *p;

    if (ast->kind != AST_SUBQUERY) {
        (void)wrong(b, ast, "takes a query in braces: { … }");
        return NULL;
    }
    if (b->func->special != FUNC_ORDINARY)
        return check_source_pipeline(b->c, ast->kid[0]);
    b->c->in_clause = true;
    b->c->in_argument = true;
    p = check_pipeline(b->c, ast->kid[0]);
    b->c->in_clause = in_clause;
    b->c->in_argument = in_argument;
    return p;
}

static bool bind_pipeline(const struct binding *b)
{
    b->arg->n = 1;
    b->arg->pipeline = pipeline_of(b, b->value);
    return b->arg->pipeline != NULL;
}

static bool bind_pipelines(const struct binding *b)
{
    uint32_t n = count_elements(b->value);
    struct pipeline **p = check_alloc(b->c, n, sizeof(struct pipeline *));

    for (uint32_t i = 0; p && i < n; i++) {
        p[i] = pipeline_of(b, element(b->value, i));
        if (!p[i])
            return false;
    }
    b->arg->pipelines = p;
    b->arg->n = n;
    return p != NULL;
}

static bool bind_nothing(const struct binding *b UNUSED)
{
    return true;
}

typedef bool bind_fn(const struct binding *b);

static bind_fn *const bind_table[] = {
    [PARAM_FIELD] = bind_field,
    [PARAM_FIELDS] = bind_fields,
    [PARAM_FIELD_PAIRS] = bind_field_pairs,
    [PARAM_ARRAY] = bind_array,
    [PARAM_OUT] = bind_field,
    [PARAM_EXPR] = bind_expr,
    [PARAM_EXPRS] = bind_exprs,
    [PARAM_CONDITION] = bind_expr,
    [PARAM_STRING] = bind_text,
    [PARAM_STRINGS] = bind_texts,
    [PARAM_TEXT_PAIRS] = bind_text_pairs,
    [PARAM_REGEX] = bind_text,
    [PARAM_ENUM] = bind_text,
    [PARAM_ENUMS] = bind_texts,
    [PARAM_INT] = bind_int,
    [PARAM_NUMBER] = bind_number,
    [PARAM_BOOL] = bind_bool,
    [PARAM_LIMIT] = bind_limit,
    [PARAM_DURATION] = bind_duration,
    [PARAM_AGGREGATES] = bind_aggregates,
    [PARAM_PIPELINE] = bind_pipeline,
    [PARAM_PIPELINES] = bind_pipelines,
    [PARAM_QUERIES] = bind_query,
    [PARAM_ASSIGNMENTS] = bind_nothing,
};

bool bind_argument(const struct binding *b)
{
    b->arg->given = true;
    b->arg->offset = b->value->span.offset;
    b->arg->length = b->value->span.length;
    return bind_table[b->param->kind](b);
}
