/*
 * fuzz_conditions - any bytes as a query: every mutant is another query, and where the
 * query is sound as it stands, what is printed of the mutant parses again. (Of one that
 * had to be guessed at, a mutant that does not is not counted.)
 */
#include "base/base.h"

#include "base/arena.h"
#include "detect/conditions.h"
#include "query/parse.h"
#include "query/print.h"

enum { QUERY_BYTES = 4096, CONDITIONS_TRIED = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool prints_and_parses(const struct ast *tree)
{
    struct problems problems;
    struct arena arena;
    struct buf text;
    bool parses;

    arena_init(&arena, 64 << 20);
    problems_init(&problems, &arena);
    buf_init(&text, 1 << 24);
    print_query(tree, PRINT_LAYOUT, &text);
    parses = text.failed ||
             (parse_query(buf_str(&text), DIALECT_LENIENT, &arena, &problems) &&
              !problems.errors) ||
             arena.failed;
    buf_release(&text);
    arena_release(&arena);
    return parses;
}

static void check(const struct ast *tree, bool is_sound)
{
    if (!prints_and_parses(tree) && is_sound && tree->height < QUERY_DEPTH_MAX / 2)
        abort();
}

static void try_mutant(const struct ast *query, const struct condition *c,
                       enum mutation mutation, bool is_sound)
{
    struct arena arena;
    const struct ast *mutant;

    arena_init(&arena, 64 << 20);
    mutant = condition_mutant(query, c, mutation, &arena);
    if (mutant && !arena.failed) {
        if (ast_equal(mutant, query))
            abort();
        check(mutant, is_sound);
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
    bool is_sound;

    if (size > QUERY_BYTES)
        return 0;
    arena_init(&arena, 64 << 20);
    problems_init(&problems, &arena);
    query = parse_query(text, DIALECT_LENIENT, &arena, &problems);
    is_sound = problems.n == 0;
    if (query && !problems.errors &&
        conditions_find(&list, query, &arena, NULL) == ST_OK)
        for (size_t i = 0; i < list.n && i < CONDITIONS_TRIED; i++) {
            check(list.v[i].probe, is_sound);
            try_mutant(query, &list.v[i], MUTATION_DROPPED, is_sound);
            try_mutant(query, &list.v[i], MUTATION_FLIPPED, is_sound);
        }
    arena_release(&arena);
    return 0;
}
