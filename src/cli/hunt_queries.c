#include "base/base.h"

#include "cli/hunt_queries.h"
#include "cli/lookup.h"
#include "cli/query_source.h"

struct hunt_query {
    struct query_source source;
    struct plan_options options;
    struct lookup lookup;
    struct plan *plan;
    struct buf text;
    size_t told; /* problems of the plan that were told */
};

static void complain(struct hunt_query *q, const struct console *console)
{
    if (!q->plan)
        return;
    (void)query_source_complain(&q->source, &q->plan->problems, q->told, console);
    q->told = q->plan->problems.n;
}

/* The pack's query, and the steps that the command line and `more` add to it. */
static enum status compile(struct hunt_query *q, const struct loaded_pack *pack,
                           const struct hunt_queries *queries, const char *more,
                           struct diag *diag)
{
    enum status st;

    q->options = *queries->options;
    buf_init(&q->text, QUERY_BYTES_MAX);
    buf_add(&q->text, pack->query);
    buf_printf(&q->text, "\n| Detection := \"%.*s\"", STR_ARG(pack->pack.id));
    hunt_findings_extend(queries->findings, &q->text);
    buf_add_cstr(&q->text, more);
    q->source =
        (struct query_source){ .name = pack->query_path, .text = buf_str(&q->text) };
    lookup_attach(&q->lookup, &q->options);
    st = q->text.failed ? ST_NOMEM : lookup_add(&q->lookup, pack->folder, diag);
    if (st == ST_OK)
        st = plan_new(&q->plan, q->source.text, &q->options);
    if (st != ST_OK)
        (void)diag_set(diag, st, 0, "%.*s: %s", STR_ARG(pack->query_path),
                       status_text(st));
    return st;
}

static void release(struct hunt_query *q)
{
    plan_free(q->plan);
    buf_release(&q->text);
}

static enum status run(struct hunt_query *query, size_t n, struct runner *runner,
                       const struct row_output *output, struct diag *diag)
{
    struct exec_job *job = calloc(n, sizeof *job);
    enum status st;

    if (!job)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n; i++)
        job[i] = (struct exec_job){ .plan = query[i].plan, .output = output };
    st = runner_run_all(runner, job, n, diag);
    free(job);
    return st;
}

/* Compile them all; *n counts those that have to be released, whatever happens. */
static enum status compile_all(struct hunt_query *query, size_t *n,
                               const struct hunt_queries *queries, const char *more,
                               struct diag *diag)
{
    enum status st = ST_OK;

    for (*n = 0; st == ST_OK && *n < queries->packs->n; ++*n)
        st = compile(&query[*n], &queries->packs->v[*n], queries, more, diag);
    return st;
}

enum status hunt_queries_run(const struct hunt_queries *queries,
                             const struct row_output *output, struct diag *diag)
{
    struct hunt_query *query = calloc(queries->packs->n, sizeof *query);
    enum status st;
    size_t n;

    if (!query)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    st = compile_all(query, &n, queries, "", diag);
    for (size_t i = 0; i < n; i++)
        complain(&query[i], queries->console);
    if (st == ST_OK)
        st = run(query, n, queries->runner, output, diag);
    for (size_t i = 0; i < n; i++) {
        complain(&query[i], queries->console);
        release(&query[i]);
    }
    free(query);
    return st;
}

enum status hunt_queries_ask(const struct hunt_queries *queries, struct joins *joins,
                             struct diag *diag)
{
    struct hunt_query *query = calloc(queries->packs->n, sizeof *query);
    struct plan **plan = calloc(queries->packs->n, sizeof(struct plan *));
    enum status st = ST_NOMEM;
    size_t n = 0;

    if (query && plan)
        st = compile_all(query, &n, queries, JOINS_ASK_STEP, diag);
    else
        (void)diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n; i++)
        plan[i] = query[i].plan;
    /* What is wrong with a query is told when it is to run. */
    if (st == ST_OK)
        st = joins_ask(joins, queries->runner, plan, n, diag);
    else if (st != ST_NOMEM)
        st = ST_OK;
    for (size_t i = 0; i < n; i++)
        release(&query[i]);
    free(query);
    free(plan);
    return st;
}
