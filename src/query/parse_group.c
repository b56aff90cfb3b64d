/*
 * parse_group.c - what a pipe inside parentheses means, once a step is complete.
 *
 * LogScale has none. The lenient dialect reads `X OR ( P1 | P2 )` as a branch of
 * its own from the source, if the parentheses hold a pipe, stand last in the step
 * and begin with an event's name; any other `( a | b )` is an AND of filters.
 *
 * Source: cql-language.md, section 13.
 */
#include "base/base.h"

#include "query/parse_state.h"

/* Does the first step of `pipeline` name a tag or event_simpleName? */
static bool names_an_event(const struct ast *pipeline)
{
    const struct ast *first = pipeline->kid[0];

    while (first->kind == AST_AND || first->kind == AST_OR)
        first = first->kid[0];
    if (first->kind == AST_CALL || first->kind == AST_COMPARE)
        for (uint32_t i = 0; first->kind == AST_CALL && i < first->nkids; i++) {
            const struct ast *value = first->kid[i]->kid[0];

            if ((value->kind == AST_WORD || value->kind == AST_STRING) &&
                value->text.n && value->text.p[0] == '#')
                return true;
        }
    return first->kind == AST_COMPARE && (str_starts_with(first->text, STR("#")) ||
                                          str_eq(first->text, STR("event_simpleName")));
}

static bool is_branch(const struct ast *n)
{
    return n->kind == AST_NESTED && names_an_event(n->kid[0]);
}

/* How many operands at the end of `or` are branches; the first never is. */
static uint32_t count_branches(const struct ast * or)
{
    uint32_t n = 0;

    while (or->kind == AST_OR && n + 1 <
           or->nkids && is_branch(or->kid[or->nkids - 1 - n]))
        n++;
    return n;
}

/* The pipe behind the first step inside the parentheses. */
static struct span first_pipe(struct parser *p, const struct ast *pipeline)
{
    const struct ast *first = pipeline->kid[0];

    return lex_at(p->text, first->span.offset + first->span.length, LEX_FILTER).span;
}

static bool is_filter(const struct ast *n)
{
    return n->kind == AST_AND || n->kind == AST_OR || n->kind == AST_NOT ||
           n->kind == AST_COMPARE || n->kind == AST_FREE_TEXT || n->kind == AST_TRUE ||
           n->kind == AST_FALSE || n->kind == AST_NESTED || n->kind == AST_CALL ||
           n->kind == AST_SAVED || n->kind == AST_ERROR;
}

static void note_nested(struct parser *p, const struct ast *pipeline)
{
    struct problem *problem = odd(
        p, "E206", "W301", first_pipe(p, pipeline), "%s",
        p->dialect == DIALECT_STRICT
            ? "a pipe inside parentheses"
            : "a pipe inside parentheses is a syntax error in LogScale; read here as "
              "AND");

    help(p, problem, "write (a b) without the pipe, or case { ... }");
    for (uint32_t i = 0; i < pipeline->nkids; i++)
        if (!is_filter(pipeline->kid[i]))
            help(p,
                 note(p, "E221", pipeline->kid[i]->span,
                      "only filters can stand in parentheses"),
                 "steps go into braces: case { ... }, or behind a '|' outside");
}

static void note_branch(struct parser *p, const struct ast *pipeline)
{
    struct problem *problem = odd(
        p, "E206", "W302", first_pipe(p, pipeline), "%s",
        p->dialect == DIALECT_STRICT
            ? "a pipe inside parentheses"
            : "a pipe inside parentheses is a syntax error in LogScale; read here as "
              "an alternative branch that starts from the source");

    help(p, problem,
         "write (a AND b) OR (c AND d), or case { ... } with the event names in each "
         "clause");
}

/* Report the groups that are left in a filter as what they are: an AND. */
static void settle_nested(struct parser *p, const struct ast *n)
{
    if (n->kind == AST_NESTED) {
        note_nested(p, n->kid[0]);
        n = n->kid[0];
    }
    if (n->kind != AST_PIPELINE && n->kind != AST_AND && n->kind != AST_OR &&
        n->kind != AST_NOT)
        return;
    for (uint32_t i = 0; i < n->nkids; i++)
        settle_nested(p, n->kid[i]);
}

/* The operands of `list` but for the last `n`, as one node. */
static struct ast *without_last(struct parser *p, struct ast *list, uint32_t n)
{
    struct kids kids = { 0 };
    struct ast *shorter;
    uint32_t left = list->nkids - n;
    size_t end;

    if (left == 1)
        return list->kid[0];
    for (uint32_t i = 0; i < left; i++)
        kids_add(p, &kids, list->kid[i]);
    shorter = node(p, list->kind, list->span.offset, &kids);
    end = list->kid[left - 1]->span.offset + list->kid[left - 1]->span.length;
    shorter->span = span_between(list->span.offset, end);
    return shorter;
}

/* `A B OR ( P )`: X is the whole filter in front of the branches. */
static struct ast *main_branch(struct parser *p, struct ast *filter, struct ast * or,
                               uint32_t nbranches)
{
    struct kids kids = { 0 };
    struct ast *x = without_last(p, or, nbranches);

    if (filter == or)
        return x;
    for (uint32_t i = 0; i + 1 < filter->nkids; i++)
        kids_add(p, &kids, filter->kid[i]);
    kids_add(p, &kids, x);
    filter->kid = kids.v;
    filter->nkids = kids.n;
    filter->span = span_between(filter->span.offset, x->span.offset + x->span.length);
    return filter;
}

struct ast *settle_groups(struct parser *p, struct ast *filter)
{
    struct kids kids = { 0 };
    struct ast * or = filter->kind == AST_AND ? filter->kid[filter->nkids - 1] : filter;
    uint32_t nbranches = count_branches(or);
    uint32_t first = or->nkids - nbranches;
    size_t start = filter->span.offset;
    struct ast *x;

    if (nbranches == 0) {
        settle_nested(p, filter);
        return filter;
    }
    x = main_branch(p, filter, or, nbranches);
    settle_nested(p, x);
    kids_add(p, &kids, x);
    for (uint32_t i = first; i < or->nkids; i++) {
        struct ast *pipeline = or->kid[i]->kid[0];

        note_branch(p, pipeline);
        for (uint32_t k = 0; k < pipeline->nkids; k++)
            settle_nested(p, pipeline->kid[k]);
        kids_add(p, &kids, pipeline);
    }
    return node(p, AST_BRANCH, start, &kids);
}
