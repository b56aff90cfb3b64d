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

/* The pack's query, and the steps that the command line adds to it. */
static enum status compile(struct hunt_query *q, const struct loaded_pack *pack,
                           const struct plan_options *options,
                           const struct hunt_findings *findings,
                           const struct console *console, struct diag *diag)
{
    enum status st;

    q->options = *options;
    buf_init(&q->text, QUERY_BYTES_MAX);
    buf_add(&q->text, pack->query);
    buf_printf(&q->text, "\n| Detection := \"%.*s\"", STR_ARG(pack->pack.id));
    hunt_findings_extend(findings, &q->text);
    q->source =
        (struct query_source){ .name = pack->query_path, .text = buf_str(&q->text) };
    lookup_attach(&q->lookup, &q->options);
    st = q->text.failed ? ST_NOMEM : lookup_add(&q->lookup, pack->folder, diag);
    if (st == ST_OK)
        st = plan_new(&q->plan, q->source.text, &q->options);
    complain(q, console);
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

enum status hunt_queries_run(const struct packs *packs,
                             const struct plan_options *options,
                             const struct hunt_findings *findings,
                             struct runner *runner, const struct row_output *output,
                             const struct console *console, struct diag *diag)
{
    struct hunt_query *query = calloc(packs->n, sizeof *query);
    enum status st = ST_OK;
    size_t n = 0;

    if (!query)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    while (n < packs->n && st == ST_OK) {
        st = compile(&query[n], &packs->v[n], options, findings, console, diag);
        n++;
    }
    if (st == ST_OK)
        st = run(query, n, runner, output, diag);
    for (size_t i = 0; i < n; i++) {
        complain(&query[i], console);
        release(&query[i]);
    }
    free(query);
    return st;
}
