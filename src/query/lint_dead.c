/*
 * lint_dead.c - conditions that can never hold, because an earlier one excludes them.
 *
 * Follows one fact a field: the set of values that the filters so far leave. Filters
 * only ever narrow it; a step that writes the field forgets it. An alternative
 * branch is followed as LogScale would read it: behind the steps before it.
 */
#include "base/base.h"

#include "base/arena.h"
#include "query/lint_rule.h"

enum { FACTS_MAX = 32, VALUES_MAX = 32 };

/* The field can only be one of these texts. */
struct fact {
    struct str field;
    struct str value[VALUES_MAX];
    size_t n;
};

struct facts {
    struct fact fact[FACTS_MAX];
    size_t n;
};

/* ---- names ----------------------------------------------------------------------- */

/* A tag and the field of the record are one. */
static struct str plain_name(struct str s)
{
    return s.n && s.p[0] == '#' ? str_slice(s, 1, s.n) : s;
}

static struct fact *find_fact(struct facts *facts, struct str field)
{
    for (size_t i = 0; i < facts->n; i++)
        if (str_eq(facts->fact[i].field, plain_name(field)))
            return &facts->fact[i];
    return NULL;
}

static void forget(struct facts *facts, struct str field)
{
    struct fact *f = find_fact(facts, field);

    if (f)
        *f = facts->fact[--facts->n];
}

/* ---- what a filter says ------------------------------------------------------------
 */

static bool is_exact(const struct ast *ast)
{
    const struct ast *right = ast->kid[0];

    return ast->op == OP_EQ && right->kind == AST_PATTERN &&
           str_find(right->text, STR("*")) == SIZE_MAX;
}

static bool add_value(struct fact *f, struct str value)
{
    if (f->n == VALUES_MAX)
        return false;
    f->value[f->n++] = value;
    return true;
}

/* `f=a`, or `f=a OR f=b …`: the values that the field may have. */
static bool values_of(const struct ast *ast, struct fact *out)
{
    if (ast->kind == AST_COMPARE) {
        if (!is_exact(ast) ||
            (out->field.n && !str_eq(out->field, plain_name(ast->text))))
            return false;
        out->field = plain_name(ast->text);
        return add_value(out, ast->kid[0]->text);
    }
    if (ast->kind != AST_OR)
        return false;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (!values_of(ast->kid[i], out))
            return false;
    return true;
}

/* 404 and 404.0 are one value when they are written without quotes. */
static bool is_same(struct str a, struct str b)
{
    double x;
    double y;

    return str_eq(a, b) || (value_number(value_str(a), &x) &&
                            value_number(value_str(b), &y) && !(x < y) && !(x > y));
}

static bool has_value(const struct fact *f, struct str value)
{
    for (size_t i = 0; i < f->n; i++)
        if (is_same(f->value[i], value))
            return true;
    return false;
}

static void keep_common(struct fact *known, const struct fact *said)
{
    size_t n = 0;

    for (size_t i = 0; i < known->n; i++)
        if (has_value(said, known->value[i]))
            known->value[n++] = known->value[i];
    known->n = n;
}

/* ---- following the steps
 * ------------------------------------------------------------- */

static void report(struct lint *lint, const struct ast *at, const struct fact *known,
                   bool is_branch)
{
    struct problem *p =
        problems_add(lint->problems, "W502", at->span,
                     "this is never true%s: an earlier filter leaves only %.*s=%.*s%s",
                     is_branch ? " in LogScale" : "", STR_ARG(known->field),
                     STR_ARG(known->value[0]), known->n > 1 ? " and others" : "");

    if (is_branch)
        problem_help(lint->problems, p,
                     "LogScale reads the branch behind the steps before it, so nothing "
                     "gets there; write case { first | …; second | … }, each clause "
                     "with its own event names");
}

/* `f!=a`, `not f=a`, or `f!=*`: the value that is excluded. */
static const struct ast *excluded(const struct ast *ast)
{
    bool is_negated = ast->kind == AST_NOT;
    const struct ast *compare = is_negated ? ast->kid[0] : ast;

    if (compare->kind != AST_COMPARE || compare->kid[0]->kind != AST_PATTERN ||
        compare->op != (is_negated ? OP_EQ : OP_NE))
        return NULL;
    return compare;
}

static bool is_excluded(const struct ast *compare, struct str value)
{
    struct str pattern = compare->kid[0]->text;

    return str_eq(pattern, STR("*")) || str_eq(pattern, value);
}

/* Of the values that are left, those that the exclusion lets through. */
static void learn_exclusion(struct lint *lint, struct facts *facts,
                            const struct ast *ast, bool is_branch)
{
    const struct ast *compare = excluded(ast);
    struct fact *known = compare ? find_fact(facts, compare->text) : NULL;
    struct fact before;
    size_t n = 0;

    if (!known || known->n == 0)
        return;
    before = *known;
    for (size_t i = 0; i < before.n; i++)
        if (!is_excluded(compare, before.value[i]))
            known->value[n++] = before.value[i];
    known->n = n;
    if (n == 0)
        report(lint, ast, &before, is_branch);
}

static void learn(struct lint *lint, struct facts *facts, const struct ast *ast,
                  bool is_branch)
{
    struct fact said = { .n = 0 };
    struct fact *known;

    if (ast->kind == AST_AND || ast->kind == AST_NESTED) {
        for (uint32_t i = 0; i < ast->nkids; i++)
            learn(lint, facts, ast->kid[i], is_branch);
        return;
    }
    if (!values_of(ast, &said)) {
        learn_exclusion(lint, facts, ast, is_branch);
        return;
    }
    known = find_fact(facts, said.field);
    if (!known) {
        if (facts->n < FACTS_MAX)
            facts->fact[facts->n++] = said;
        return;
    }
    if (known->n) {
        struct fact before = *known;

        keep_common(known, &said);
        if (known->n == 0)
            report(lint, ast, &before, is_branch);
    }
}

static void follow(struct lint *lint, const struct ast *pipeline, struct facts facts,
                   bool is_branch);

/* Clauses start from what is known before them, and leave nothing certain behind. */
static void follow_clauses(struct lint *lint, const struct ast *ast,
                           const struct facts *facts)
{
    for (uint32_t i = 0; i < ast->nkids; i++) {
        const struct ast *clause =
            ast->kind == AST_MATCH ? ast->kid[i]->kid[1] : ast->kid[i];

        follow(lint, clause, *facts, false);
    }
}

static void follow_step(struct lint *lint, struct facts *facts, const struct ast *step,
                        bool is_branch)
{
    if (step->kind == AST_BRANCH) {
        for (uint32_t i = 1; i < step->nkids; i++)
            follow(lint, step->kid[i], *facts, true);
        learn(lint, facts, step->kid[0], is_branch);
        facts->n = 0;
    } else if (step->kind == AST_CASE || step->kind == AST_MATCH) {
        follow_clauses(lint, step, facts);
        facts->n = 0;
    } else if (step->kind == AST_ASSIGN) {
        forget(facts, step->text);
    } else if (step->kind == AST_CALL || step->kind == AST_STATS ||
               step->kind == AST_SAVED || step->kind == AST_APPLY) {
        facts->n = 0; /* it may write any field */
    } else {
        learn(lint, facts, step, is_branch);
    }
}

static void follow(struct lint *lint, const struct ast *pipeline, struct facts facts,
                   bool is_branch)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++)
        follow_step(lint, &facts, pipeline->kid[i], is_branch);
}

static void check(struct lint *lint)
{
    struct facts nothing = { .n = 0 };

    follow(lint, lint->query, nothing, false);
}

const struct lint_rule lint_rule_dead = {
    .name = "dead",
    .code = "W502",
    .check = check,
};
