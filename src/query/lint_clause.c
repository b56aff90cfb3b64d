/*
 * lint_clause.c - clauses of case and match that no event reaches.
 *
 * The first clause that lets an event through takes it. So nothing comes behind one
 * that lets everything through, nor behind one that asks the same and cannot fail.
 */
#include "base/base.h"

#include "query/lint_rule.h"

/* Every clause is compared with every other; a list made by a program may be long. */
enum { CLAUSES_MAX = 1000 };

/* Do all steps from `from` on let every event through? Said only of what is certain. */
static bool always_passes(const struct ast *pipeline, uint32_t from)
{
    for (uint32_t i = from; i < pipeline->nkids; i++)
        if (pipeline->kid[i]->kind != AST_TRUE && pipeline->kid[i]->kind != AST_ASSIGN)
            return false;
    return true;
}

/* A clause of case is its pipeline; one of match is a guard and a pipeline. */
static bool takes_all(const struct ast *clause)
{
    if (clause->kind == AST_GUARD)
        return clause->kid[0]->kind == AST_TRUE && always_passes(clause->kid[1], 0);
    return always_passes(clause, 0);
}

static bool asks_the_same(const struct ast *earlier, const struct ast *later)
{
    if (earlier->kind == AST_GUARD)
        return always_passes(earlier->kid[1], 0) &&
               ast_equal(earlier->kid[0], later->kid[0]);
    return earlier->nkids && later->nkids && lint_is_filter(earlier->kid[0]) &&
           always_passes(earlier, 1) && ast_equal(earlier->kid[0], later->kid[0]);
}

static void report(struct lint *lint, const struct ast *clause, uint32_t before,
                   const char *why)
{
    struct problem *p = problems_add(lint->problems, "W506", clause->span,
                                     "no event reaches this clause: clause %u %s",
                                     (unsigned)(before + 1), why);

    problem_help(lint->problems, p,
                 "the first clause that lets an event through takes it; the more "
                 "special ones go first, * goes last");
}

static void check_clause(struct lint *lint, const struct ast *block, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++) {
        const struct ast *earlier = block->kid[k];

        if (takes_all(earlier)) {
            report(lint, block->kid[i], k, "lets everything through");
            return;
        }
        if (asks_the_same(earlier, block->kid[i])) {
            report(lint, block->kid[i], k, "asks the same");
            return;
        }
    }
}

static void check_block(struct lint *lint, const struct ast *ast)
{
    if (ast->kind != AST_CASE && ast->kind != AST_MATCH)
        return;
    for (uint32_t i = 1; i < ast->nkids && i < CLAUSES_MAX; i++)
        check_clause(lint, ast, i);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_block, lint);
}

const struct lint_rule lint_rule_clause = {
    .name = "clause",
    .code = "W506",
    .check = check,
};
