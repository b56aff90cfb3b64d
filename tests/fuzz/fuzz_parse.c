/*
 * fuzz_parse - any text parses or says why not; what parses survives printing.
 *
 * Input: one byte, whose lowest bit is the dialect, then the text. Spans and places lie
 * in the text. If there is no error, the printed tree parses to an equal tree, the
 * layout of the layout is itself, and no comment is lost.
 */
#include "base/base.h"

#include "base/arena.h"
#include "query/parse.h"
#include "query/print.h"

enum { ARENA_BYTES = 256 << 20, OUT_BYTES = 16 << 20, TEXT_BYTES_MAX = 64 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Every span lies in the text, and the tree is no higher than promised. */
static void check_tree(const struct ast *n, struct str text, size_t depth)
{
    require(depth <= QUERY_DEPTH_MAX);
    require(n->span.offset <= text.n && n->span.length <= text.n - n->span.offset);
    for (uint32_t i = 0; i < n->nkids; i++)
        check_tree(n->kid[i], text, depth + 1);
}

static void check_problems(const struct problems *problems, struct str text)
{
    struct buf out;

    buf_init(&out, OUT_BYTES);
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *p = &problems->v[i];

        require(p->span.offset <= text.n && p->span.length <= text.n - p->span.offset);
        require(problem_code_find(p->code) != NULL && p->message.n > 0);
        problem_print(p, text, STR("query"), i % 2, &out);
    }
    problems_add_json(problems, text, STR("query"), &(bool){ false }, &out);
    buf_release(&out);
}

static struct ast *parse_again(struct str text, struct arena *arena)
{
    struct problems problems;
    struct ast *query;

    problems_init(&problems, arena);
    query = parse_query(text, DIALECT_LENIENT, arena, &problems);
    require(!query || problems.errors == 0);
    return query;
}

static void check_printed(const struct ast *query, enum print_style style,
                          struct arena *arena)
{
    const struct ast *again;
    struct buf out;

    buf_init(&out, OUT_BYTES);
    print_query(query, style, &out);
    if (!out.failed) {
        again = parse_again(buf_str(&out), arena);
        require(!again || ast_equal(query, again));
    }
    buf_release(&out);
}

static void check_layout(const struct ast *query, struct str text, struct arena *arena)
{
    const struct span *comments;
    const struct ast *again;
    struct buf once;
    struct buf twice;

    buf_init(&once, OUT_BYTES);
    buf_init(&twice, OUT_BYTES);
    print_formatted(query, text, &once);
    again = once.failed ? NULL : parse_again(buf_str(&once), arena);
    if (again) {
        require(ast_equal(query, again));
        print_formatted(again, buf_str(&once), &twice);
        require(twice.failed || str_eq(buf_str(&once), buf_str(&twice)));
        require(parse_comments(text, arena, &comments) ==
                parse_comments(buf_str(&once), arena, &comments));
    }
    buf_release(&once);
    buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data + 1, size ? size - 1 : 0 };
    struct problems problems;
    struct arena arena;
    struct ast *query;

    if (size == 0 || size > TEXT_BYTES_MAX)
        return 0;
    arena_init(&arena, ARENA_BYTES);
    problems_init(&problems, &arena);
    query = parse_query(text, data[0] & 1 ? DIALECT_STRICT : DIALECT_LENIENT, &arena,
                        &problems);
    if (query) {
        check_problems(&problems, text);
        if (problems.errors == 0) {
            check_tree(query, text, 1);
            check_printed(query, PRINT_LAYOUT, &arena);
            check_printed(query, PRINT_ONE_LINE, &arena);
            check_layout(query, text, &arena);
        }
    }
    arena_release(&arena);
    return 0;
}
