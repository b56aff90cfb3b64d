#include "base/base.h"

#include <stdatomic.h>

#include "cli/figures.h"
#include "cli/join.h"
#include "cli/joins.h"

enum join_number { PROCESS, USER, HOST, JOINS };

static const struct join *const join_table[JOINS] = {
    [PROCESS] = &join_process,
    [USER] = &join_user,
    [HOST] = &join_host,
};

enum { SHARES = 8, PLANS_MAX = 64 };

/* Several queries may run over the same events: each counts for itself. */
struct counters {
    _Atomic(const struct slots *) of; /* NULL: free */
    _Atomic uint64_t unanswered[JOINS];
};

struct joins {
    enum joins_mode mode;
    struct join_table table[JOINS];
    /* What was asked for, with the keys of the tables. */
    struct join_table asked[JOINS];
    bool has_asked;
    bool is_limited; /* only what was asked for is gathered */
    bool is_stream;  /* the input cannot be searched */
    struct counters counters[PLANS_MAX];
};

/* Everything that any record may tell; the names are those of join_field_name[]. */
static const char *const gather_query =
    "(aid=* event_simpleName=ProcessRollup2)"
    " OR (aid=* event_simpleName=SyntheticProcessRollup2)"
    " OR (aid=* event_simpleName=UserIdentity)"
    " OR (event_simpleName!=* UserName=*) OR (event_simpleName!=* ComputerName=*)"
    " | select([event_simpleName, #event_simpleName, aid, TargetProcessId, UserSid,"
    " UserSid_readable, @timestamp, ComputerName, UserName, CommandLine,"
    " ParentBaseFileName])";

struct joins *joins_new(size_t memory)
{
    struct joins *j = calloc(1, sizeof *j);

    if (!j)
        return NULL;
    for (size_t i = 0; i < JOINS; i++) {
        join_table_init(&j->table[i], memory / SHARES * join_table[i]->share);
        join_table_init(&j->asked[i], memory / SHARES / JOINS * 2);
    }
    j->is_limited = true;
    return j;
}

void joins_free(struct joins *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < JOINS; i++) {
        join_table_release(&j->table[i]);
        join_table_release(&j->asked[i]);
    }
    free(j);
}

/* ---- asking ------------------------------------------------------------------ */

/* The parts of what asked_by() puts together. */
static void ask(struct joins *j, struct str rest, struct join_key *key)
{
    const struct join_values none = { 0 };
    struct str aid = str_cut(&rest, '\0'), process = str_cut(&rest, '\0');

    join_key_set(key, aid, (struct str){ NULL, 0 });
    join_table_put(&j->asked[HOST], join_key_str(key), 0, &none);
    join_key_set(key, aid, process);
    if (process.n)
        join_table_put(&j->asked[PROCESS], join_key_str(key), 0, &none);
    join_key_set(key, aid, rest);
    if (rest.n)
        join_table_put(&j->asked[USER], join_key_str(key), 0, &none);
}

/* Memory ran out: events would not be told what they should be. */
static enum status check_memory(const struct joins *j, struct diag *diag)
{
    for (size_t i = 0; i < JOINS; i++)
        if (j->table[i].has_failed || j->asked[i].has_failed)
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

static enum status take_keys(void *ctx, struct batch *batch, struct diag *diag)
{
    struct joins *j = ctx;
    int32_t slot = slots_find(batch->slots, STR("@join"));
    struct join_key key;

    for (uint32_t i = 0; i < batch->nsel; i++) {
        struct value v = batch->col[slot][batch->sel[i]];

        if (!value_is_missing(v))
            ask(j, value_text(v, &batch->arena), &key);
    }
    return check_memory(j, diag);
}

/* Groups that were left out, or that took too much memory: nothing is known then. */
static bool was_cut_short(const struct exec_job *job, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (job[i].plan->problems.warnings)
            return true;
    return false;
}

enum status joins_ask(struct joins *j, struct runner *runner, struct plan *const *plan,
                      size_t n, struct diag *diag)
{
    const struct row_output output = { j, take_keys };
    struct exec_job *job = calloc(n ? n : 1, sizeof *job);
    enum status st = ST_OK;

    if (!job)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    j->is_stream = !runner_reads_again(runner);
    j->is_limited = j->is_limited && n > 0;
    for (size_t i = 0; i < n; i++) {
        j->is_limited = j->is_limited && plan_cut_to_leading(plan[i]);
        plan[i]->problems.warnings = 0;
        job[i] = (struct exec_job){ .plan = plan[i], .output = &output };
    }
    if (!j->is_stream && j->is_limited) {
        j->has_asked = true;
        j->mode = JOINS_ASK;
        st = runner_run_all(runner, job, n, diag);
        j->mode = JOINS_OFF;
    }
    if (st == ST_LIMIT || was_cut_short(job, n))
        j->is_limited = false;
    for (size_t i = 0; i < JOINS; i++)
        j->is_limited = j->is_limited && !j->asked[i].is_off;
    free(job);
    return st == ST_LIMIT ? ST_OK : st;
}

/* What a row asks for: aid, process and user, with NUL between; missing: nothing. */
static struct value asked_by(const struct join_view *v, struct join_key *key)
{
    bool process = join_process.event_key(v, 0, key);
    bool user = join_user.event_key(v, 0, key) && join_user.expects(v);
    struct str none = { NULL, 0 }, aid = join_text(v, JOIN_AID);
    char *copy;

    if (!process && !join_lacks(v, JOIN_USER_NAME) && !join_lacks(v, JOIN_HOST_NAME))
        return value_missing();
    join_key_set(key, aid, process ? join_text(v, JOIN_PROCESS) : none);
    join_key_add(key, user ? join_text(v, JOIN_SID) : none);
    copy = key->is_too_long || !aid.n ? NULL : arena_text(&v->batch->arena, key->n);
    if (!copy)
        return value_missing();
    memcpy(copy, key->text, key->n);
    return value_str((struct str){ copy, key->n });
}

/* ---- gathering ------------------------------------------------------------------ */

/* Of the hosts that were asked for, and of processes those; users of every host. */
static bool is_of_use(const struct joins *j, enum join_number i, struct str key)
{
    struct str rest = key, aid = str_cut(&rest, '\0');

    if (!j->is_limited || aid.n == 0)
        return true;
    if (i == PROCESS)
        return join_table_find(&j->asked[PROCESS], key) != NULL;
    return join_table_find(&j->asked[HOST], str_slice(key, 0, aid.n + 1)) != NULL;
}

/* The user of a record with an identifier is told by the join of users. */
static struct join_values values_of(const struct join *join, const struct join_view *v)
{
    bool has_sid = join->ngives > 1 && join_text(v, JOIN_SID).n;
    struct join_values values = { 0 };

    for (size_t i = 0; i < join->ngives; i++)
        if (!has_sid || join->gives[i] != JOIN_USER_NAME)
            values.value[i] = join_text(v, join->gives[i]);
    return values;
}

static int64_t time_of(const struct join_view *v)
{
    int64_t time;

    if (v->slot[JOIN_TIME] >= 0 &&
        value_integer(v->batch->col[v->slot[JOIN_TIME]][v->row], &time))
        return time;
    return INT64_MIN;
}

static void take_record(struct joins *j, const struct join_view *v,
                        struct join_key *key)
{
    for (enum join_number i = 0; i < JOINS; i++) {
        struct join_values values;

        if (!join_table[i]->record_key(v, key) || key->is_too_long ||
            !is_of_use(j, i, join_key_str(key)))
            continue;
        values = values_of(join_table[i], v);
        join_table_put(&j->table[i], join_key_str(key), time_of(v), &values);
    }
}

static enum status take_records(void *ctx, struct batch *batch, struct diag *diag)
{
    struct joins *j = ctx;
    struct join_view v;
    struct join_key key;

    join_view_init(&v, batch);
    for (uint32_t i = 0; i < batch->nsel; i++) {
        v.row = batch->sel[i];
        take_record(j, &v, &key);
    }
    return check_memory(j, diag);
}

enum status joins_gather(struct joins *j, struct runner *runner, struct diag *diag)
{
    const struct plan_options options = { .dialect = DIALECT_LENIENT };
    struct row_output output = { j, take_records };
    struct plan *plan;
    enum status st;

    if (!runner_reads_again(runner) ||
        (j->is_limited && j->has_asked && !j->asked[HOST].n))
        return ST_OK;
    st = plan_new(&plan, str_from_cstr(gather_query), &options);
    if (st == ST_OK)
        st = runner_run(runner, plan, &output, diag);
    else
        (void)diag_set(diag, st, 0, "the query for lookups: %s", status_text(st));
    plan_free(plan);
    return st;
}

enum status joins_gather_files(struct joins *j, const char *const *path,
                               const struct console *console, struct diag *diag)
{
    struct runner_options options = { .paths = path, .has_prefilter = true };
    struct runner runner;
    enum status st;

    while (path[options.npaths])
        options.npaths++;
    TRY(runner_open(&runner, &options, false, console, diag));
    if (!j->has_asked)
        j->is_limited = false;
    j->is_stream = false; /* something can be searched */
    st = joins_gather(j, &runner, diag);
    (void)runner_report(&runner);
    runner_close(&runner);
    return st;
}

/* ---- filling ------------------------------------------------------------------- */

void joins_start(struct joins *j)
{
    j->mode = JOINS_FILL;
}

static void fill_values(const struct join *join, const struct join_values *values,
                        const struct join_view *v)
{
    for (size_t i = 0; i < join->ngives; i++)
        if (values->value[i].p && join_lacks(v, join->gives[i]))
            v->batch->col[v->slot[join->gives[i]]][v->row] =
                value_str(values->value[i]);
}

static struct counters *counters_of(struct joins *j, const struct slots *slots)
{
    size_t i = 0;

    for (; i < PLANS_MAX - 1; i++) {
        const struct slots *of = NULL;

        if (atomic_compare_exchange_strong(&j->counters[i].of, &of, slots) ||
            of == slots)
            break;
    }
    return &j->counters[i];
}

/* True: the event would have had to be told something, and was not. */
static bool fill_join(const struct joins *j, size_t i, const struct join_view *v,
                      struct join_key *key)
{
    const struct join *join = join_table[i];
    const struct join_values *values = NULL;
    unsigned attempt = 0;

    while (!values && join->event_key(v, attempt, key) && !key->is_too_long) {
        values = join_table_find(&j->table[i], join_key_str(key));
        attempt++;
    }
    if (values)
        fill_values(join, values, v);
    return !values && attempt && (!join->expects || join->expects(v));
}

static void fill_rows(struct joins *j, struct join_view *v, uint32_t first,
                      struct join_key *key)
{
    struct counters *counters = counters_of(j, v->batch->slots);
    uint64_t n[JOINS] = { 0 };

    for (v->row = first; v->row < v->batch->nrows; v->row++)
        for (size_t i = 0; i < JOINS; i++)
            n[i] += fill_join(j, i, v, key);
    for (size_t i = 0; i < JOINS; i++)
        if (n[i])
            atomic_fetch_add(&counters->unanswered[i], n[i]);
}

void joins_rows(struct joins *j, struct batch *batch, uint32_t first)
{
    int32_t asked = slots_find(batch->slots, STR("@join"));
    struct join_view v;
    struct join_key key;

    if (j->mode == JOINS_OFF || asked < 0)
        return;
    join_view_init(&v, batch);
    for (v.row = first; j->mode == JOINS_ASK && v.row < batch->nrows; v.row++)
        batch->col[asked][v.row] = asked_by(&v, &key);
    if (j->mode == JOINS_FILL)
        fill_rows(j, &v, first, &key);
}

/* ---- telling ------------------------------------------------------------------- */

static bool is_known(const struct joins *j, enum join_number i, struct str key)
{
    struct str rest = key, aid = str_cut(&rest, '\0');

    if (join_table_find(&j->table[i], key))
        return true;
    /* Lookup records name users of no host in particular. */
    return i == USER && join_table_find(&j->table[USER], str_slice(key, aid.n, key.n));
}

/* How many of those that were asked for nothing told. */
static uint64_t count_unknown(const struct joins *j, enum join_number i)
{
    const struct map *asked = &j->asked[i].index;
    uint64_t unknown = 0;

    for (size_t k = 0; k < asked->cap; k++)
        unknown += asked->entry[k].used && !is_known(j, i, asked->entry[k].key);
    return unknown;
}

/* What the counts below speak of, and what is missing then. */
static const char *const of[JOINS] = { "process", "user", "host" };

static void tell_counts(const struct joins *j, enum join_number i, uint64_t n,
                        const struct console *console)
{
    struct buf text;

    buf_init(&text, 512);
    if (j->is_limited && j->has_asked) {
        buf_printf(&text, "no record tells of %llu of the %zu %s ids looked up",
                   (unsigned long long)n, j->asked[i].n, of[i]);
    } else {
        add_counted(&text, n, "event");
        buf_printf(&text, " with the id of a %s that ", of[i]);
        buf_add_cstr(&text, j->is_stream ? "a stream cannot be searched for; save it "
                                           "to a file, or use --lookup"
                                         : "no record tells of");
    }
    console_warn(console, "%.*s", STR_ARG(buf_str(&text)));
    buf_release(&text);
}

static uint64_t most_unanswered(const struct joins *j, enum join_number i)
{
    uint64_t most = 0;

    for (size_t k = 0; k < PLANS_MAX; k++)
        if (j->counters[k].unanswered[i] > most)
            most = j->counters[k].unanswered[i];
    return most;
}

static void tell(const struct joins *j, enum join_number i,
                 const struct console *console)
{
    uint64_t n =
        j->is_limited && j->has_asked ? count_unknown(j, i) : most_unanswered(j, i);

    if (j->table[i].is_off)
        console_warn(
            console,
            "%s are left out: they need more memory than --enrich-memory gives",
            join_table[i]->what);
    else if (n)
        tell_counts(j, i, n, console);
}

/* Where nothing tells of any user, or of any host, ids are all that is expected. */
void joins_report(const struct joins *j, const struct console *console)
{
    tell(j, PROCESS, console);
    if (j->table[USER].n || j->table[USER].is_off)
        tell(j, USER, console);
    if (j->table[HOST].n || j->table[HOST].is_off)
        tell(j, HOST, console);
}
