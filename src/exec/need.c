#include "base/base.h"

#include "event/derive.h"
#include "exec/need.h"
#include "func/matcher.h"

enum { LITERALS_MAX = 48, CLAUSES_MAX = 16 };

struct finder {
    const struct plan *plan;
    struct arena *arena;
    bool *is_written; /* by slot: no longer what the record holds */
    bool is_opaque;   /* some step may have written any field */
    bool failed;
};

/* ---- literals --------------------------------------------------------------- */

/* May JSON hold this byte only as it is, or as \u00XX? */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/';
}

/* The longest run of plain bytes; an escaped neighbour cannot hide it. */
static struct str plain_part(struct str s)
{
    struct str best = { NULL, 0 };
    size_t start = 0;

    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && is_plain(s.p[i]))
            continue;
        if (i - start > best.n)
            best = str_slice(s, start, i);
        start = i + 1;
    }
    return best;
}

static struct str lowered(struct finder *f, struct str s)
{
    char *p = arena_text(f->arena, s.n);

    for (size_t i = 0; p && i < s.n; i++)
        p[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
    f->failed |= !p;
    return p ? (struct str){ p, s.n } : (struct str){ NULL, 0 };
}

/* One clause of literals; n == 0 when some literal leaves nothing to seek. */
static struct need_clause make_clause(struct finder *f, const struct literals *in,
                                      enum need_rank rank)
{
    struct need_clause clause = { .rank = rank };
    struct need_literal *literal;

    if (in->n == 0 || in->n > LITERALS_MAX)
        return clause;
    literal = arena_new_array(f->arena, struct need_literal, in->n);
    if (!literal) {
        f->failed = true;
        return clause;
    }
    for (size_t i = 0; i < in->n; i++) {
        struct str text = plain_part(in->text[i]);

        if (text.n < 2)
            return clause;
        literal[i].text = in->ignore_case ? lowered(f, text) : text;
        literal[i].ignore_case = in->ignore_case;
    }
    clause.literal = literal;
    clause.n = in->n;
    return clause;
}

/* ---- needs: AND and OR -------------------------------------------------------- */

static struct need one_clause(struct finder *f, struct need_clause clause)
{
    struct need_clause *copy;

    if (clause.n == 0)
        return (struct need){ NULL, 0 };
    copy = arena_new(f->arena, struct need_clause);
    if (!copy) {
        f->failed = true;
        return (struct need){ NULL, 0 };
    }
    *copy = clause;
    return (struct need){ copy, 1 };
}

static struct need both(struct finder *f, struct need a, struct need b)
{
    struct need_clause *clause;
    size_t n = a.n + b.n < CLAUSES_MAX ? a.n + b.n : CLAUSES_MAX;

    if (a.n == 0 || b.n == 0)
        return a.n ? a : b;
    clause = arena_new_array(f->arena, struct need_clause, n);
    if (!clause) {
        f->failed = true;
        return a;
    }
    memcpy(clause, a.clause, (a.n < n ? a.n : n) * sizeof *clause);
    for (size_t i = a.n; i < n; i++)
        clause[i] = b.clause[i - a.n];
    return (struct need){ clause, n };
}

static size_t shortest(const struct need_clause *c)
{
    size_t n = SIZE_MAX;

    for (size_t i = 0; i < c->n; i++)
        if (c->literal[i].text.n < n)
            n = c->literal[i].text.n;
    return n;
}

static bool is_better(const struct need_clause *a, const struct need_clause *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return shortest(a) > shortest(b);
}

const struct need_clause *need_best(const struct need *need)
{
    const struct need_clause *best = &need->clause[0];

    for (size_t i = 1; i < need->n; i++)
        if (is_better(&need->clause[i], best))
            best = &need->clause[i];
    return best;
}

static bool has_literal(const struct need_literal *list, size_t n,
                        const struct need_literal *l)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].ignore_case == l->ignore_case && str_eq(list[i].text, l->text))
            return true;
    return false;
}

/* One of several alternatives: the best clause of each, in one. */
static struct need any_of(struct finder *f, const struct need *alternative, size_t n)
{
    struct need_literal *literal =
        arena_new_array(f->arena, struct need_literal, LITERALS_MAX);
    struct need_clause clause = { .literal = literal, .rank = NEED_VALUE };

    f->failed |= !literal;
    for (size_t i = 0; literal && i < n; i++) {
        const struct need_clause *best;

        if (alternative[i].n == 0)
            return (struct need){ NULL, 0 };
        best = need_best(&alternative[i]);
        if (best->rank > clause.rank)
            clause.rank = best->rank;
        for (size_t k = 0; k < best->n; k++) {
            if (has_literal(literal, clause.n, &best->literal[k]))
                continue;
            if (clause.n == LITERALS_MAX)
                return (struct need){ NULL, 0 };
            literal[clause.n++] = best->literal[k];
        }
    }
    return one_clause(f, clause);
}

/* ---- fields --------------------------------------------------------------------- */

/* Is the field's value, as the step sees it, a piece of the record's own text? */
static bool is_verbatim(const struct finder *f, const struct field *field)
{
    const struct derived *derived = plan_find_derived(f->plan, field->name);

    if (f->is_opaque || field->slot < 0 || f->is_written[field->slot])
        return false;
    return !derived || derived->is_verbatim;
}

/* The key of a field that the record itself must have; nested names have several. */
static struct need key_need(struct finder *f, const struct field *field)
{
    struct literals name = { .text = &field->name, .n = 1 };

    if (!is_verbatim(f, field) || plan_find_derived(f->plan, field->name) ||
        str_find(field->name, STR(".")) != SIZE_MAX ||
        str_find(field->name, STR("[")) != SIZE_MAX)
        return (struct need){ NULL, 0 };
    return one_clause(f, make_clause(f, &name, NEED_KEY));
}

static enum need_rank rank_of(const struct field *field)
{
    return field->name.n && (field->name.p[0] == '#' ||
                             str_eq(field->name, STR("event_simpleName")))
               ? NEED_EVENT_NAME
               : NEED_VALUE;
}

static struct need value_need(struct finder *f, const struct field *field,
                              const struct literals *texts)
{
    if (!is_verbatim(f, field))
        return (struct need){ NULL, 0 };
    return one_clause(f, make_clause(f, texts, rank_of(field)));
}

/* ---- conditions -------------------------------------------------------------------
 */

static struct need need_of_cond(struct finder *f, const struct cond *cond);

static struct need need_of_kids(struct finder *f, const struct cond *cond)
{
    struct need *kid = arena_new_array(f->arena, struct need, cond->nkids);
    struct need all = { NULL, 0 };

    if (!kid) {
        f->failed = true;
        return all;
    }
    for (uint32_t i = 0; i < cond->nkids; i++) {
        kid[i] = need_of_cond(f, cond->kid[i]);
        all = both(f, all, kid[i]);
    }
    return cond->kind == COND_AND ? all : any_of(f, kid, cond->nkids);
}

static struct need need_of_match(struct finder *f, const struct cond *cond)
{
    struct literals texts;
    struct need key = key_need(f, &cond->field);

    if (!matcher_literals(cond->matcher, &texts))
        return key;
    return both(f, value_need(f, &cond->field, &texts), key);
}

static struct need need_of_free_text(struct finder *f, const struct cond *cond)
{
    struct literals texts;

    if (!matcher_literals(cond->matcher, &texts))
        return (struct need){ NULL, 0 };
    return one_clause(f, make_clause(f, &texts, NEED_VALUE));
}

static struct need need_of_call(struct finder *f, const struct call_site *site)
{
    const struct func *func = site->call.func;
    const struct field *field = NULL;
    struct literals texts;

    if (site->is_negated || !func->literals ||
        !func->literals(&site->call, &field, &texts))
        return (struct need){ NULL, 0 };
    /* Without a field the texts may stand anywhere in the record. */
    if (!field)
        return one_clause(f, make_clause(f, &texts, NEED_VALUE));
    return value_need(f, field, &texts);
}

static struct need need_of_cond(struct finder *f, const struct cond *cond)
{
    switch (cond->kind) {
    case COND_AND:
    case COND_OR:
        return need_of_kids(f, cond);
    case COND_EXISTS:
    case COND_COMPARE:
        return key_need(f, &cond->field);
    case COND_MATCH:
        return need_of_match(f, cond);
    case COND_FREE_TEXT:
        return need_of_free_text(f, cond);
    case COND_CALL:
        return need_of_call(f, cond->call);
    case COND_TRUE:
    case COND_FALSE:
    case COND_NOT:
    case COND_EXPR:
        break;
    }
    return (struct need){ NULL, 0 };
}

/* ---- steps -------------------------------------------------------------------------
 */

static void write_field(struct finder *f, const struct field *field)
{
    if (field->slot >= 0)
        f->is_written[field->slot] = true;
}

static void note_groups(struct finder *f, const struct cond *cond)
{
    for (uint32_t i = 0; i < cond->ngroups; i++)
        write_field(f, &cond->group[i]);
    for (uint32_t i = 0; i < cond->nkids; i++)
        note_groups(f, cond->kid[i]);
}

static struct need need_of_steps(struct finder *f, const struct pipeline *p,
                                 bool *goes_on);

/* One of several pipelines that start from the same event. */
static struct need need_of_branches(struct finder *f, struct pipeline *const *branch,
                                    size_t n)
{
    struct need *need = arena_new_array(f->arena, struct need, n);
    uint32_t nslots = f->plan->slots.n;
    bool *before = arena_new_array(f->arena, bool, nslots + 1);
    bool was_opaque = f->is_opaque;

    if (!need || !before) {
        f->failed = true;
        return (struct need){ NULL, 0 };
    }
    memcpy(before, f->is_written, nslots * sizeof *before);
    for (size_t i = 0; i < n; i++) {
        bool goes_on;

        need[i] = need_of_steps(f, branch[i], &goes_on);
        memcpy(f->is_written, before, nslots * sizeof *before);
        f->is_opaque = was_opaque;
    }
    return any_of(f, need, n);
}

/* An event that none of the queries of correlate() lets pass does not matter. */
static struct need need_of_aggregate(struct finder *f, const struct func_call *call)
{
    const struct func_param *params = call->func->params;
    size_t i = 0;
    struct pipeline **branch;

    while (params && params[i].name && params[i].kind != PARAM_QUERIES)
        i++;
    if (!params || !params[i].name)
        return (struct need){ NULL, 0 };
    branch = arena_new_array(f->arena, struct pipeline *, call->arg[i].n);
    if (!branch) {
        f->failed = true;
        return (struct need){ NULL, 0 };
    }
    for (size_t k = 0; k < call->arg[i].n; k++)
        branch[k] = call->arg[i].query[k].pipeline;
    return need_of_branches(f, branch, call->arg[i].n);
}

static struct need need_of_rewrite(struct finder *f, const struct step *s)
{
    struct need need = need_of_call(f, s->call);

    if (s->call->call.func->rewrite)
        f->is_opaque = true;
    else
        write_field(f, &s->call->out);
    return need;
}

/* What the step needs; *goes_on is false when nothing can be told of those behind. */
static struct need need_of_step(struct finder *f, const struct step *s, bool *goes_on)
{
    struct need none = { NULL, 0 };
    struct need need;

    switch (s->kind) {
    case STEP_FILTER:
        need = need_of_cond(f, s->cond);
        note_groups(f, s->cond);
        return need;
    case STEP_ASSIGN:
        write_field(f, &s->field);
        return none;
    case STEP_CALL:
        return need_of_rewrite(f, s);
    case STEP_CASE:
        *goes_on = false;
        return need_of_branches(f, s->branch, s->nbranches);
    case STEP_AGGREGATE:
        *goes_on = false;
        return need_of_aggregate(f, &s->call->call);
    case STEP_EXPAND:
    case STEP_JOIN:
        *goes_on = false;
        return none;
    }
    return none;
}

static struct need need_of_steps(struct finder *f, const struct pipeline *p,
                                 bool *goes_on)
{
    struct need all = { NULL, 0 };

    *goes_on = true;
    for (size_t i = 0; i < p->n && *goes_on && !f->failed; i++)
        all = both(f, all, need_of_step(f, &p->step[i], goes_on));
    return all;
}

enum status need_of_pipeline(const struct plan *plan, const struct pipeline *pipeline,
                             struct arena *arena, struct need *out)
{
    struct finder f = { .plan = plan, .arena = arena };
    bool goes_on;

    f.is_written = arena_new_array(arena, bool, plan->slots.n + 1);
    if (!f.is_written)
        return ST_NOMEM;
    *out = need_of_steps(&f, pipeline, &goes_on);
    return f.failed ? ST_NOMEM : ST_OK;
}
