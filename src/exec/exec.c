#include "base/base.h"

#include "exec/explain_rows.h"
#include "exec/internal.h"
#include "exec/literal_filter.h"

enum {
    BATCH_BYTES_DEFAULT = 256 << 20,
    AGGREGATE_BYTES_DEFAULT = 1 << 30,
};

void exec_warn(struct exec *x, const char *code, const char *text, struct span span)
{
    for (size_t i = 0; i < x->nwarnings; i++)
        if (!strcmp(x->warning[i].code, code) && !strcmp(x->warning[i].text, text)) {
            x->warning[i].count++;
            return;
        }
    if (x->nwarnings < WARNINGS_MAX)
        x->warning[x->nwarnings++] = (struct run_warning){
            .code = code, .text = text, .span = span, .count = 1
        };
}

static enum status make_prefilter(struct exec *x, const struct pipeline *pipeline,
                                  struct diag *diag)
{
    struct literal_filter *filter = NULL;
    struct need need;
    enum status st;

    if (!x->options->prefilter)
        return ST_OK;
    st = need_of_pipeline(x->plan, pipeline, &x->plan->arena, &need);
    if (st == ST_OK)
        st = literal_filter_new(&filter, &need, &x->plan->arena);
    if (st != ST_OK)
        return diag_set(diag, st, 0, "no memory for the plan");
    if (filter)
        x->prefilter = literal_filter_face(filter);
    return ST_OK;
}

/* ---- the stages behind the scan ------------------------------------------------ */

static enum status put_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct worker *w = ctx;
    const struct row_output *out = w->exec->output;

    w->rows_out += batch->nsel;
    return out->rows(out->ctx, batch, diag);
}

static enum status run_chain(struct exec *x, struct diag *diag)
{
    const struct func_call *call = x->stage[0].aggregate;
    struct batch_sink sink = { .ctx = &x->worker[0], .rows = put_rows };

    TRY(agg_merge(x, call, diag));
    return chain_run(&x->worker[0], x->stage, x->nstages, x->worker[0].state, &sink,
                     diag);
}

static enum status run_stages(struct exec *x, struct diag *diag)
{
    TRY(x->source ? source_run(x, x->source, diag) : scan_run(&x, 1, diag));
    return x->stage[0].aggregate ? run_chain(x, diag) : ST_OK;
}

static enum status prepare_pipeline(struct exec *x, const struct pipeline *pipeline,
                                    struct diag *diag)
{
    unsigned n = pipeline->source || x->env->workers == 0 ? 1 : x->env->workers;

    if (n > EXEC_WORKERS_MAX)
        n = EXEC_WORKERS_MAX;
    x->source = pipeline->source;
    x->stage = stages_of(pipeline, &x->plan->slots, &x->plan->arena, &x->nstages);
    if (!x->stage)
        return diag_set(diag, ST_NOMEM, 0, "no memory for the plan");
    TRY(want_make(x, diag));
    TRY(make_prefilter(x, pipeline, diag));
    return workers_new(x, n, diag);
}

enum status exec_pipeline(struct exec *x, const struct pipeline *pipeline,
                          struct diag *diag)
{
    TRY(prepare_pipeline(x, pipeline, diag));
    return run_stages(x, diag);
}

/* ---- a run ---------------------------------------------------------------------- */

static void add_stats(const struct exec *x, struct exec_stats *stats)
{
    for (unsigned i = 0; x->worker && i < x->nworkers; i++) {
        stats->feed.bytes += x->worker[i].stats.bytes;
        stats->feed.events += x->worker[i].stats.events;
        stats->feed.skipped += x->worker[i].stats.skipped;
        odd_words_add(&stats->feed.odd, &x->worker[i].stats.odd);
        stats->rows_out += x->worker[i].rows_out;
        meter_sum(&x->worker[i]);
    }
    stats->is_partial = x->env->is_cancelled(x->env->ctx);
}

static void collect_warnings(struct exec *x)
{
    uint64_t limited = 0;

    for (unsigned i = 0; x->worker && i < x->nworkers; i++)
        limited += regex_memory_limited(x->worker[i].run.regex);
    if (limited)
        (void)problems_add(&x->plan->problems, "W601", (struct span){ 0 },
                           "a regular expression was given up on %llu value%s, as it "
                           "took too long: no match is assumed",
                           (unsigned long long)limited, limited == 1 ? "" : "s");
    for (size_t i = 0; i < x->nwarnings; i++)
        (void)problems_add(&x->plan->problems, x->warning[i].code, x->warning[i].span,
                           "%s", x->warning[i].text);
}

enum status prepare_calls(struct plan *plan, struct diag *diag)
{
    for (size_t i = 0; i < plan->nopened; i++) {
        const struct func_call *call = &plan->opened[i]->call;

        if (call->func->prepare)
            TRY(call->func->prepare(call, diag));
    }
    return ST_OK;
}

static void fill_composites(struct plan *plan)
{
    for (size_t i = 0; i < plan->ncomposites; i++)
        plan->composite[i]->composite.aggregate = &composite_aggregate;
}

/* Everything that comes before the pass over the input. */
static enum status begin(struct exec *x, struct diag *diag)
{
    fill_composites(x->plan);
    x->plan->env.run_ctx = x;
    TRY(subqueries_run(x, diag));
    TRY(prepare_calls(x->plan, diag));
    return prepare_pipeline(x, x->plan->main, diag);
}

static void end(struct exec *x, struct exec_stats *stats)
{
    add_stats(x, stats);
    collect_warnings(x);
    workers_free(x);
    subqueries_free(x);
    x->plan->env.run_ctx = NULL;
}

/* Can the query share its pass with others? Not if its rows come in order. */
static bool can_share(const struct exec *x)
{
    return !x->source && x->stage[0].aggregate;
}

/* The queries that can share a pass do; the others have one each. */
static enum status run_all(struct exec *x, struct exec **shared, size_t n,
                           struct diag *diag)
{
    size_t nshared = 0;

    for (size_t i = 0; i < n; i++)
        if (can_share(&x[i]))
            shared[nshared++] = &x[i];
    if (nshared)
        TRY(scan_run(shared, nshared, diag));
    for (size_t i = 0; i < n; i++)
        TRY(can_share(&x[i]) ? run_chain(&x[i], diag) : run_stages(&x[i], diag));
    return ST_OK;
}

enum status exec_run_all(struct exec_job *job, size_t n,
                         const struct feed_opener *input, const struct exec_env *env,
                         const struct exec_options *options, struct diag *diag)
{
    if (n == 1 && job->plan->explain.wanted)
        return explain_rows(job->plan, options, job->output, &job->stats, diag);

    struct exec *x = calloc(n, sizeof *x);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is meant */
    struct exec **shared = calloc(n, sizeof *shared);
    struct exec_options *own = calloc(n, sizeof *own);
    enum status st = ST_OK;

    if (!x || !shared || !own)
        st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        own[i] = *options;
        own[i].report = job[i].report;
        if (!own[i].batch_bytes)
            own[i].batch_bytes = BATCH_BYTES_DEFAULT;
        if (!own[i].aggregate_bytes)
            own[i].aggregate_bytes = AGGREGATE_BYTES_DEFAULT;
        x[i] = (struct exec){ .plan = job[i].plan,
                              .input = input,
                              .env = env,
                              .options = &own[i],
                              .output = job[i].output };
        st = begin(&x[i], diag);
    }
    if (st == ST_OK)
        st = run_all(x, shared, n, diag);
    for (size_t i = 0; x && i < n; i++)
        if (x[i].plan)
            end(&x[i], &job[i].stats);
    free(x);
    free(shared);
    free(own);
    return st;
}

enum status exec_run(struct plan *plan, const struct feed_opener *input,
                     const struct exec_env *env, const struct exec_options *options,
                     const struct row_output *output, struct exec_stats *stats,
                     struct diag *diag)
{
    struct exec_job job = {
        .plan = plan, .output = output, .report = options->report, .stats = *stats
    };
    enum status st;

    st = exec_run_all(&job, 1, input, env, options, diag);

    *stats = job.stats;
    return st;
}
