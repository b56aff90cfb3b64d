/*
 * plan.c - make and free a plan.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#include "func/matcher.h"
#include "query/checker.h"

enum { QUERY_BYTES_DEFAULT = 512 << 20 };

/* ---- what functions ask of a query while they are compiled */

static struct checker *checker_of(const struct func_env *env)
{
    return env->ctx;
}

static enum status env_field(const struct func_env *env, struct str name,
                             struct field *out, struct diag *diag)
{
    struct checker *c = checker_of(env);

    if (check_field(c, name, (struct span){ 0 }, out)) {
        if (c->sets && c->nsets < SETS_MAX)
            c->sets[c->nsets++] = *out;
        return ST_OK;
    }
    return diag_set(diag, ST_LIMIT, 0, "too many fields");
}

static enum status env_read_file(const struct func_env *env, struct str name,
                                 struct str *bytes, struct diag *diag)
{
    const struct plan_options *o = checker_of(env)->options;

    if (!o->read_file)
        return diag_set(diag, ST_UNSUPPORTED, 0, "lookup files cannot be read here");
    return o->read_file(o->files_ctx, name, env->arena, bytes, diag);
}

static const struct func_table *env_table(const struct func_env *env, struct str name)
{
    const struct plan *plan = env->plan;

    for (size_t i = 0; i < plan->ntables; i++)
        if (str_eq(plan->table[i].name, name))
            return &plan->table[i].table;
    return NULL;
}

static bool env_param(const struct func_env *env, struct str name, struct str *out)
{
    for (const struct bindings *b = checker_of(env)->bindings; b; b = b->up)
        for (size_t i = 0; i < b->n; i++)
            if (str_eq(b->v[i].name, name)) {
                *out = b->v[i].value;
                return true;
            }
    return false;
}

PRINTF(3, 4)
static void env_warn(const struct func_env *env, const char *code, const char *fmt, ...)
{
    struct checker *c = checker_of(env);
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    (void)problems_add(&c->plan->problems, code, c->calling, "%s", text);
}

/* ---- making a plan */

bool plan_keep_composite(struct checker *c, struct pipeline *p)
{
    struct plan *plan = c->plan;

    if (plan->ncomposites == plan->composites_cap) {
        size_t cap = plan->composites_cap ? plan->composites_cap * 2 : 4;
        struct pipeline **grown = check_alloc(c, cap, sizeof(struct pipeline *));

        if (!grown)
            return false;
        if (plan->ncomposites)
            memcpy(grown, plan->composite,
                   plan->ncomposites * sizeof(struct pipeline *));
        plan->composite = grown;
        plan->composites_cap = cap;
    }
    plan->composite[plan->ncomposites++] = p;
    return true;
}

static enum status refuse(struct plan *plan, const char *code, const char *text)
{
    (void)problems_add(&plan->problems, code, (struct span){ 0 }, "%s", text);
    return ST_SYNTAX;
}

static void set_env(struct plan *plan, struct checker *c)
{
    const struct plan_options *o = c->options;

    plan->env = (struct func_env){ .ctx = c,
                                   .plan = plan,
                                   .arena = &plan->arena,
                                   .now_ms = o->now_ms,
                                   .start_ms = o->start_ms,
                                   .end_ms = o->end_ms,
                                   .has_interval = o->has_interval,
                                   .location_db = o->location_db,
                                   .network_db = o->network_db,
                                   .zones = o->zones,
                                   .strict = o->dialect == DIALECT_STRICT,
                                   .field = env_field,
                                   .read_file = env_read_file,
                                   .table = env_table,
                                   .param = env_param,
                                   .warn = env_warn };
}

static bool has_aggregate(const struct pipeline *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->step[i].kind == STEP_AGGREGATE)
            return true;
    return false;
}

/* A step on single events that looks only at fields which it names. */
static bool is_leading(const struct step *s)
{
    switch (s->kind) {
    case STEP_FILTER:
    case STEP_ASSIGN:
    case STEP_CASE:
        return true;
    case STEP_CALL:
        return !s->projects && !func_reads_all(&s->call->call);
    case STEP_EXPAND:
    case STEP_AGGREGATE:
    case STEP_JOIN:
        break;
    }
    return false;
}

static bool any_reads_all(const struct plan *plan)
{
    for (size_t i = 0; i < plan->nopened; i++)
        if (func_reads_all(&plan->opened[i]->call))
            return true;
    return false;
}

bool plan_cut_to_leading(struct plan *plan)
{
    size_t n = 0;

    if (plan->main->source || plan->reads_twice || plan->ntables || any_reads_all(plan))
        return false;
    while (n < plan->nleading && n < plan->main->n && is_leading(&plan->main->step[n]))
        n++;
    if (n == 0 || n == plan->main->n)
        return false;
    plan->main->step[n] = plan->main->step[plan->main->n - 1];
    plan->main->n = n + 1;
    return plan->main->step[n].kind == STEP_AGGREGATE;
}

/*
 * Whole events also show their time and type, under the names that LogScale
 * has, and what was asked for by joining.
 */
static void want_whole_events(struct checker *c)
{
    static const struct str names[] = {
        { "@timestamp", 10 },
        { "#event_simpleName", 17 },
        { "ComputerName", 12 },
        { "UserSid", 7 },
        { "UserName", 8 },
        { "CommandLine", 11 },
        { "ParentBaseFileName", 18 },
    };
    size_t n = c->options->is_joined ? countof(names) : 2;

    _Static_assert(countof(names) <= WHOLE_EVENT_MAX, "all are shown");
    for (size_t i = 0; i < n; i++)
        if (check_output(c, names[i], (struct span){ 0 }, &c->plan->whole_event[i]))
            c->plan->is_wanted[c->plan->whole_event[i].slot] = true;
}

/* Fields that no step names: of the search interval and of joins. */
static bool add_own_fields(struct checker *c)
{
    struct plan *plan = c->plan;
    const struct span none = { 0 };

    if (plan->env.has_interval &&
        check_output(c, STR("@timestamp"), none, &plan->timestamp))
        plan->is_wanted[plan->timestamp.slot] = true;
    return !c->options->is_joined ||
           check_output(c, STR("@join"), none, &plan->join_key);
}

static enum status check_plan(struct plan *plan, struct checker *c)
{
    struct bindings defaults = { 0 };
    struct bindings given = { .v = c->options->param,
                              .n = c->options->nparams,
                              .up = &defaults };

    c->bindings = &given;
    param_collect_defaults(c, plan->ast, &defaults);
    plan->main = check_pipeline(c, plan->ast);
    if (plan->main) {
        plan->has_aggregate = has_aggregate(plan->main);
        if (!plan_columns(c, plan->main))
            return ST_LIMIT;
        mark_liveness(plan->main, true);
        for (size_t i = 0; i < plan->ntables; i++) {
            if (!plan->table[i].pipeline || !plan_columns(c, plan->table[i].pipeline))
                return ST_TYPE;
            mark_liveness(plan->table[i].pipeline, true);
        }
        if (plan->main->n == 0 || plan->main->step[0].all_before)
            want_whole_events(c);
        if (!add_own_fields(c))
            return ST_LIMIT;
        if (!plan_derive(c))
            return ST_LIMIT;
    }
    /* From here on nobody may add fields or ask for parameters. */
    plan->env.ctx = NULL;
    if (plan->arena.failed && plan->problems.errors == 0)
        return refuse(plan, "E400",
                      "the query needs more memory than the limit allows");
    return plan->main && plan->problems.errors == 0 ? ST_OK : ST_TYPE;
}

enum status plan_new(struct plan **out, struct str text,
                     const struct plan_options *options)
{
    struct plan *plan = calloc(1, sizeof *plan);
    struct checker c = {
        .plan = plan, .options = options, .reads_record = true, .is_preamble = true
    };

    *out = plan;
    if (!plan)
        return ST_NOMEM;
    arena_init(&plan->arena,
               options->memory_limit ? options->memory_limit : QUERY_BYTES_DEFAULT);
    problems_init(&plan->problems, &plan->arena);
    slots_init(&plan->slots, &plan->arena);
    plan->text = text;
    plan->options = options;
    plan->is_wanted = arena_new_array(&plan->arena, bool, SLOTS_MAX);
    if (!plan->is_wanted)
        return refuse(plan, "E400", "the memory limit is too low for any query");
    set_env(plan, &c);
    plan->ast = parse_query(text, options->dialect, &plan->arena, &plan->problems);
    if (!plan->ast || plan->problems.errors)
        return ST_SYNTAX;
    return check_plan(plan, &c);
}

static bool pipeline_reads_input(const struct pipeline *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->step[i].kind == STEP_JOIN)
            return true;
    return !p->source;
}

bool plan_reads_input(const struct plan *plan)
{
    if (plan->explain.wanted)
        return false;
    for (size_t i = 0; i < plan->ntables; i++)
        if (pipeline_reads_input(plan->table[i].pipeline))
            return true;
    return pipeline_reads_input(plan->main);
}

void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    for (size_t i = plan->nopened; i-- > 0;)
        if (plan->opened[i]->call.func->close)
            plan->opened[i]->call.func->close(plan->opened[i]->open_state);
    for (size_t i = 0; i < plan->nmatchers; i++)
        matcher_close(plan->matcher[i]);
    arena_release(&plan->arena);
    free(plan);
}
