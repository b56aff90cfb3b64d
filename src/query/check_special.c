/*
 * check_special.c - calls that only the executor can run: sources, tables,
 * joins.
 */
#include "base/base.h"

#include "func/duration.h"
#include "query/builder.h"

/* The subqueries of a join-like call; their number is left in *n. */
static struct pipeline *const *subqueries_of(const struct call_site *site, size_t *n)
{
    const struct func_param *params = site->call.func->params;

    for (size_t i = 0; params[i].name; i++) {
        const struct func_arg *arg = &site->call.arg[i];

        *n = arg->n;
        if (params[i].kind == PARAM_PIPELINE)
            return &arg->pipeline;
        if (params[i].kind == PARAM_PIPELINES)
            return arg->pipelines;
    }
    *n = 0;
    return NULL;
}

static void add_join(struct checker *c, struct builder *b, struct call_site *site,
                     struct span span)
{
    size_t n;
    struct pipeline *const *subquery = subqueries_of(site, &n);
    struct pipeline **branch = check_alloc(c, n, sizeof(struct pipeline *));
    struct step *s;

    if (c->in_argument) {
        (void)problems_add(&c->plan->problems, "E442", check_span(c, span),
                           "%s() cannot stand inside a function",
                           site->call.func->name);
        b->failed = true;
        return;
    }
    s = add_step(c, b, STEP_JOIN, span);
    if (!s || !branch)
        return;
    for (size_t i = 0; i < n; i++)
        branch[i] = subquery[i];
    s->call = site;
    s->branch = branch;
    s->nbranches = (uint32_t)n;
    c->plan->reads_twice = true;
}

static void define_table(struct checker *c, struct builder *b, struct call_site *site,
                         struct span span)
{
    enum { TABLES_MAX = 10 };
    struct plan *plan = c->plan;
    size_t name = 0;
    size_t n;
    struct pipeline *const *query = subqueries_of(site, &n);

    while (strcmp(site->call.func->params[name].name, "name") != 0)
        name++;
    if (!c->is_preamble || plan->ntables == TABLES_MAX) {
        (void)problems_add(&plan->problems, "E415", check_span(c, span),
                           "defineTable() stands at the start of the query, at most "
                           "%d times",
                           TABLES_MAX);
        b->failed = true;
        return;
    }
    if (!plan->table)
        plan->table = check_alloc(c, TABLES_MAX, sizeof *plan->table);
    if (!plan->table)
        return;
    plan->table[plan->ntables++] =
        (struct table_definition){ .name = site->call.arg[name].text[0],
                                   .call = site,
                                   .pipeline = n ? query[0] : NULL };
    plan->reads_twice = true;
}

static void set_source(struct checker *c, struct builder *b, struct call_site *site,
                       struct span span)
{
    if (!c->is_preamble || c->source || b->n) {
        (void)problems_add(&c->plan->problems, "E416", check_span(c, span),
                           "%s() makes events and so stands first",
                           site->call.func->name);
        b->failed = true;
        return;
    }
    c->source = site;
    c->is_preamble = false;
}

/* setTimeInterval(start, end): what --from and --to say, from inside the query.
 */
static void set_interval(struct checker *c, struct builder *b,
                         const struct call_site *site, struct span span)
{
    const struct func_arg *timezone = &site->call.arg[2];
    struct str zone = timezone->given ? timezone->text[0] : (struct str){ NULL, 0 };
    struct func_env *env = &c->plan->env;
    struct diag diag = { 0 };
    enum status st = ST_OK;

    if (!c->is_preamble || c->in_subquery)
        st = diag_set(&diag, ST_TYPE, 0, "stands before everything else");
    if (st == ST_OK)
        st = func_moment(env, site->call.arg[0].text[0], zone, &env->start_ms, &diag);
    if (st == ST_OK)
        st = func_moment(env, site->call.arg[1].text[0], zone, &env->end_ms, &diag);
    env->has_interval = true;
    if (st == ST_OK)
        return;
    (void)problems_add(&c->plan->problems, "E432", check_span(c, span),
                       "setTimeInterval() %s", diag.text);
    b->failed = true;
}

/* explain:asTable(): stands last, where it has the whole query before it. */
static void ask_explanation(struct checker *c, struct builder *b,
                            const struct call_site *site, struct span span)
{
    static const char *const names[EXPLAIN_FIELDS] = { "step", "phase", "what",
                                                       "query" };
    struct explain_request *r = &c->plan->explain;

    if (c->in_subquery || c->in_argument || c->in_clause) {
        (void)problems_add(&c->plan->problems, "E446", check_span(c, span),
                           "%s() stands at the end of the query",
                           site->call.func->name);
        b->failed = true;
        return;
    }
    *r = (struct explain_request){ .wanted = true,
                                   .prefilters = site->call.arg[0].boolean };
    for (size_t i = 0; i < EXPLAIN_FIELDS; i++)
        b->failed |= !check_output(c, str_from_cstr(names[i]), span, &r->out[i]);
}

void add_special(struct checker *c, struct builder *b, struct call_site *site,
                 struct span span)
{
    switch (site->call.func->special) {
    case FUNC_ORDINARY:
    case FUNC_EVAL: /* lowered before */
        break;
    case FUNC_EXPLAIN:
        ask_explanation(c, b, site, span);
        break;
    case FUNC_SET_TIME_INTERVAL:
        set_interval(c, b, site, span);
        break;
    case FUNC_CREATE_EVENTS:
    case FUNC_READ_FILE:
        set_source(c, b, site, span);
        break;
    case FUNC_DEFINE_TABLE:
        define_table(c, b, site, span);
        break;
    case FUNC_JOIN:
        add_join(c, b, site, span);
        break;
    case FUNC_SELF_JOIN_FILTER:
        if (check_self_join(c, b, site, span))
            add_join(c, b, site, span);
        break;
    case FUNC_SELF_JOIN:
        if (check_self_join(c, b, site, span)) {
            add_join(c, b, site, span);
            add_self_join_rows(c, b, site, span);
        }
        break;
    }
}
