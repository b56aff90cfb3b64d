#include "base/base.h"

#include "detect/tree.h"

/* A kid of a new node; nobody writes to it. */
static struct ast *shared(const struct ast *n)
{
    return (struct ast *)(uintptr_t)n;
}

struct ast *tree_node(struct tree *t, enum ast_kind kind)
{
    struct ast *n = arena_new(t->arena, struct ast);

    if (n)
        n->kind = kind;
    return n;
}

bool tree_set_kids(struct tree *t, struct ast *n, uint32_t count)
{
    n->kid = arena_new_array(t->arena, struct ast *, (size_t)count + 1);
    n->nkids = n->kid ? count : 0;
    return n->kid != NULL;
}

struct ast *tree_copy(struct tree *t, const struct ast *n, uint32_t count)
{
    struct ast *out = n ? tree_node(t, n->kind) : NULL;

    if (!out)
        return NULL;
    *out = *n;
    if (!tree_set_kids(t, out, count))
        return NULL;
    for (uint32_t i = 0; i < n->nkids && i < count; i++)
        out->kid[i] = n->kid[i];
    return out;
}

struct ast *tree_append(struct tree *t, const struct ast *n, const struct ast *kid)
{
    struct ast *out = n && kid ? tree_copy(t, n, n->nkids + 1) : NULL;

    if (out)
        out->kid[n->nkids] = shared(kid);
    return out;
}

struct ast *tree_single(struct tree *t, enum ast_kind kind, const struct ast *kid)
{
    return tree_append(t, tree_node(t, kind), kid);
}

struct ast *tree_pair(struct tree *t, enum ast_kind kind, const struct ast *a,
                      const struct ast *b)
{
    return tree_append(t, tree_single(t, kind, a), b);
}

static struct ast *leaf(struct tree *t, enum ast_kind kind, struct str text)
{
    struct ast *n = tree_node(t, kind);

    if (n)
        n->text = text;
    return n;
}

static struct ast *named(struct ast *n, struct str text)
{
    if (n)
        n->text = text;
    return n;
}

struct ast *tree_assign(struct tree *t, struct str field, struct str value)
{
    return named(tree_single(t, AST_ASSIGN, leaf(t, AST_STRING, value)), field);
}

struct ast *tree_compare(struct tree *t, struct str field, struct str value)
{
    struct ast *pattern = leaf(t, AST_PATTERN, value);
    struct ast *n;

    if (pattern)
        pattern->op = OP_QUOTED;
    n = named(tree_single(t, AST_COMPARE, pattern), field);
    if (n)
        n->op = OP_EQ;
    return n;
}

struct ast *tree_call(struct tree *t, struct str name, struct str field)
{
    struct ast *arg = tree_single(t, AST_ARG, leaf(t, AST_WORD, field));

    return named(tree_single(t, AST_CALL, arg), name);
}

bool tree_has_argument(const struct ast *call, const char *name, const char *value)
{
    for (uint32_t i = 0; i < call->nkids; i++) {
        const struct ast *arg = call->kid[i];

        if (arg->kind == AST_ARG && arg->nkids &&
            str_eq_nocase(arg->text, str_from_cstr(name)) &&
            str_eq_nocase(arg->kid[0]->text, str_from_cstr(value)))
            return true;
    }
    return false;
}

/* ---- replacing ---- */

static bool is_list(const struct ast *n)
{
    return n->kind == AST_AND || n->kind == AST_OR;
}

/* `n` without its kid `i`. */
static const struct ast *without(struct tree *t, const struct ast *n, uint32_t i)
{
    struct ast *out;

    if (n->nkids == 2)
        return n->kid[1 - i];
    out = tree_copy(t, n, n->nkids);
    if (!out)
        return NULL;
    for (; i + 1 < n->nkids; i++)
        out->kid[i] = n->kid[i + 1];
    out->nkids--;
    return out;
}

const struct ast *tree_replace(struct tree *t, const struct ast *root,
                               const struct ast *target, const struct ast *with)
{
    for (uint32_t i = 0; i < root->nkids; i++) {
        const struct ast *kid = root->kid[i];
        const struct ast *changed =
            kid == target ? with : tree_replace(t, kid, target, with);
        struct ast *out;

        if (changed == kid)
            continue;
        if (!changed && is_list(root))
            return without(t, root, i);
        out = tree_copy(t, root, root->nkids);
        if (!changed)
            changed = tree_node(t, AST_TRUE);
        if (out && changed)
            out->kid[i] = shared(changed);
        return out;
    }
    return root;
}
