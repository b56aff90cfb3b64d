#include "base/base.h"

#include "exec/explain_scan.h"
#include "exec/need.h"

enum { TEXT_BYTES_MAX = 900 };

static void tell_clause(struct explanation *e, const struct need_clause *clause,
                        bool is_first)
{
    struct explain_row at = { .phase = EXPLAIN_PREFILTER };
    bool ignores_case = false;
    struct buf text;

    buf_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < clause->n; i++) {
        const struct need_literal *l = &clause->literal[i];

        buf_printf(&text, "%s\"%.*s\"", i ? " or " : "", STR_ARG(l->text));
        ignores_case |= l->ignore_case;
    }
    if (text.failed)
        explain_add(e, at, "one of %zu texts %s", clause->n,
                    is_first ? "is sought in the bytes of each chunk"
                             : "must stand in the record, too");
    else
        explain_add(e, at, "%.*s%s %s", STR_ARG(buf_str(&text)),
                    ignores_case ? " in any case" : "",
                    is_first ? "is sought in the bytes of each chunk"
                             : "must stand in the record, too");
    buf_release(&text);
}

static enum status tell_need(struct explanation *e, const struct plan *plan)
{
    struct explain_row at = { .phase = EXPLAIN_PREFILTER };
    const struct need_clause *first;
    struct need need;

    TRY(need_of_pipeline(plan, plan->main, e->arena, &need));
    if (need.n == 0) {
        explain_add(e, at,
                    "none: the first steps ask for no text that a record must hold, so "
                    "every record is decoded");
        return ST_OK;
    }
    first = need_best(&need);
    tell_clause(e, first, true);
    for (size_t i = 0; i < need.n; i++)
        if (&need.clause[i] != first && need.clause[i].rank != NEED_KEY)
            tell_clause(e, &need.clause[i], false);
    explain_add(e, at, "a record without them is skipped, neither parsed nor decoded");
    return ST_OK;
}

enum status explain_plan(struct explanation *e, const struct plan *plan,
                         bool has_prefilter)
{
    explain_sources(e, plan);
    if (has_prefilter && !plan->main->source)
        TRY(tell_need(e, plan));
    explain_fields(e, plan);
    explain_steps(e, plan);
    return e->failed ? ST_NOMEM : ST_OK;
}
