/*
 * check_call.c - calls: find the function, hand out the arguments, open the call.
 */
#include "base/base.h"

#include "base/nearest.h"
#include "query/bind.h"
#include "query/call_params.h"

/* A call on its way from the tree to a call site. */
struct calling {
    struct checker *c;
    const struct ast *ast;
    const struct call_form *form;
    const struct func *func;
    struct call_site *site;
    struct func_arg *arg;
    bool failed;
};

/* ---- which function ------------------------------------------------------ */

/* A name that only badly written queries have, for what they mean by it. */
static bool is_lenient_name(struct str name)
{
    return str_eq_nocase(name, STR("collectDistinct"));
}

static void unknown_function(struct checker *c, const struct ast *ast)
{
    const char *near = func_nearest(ast->text);
    struct problem *p =
        problems_add(&c->plan->problems, "E401", check_span(c, ast->span),
                     "there is no function %.*s()", STR_ARG(ast->text));

    if (is_lenient_name(ast->text))
        problem_help(&c->plan->problems, p, "collect() is distinct already");
    else if (near)
        problem_help(&c->plan->problems, p, "did you mean %s()?", near);
}

static const struct func *find_lenient(struct checker *c, const struct ast *ast)
{
    struct problem *p;

    if (!is_lenient_name(ast->text) || c->options->dialect == DIALECT_STRICT)
        return NULL;
    p = problems_add(&c->plan->problems, "W310", check_span(c, ast->span),
                     "LogScale has no function collectDistinct(); taken as collect(), "
                     "which is distinct already");
    problem_help(&c->plan->problems, p,
                 "write collect(field) and rename() the result where it needs a name");
    return func_find(STR("collect"));
}

static const struct func *find_by_alias(struct checker *c, const struct ast *ast)
{
    const struct func_alias *alias = func_find_alias(ast->text);
    const struct func *func = alias ? func_find(str_from_cstr(alias->canonical)) : NULL;

    if (func)
        (void)problems_add(&c->plan->problems, "N435", check_span(c, ast->span), "%s",
                           alias->note);
    return func;
}

/* The spelling of a function that is not built yet, under its new name or its old. */
static const char *planned_name(struct str name)
{
    const struct func_alias *alias = func_find_alias(name);

    return func_find_planned(alias ? str_from_cstr(alias->canonical) : name);
}

static const struct func *find_function(struct checker *c, const struct ast *ast)
{
    const struct func *func = func_find(ast->text);
    const char *planned;

    if (!func)
        func = find_by_alias(c, ast);
    if (!func)
        func = find_lenient(c, ast);
    if (func)
        return func;
    planned = planned_name(ast->text);
    if (planned)
        (void)problems_add(&c->plan->problems, "E402", check_span(c, ast->span),
                           "%s() is not implemented yet", planned);
    else
        unknown_function(c, ast);
    return NULL;
}

/* ---- which parameter ----------------------------------------------------- */

static bool is_allowed(const struct calling *k, const struct func_param *param,
                       const struct ast *arg)
{
    struct span span = check_span(k->c, arg->span);

    if (!(param->flags & PARAM_LENIENT))
        return true;
    if (k->c->options->dialect == DIALECT_STRICT)
        return false;
    /* Whoever writes collectDistinct(x, as=y) has been told already. */
    if (str_eq_nocase(k->ast->text, str_from_cstr(k->func->name)))
        (void)problems_add(&k->c->plan->problems, "W311", span,
                           "LogScale's %s() has no parameter '%s'", k->func->name,
                           param->name);
    return true;
}

static bool takes_list(const struct func_param *param)
{
    return param->kind == PARAM_FIELDS || param->kind == PARAM_STRINGS ||
           param->kind == PARAM_EXPRS || param->kind == PARAM_AGGREGATES;
}

/* Mostly a list without its brackets, or an argument that wants its name. */
static void given_twice(struct calling *k, const struct func_param *param,
                        const struct ast *value)
{
    struct problems *list = &k->c->plan->problems;
    struct problem *p =
        problems_add(list, "E404", check_span(k->c, value->span),
                     "%s(): '%s' is given twice", k->func->name, param->name);

    if (takes_list(param))
        problem_help(list, p,
                     "several values go into brackets, %s=[a, b]; other arguments "
                     "need their names",
                     param->name);
    else if (param->flags & PARAM_UNNAMED)
        problem_help(list, p, "only '%s' may go without its name", param->name);
    k->failed = true;
}

static void note_deprecated(const struct calling *k, const struct func_param *param,
                            const struct ast *value)
{
    struct problems *list = &k->c->plan->problems;
    struct problem *p;

    if (!(param->flags & PARAM_DEPRECATED))
        return;
    p = problems_add(list, "N438", check_span(k->c, value->span),
                     "parameter '%s' of %s() is deprecated", param->name,
                     k->func->name);
    if (param->help)
        problem_help(list, p, "%s", param->help);
}

/* Bind `value` to `param`; twice is an error. */
static void bind_named(struct calling *k, const struct func_param *param,
                       const struct ast *value, struct str name, bool by_user)
{
    struct func_arg *arg = &k->arg[param - k->func->params];
    struct binding b = { .c = k->c,
                         .func = k->func,
                         .param = param,
                         .arg = arg,
                         .value = value,
                         .written = name };

    if (arg->given && param->kind != PARAM_QUERIES) {
        given_twice(k, param, value);
        return;
    }
    arg->by_user = by_user;
    k->failed |= !bind_argument(&b);
}

static void bind_to(struct calling *k, const struct func_param *param,
                    const struct ast *value, bool by_user)
{
    bind_named(k, param, value, (struct str){ NULL, 0 }, by_user);
}

static void bind_written(struct calling *k)
{
    for (uint32_t i = 0; i < k->ast->nkids; i++) {
        const struct ast *arg = k->ast->kid[i];
        const struct ast *value = arg->kind == AST_ARG ? arg->kid[0] : arg;
        struct str name = arg->kind == AST_ARG ? arg->text : (struct str){ NULL, 0 };
        const struct func_param *param = param_for(k->func, name, value);

        if (!param || !is_allowed(k, param, arg)) {
            report_unknown_param(k->c, k->func, arg);
            k->failed = true;
            continue;
        }
        note_deprecated(k, param, value);
        bind_named(k, param, value, name, true);
    }
}

/* ---- what the form of the call gives -------------------------------------- */

/* A word as if it had been written as an argument. */
static const struct ast *word(const struct calling *k, struct str text)
{
    struct ast *w = check_alloc(k->c, 1, sizeof *w);

    if (w)
        *w = (struct ast){ .kind = AST_WORD, .text = text, .span = k->ast->span };
    return w;
}

static void bind_form(struct calling *k, struct str text, const char *name,
                      const char *code, const char *what)
{
    const struct func_param *param = param_called(k->func, str_from_cstr(name));
    const struct ast *value = param ? word(k, text) : NULL;

    if (value) {
        bind_to(k, param, value, true);
        return;
    }
    (void)problems_add(&k->c->plan->problems, code, check_span(k->c, k->ast->span),
                       "%s() %s", k->func->name, what);
    k->failed = true;
}

static void bind_forms(struct calling *k)
{
    if (k->form->as.n && !k->func->test)
        bind_form(k, k->form->as, "as", "E407",
                  "has no single result that := could name");
    if (k->form->field.n)
        bind_form(k, k->form->field, "field", "E408",
                  "takes no field, so =~ cannot give it one");
    if (k->form->is_negated && !k->func->test && !k->func->literals &&
        !(k->func->flags & FUNC_NEGATABLE)) {
        (void)problems_add(&k->c->plan->problems, "E409",
                           check_span(k->c, k->ast->span), "%s() cannot be negated",
                           k->func->name);
        k->failed = true;
    }
}

/* ---- defaults -------------------------------------------------------------- */

static const struct func_arg *first_field(const struct calling *k)
{
    for (size_t i = 0; i < count_params(k->func); i++)
        if (k->func->params[i].kind == PARAM_FIELD && k->arg[i].given)
            return &k->arg[i];
    return NULL;
}

/* A default as a tree: a bare word, or what it would be as an argument. */
static const struct ast *default_value(const struct calling *k, const char *text)
{
    struct problems own;
    struct buf call;
    struct str kept;
    const struct ast *query;

    if (text[0] != '[' && text[0] != '"' && !strchr(text, '('))
        return word(k, str_from_cstr(text));
    problems_init(&own, &k->c->plan->arena);
    buf_init(&call, QUERY_BYTES_MAX);
    buf_printf(&call, "count(%s)", text);
    k->c->plan->arena.failed |= call.failed;
    kept = str_dup(&k->c->plan->arena, buf_str(&call));
    buf_release(&call);
    if (k->c->plan->arena.failed)
        return NULL;
    query = parse_query(kept, DIALECT_STRICT, &k->c->plan->arena, &own);
    if (!query || k->c->plan->arena.failed)
        return NULL;
    assert(own.errors == 0 && query->kid[0]->nkids == 1);
    return query->kid[0]->kid[0]->kid[0];
}

static void bind_default(struct calling *k, const struct func_param *param)
{
    struct func_arg *arg = &k->arg[param - k->func->params];
    const struct func_arg *field;
    const struct ast *value;

    if (arg->given || !param->def)
        return;
    if (strcmp(param->def, "=field") == 0) {
        field = first_field(k);
        if (field)
            *arg = *field;
        arg->by_user = false;
        return;
    }
    value = default_value(k, param->def);
    if (value)
        bind_to(k, param, value, false);
}

/* What an old name implies: lookup() is match(strict=false). */
static void bind_implied(struct calling *k)
{
    const struct func_alias *alias = func_find_alias(k->ast->text);
    const struct func_param *param =
        alias && alias->param ? param_called(k->func, str_from_cstr(alias->param))
                              : NULL;
    const struct ast *value;

    if (!param || k->arg[param - k->func->params].given)
        return;
    value = word(k, str_from_cstr(alias->value));
    if (value)
        bind_to(k, param, value, false);
}

/* A call with another mistake may have meant to give it there. */
static void missing_argument(struct calling *k, const struct func_param *param)
{
    if (!k->failed)
        (void)problems_add(&k->c->plan->problems, "E410",
                           check_span(k->c, k->ast->span), "%s() needs '%s'",
                           k->func->name, param->name);
    k->failed = true;
}

static void bind_missing(struct calling *k)
{
    bind_implied(k);
    for (size_t i = 0; i < count_params(k->func); i++) {
        const struct func_param *param = &k->func->params[i];

        if (!k->arg[i].given && (param->flags & PARAM_REQUIRED)) {
            missing_argument(k, param);
            continue;
        }
        bind_default(k, param);
    }
}

/* ---- opening --------------------------------------------------------------- */

bool plan_keep_call(struct checker *c, struct call_site *site)
{
    struct plan *plan = c->plan;

    if (plan->nopened == plan->opened_cap) {
        size_t cap = plan->opened_cap ? plan->opened_cap * 2 : 16;
        struct call_site **grown = check_alloc(c, cap, sizeof(struct call_site *));

        if (!grown)
            return false;
        if (plan->nopened)
            memcpy(grown, plan->opened, plan->nopened * sizeof(struct call_site *));
        plan->opened = grown;
        plan->opened_cap = cap;
    }
    plan->opened[plan->nopened++] = site;
    return true;
}

/* Output fields that two parts of one aggregate would both write. */
static void check_outputs(struct calling *k, const struct func_arg *list)
{
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct field *a = call_output(list->call[i]);
            const struct field *b = call_output(list->call[j]);

            if (!a || !b || a->slot != b->slot)
                continue;
            (void)problems_add(
                &k->c->plan->problems, "E411",
                check_span(k->c, (struct span){ list->call[i]->offset,
                                                list->call[i]->length }),
                "two results are called '%.*s'; name one of them with as=",
                STR_ARG(a->name));
            k->failed = true;
            return;
        }
}

const struct field *call_output(const struct func_call *call)
{
    for (size_t i = 0; call->arg && i < count_params(call->func); i++)
        if (call->func->params[i].kind == PARAM_OUT && call->arg[i].given)
            return &call->arg[i].field[0];
    return NULL;
}

static void check_place(struct calling *k)
{
    struct span span = check_span(k->c, k->ast->span);

    if ((k->func->flags & FUNC_SEQUENCE) && !k->c->after_aggregate) {
        struct problem *p =
            problems_add(&k->c->plan->problems, "E412", span,
                         "%s() needs its events in an order", k->func->name);

        problem_help(&k->c->plan->problems, p,
                     "put head() or sort() before it, to fix the order");
        k->failed = true;
    }
    if ((k->func->flags & FUNC_ON_EVENTS) &&
        (k->c->after_aggregate || k->c->source || k->c->in_argument)) {
        (void)problems_add(&k->c->plan->problems, "E434", span,
                           "%s() works on events: it cannot stand behind an aggregate "
                           "or a source, nor inside a function",
                           k->func->name);
        k->failed = true;
    }
    if (k->func->flags & FUNC_DEPRECATED)
        (void)problems_add(&k->c->plan->problems, "N437", span, "%s() is deprecated",
                           k->func->name);
    for (size_t i = 0; i < count_params(k->func); i++)
        if (k->func->params[i].kind == PARAM_AGGREGATES)
            check_outputs(k, &k->arg[i]);
}

/* Run open() and note the fields that it resolves. */
static enum status run_open(struct calling *k, void **state, struct diag *diag)
{
    struct field *sets = k->c->sets;
    uint32_t nsets = k->c->nsets;
    enum status st;

    k->c->sets = check_alloc(k->c, SETS_MAX, sizeof *k->c->sets);
    k->c->nsets = 0;
    st = k->func->open(&k->site->call, state, diag);
    k->site->sets = k->c->sets;
    k->site->nsets = k->c->nsets;
    k->c->sets = sets;
    k->c->nsets = nsets;
    return st;
}

/* What the function complains of: an argument, a place in it, or the whole call. */
static struct span span_at(const struct ast *call, size_t offset)
{
    for (uint32_t i = 0; i < call->nkids; i++) {
        const struct ast *arg = call->kid[i];
        const struct ast *value = arg->kind == AST_ARG ? arg->kid[0] : arg;

        if (value->span.offset == offset)
            return value->span;
    }
    if (offset > call->span.offset && offset < call->span.offset + call->span.length)
        return (struct span){ offset, 1 };
    return call->span;
}

static void open_call(struct calling *k)
{
    struct diag diag = { 0 };
    void *state = NULL;

    k->c->calling = check_span(k->c, k->ast->span);
    if (!k->func->open)
        return;
    if (run_open(k, &state, &diag) == ST_OK) {
        k->site->call.state = state;
        k->site->open_state = state;
        return;
    }
    (void)problems_add(&k->c->plan->problems, "E432",
                       check_span(k->c, span_at(k->ast, diag.offset)), "%s(): %s",
                       k->func->name, diag.text);
    k->failed = true;
}

static void finish_call(struct calling *k)
{
    const struct field *out = call_output(&k->site->call);

    k->site->is_negated = k->form->is_negated;
    if (out)
        k->site->out = *out;
    if (k->func->flags & FUNC_READS_RAW)
        k->c->plan->wants_raw = true;
    /* It may look at the event as it was read, as free text does. */
    if (func_reads_all(&k->site->call) && !k->c->after_aggregate)
        k->c->plan->has_free_text = true;
    if (!plan_keep_call(k->c, k->site))
        k->failed = true;
}

struct call_site *check_call(struct checker *c, const struct ast *ast,
                             const struct call_form *form)
{
    struct calling k = { .c = c, .ast = ast, .form = form };
    struct span span = check_span(c, ast->span);
    const struct ast named = { .kind = AST_CALL,
                               .text = STR("stats"),
                               .span = ast->span,
                               .kid = ast->kid,
                               .nkids = ast->nkids };

    if (ast->kind == AST_STATS)
        k.ast = &named;
    k.func = find_function(c, k.ast);
    if (!k.func)
        return NULL;
    k.site = check_alloc(c, 1, sizeof *k.site);
    k.arg = check_alloc(c, count_params(k.func), sizeof *k.arg);
    if (!k.site || !k.arg)
        return NULL;
    k.site->call = (struct func_call){ .func = k.func,
                                       .env = &c->plan->env,
                                       .arg = k.arg,
                                       .offset = span.offset,
                                       .length = span.length };
    bind_written(&k);
    bind_forms(&k);
    bind_missing(&k);
    if (!k.failed)
        check_place(&k);
    if (!k.failed)
        open_call(&k);
    if (!k.failed)
        finish_call(&k);
    return k.failed ? NULL : k.site;
}
