#include "base/base.h"

#include "query/ast.h"

/* Names of functions are the same whatever their case. */
static bool same_text(const struct ast *a, const struct ast *b)
{
    return a->kind == AST_CALL ? str_eq_nocase(a->text, b->text)
                               : str_eq(a->text, b->text);
}

bool ast_equal(const struct ast *a, const struct ast *b)
{
    if (a->kind != b->kind || a->op != b->op || a->quoted != b->quoted ||
        a->nkids != b->nkids || !same_text(a, b) || !str_eq(a->text2, b->text2))
        return false;
    for (uint32_t i = 0; i < a->nkids; i++)
        if (!ast_equal(a->kid[i], b->kid[i]))
            return false;
    return true;
}

const char *ast_kind_name(enum ast_kind kind)
{
    static const char *const names[] = {
#define X(name, what) #name,
        AST_LIST(X)
#undef X
    };

    return names[kind];
}
