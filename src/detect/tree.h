/*
 * tree.h - small trees of query nodes, made and changed without touching the original.
 *
 * All functions return NULL when memory ran out, then arena->failed is set, and take
 * NULL for a node that could not be made: callers look once, at the end. Kids are
 * shared, never written to; the casts that drop const stay in tree.c.
 */
#ifndef DETECT_TREE_H
#define DETECT_TREE_H

#include "base/arena.h"
#include "query/ast.h"

struct tree {
    struct arena *arena;
};

/* A node without kids; with room for `n` of them, all NULL. */
struct ast *tree_node(struct tree *t, enum ast_kind kind);
NODISCARD bool tree_set_kids(struct tree *t, struct ast *n, uint32_t count);

/* A node with one or two kids. */
struct ast *tree_single(struct tree *t, enum ast_kind kind, const struct ast *kid);
struct ast *tree_pair(struct tree *t, enum ast_kind kind, const struct ast *a,
                      const struct ast *b);

/* A copy of `n` with `count` kids: the first of its own, then NULL. */
struct ast *tree_copy(struct tree *t, const struct ast *n, uint32_t count);

/* A copy of `n` with one kid more. */
struct ast *tree_append(struct tree *t, const struct ast *n, const struct ast *kid);

/* field := "value"; field = "value"; name(field). */
struct ast *tree_assign(struct tree *t, struct str field, struct str value);
struct ast *tree_compare(struct tree *t, struct str field, struct str value);
struct ast *tree_call(struct tree *t, struct str name, struct str field);

/* Does the call have this argument, by name? */
bool tree_has_argument(const struct ast *call, const char *name, const char *value);

/*
 * `root` with `target`, one of its nodes, replaced by `with`; NULL takes it out of its
 * list of filters, and puts `*` in place of a whole step.
 */
const struct ast *tree_replace(struct tree *t, const struct ast *root,
                               const struct ast *target, const struct ast *with);

#endif
