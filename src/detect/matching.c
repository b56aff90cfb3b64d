#include "base/base.h"

#include "base/arena.h"
#include "detect/matching.h"
#include "func/func.h"
#include "query/parse.h"

static bool is_aggregate(const struct ast *step)
{
    const struct func *func = step->kind == AST_CALL ? func_find(step->text) : NULL;

    return step->kind == AST_STATS || (func && func->aggregate);
}

/* Where the steps end that look at one event at a time. */
static size_t end_of_part(const struct ast *pipeline, struct str query)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++)
        if (is_aggregate(pipeline->kid[i]))
            return pipeline->kid[i]->span.offset;
    return query.n;
}

enum status matching_part(struct str query, struct buf *out, struct diag *diag)
{
    const struct ast *tree;
    struct problems problems;
    struct arena arena;
    enum status st = ST_OK;
    struct str part;

    arena_init(&arena, SIZE_MAX);
    problems_init(&problems, &arena);
    tree = parse_query(query, DIALECT_LENIENT, &arena, &problems);
    if (!tree || problems.errors) {
        st = diag_set(diag, tree ? ST_SYNTAX : ST_NOMEM, 0, "%s",
                      tree ? "the query does not parse" : "out of memory");
    } else {
        part = str_trim(str_slice(query, 0, end_of_part(tree, query)));
        if (str_ends_with(part, STR("|")))
            part = str_trim(str_slice(part, 0, part.n - 1));
        buf_add(out, part.n ? part : STR("*"));
    }
    arena_release(&arena);
    return st;
}
