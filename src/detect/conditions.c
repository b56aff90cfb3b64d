#include "base/base.h"

#include "base/arena.h"
#include "detect/conditions.h"
#include "detect/tree.h"
#include "func/func.h"

#define SEEN_FIELD "cs_seen"

struct finder {
    struct tree tree;
    struct conditions *out;
};

static void walk_pipeline(struct finder *f, const struct ast *pipeline,
                          const struct ast *before);
static void walk_filter(struct finder *f, const struct ast *n,
                        const struct ast *before);
static void walk_arguments(struct finder *f, const struct ast *n,
                           const struct ast *before);

/* ---- the list ---- */

static void add(struct finder *f, enum condition_kind kind, const struct ast *node,
                struct ast *probe)
{
    struct conditions *out = f->out;

    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 32;
        struct condition *v = arena_new_array(f->tree.arena, struct condition, cap);

        if (!v)
            return;
        if (out->n)
            memcpy(v, out->v, out->n * sizeof *v);
        out->v = v;
        out->cap = cap;
    }
    out->v[out->n++] = (struct condition){ kind, node, probe };
}

/* ---- probes ---- */

static struct ast *held(struct finder *f, const char *value)
{
    return tree_assign(&f->tree, STR(PROBE_FIELD), str_from_cstr(value));
}

static struct ast *counted(struct finder *f, struct ast *rows)
{
    return tree_append(&f->tree, rows,
                       tree_call(&f->tree, STR("groupBy"), STR(PROBE_FIELD)));
}

/* before | case { condition | holds := true; * | holds := false } | groupBy(holds) */
static struct ast *probe_filter(struct finder *f, const struct ast *condition,
                                const struct ast *before)
{
    struct tree *t = &f->tree;
    struct ast *yes = tree_pair(t, AST_PIPELINE, condition, held(f, "true"));
    struct ast *no =
        tree_pair(t, AST_PIPELINE, tree_node(t, AST_TRUE), held(f, "false"));

    return counted(f, tree_append(t, before, tree_pair(t, AST_CASE, yes, no)));
}

/* The same for a guard: before | field match { guard => …; * => … } */
static struct ast *probe_guard(struct finder *f, const struct ast *match,
                               const struct ast *guard, const struct ast *before)
{
    struct tree *t = &f->tree;
    struct ast *yes =
        tree_pair(t, AST_GUARD, guard, tree_single(t, AST_PIPELINE, held(f, "true")));
    struct ast *no = tree_pair(t, AST_GUARD, tree_node(t, AST_TRUE),
                               tree_single(t, AST_PIPELINE, held(f, "false")));
    struct ast *step = tree_pair(t, AST_MATCH, yes, no);

    if (step)
        step->text = match->text;
    if (step)
        step->quoted = match->quoted;
    return counted(f, tree_append(t, before, step));
}

/* ---- what reaches a branch: rows that no branch before it let through ---- */

static struct ast *was_seen(struct finder *f, const char *value)
{
    return tree_assign(&f->tree, STR(SEEN_FIELD), str_from_cstr(value));
}

static const struct ast *not_seen(struct finder *f, const struct ast *before,
                                  struct ast *step)
{
    struct ast *rest = tree_append(&f->tree, before, step);

    return tree_append(&f->tree, rest,
                       tree_compare(&f->tree, STR(SEEN_FIELD), STR("0")));
}

static const struct ast *behind_branches(struct finder *f, const struct ast *step,
                                         uint32_t n, const struct ast *before)
{
    struct tree *t = &f->tree;
    struct ast *branches = tree_copy(t, step, n + 1);

    if (n == 0 || !branches)
        return before;
    for (uint32_t i = 0; i < n; i++)
        branches->kid[i] = tree_append(t, step->kid[i], was_seen(f, "1"));
    branches->kid[n] =
        tree_pair(t, AST_PIPELINE, tree_node(t, AST_TRUE), was_seen(f, "0"));
    return not_seen(f, before, branches);
}

static const struct ast *behind_guards(struct finder *f, const struct ast *step,
                                       uint32_t n, const struct ast *before)
{
    struct tree *t = &f->tree;
    struct ast *guards = tree_copy(t, step, n + 1);

    if (n == 0 || !guards)
        return before;
    for (uint32_t i = 0; i < n; i++) {
        const struct ast *guard = step->kid[i];
        struct ast *marked = tree_copy(t, guard, guard->nkids);

        if (!marked)
            return before;
        marked->kid[guard->nkids - 1] =
            tree_append(t, guard->kid[guard->nkids - 1], was_seen(f, "1"));
        guards->kid[i] = marked;
    }
    guards->kid[n] = tree_pair(t, AST_GUARD, tree_node(t, AST_TRUE),
                               tree_single(t, AST_PIPELINE, was_seen(f, "0")));
    return not_seen(f, before, guards);
}

/* ---- filters ---- */

/* A function whose answer decides whether a row goes on. */
static bool is_test(const struct ast *n)
{
    const struct func *func;

    while (n->kind == AST_NOT)
        n = n->kid[0];
    func = n->kind == AST_CALL ? func_find(n->text) : NULL;
    return func && func->test && !tree_has_argument(n, "strict", "false");
}

static bool is_filter(const struct ast *n)
{
    static const enum ast_kind kinds[] = { AST_AND,       AST_OR,    AST_NOT,
                                           AST_COMPARE,   AST_FALSE, AST_NESTED,
                                           AST_FREE_TEXT, AST_TRUE };

    for (size_t i = 0; i < countof(kinds); i++)
        if (n->kind == kinds[i])
            return true;
    return false;
}

static bool is_list(const struct ast *n)
{
    return n->kind == AST_AND || n->kind == AST_OR;
}

static void walk_filter(struct finder *f, const struct ast *n, const struct ast *before)
{
    const struct ast *inner = n;

    while (inner->kind == AST_NOT)
        inner = inner->kid[0];
    if (inner->kind == AST_NESTED) {
        walk_pipeline(f, inner->kid[0], before);
    } else if (is_list(inner)) {
        for (uint32_t i = 0; i < inner->nkids; i++)
            walk_filter(f, inner->kid[i], before);
    } else if (inner->kind != AST_TRUE && inner->kind != AST_LINK) {
        add(f, CONDITION_FILTER, n, probe_filter(f, n, before));
    }
}

/* ---- arguments ---- */

/* Does the function read the input anew? */
static bool is_fresh(const struct ast *call)
{
    const struct func *func = func_find(call->text);

    return func && (func->special == FUNC_JOIN || func->special == FUNC_DEFINE_TABLE);
}

static bool is_comparison(const struct ast *n)
{
    return n->kind == AST_BINARY && n->op >= OP_EQ && n->op <= OP_GE;
}

/* before | test(a == b), as a filter would have it. */
static void add_comparison(struct finder *f, const struct ast *n,
                           const struct ast *before)
{
    struct tree *t = &f->tree;
    struct ast *call = tree_node(t, AST_CALL);
    struct ast *arg = tree_single(t, AST_ARG, n);

    if (!call || !arg || !tree_set_kids(t, call, 1))
        return;
    call->text = STR("test");
    call->kid[0] = arg;
    add(f, CONDITION_ARGUMENT, n, probe_filter(f, call, before));
}

static void walk_argument(struct finder *f, const struct ast *call,
                          const struct ast *kid, const struct ast *before)
{
    struct ast *empty = tree_node(&f->tree, AST_PIPELINE);
    bool is_new =
        kid->kind == AST_NAMED_QUERY || (call->kind == AST_CALL && is_fresh(call));

    if (kid->kind == AST_SUBQUERY || kid->kind == AST_NAMED_QUERY)
        walk_pipeline(f, kid->kid[0], is_new && empty ? empty : before);
    else if (is_filter(kid))
        walk_filter(f, kid, before);
    else if (is_comparison(kid))
        add_comparison(f, kid, before);
    else
        walk_arguments(f, kid, before);
}

static void walk_arguments(struct finder *f, const struct ast *n,
                           const struct ast *before)
{
    for (uint32_t i = 0; i < n->nkids; i++) {
        const struct ast *kid = n->kid[i];

        if (kid->kind == AST_ARG && kid->nkids)
            walk_argument(f, n, kid->kid[0], before);
        else
            walk_argument(f, n, kid, before);
    }
}

/* ---- steps ---- */

/* Does every row that reaches the branch enter it? */
static bool takes_everything(const struct ast *pipeline)
{
    static const enum ast_kind entered[] = { AST_TRUE, AST_CALL, AST_ASSIGN,
                                             AST_SAVED };
    const struct ast *first = pipeline->nkids ? pipeline->kid[0] : NULL;

    for (size_t i = 0; first && i < countof(entered); i++)
        if (first->kind == entered[i])
            return !is_test(first);
    return false;
}

static void walk_case(struct finder *f, const struct ast *step,
                      const struct ast *before)
{
    for (uint32_t i = 0; i < step->nkids; i++) {
        const struct ast *reach = behind_branches(f, step, i, before);

        if (takes_everything(step->kid[i]))
            add(f, CONDITION_BRANCH, step->kid[i],
                probe_filter(f, tree_node(&f->tree, AST_TRUE), reach));
        walk_pipeline(f, step->kid[i], reach);
    }
}

static void walk_guard(struct finder *f, const struct ast *step, uint32_t i,
                       const struct ast *before)
{
    struct tree *t = &f->tree;
    const struct ast *guard = step->kid[i], *what = guard->kid[0];
    const struct ast *pipeline = guard->kid[guard->nkids - 1];
    struct ast *only = tree_copy(t, step, 1);
    struct ast *open = tree_copy(t, guard, guard->nkids);

    if (!only || !open)
        return;
    add(f, what->kind == AST_TRUE ? CONDITION_BRANCH : CONDITION_GUARD,
        what->kind == AST_TRUE ? pipeline : what, probe_guard(f, step, what, before));
    open->kid[guard->nkids - 1] = tree_single(t, AST_PIPELINE, tree_node(t, AST_TRUE));
    only->kid[0] = open;
    walk_pipeline(f, pipeline, tree_append(t, before, only));
}

/* `a =~ f()`: a test, or something that is one because it is negated. */
static bool is_applied_test(const struct ast *step)
{
    return step->kind == AST_APPLY &&
           (step->kid[0]->kind == AST_NOT || is_test(step->kid[0]));
}

static void walk_step(struct finder *f, const struct ast *step,
                      const struct ast *before)
{
    if (is_filter(step)) {
        walk_filter(f, step, before);
    } else if (step->kind == AST_CASE) {
        walk_case(f, step, before);
    } else if (step->kind == AST_MATCH) {
        for (uint32_t i = 0; i < step->nkids; i++)
            walk_guard(f, step, i, behind_guards(f, step, i, before));
    } else if (step->kind == AST_BRANCH) {
        walk_filter(f, step->kid[0], before);
        for (uint32_t i = 1; i < step->nkids; i++)
            walk_pipeline(f, step->kid[i], before);
    } else if (is_test(step) || is_applied_test(step)) {
        add(f, CONDITION_FILTER, step, probe_filter(f, step, before));
    } else {
        walk_arguments(f, step, before);
    }
}

static void walk_pipeline(struct finder *f, const struct ast *pipeline,
                          const struct ast *before)
{
    for (uint32_t i = 0; i < pipeline->nkids && before; i++) {
        walk_step(f, pipeline->kid[i], before);
        before = tree_append(&f->tree, before, pipeline->kid[i]);
    }
}

enum status conditions_find(struct conditions *out, const struct ast *query,
                            struct arena *arena, struct diag *diag)
{
    struct finder f = { .tree = { arena }, .out = out };
    struct ast *empty;

    *out = (struct conditions){ .n = 0 };
    empty = tree_node(&f.tree, AST_PIPELINE);
    if (empty)
        walk_pipeline(&f, query, empty);
    return arena->failed ? diag_set(diag, ST_NOMEM, 0, "out of memory") : ST_OK;
}
