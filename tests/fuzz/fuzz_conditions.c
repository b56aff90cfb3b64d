/*
 * fuzz_conditions - any bytes as a query: every mutant is another query, and what is
 * printed of it parses again.
 */
#include "base/base.h"

#include "base/arena.h"
#include "detect/conditions.h"
#include "query/parse.h"
#include "query/print.h"

enum { QUERY_BYTES = 4096, CONDITIONS_TRIED = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_parse(const struct ast *tree)
{
    struct problems problems;
    struct arena arena;
    struct buf text;

    arena_init(&arena, 64 << 20);
    problems_init(&problems, &arena);
    buf_init(&text, 1 << 24);
    print_query(tree, PRINT_LAYOUT, &text);
    if (!text.failed &&
        (!parse_query(buf_str(&text), DIALECT_LENIENT, &arena, &problems) ||
         problems.errors) &&
        !arena.failed && tree->height < QUERY_DEPTH_MAX / 2)
        abort();
    buf_release(&text);
    arena_release(&arena);
}

static void try_mutant(const struct ast *query, const struct condition *c,
                       enum mutation mutation)
{
    struct arena arena;
    const struct ast *mutant;

    arena_init(&arena, 64 << 20);
    mutant = condition_mutant(query, c, mutation, &arena);
    if (mutant && !arena.failed) {
        if (ast_equal(mutant, query))
            abort();
        must_parse(mutant);
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct conditions list;
    struct problems problems;
    struct arena arena;
    struct ast *query;

    if (size > QUERY_BYTES)
        return 0;
    arena_init(&arena, 64 << 20);
    problems_init(&problems, &arena);
    query = parse_query(text, DIALECT_LENIENT, &arena, &problems);
    if (query && !problems.errors &&
        conditions_find(&list, query, &arena, NULL) == ST_OK)
        for (size_t i = 0; i < list.n && i < CONDITIONS_TRIED; i++) {
            must_parse(list.v[i].probe);
            try_mutant(query, &list.v[i], MUTATION_DROPPED);
            try_mutant(query, &list.v[i], MUTATION_FLIPPED);
        }
    arena_release(&arena);
    return 0;
}
