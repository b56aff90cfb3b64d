/*
 * check_cond.c - filters: from the tree to conditions.
 */
#include "base/base.h"

#include "func/matcher.h"
#include "query/checker.h"

static struct cond *new_cond(struct checker *c, enum cond_kind kind, struct span span)
{
    struct cond *cond = check_alloc(c, 1, sizeof *cond);

    if (cond)
        *cond = (struct cond){ .kind = kind, .span = span };
    return cond;
}

static struct cond *negate(struct checker *c, struct cond *cond)
{
    struct cond *not = cond ? new_cond(c, COND_NOT, cond->span) : NULL;
    struct cond **kid = not ? check_alloc(c, 1, sizeof(struct cond *)) : NULL;

    if (!kid)
        return NULL;
    kid[0] = cond;
    not ->kid = kid;
    not ->nkids = 1;
    return not ;
}

/* ---- matchers ---------------------------------------------------------- */

/* Remember a matcher so that plan_free() closes it. */
static bool keep_matcher(struct checker *c, struct matcher *m)
{
    struct plan *plan = c->plan;

    if (plan->nmatchers == plan->matchers_cap) {
        size_t cap = plan->matchers_cap ? plan->matchers_cap * 2 : 16;
        struct matcher **grown = check_alloc(c, cap, sizeof(struct matcher *));

        if (!grown) {
            matcher_close(m);
            return false;
        }
        if (plan->nmatchers)
            memcpy(grown, plan->matcher, plan->nmatchers * sizeof(struct matcher *));
        plan->matcher = grown;
        plan->matchers_cap = cap;
    }
    plan->matcher[plan->nmatchers++] = m;
    return true;
}

static struct matcher *pattern_matcher(struct checker *c, struct str pattern,
                                       unsigned flags, struct span span)
{
    struct matcher *m = NULL;
    struct diag diag = { 0 };

    if (matcher_new_pattern(&m, pattern, flags, &c->plan->arena, &diag) == ST_OK)
        return m;
    (void)problems_add(&c->plan->problems, "E419", check_span(c, span), "%s",
                       diag.text);
    return NULL;
}

static struct matcher *regex_matcher(struct checker *c, const struct ast *ast)
{
    struct plan *plan = c->plan;
    unsigned flags = 0;
    bool global = false;
    struct regex_notes notes = { 0 };
    struct diag diag = { 0 };
    struct matcher *m = NULL;

    if (!regex_parse_flags(ast->text2, &flags, &global))
        flags = 0; /* the parser has said so */
    if (c->options->dialect == DIALECT_STRICT)
        flags |= REGEX_STRICT;
    if (matcher_new_regex(&m, ast->text, flags, &notes, &plan->arena, &diag) != ST_OK) {
        struct span span = { ast->span.offset + 1 + diag.offset, 1 };

        (void)problems_add(&plan->problems, "E420", check_span(c, span), "%s",
                           diag.text);
        return NULL;
    }
    for (size_t i = 0; i < notes.n; i++)
        (void)problems_add(&plan->problems, "W312", check_span(c, ast->span), "%s",
                           notes.text[i]);
    return keep_matcher(c, m) ? m : NULL;
}

static bool bind_groups(struct checker *c, struct cond *cond)
{
    size_t n = matcher_ngroups(cond->matcher);
    struct field *group = n ? check_alloc(c, n, sizeof *group) : NULL;

    if (n && !group)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!check_output(c, matcher_group_name(cond->matcher, i), cond->span,
                          &group[i]))
            return false;
    cond->group = group;
    cond->ngroups = (uint32_t)n;
    return true;
}

/* A condition of `kind` (COND_MATCH or COND_FREE_TEXT) on a regular expression. */
static struct cond *regex_cond(struct checker *c, const struct ast *ast,
                               enum cond_kind kind, bool extracts)
{
    struct cond *cond = new_cond(c, kind, ast->span);

    if (!cond)
        return NULL;
    cond->matcher = regex_matcher(c, ast);
    if (!cond->matcher || (extracts && !bind_groups(c, cond)))
        return NULL;
    return cond;
}

static bool is_stars(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '*')
            return false;
    return s.n > 0;
}

/* One pattern on a field: `*` asks only whether the field is there. */
static struct cond *pattern_cond(struct checker *c, struct str pattern, unsigned flags,
                                 const struct field *field, struct span span)
{
    struct cond *cond = new_cond(c, is_stars(pattern) ? COND_EXISTS : COND_MATCH, span);

    if (!cond)
        return NULL;
    cond->field = *field;
    if (cond->kind == COND_EXISTS)
        return cond;
    cond->matcher = pattern_matcher(c, pattern, flags, span);
    return cond->matcher ? cond : NULL;
}

/* ---- parameters: each value is an alternative --------------------------- */

typedef struct cond *value_fn(struct checker *c, struct str value, unsigned flags,
                              const struct field *field, struct span span);

static struct cond *any_value(struct checker *c, const struct ast *param,
                              unsigned flags, const struct field *field, value_fn *fn)
{
    const struct str *value;
    size_t n = param_values(c, param, &value);
    struct cond *any = n ? new_cond(c, COND_OR, param->span) : NULL;
    struct cond **kid = any ? check_alloc(c, n, sizeof(struct cond *)) : NULL;

    if (!kid)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        kid[i] = fn(c, value[i], flags, field, param->span);
        if (!kid[i])
            return NULL;
    }
    any->kid = kid;
    any->nkids = (uint32_t)n;
    return n == 1 ? kid[0] : any;
}

/* ---- comparisons --------------------------------------------------------- */

static struct cond *number_cond(struct checker *c, const struct ast *ast,
                                struct str text, const struct field *field)
{
    struct cond *cond = new_cond(c, COND_COMPARE, ast->span);

    if (!cond)
        return NULL;
    cond->op = ast->op;
    cond->field = *field;
    if (value_number(value_str(text), &cond->number))
        return cond;
    /* The parser has warned: never true, as in LogScale for a field that is no number.
     */
    if (c->options->dialect == DIALECT_LENIENT) {
        cond->kind = COND_FALSE;
        return cond;
    }
    (void)problems_add(&c->plan->problems, "E422", check_span(c, ast->kid[0]->span),
                       "'%.*s' is not a number", STR_ARG(text));
    return NULL;
}

static struct cond *compare_number(struct checker *c, const struct ast *ast,
                                   const struct field *field)
{
    const struct str *value;

    if (ast->kid[0]->kind != AST_PARAM)
        return number_cond(c, ast, ast->kid[0]->text, field);
    if (param_values(c, ast->kid[0], &value) == 0)
        return NULL;
    return number_cond(c, ast, value[0], field);
}

static struct cond *compare_text(struct checker *c, const struct ast *ast,
                                 const struct field *field, bool is_top)
{
    const struct ast *right = ast->kid[0];
    unsigned flags = ast->op == OP_LIKE ? MATCHER_CONTAINS : 0;
    struct cond *cond;

    if (right->kind == AST_REGEX) {
        cond = regex_cond(c, right, COND_MATCH, is_top && ast->op == OP_EQ);
        if (cond)
            cond->field = *field;
    } else if (right->kind == AST_PARAM) {
        cond = any_value(c, right, flags, field, pattern_cond);
    } else {
        flags |= right->op == OP_QUOTED ? MATCHER_QUOTED : 0;
        cond = pattern_cond(c, right->text, flags, field, ast->span);
    }
    return ast->op == OP_NE ? negate(c, cond) : cond;
}

static struct cond *check_compare(struct checker *c, const struct ast *ast, bool is_top)
{
    struct field field;

    if (!check_field(c, ast->text, ast->span, &field))
        return NULL;
    if (ast->op == OP_EQ || ast->op == OP_NE || ast->op == OP_LIKE)
        return compare_text(c, ast, &field, is_top);
    return compare_number(c, ast, &field);
}

/* ---- free text ----------------------------------------------------------- */

static struct cond *text_cond(struct checker *c, struct str value, unsigned flags,
                              const struct field *field UNUSED, struct span span)
{
    struct cond *cond = new_cond(c, is_stars(value) ? COND_TRUE : COND_FREE_TEXT, span);

    if (!cond || cond->kind == COND_TRUE)
        return cond;
    cond->matcher =
        pattern_matcher(c, value, flags | MATCHER_CONTAINS | MATCHER_QUOTED, span);
    return cond->matcher ? cond : NULL;
}

static struct cond *check_free_text(struct checker *c, const struct ast *ast,
                                    bool is_top)
{
    const struct ast *what = ast->kid[0];
    struct cond *cond;

    if (what->kind == AST_PARAM)
        cond = any_value(c, what, 0, NULL, text_cond);
    else if (what->kind == AST_REGEX)
        cond = regex_cond(c, what, COND_FREE_TEXT, is_top);
    else
        cond = text_cond(c, what->text, 0, NULL, ast->span);
    if (!cond || cond->kind == COND_TRUE)
        return cond;
    if (c->after_aggregate) {
        (void)problems_add(&c->plan->problems, "E413", check_span(c, ast->span),
                           "free text cannot stand behind an aggregate: its rows are "
                           "no events");
        return NULL;
    }
    c->plan->has_free_text = true;
    return cond;
}

/* ---- the tree ------------------------------------------------------------ */

static struct cond *check_kids(struct checker *c, const struct ast *ast,
                               enum cond_kind kind, bool is_top)
{
    struct cond *cond = new_cond(c, kind, ast->span);
    bool failed = false;

    if (!cond)
        return NULL;
    cond->kid = check_alloc(c, ast->nkids, sizeof(struct cond *));
    if (!cond->kid)
        return NULL;
    for (uint32_t i = 0; i < ast->nkids; i++) {
        cond->kid[i] = check_cond(c, ast->kid[i], is_top);
        failed |= !cond->kid[i];
    }
    cond->nkids = ast->nkids;
    return failed ? NULL : cond;
}

static struct cond *check_test_call(struct checker *c, const struct ast *ast,
                                    bool is_top UNUSED)
{
    struct call_site *site = check_call(c, ast, &(struct call_form){ 0 });
    struct cond *cond = site ? new_cond(c, COND_CALL, ast->span) : NULL;

    if (!cond)
        return NULL;
    if (!site->call.func->test) {
        (void)problems_add(&c->plan->problems, "E423", check_span(c, ast->span),
                           "%s() is no condition", site->call.func->name);
        return NULL;
    }
    cond->call = site;
    return cond;
}

/* `a <=> B.b`: what it asks for is a matter of the events, not of one of them. */
static struct cond *check_link(struct checker *c, const struct ast *ast, bool is_top)
{
    struct func_link link = { .other = ast->text2, .offset = ast->span.offset };

    if (!c->links || !is_top || c->links->n == LINKS_MAX) {
        struct problem *p = problems_add(
            &c->plan->problems, "E436", check_span(c, ast->span),
            c->links && is_top ? "more than %d links in a query"
                               : "<=> stands only at the end of a query of correlate()",
            LINKS_MAX);

        problem_help(&c->plan->problems, p,
                     "write correlate(A: { … }, B: { … | field <=> A.field })");
        return NULL;
    }
    if (!check_field(c, ast->text, ast->span, &link.field))
        return NULL;
    c->links->v[c->links->n++] = link;
    return new_cond(c, COND_TRUE, ast->span);
}

static struct cond *check_and(struct checker *c, const struct ast *ast, bool is_top)
{
    return check_kids(c, ast, COND_AND, is_top);
}

static struct cond *check_or(struct checker *c, const struct ast *ast,
                             bool is_top UNUSED)
{
    return check_kids(c, ast, COND_OR, false);
}

static struct cond *check_not(struct checker *c, const struct ast *ast,
                              bool is_top UNUSED)
{
    return negate(c, check_cond(c, ast->kid[0], false));
}

static struct cond *check_nested(struct checker *c, const struct ast *ast, bool is_top)
{
    return check_kids(c, ast->kid[0], COND_AND, is_top);
}

/* A saved query of filters alone, as an operand. */
static struct cond *check_saved(struct checker *c, const struct ast *ast, bool is_top)
{
    struct saved_scope scope;
    const struct ast *body = saved_enter(c, ast, &scope);
    struct cond *cond = NULL;

    if (!body)
        return NULL;
    cond = check_kids(c, body, COND_AND, is_top);
    saved_leave(c, &scope);
    return cond;
}

static struct cond *check_constant(struct checker *c, const struct ast *ast,
                                   bool is_top UNUSED)
{
    return new_cond(c, ast->kind == AST_TRUE ? COND_TRUE : COND_FALSE, ast->span);
}

typedef struct cond *cond_fn(struct checker *c, const struct ast *ast, bool is_top);

static cond_fn *const cond_table[] = {
    [AST_AND] = check_and,         [AST_OR] = check_or,
    [AST_NOT] = check_not,         [AST_NESTED] = check_nested,
    [AST_COMPARE] = check_compare, [AST_FREE_TEXT] = check_free_text,
    [AST_CALL] = check_test_call,  [AST_TRUE] = check_constant,
    [AST_FALSE] = check_constant,  [AST_LINK] = check_link,
    [AST_SAVED] = check_saved,
};

struct cond *check_cond(struct checker *c, const struct ast *ast, bool is_top)
{
    cond_fn *fn = ast->kind < countof(cond_table) ? cond_table[ast->kind] : NULL;

    if (fn)
        return fn(c, ast, is_top);
    (void)problems_add(&c->plan->problems, "E424", check_span(c, ast->span),
                       "only filters may stand here");
    return NULL;
}

/* ---- match guards -------------------------------------------------------- */

static struct cond *guard_call(struct checker *c, const struct ast *ast,
                               struct str name)
{
    struct call_site *site =
        check_call(c, ast, &(struct call_form){ .field = name, .is_guard = true });
    struct cond *cond = site ? new_cond(c, COND_CALL, ast->span) : NULL;

    if (cond)
        cond->call = site;
    return cond;
}

struct cond *check_guard(struct checker *c, const struct ast *guard,
                         const struct field *field, struct str name, bool *always)
{
    unsigned flags = guard->op == OP_QUOTED ? MATCHER_QUOTED : 0;
    struct cond *cond;

    *always = guard->kind == AST_TRUE;
    if (*always)
        return NULL;
    if (guard->kind == AST_CALL)
        return guard_call(c, guard, name);
    if (guard->kind == AST_NOT)
        return negate(c, guard_call(c, guard->kid[0], name));
    if (guard->kind == AST_PARAM)
        return any_value(c, guard, 0, field, pattern_cond);
    if (guard->kind != AST_REGEX)
        return pattern_cond(c, guard->text, flags, field, guard->span);
    cond = regex_cond(c, guard, COND_MATCH, true);
    if (cond)
        cond->field = *field;
    return cond;
}
