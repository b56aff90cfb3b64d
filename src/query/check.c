/*
 * check.c - from the tree to a plan: pipelines and steps.
 */
#include "base/base.h"

#include "query/builder.h"

struct span check_span(const struct checker *c, struct span own)
{
    return c->inside ? *c->inside : own;
}

void *check_alloc(struct checker *c, size_t count, size_t size)
{
    void *p = arena_alloc_array(&c->plan->arena, count ? count : 1, size,
                                _Alignof(max_align_t));

    if (!p)
        (void)problems_add(&c->plan->problems, "E400", (struct span){ 0 },
                           "the query needs more memory than the limit allows");
    return p;
}

bool check_output(struct checker *c, struct str name, struct span span,
                  struct field *out)
{
    int32_t slot = slots_add(&c->plan->slots, name);

    if (slot < 0) {
        (void)problems_add(&c->plan->problems, "E400", check_span(c, span),
                           "a query can name at most %d fields", SLOTS_MAX);
        return false;
    }
    *out = (struct field){ c->plan->slots.name[slot], slot };
    return true;
}

bool check_field(struct checker *c, struct str name, struct span span,
                 struct field *out)
{
    if (!check_output(c, name, span, out))
        return false;
    if (c->reads_record)
        c->plan->is_wanted[out->slot] = true;
    return true;
}

/* ---- steps ------------------------------------------------------------- */

struct step *add_step(struct checker *c, struct builder *b, enum step_kind kind,
                      struct span span)
{
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 8;
        struct step *grown = check_alloc(c, cap, sizeof *grown);

        if (!grown) {
            b->failed = true;
            return NULL;
        }
        if (b->n)
            memcpy(grown, b->step, b->n * sizeof *grown);
        b->step = grown;
        b->cap = cap;
    }
    b->step[b->n] = (struct step){ .kind = kind, .span = check_span(c, span) };
    return &b->step[b->n++];
}

static void add_filter(struct checker *c, struct builder *b, struct cond *cond,
                       struct span span)
{
    struct step *s;

    if (!cond) {
        b->failed = true;
        return;
    }
    s = add_step(c, b, STEP_FILTER, span);
    if (s)
        s->cond = cond;
}

static struct pipeline *build(struct checker *c, const struct builder *b)
{
    struct pipeline *p = b->failed ? NULL : check_alloc(c, 1, sizeof *p);

    if (p)
        *p = (struct pipeline){ .step = b->step, .n = b->n };
    return p;
}

/* Do fields of the event come through the aggregate, or through a nested one?
 */
static bool passes_fields(const struct func_call *call)
{
    const struct func_param *params = call->func->params;

    if (call->pipeline || func_reads_all(call) ||
        ((call->func->flags & FUNC_KEEPS_FIELDS) &&
         !(call->func->flags & FUNC_PROJECTS)))
        return true;
    for (size_t i = 0; params && params[i].name; i++)
        for (size_t k = 0; params[i].kind == PARAM_AGGREGATES && k < call->arg[i].n;
             k++)
            if (passes_fields(call->arg[i].call[k]))
                return true;
    return false;
}

static void begin_rows(struct checker *c, const struct func_call *call)
{
    c->after_aggregate = true;
    c->reads_record = c->reads_record && passes_fields(call);
    c->is_preamble = false;
}

static void add_aggregate(struct checker *c, struct builder *b, struct call_site *site,
                          struct span span)
{
    struct step *s;

    if (c->in_clause) {
        (void)problems_add(&c->plan->problems, "E414", check_span(c, span),
                           "%s() is an aggregate; a clause works on single events",
                           site->call.func->name);
        b->failed = true;
        return;
    }
    if (site->call.func->flags & FUNC_IN_BUCKETS) {
        (void)problems_add(&c->plan->problems, "E438", check_span(c, span),
                           "%s() stands only in bucket() or timeChart()",
                           site->call.func->name);
        b->failed = true;
        return;
    }
    s = add_step(c, b, STEP_AGGREGATE, span);
    if (s)
        s->call = site;
    begin_rows(c, &site->call);
}

/* `x := in(...)`: the truth of a test as a value. */
static void add_test_value(struct checker *c, struct builder *b, struct call_site *site,
                           struct str name, struct span span)
{
    struct expr *e = check_alloc(c, 1, sizeof *e);
    struct step *s = e ? add_step(c, b, STEP_ASSIGN, span) : NULL;

    if (!s)
        return;
    *e = (struct expr){ .kind = EXPR_CALL, .span = span, .call = site };
    s->expr = e;
    if (!check_field(c, name, span, &s->field))
        b->failed = true;
}

static void add_test(struct checker *c, struct builder *b, struct call_site *site,
                     struct span span)
{
    struct cond *cond = check_alloc(c, 1, sizeof *cond);

    if (cond)
        *cond = (struct cond){ .kind = COND_CALL, .span = span, .call = site };
    add_filter(c, b, cond, span);
}

/* A call that changes rows, or makes several of one. */
static void add_row_call(struct checker *c, struct builder *b, struct call_site *site,
                         struct span span)
{
    const struct func *f = site->call.func;
    bool expands = f->expand && (!f->expands || f->expands(&site->call));
    struct step *s;

    if (expands && c->in_clause) {
        (void)problems_add(&c->plan->problems, "E430", check_span(c, span),
                           "%s() makes several events of one, which a clause cannot do",
                           f->name);
        b->failed = true;
        return;
    }
    s = add_step(c, b, expands ? STEP_EXPAND : STEP_CALL, span);
    if (s)
        s->call = site;
}

void add_call(struct checker *c, struct builder *b, const struct ast *ast,
              const struct call_form *form)
{
    struct call_site *site = check_call(c, ast, form);
    const struct func *f;

    if (!site) {
        b->failed = true;
        return;
    }
    f = site->call.func;
    if (f->special != FUNC_ORDINARY) {
        add_special(c, b, site, ast->span);
    } else if (f->aggregate) {
        add_aggregate(c, b, site, ast->span);
    } else if (f->test && form->as.n) {
        add_test_value(c, b, site, form->as, ast->span);
    } else if (f->test && (!f->rewrite || form->is_negated)) {
        add_test(c, b, site, ast->span);
    } else {
        add_row_call(c, b, site, ast->span);
    }
}

/* ---- the steps of the grammar ------------------------------------------ */

static bool is_eval(const struct ast *call)
{
    const struct func *f = func_find(call->text);

    return f && f->special == FUNC_EVAL;
}

static void add_assign(struct checker *c, struct builder *b, struct str name,
                       const struct ast *value, struct span span)
{
    struct expr *e = check_expr(c, value);
    struct step *s = e ? add_step(c, b, STEP_ASSIGN, span) : NULL;

    if (!s) {
        b->failed = true;
        return;
    }
    s->expr = e;
    if (!check_field(c, name, span, &s->field))
        b->failed = true;
}

/* eval(a=x+1, b=y): one assignment after the other. */
static void add_eval(struct checker *c, struct builder *b, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->nkids; i++) {
        const struct ast *arg = ast->kid[i];

        if (arg->kind != AST_ARG || arg->text.n == 0) {
            (void)problems_add(&c->plan->problems, "E433", check_span(c, arg->span),
                               "eval() takes assignments: eval(field=expression)");
            b->failed = true;
            continue;
        }
        add_assign(c, b, arg->text, arg->kid[0], arg->span);
    }
}

static void step_assign(struct checker *c, struct builder *b, const struct ast *ast)
{
    const struct ast *value = ast->kid[0];

    if (value->kind == AST_CALL && !is_eval(value))
        add_call(c, b, value, &(struct call_form){ .as = ast->text });
    else
        add_assign(c, b, ast->text, value, ast->span);
}

static void step_apply(struct checker *c, struct builder *b, const struct ast *ast)
{
    const struct ast *call = ast->kid[0];
    struct call_form form = { .field = ast->text };

    if (call->kind == AST_NOT) {
        form.is_negated = true;
        call = call->kid[0];
    }
    add_call(c, b, call, &form);
}

static struct pipeline *check_clause(struct checker *c, const struct ast *ast)
{
    bool in_clause = c->in_clause;
    struct links *links = c->links;
    struct pipeline *p;

    c->in_clause = true;
    c->links = NULL;
    p = check_pipeline(c, ast);
    c->in_clause = in_clause;
    c->links = links;
    return p;
}

static struct step *add_case(struct checker *c, struct builder *b, uint32_t nbranches,
                             struct span span)
{
    struct pipeline **branch = check_alloc(c, nbranches, sizeof(struct pipeline *));
    struct step *s = branch ? add_step(c, b, STEP_CASE, span) : NULL;

    if (!s)
        return NULL;
    s->branch = branch;
    s->nbranches = nbranches;
    return s;
}

static void step_case(struct checker *c, struct builder *b, const struct ast *ast)
{
    struct step *s = add_case(c, b, ast->nkids, ast->span);

    for (uint32_t i = 0; s && i < ast->nkids; i++) {
        s->branch[i] = check_clause(c, ast->kid[i]);
        b->failed |= !s->branch[i];
    }
}

/* A guard becomes a filter in front of its clause. */
static struct pipeline *check_match_clause(struct checker *c, const struct ast *guard,
                                           const struct field *field, struct str name)
{
    bool always = false;
    struct cond *cond = check_guard(c, guard->kid[0], field, name, &always);
    struct pipeline *rest = check_clause(c, guard->kid[1]);
    struct builder b = { 0 };

    if (!rest || (!cond && !always))
        return NULL;
    if (!always)
        add_filter(c, &b, cond, guard->kid[0]->span);
    for (size_t i = 0; i < rest->n; i++) {
        struct step *s = add_step(c, &b, rest->step[i].kind, rest->step[i].span);

        if (s)
            *s = rest->step[i];
    }
    return build(c, &b);
}

static void step_match(struct checker *c, struct builder *b, const struct ast *ast)
{
    struct field field;
    struct step *s = add_case(c, b, ast->nkids, ast->span);

    if (!s || !check_field(c, ast->text, ast->span, &field)) {
        b->failed = true;
        return;
    }
    for (uint32_t i = 0; i < ast->nkids; i++) {
        s->branch[i] = check_match_clause(c, ast->kid[i], &field, ast->text);
        b->failed |= !s->branch[i];
    }
}

static bool works_on_events(const struct builder *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->step[i].kind == STEP_AGGREGATE || b->step[i].kind == STEP_JOIN)
            return false;
    return true;
}

/*
 * `S1 | S2 | X OR ( P )`: an event takes the first branch that lets it through,
 * S1 | S2 | X before P. That is a case with the steps so far as its first
 * clause.
 */
static void step_branch(struct checker *c, struct builder *b, const struct ast *ast)
{
    struct builder outer = { .failed = b->failed };
    struct builder first = *b;
    struct step *s;

    if (!works_on_events(b) || c->after_aggregate) {
        (void)problems_add(&c->plan->problems, "E417", check_span(c, ast->span),
                           "an alternative branch can only stand where every step "
                           "before it works on single events");
        b->failed = true;
        return;
    }
    add_filter(c, &first, check_cond(c, ast->kid[0], true), ast->kid[0]->span);
    s = add_case(c, &outer, ast->nkids, ast->span);
    if (!s)
        return;
    s->branch[0] = build(c, &first);
    outer.failed |= !s->branch[0];
    for (uint32_t i = 1; i < ast->nkids; i++) {
        s->branch[i] = check_clause(c, ast->kid[i]);
        outer.failed |= !s->branch[i];
    }
    *b = outer;
}

static void step_saved(struct checker *c, struct builder *b, const struct ast *ast);

static void step_call(struct checker *c, struct builder *b, const struct ast *ast)
{
    static const struct call_form plain = { 0 };

    if (ast->kind == AST_CALL && is_eval(ast))
        add_eval(c, b, ast);
    else
        add_call(c, b, ast, &plain);
}

static void step_filter(struct checker *c, struct builder *b, const struct ast *ast)
{
    static const struct call_form negated = { .is_negated = true };

    if (ast->kind == AST_NOT && ast->kid[0]->kind == AST_CALL)
        add_call(c, b, ast->kid[0], &negated);
    else
        add_filter(c, b, check_cond(c, ast, true), ast->span);
}

typedef void step_fn(struct checker *c, struct builder *b, const struct ast *ast);

/* What is not here is a filter. */
static step_fn *const step_table[] = {
    [AST_CALL] = step_call,   [AST_STATS] = step_call,    [AST_ASSIGN] = step_assign,
    [AST_APPLY] = step_apply, [AST_CASE] = step_case,     [AST_MATCH] = step_match,
    [AST_SAVED] = step_saved, [AST_BRANCH] = step_branch,
};

/* The steps so far name nothing that a join fills in. */
static void note_leading(const struct checker *c, const struct builder *b)
{
    if (c->options->is_joined && !c->in_clause && !c->in_subquery && !c->in_argument &&
        !c->after_aggregate && !derive_any_joined(&c->plan->slots))
        c->plan->nleading = b->n;
}

/* Behind explain:asTable() there is nothing left to work on. */
static bool is_behind_explain(struct checker *c, struct builder *b,
                              const struct ast *step)
{
    if (!c->plan->explain.wanted)
        return false;
    (void)problems_add(&c->plan->problems, "E446", check_span(c, step->span),
                       "explain:asTable() stands at the end of the query");
    b->failed = true;
    return true;
}

static void check_steps(struct checker *c, struct builder *b, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->nkids; i++) {
        const struct ast *step = ast->kid[i];
        step_fn *fn = step->kind < countof(step_table) ? step_table[step->kind] : NULL;
        size_t before = b->n;

        if (is_behind_explain(c, b, step))
            return;
        note_leading(c, b);
        (fn ? fn : step_filter)(c, b, step);
        if (b->n > before)
            c->is_preamble = false;
    }
    note_leading(c, b);
}

static bool enter(struct checker *c, struct span span)
{
    if (c->depth == CHECK_DEPTH_MAX) {
        (void)problems_add(&c->plan->problems, "E418", check_span(c, span),
                           "pipelines are nested more than %d deep", CHECK_DEPTH_MAX);
        return false;
    }
    c->depth++;
    return true;
}

static void step_saved(struct checker *c, struct builder *b, const struct ast *ast)
{
    struct saved_scope scope;
    const struct ast *body = saved_enter(c, ast, &scope);

    if (!body) {
        b->failed = true;
        return;
    }
    check_steps(c, b, body);
    saved_leave(c, &scope);
}

struct pipeline *check_pipeline(struct checker *c, const struct ast *ast)
{
    struct builder b = { 0 };

    const struct call_site *outer = c->source;
    struct pipeline *p;

    if (!enter(c, ast->span))
        return NULL;
    c->source = NULL;
    check_steps(c, &b, ast);
    c->depth--;
    p = build(c, &b);
    if (p)
        p->source = c->source;
    c->source = outer;
    return p;
}

struct pipeline *check_source_pipeline(struct checker *c, const struct ast *ast)
{
    struct checker inner = *c;

    inner.reads_record = true;
    inner.after_aggregate = false;
    inner.in_clause = false;
    inner.in_argument = false;
    inner.links = NULL;
    inner.in_subquery = true;
    inner.is_preamble = true;
    return check_pipeline(&inner, ast);
}
