/*
 * fuzz_lint - what is said of a query, whatever it is.
 *
 * The input is a query. Every problem has a known code, a message and a place inside
 * the text, and so has every fix; the fixes come to an end; a plan can be explained.
 */
#include "base/base.h"

#include "exec/explain_scan.h"
#include "query/lint.h"

enum { QUERY_BYTES = 1 << 12, MEMORY_BYTES = 64 << 20, REPAIRS = 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool is_inside(struct span span, struct str text)
{
    return span.offset <= text.n && span.length <= text.n - span.offset;
}

static void check_problems(const struct problems *problems, struct str text)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *p = &problems->v[i];

        require(problem_code_find(p->code) != NULL && p->message.n > 0);
        require(is_inside(p->span, text));
        require(!p->fix.present || is_inside(p->fix.span, text));
    }
}

static void explain(const struct plan *plan)
{
    struct explanation e;
    struct arena arena;

    arena_init(&arena, MEMORY_BYTES);
    explain_init(&e, &arena);
    if (explain_plan(&e, plan, true) == ST_OK) {
        require(e.n > 0);
        for (size_t i = 0; i < e.n; i++)
            require(e.v[i].text.n > 0 && explain_phase_name(e.v[i].phase)[0]);
    }
    arena_release(&arena);
}

/* Lint `text`; what the fixes make of it lies in `arena`, and *n counts them. */
static struct str lint(struct str text, enum dialect dialect, struct arena *arena,
                       size_t *n)
{
    struct plan_options options = { .dialect = dialect,
                                    .now_ms = 1700000000000,
                                    .memory_limit = MEMORY_BYTES,
                                    .allow_unbound = true };
    struct plan *plan = NULL;
    enum status st = plan_new(&plan, text, &options);
    struct str repaired = { NULL, 0 };

    *n = 0;
    if (plan && plan->ast && (st == ST_OK || st == ST_TYPE)) {
        lint_plan(plan);
        check_problems(&plan->problems, text);
        repaired = lint_repair(text, &plan->problems, arena, n);
        if (st == ST_OK)
            explain(plan);
    }
    plan_free(plan);
    return repaired;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct arena arena;
    size_t n = 1;

    if (size > QUERY_BYTES)
        return 0;
    arena_init(&arena, MEMORY_BYTES);
    (void)lint(text, DIALECT_STRICT, &arena, &n);
    n = 1;
    for (size_t i = 0; i < REPAIRS && n && text.p && text.n <= 2 * QUERY_BYTES; i++)
        text = lint(text, DIALECT_LENIENT, &arena, &n);
    arena_release(&arena);
    return 0;
}
