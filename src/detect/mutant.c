/*
 * mutant.c - a query with one condition dropped or turned round.
 */
#include "base/base.h"

#include "detect/conditions.h"
#include "detect/tree.h"

/* `a =~ f()` and `a =~ !f()`: the negation stands behind the field. */
static const struct ast *flip_apply(struct tree *t, const struct ast *n)
{
    const struct ast *kid = n->kid[0];
    struct ast *out = tree_copy(t, n, 0);

    if (!out)
        return NULL;
    return tree_append(
        t, out, kid->kind == AST_NOT ? kid->kid[0] : tree_single(t, AST_NOT, kid));
}

static const struct ast *flip_filter(struct tree *t, const struct ast *n)
{
    if (n->kind == AST_APPLY)
        return flip_apply(t, n);
    return n->kind == AST_NOT ? n->kid[0] : tree_single(t, AST_NOT, n);
}

/* A guard that matches nothing. */
static const struct ast *never(struct tree *t)
{
    struct ast *n = tree_node(t, AST_REGEX);

    if (n)
        n->text = STR("[^\\s\\S]");
    return n;
}

static const struct ast *flip_comparison(struct tree *t, const struct ast *n)
{
    struct ast *out = tree_single(t, AST_UNARY, n);

    if (out)
        out->op = OP_NOT;
    return out;
}

/* 1 == 1 */
static const struct ast *always(struct tree *t)
{
    struct ast *one = tree_node(t, AST_NUMBER);
    struct ast *out;

    if (one)
        one->text = STR("1");
    out = tree_pair(t, AST_BINARY, one, one);
    if (out)
        out->op = OP_EQ;
    return out;
}

static const struct ast *dropped(struct tree *t, const struct condition *c)
{
    switch (c->kind) {
    case CONDITION_FILTER:
        return NULL;
    case CONDITION_GUARD:
        return tree_node(t, AST_TRUE);
    case CONDITION_ARGUMENT:
        return always(t);
    case CONDITION_BRANCH:
        return tree_single(t, AST_PIPELINE, tree_node(t, AST_FALSE));
    }
    return NULL;
}

static const struct ast *flipped(struct tree *t, const struct condition *c)
{
    switch (c->kind) {
    case CONDITION_FILTER:
        return flip_filter(t, c->node);
    case CONDITION_GUARD:
        return never(t);
    case CONDITION_ARGUMENT:
        return flip_comparison(t, c->node);
    case CONDITION_BRANCH:
        return NULL;
    }
    return NULL;
}

const struct ast *condition_mutant(const struct ast *query, const struct condition *c,
                                   enum mutation mutation, struct arena *arena)
{
    struct tree t = { arena };
    const struct ast *with =
        mutation == MUTATION_DROPPED ? dropped(&t, c) : flipped(&t, c);

    if (c->kind == CONDITION_BRANCH && mutation == MUTATION_FLIPPED)
        return NULL;
    return arena->failed ? NULL : tree_replace(&t, query, c->node, with);
}
