/*
 * lint_repair.c - the fixes of a query's problems, applied to its text.
 */
#include "base/base.h"

#include "base/arena.h"
#include "query/lint.h"

/* Only the rewriting of the tree helps against these. */
static const char *const rewritten[] = { "W301", "W302", "W310", "W311" };

bool lint_needs_rewrite(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++)
        for (size_t k = 0; k < countof(rewritten); k++)
            if (strcmp(problems->v[i].code, rewritten[k]) == 0)
                return true;
    return false;
}

/* The fix that begins next at `from` or behind it, or NULL. */
static const struct fix *next_fix(const struct problems *problems, size_t from,
                                  struct str text)
{
    const struct fix *best = NULL;

    for (size_t i = 0; i < problems->n; i++) {
        const struct fix *f = &problems->v[i].fix;

        if (!f->present || f->span.offset < from || f->span.offset > text.n ||
            f->span.length > text.n - f->span.offset)
            continue;
        if (!best || f->span.offset < best->span.offset)
            best = f;
    }
    return best;
}

/* Two insertions at one place would both begin there: the second waits. */
static void apply(struct str text, const struct problems *problems, struct buf *out,
                  size_t *n)
{
    const struct fix *f;
    size_t copied = 0;
    size_t from = 0;

    while ((f = next_fix(problems, from, text)) != NULL) {
        buf_add(out, str_slice(text, copied, f->span.offset));
        buf_add(out, f->text);
        copied = f->span.offset + f->span.length;
        from = copied > f->span.offset ? copied : copied + 1;
        (*n)++;
    }
    buf_add(out, str_slice(text, copied, text.n));
}

struct str lint_repair(struct str text, const struct problems *problems,
                       struct arena *arena, size_t *n)
{
    struct str result = { NULL, 0 };
    struct buf out;

    *n = 0;
    buf_init(&out, QUERY_BYTES_MAX);
    apply(text, problems, &out, n);
    if (!out.failed)
        result = str_dup(arena, buf_str(&out));
    buf_release(&out);
    return result;
}
