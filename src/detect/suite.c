#include "base/base.h"

#include "detect/suite.h"
#include "query/print.h"

enum { TEXT_MAX = 1 << 24, MUTANT_ARENA_MAX = 64 << 20 };

/* What a pass over the tests needs. */
struct pass {
    struct suite *suite;
    const struct suite_engine *engine;
    struct harvest found;
    struct buf text;
    struct diag *diag;
};

static void pass_init(struct pass *p, struct suite *s,
                      const struct suite_engine *engine, struct diag *diag)
{
    *p = (struct pass){ .suite = s, .engine = engine, .diag = diag };
    harvest_init(&p->found);
    buf_init(&p->text, TEXT_MAX);
}

static void pass_release(struct pass *p)
{
    harvest_release(&p->found);
    buf_release(&p->text);
}

static enum status no_memory(struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "out of memory");
}

enum status suite_init(struct suite *s, struct str query, const struct ast *tree,
                       struct arena *arena, struct diag *diag)
{
    *s = (struct suite){ .arena = arena, .query = query, .tree = tree };
    TRY(conditions_find(&s->conditions, tree, arena, diag));
    /* Either of them adds at most two to a condition. */
    s->weakness = arena_new_array(arena, struct weakness, s->conditions.n * 4 + 1);
    return s->weakness ? ST_OK : no_memory(diag);
}

const char *weakness_text(enum weakness_kind kind)
{
    static const char *const texts[] = {
        [WEAKNESS_NEVER_TRUE] = "never true in the tests",
        [WEAKNESS_NEVER_FALSE] = "never false in the tests",
        [WEAKNESS_UNREACHED] = "never reached in the tests",
        [WEAKNESS_DROPPED] = "dropped: no test notices",
        [WEAKNESS_FLIPPED] = "turned round: no test notices",
    };

    return texts[kind];
}

size_t suite_count(const struct suite *s, enum test_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < s->ntests; i++)
        n += s->test[i].test.kind == kind && s->test[i].state != SUITE_SKIPPED;
    return n;
}

static void note(struct suite *s, const struct condition *c, enum weakness_kind kind)
{
    s->weakness[s->nweaknesses++] = (struct weakness){ kind, c };
}

/* ---- tests ---- */

/* Memory that did not suffice says nothing of a test. */
static bool is_fatal(enum status st)
{
    return st == ST_NOMEM || st == ST_LIMIT;
}

static bool is_no_query(enum status st)
{
    return st == ST_SYNTAX || st == ST_TYPE;
}

static enum status run_test(struct pass *p, size_t i)
{
    struct suite_test *t = &p->suite->test[i];
    struct diag diag = { 0 };
    enum status st;

    harvest_reset(&p->found);
    buf_reset(&p->text);
    st = p->engine->run(p->engine->ctx, i, p->suite->query, &p->found, &diag);
    if (is_fatal(st))
        return diag_set(p->diag, st, 0, "%s", diag.text);
    if (st != ST_OK)
        buf_add_cstr(&p->text, diag.text[0] ? diag.text : status_text(st));
    t->state = st == ST_OK && harvest_judge(&p->found, &t->test, &p->text)
                   ? SUITE_PASSED
                   : SUITE_FAILED;
    t->why = str_dup(p->suite->arena, buf_str(&p->text));
    return t->why.p ? ST_OK : no_memory(p->diag);
}

enum status suite_run(struct suite *s, const struct suite_engine *engine,
                      struct diag *diag)
{
    enum status st = ST_OK;
    struct pass p;

    pass_init(&p, s, engine, diag);
    for (size_t i = 0; i < s->ntests && st == ST_OK; i++)
        if (s->test[i].state != SUITE_SKIPPED)
            st = run_test(&p, i);
    pass_release(&p);
    return st;
}

/* Tests that coverage and mutation use. */
static bool is_used(const struct suite_test *t)
{
    return t->state != SUITE_SKIPPED && t->test.kind != TEST_BASELINE;
}

/* ---- coverage ---- */

static bool has_outcome(const struct harvest *f, struct str value)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct str *have = harvest_get(&f->row[i], STR(PROBE_FIELD));

        if (have && str_eq(*have, value))
            return true;
    }
    return false;
}

static enum status cover_one(struct pass *p, const struct condition *c)
{
    struct suite *s = p->suite;
    bool is_branch = c->kind == CONDITION_BRANCH;
    bool was_true = false, was_false = is_branch;

    buf_reset(&p->text);
    print_query(c->probe, PRINT_ONE_LINE, &p->text);
    if (p->text.failed)
        return no_memory(p->diag);
    for (size_t i = 0; i < s->ntests && !(was_true && was_false); i++) {
        enum status st;

        if (!is_used(&s->test[i]))
            continue;
        harvest_reset(&p->found);
        st = p->engine->run(p->engine->ctx, i, buf_str(&p->text), &p->found, p->diag);
        /* A condition that cannot be asked about counts as not reached. */
        if (is_no_query(st))
            break;
        TRY(st);
        was_true |= has_outcome(&p->found, STR("true"));
        was_false |= has_outcome(&p->found, STR("false"));
    }
    s->noutcomes += is_branch ? 1 : 2;
    s->nseen += was_true + (was_false && !is_branch);
    if (!was_true && !was_false)
        note(s, c, WEAKNESS_UNREACHED);
    else if (!was_true)
        note(s, c, is_branch ? WEAKNESS_UNREACHED : WEAKNESS_NEVER_TRUE);
    else if (!was_false)
        note(s, c, WEAKNESS_NEVER_FALSE);
    return ST_OK;
}

enum status suite_cover(struct suite *s, const struct suite_engine *engine,
                        struct diag *diag)
{
    enum status st = ST_OK;
    struct pass p;

    pass_init(&p, s, engine, diag);
    for (size_t i = 0; i < s->conditions.n && st == ST_OK; i++)
        st = cover_one(&p, &s->conditions.v[i]);
    pass_release(&p);
    return st;
}

/* ---- mutation ---- */

enum fate { FATE_SURVIVED, FATE_CAUGHT, FATE_NO_MUTANT };

/* What becomes of the query in p->text: does some test fail? */
static enum status try_mutant(struct pass *p, enum fate *fate)
{
    struct suite *s = p->suite;

    *fate = FATE_SURVIVED;
    for (size_t i = 0; i < s->ntests && *fate == FATE_SURVIVED; i++) {
        struct diag diag = { 0 };
        enum status st;

        if (!is_used(&s->test[i]))
            continue;
        harvest_reset(&p->found);
        st = p->engine->run(p->engine->ctx, i, buf_str(&p->text), &p->found, &diag);
        if (is_fatal(st))
            return diag_set(p->diag, st, 0, "%s", diag.text);
        if (is_no_query(st))
            *fate = FATE_NO_MUTANT;
        else if (st != ST_OK || !harvest_judge(&p->found, &s->test[i].test, NULL))
            *fate = FATE_CAUGHT;
    }
    return ST_OK;
}

/*
 * A condition that is only there to have less to do changes nothing when it is gone,
 * but it must not drop what matters: it is turned round, not dropped. Its line says so.
 */
static bool only_saves_work(const struct suite *s, const struct condition *c)
{
    struct str rest = str_slice(s->query, c->node->span.offset, s->query.n);
    struct str line = str_cut(&rest, '\n');

    return str_find(line, STR("// only saves work")) < line.n;
}

static enum status mutate_one(struct pass *p, const struct condition *c,
                              enum mutation mutation)
{
    const struct ast *mutant;
    struct arena arena;
    enum fate fate;

    arena_init(&arena, MUTANT_ARENA_MAX);
    mutant = condition_mutant(p->suite->tree, c, mutation, &arena);
    buf_reset(&p->text);
    if (mutant)
        print_query(mutant, PRINT_LAYOUT, &p->text);
    if (arena.failed || p->text.failed) {
        arena_release(&arena);
        return no_memory(p->diag);
    }
    arena_release(&arena);
    if (!mutant)
        return ST_OK;
    TRY(try_mutant(p, &fate));
    p->suite->nmutants += fate != FATE_NO_MUTANT;
    p->suite->ncaught += fate == FATE_CAUGHT;
    if (fate == FATE_SURVIVED)
        note(p->suite, c,
             mutation == MUTATION_DROPPED ? WEAKNESS_DROPPED : WEAKNESS_FLIPPED);
    return ST_OK;
}

enum status suite_mutate(struct suite *s, const struct suite_engine *engine,
                         struct diag *diag)
{
    enum status st = ST_OK;
    struct pass p;

    pass_init(&p, s, engine, diag);
    for (size_t i = 0; i < s->conditions.n && st == ST_OK; i++) {
        if (!only_saves_work(s, &s->conditions.v[i]))
            st = mutate_one(&p, &s->conditions.v[i], MUTATION_DROPPED);
        if (st == ST_OK)
            st = mutate_one(&p, &s->conditions.v[i], MUTATION_FLIPPED);
    }
    pass_release(&p);
    return st;
}
