#include "base/base.h"

#include <stdio.h>

#include "signature/finding.h"

enum { EVIDENCE_MAX = 1024 };

static const struct {
    const char *word;
    const char *sentence;
} rows[FINDING_OWN_COUNT] = {
#define X(name, word, sentence) [FINDING_##name] = { word, sentence },
    FINDING_LIST(X)
#undef X
};

const char *finding_word(enum finding finding)
{
    if (finding < FINDING_OWN_COUNT)
        return rows[finding].word;
    return verdict_row((enum verdict)(finding - FINDING_FIRST_VERDICT))->word;
}

const char *finding_sentence(enum finding finding)
{
    if (finding < FINDING_OWN_COUNT)
        return rows[finding].sentence;
    return verdict_row((enum verdict)(finding - FINDING_FIRST_VERDICT))->explanation;
}

enum finding finding_from_word(const char *word)
{
    size_t i = 0;

    while (i < FINDING_COUNT && strcmp(finding_word((enum finding)i), word) != 0)
        i++;
    return (enum finding)i;
}

void findings_init(struct findings *f, struct arena *arena)
{
    *f = (struct findings){ .arena = arena };
}

/* Append `more` to what is there, with "; " between, unless it says the same. */
static void add_evidence(struct findings *f, enum finding finding, struct str more)
{
    struct str *have = &f->evidence[finding];
    size_t n = have->n + (have->n ? 2 : 0) + more.n;
    char *p;

    if (more.n == 0 || n > EVIDENCE_MAX || str_find(*have, more) != SIZE_MAX)
        return;
    p = arena_text(f->arena, n);
    if (!p)
        return;
    if (have->n) {
        memcpy(p, have->p, have->n);
        memcpy(p + have->n, "; ", 2);
    }
    memcpy(p + n - more.n, more.p, more.n);
    *have = (struct str){ p, n };
}

void finding_add(struct findings *f, enum finding finding, const char *fmt, ...)
{
    char text[EVIDENCE_MAX];
    va_list ap;
    int n;

    f->has[finding] = true;
    if (!fmt)
        return;
    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n > 0)
        add_evidence(f, finding,
                     (struct str){ text, (size_t)n < sizeof text ? (size_t)n
                                                                 : sizeof text - 1 });
}

void findings_merge(struct findings *f, const struct findings *from)
{
    for (size_t i = 0; i < FINDING_COUNT; i++) {
        if (!from->has[i])
            continue;
        f->has[i] = true;
        add_evidence(f, (enum finding)i, from->evidence[i]);
    }
}

size_t findings_sorted(const struct findings *f, enum finding out[FINDING_COUNT])
{
    size_t n = 0;

    for (size_t i = 0; i < FINDING_COUNT; i++) {
        size_t at = n;

        if (!f->has[i])
            continue;
        /* The list is sorted already; only the names of classes have to move up. */
        for (; at > 0 &&
               strcmp(finding_word(out[at - 1]), finding_word((enum finding)i)) > 0;
             at--)
            out[at] = out[at - 1];
        out[at] = (enum finding)i;
        n++;
    }
    return n;
}
