/*
 * lint_fix.c - a query as LogScale takes it, from one that only the lenient dialect
 * does.
 *
 *   S1 | X OR ( P1 | P2 )       case { S1 | X; P1 | P2 }
 *   ( a | b ) as a filter       a AND b
 *   collectDistinct(f, as=n)    collect(f) … | rename([[f, n]])
 */
#include "base/base.h"

#include "base/arena.h"
#include "query/lint.h"
#include "query/lint_rule.h"

enum { RENAMES_MAX = 64 };

struct fixer {
    struct arena *arena;
    struct problems *problems;
    bool failed;
    /* Of the aggregate step that is being rewritten. */
    struct str from[RENAMES_MAX], to[RENAMES_MAX];
    size_t nrenames;
};

/* ---- making nodes ------------------------------------------------------------------
 */

static struct ast *node(struct fixer *f, enum ast_kind kind, const struct ast *like)
{
    struct ast *n = arena_new(f->arena, struct ast);

    f->failed |= !n;
    if (n)
        *n = (struct ast){ .kind = kind, .span = like->span };
    return n;
}

static bool set_kids(struct fixer *f, struct ast *n, uint32_t count)
{
    n->kid = arena_new_array(f->arena, struct ast *, count ? count : 1);
    f->failed |= !n->kid;
    n->nkids = n->kid ? count : 0;
    return n->kid != NULL;
}

static struct ast *copy(struct fixer *f, const struct ast *ast)
{
    struct ast *n = node(f, ast->kind, ast);

    if (!n)
        return NULL;
    *n = *ast;
    if (!set_kids(f, n, ast->nkids))
        return NULL;
    for (uint32_t i = 0; i < ast->nkids; i++)
        n->kid[i] = ast->kid[i];
    return n;
}

static struct ast *word(struct fixer *f, struct str text, const struct ast *like)
{
    struct ast *n = node(f, AST_WORD, like);

    if (n)
        n->text = text;
    return n;
}

/* ---- collectDistinct(), and as= of collect()
 * ------------------------------------------ */

static bool is_collect(const struct ast *call)
{
    return call->kind == AST_CALL &&
           (str_eq_nocase(call->text, STR("collectDistinct")) ||
            str_eq_nocase(call->text, STR("collect")));
}

/* Remember that the output of a collect() is to be renamed behind the step. */
static void note_rename(struct fixer *f, const struct ast *call)
{
    const struct ast *as = lint_argument(call, "as");
    const struct ast *field = lint_argument(call, NULL);

    if (!field)
        field = lint_argument(call, "fields");
    if (!as || !field || field->kind != AST_WORD || f->nrenames == RENAMES_MAX) {
        if (as)
            (void)problems_add(
                f->problems, "W509", call->span,
                "no certain equivalent: collect() has no as= in LogScale; "
                "rename its output yourself");
        return;
    }
    f->from[f->nrenames] = field->text;
    f->to[f->nrenames++] = as->text;
}

static struct ast *fix_collect(struct fixer *f, const struct ast *call)
{
    struct ast *n = copy(f, call);
    uint32_t kept = 0;

    if (!n)
        return NULL;
    note_rename(f, call);
    n->text = STR("collect");
    for (uint32_t i = 0; i < call->nkids; i++)
        if (!str_eq_nocase(call->kid[i]->text, STR("as")) ||
            call->kid[i]->kind != AST_ARG)
            n->kid[kept++] = call->kid[i];
    n->nkids = kept;
    return n;
}

static struct ast *pair(struct fixer *f, size_t i, const struct ast *like)
{
    struct ast *n = node(f, AST_ARRAY, like);

    if (!n || !set_kids(f, n, 2))
        return NULL;
    n->kid[0] = word(f, f->from[i], like);
    n->kid[1] = word(f, f->to[i], like);
    return n;
}

/* rename([[f, n], …]) for what the step before it collected. */
static struct ast *rename_step(struct fixer *f, const struct ast *like)
{
    struct ast *call = node(f, AST_CALL, like);
    struct ast *arg = node(f, AST_ARG, like);
    struct ast *list = node(f, AST_ARRAY, like);

    if (!call || !arg || !list || !set_kids(f, call, 1) || !set_kids(f, arg, 1) ||
        !set_kids(f, list, (uint32_t)f->nrenames))
        return NULL;
    call->text = STR("rename");
    call->kid[0] = arg;
    arg->kid[0] = list;
    for (size_t i = 0; i < f->nrenames; i++)
        list->kid[i] = pair(f, i, like);
    return call;
}

/* ---- the tree
 * ---------------------------------------------------------------------------- */

static struct ast *fix_node(struct fixer *f, const struct ast *ast);

static struct ast *fix_kids(struct fixer *f, const struct ast *ast)
{
    struct ast *n = is_collect(ast) ? fix_collect(f, ast) : copy(f, ast);

    for (uint32_t i = 0; n && !f->failed && i < n->nkids; i++)
        n->kid[i] = fix_node(f, n->kid[i]);
    return f->failed ? NULL : n;
}

/* `( a | b )`: its steps are filters, and all must hold. */
static struct ast *fix_nested(struct fixer *f, const struct ast *ast)
{
    struct ast *n = fix_kids(f, ast->kid[0]);

    if (!n)
        return NULL;
    if (n->nkids == 1)
        return n->kid[0];
    n->kind = AST_AND;
    return n;
}

/* The first `count` steps and the filter `last` as the first clause of a case. */
static struct ast *first_clause(struct fixer *f, struct ast *const *step,
                                uint32_t count, const struct ast *last)
{
    struct ast *n = node(f, AST_PIPELINE, last);

    if (!n || !set_kids(f, n, count + 1))
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        n->kid[i] = step[i];
    n->kid[count] = fix_node(f, last);
    return n;
}

static struct ast *fix_branch(struct fixer *f, const struct ast *ast,
                              struct ast *const *step, uint32_t count)
{
    struct ast *n = node(f, AST_CASE, ast);

    if (!n || !set_kids(f, n, ast->nkids))
        return NULL;
    n->kid[0] = first_clause(f, step, count, ast->kid[0]);
    for (uint32_t i = 1; i < ast->nkids; i++)
        n->kid[i] = fix_node(f, ast->kid[i]);
    return f->failed ? NULL : n;
}

/* A step may become two: the renames of what it collects stand behind it. */
static struct ast *fix_pipeline(struct fixer *f, const struct ast *ast)
{
    struct ast *n = node(f, AST_PIPELINE, ast);
    uint32_t out = 0;

    if (!n || !set_kids(f, n, 2 * ast->nkids))
        return NULL;
    for (uint32_t i = 0; i < ast->nkids && !f->failed; i++) {
        const struct ast *step = ast->kid[i];

        if (step->kind == AST_BRANCH) {
            n->kid[0] = fix_branch(f, step, n->kid, out);
            out = 1;
            continue;
        }
        f->nrenames = 0;
        n->kid[out++] = fix_node(f, step);
        if (f->nrenames)
            n->kid[out++] = rename_step(f, step);
        f->nrenames = 0;
    }
    n->nkids = out;
    return f->failed ? NULL : n;
}

static struct ast *fix_node(struct fixer *f, const struct ast *ast)
{
    if (ast->kind == AST_PIPELINE)
        return fix_pipeline(f, ast);
    if (ast->kind == AST_NESTED)
        return fix_nested(f, ast);
    return fix_kids(f, ast);
}

struct ast *lint_fix(const struct ast *query, struct arena *arena,
                     struct problems *problems)
{
    struct fixer f = { .arena = arena, .problems = problems };

    return fix_node(&f, query);
}
