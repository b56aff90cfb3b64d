#include "base/base.h"

#include "cli/progress.h"
#include "cli/verify_run.h"
#include "os/signals.h"
#include "os/thread.h"
#include "os/walk.h"

enum {
    QUEUE_MAX = 256,    /* paths that wait */
    WINDOW = 256,       /* results that wait for an earlier one */
    DEFERRED_MAX = 256, /* grafts that wait for their donor */
    FLUSH_BYTES = 1 << 16
};

struct task {
    uint64_t number; /* order of the file in the walk */
    char *path;      /* heap */
    bool was_named;  /* by the user, not found in a folder */
};

/* A rendered result on its way out. */
struct ready {
    bool is_there;
    struct buf text;
};

struct run {
    const struct verify_job *job;
    struct verify_options options; /* the job's, and who is told of what is read */
    struct progress progress;
    _Atomic uint64_t bytes_done;
    _Atomic uint64_t bytes_found; /* of the files so far; 0 while the walk goes on */
    struct lock *lock;            /* guards all below */
    struct task queue[QUEUE_MAX];
    size_t head, waiting;
    uint64_t next_number; /* of the next path */
    bool walk_ended;
    uint64_t bytes_walked;

    struct ready ready[WINDOW];
    uint64_t next_out; /* number of the result that is written next */
    struct file_result *deferred[DEFERRED_MAX];
    uint64_t deferred_number[DEFERRED_MAX];
    size_t ndeferred;
    struct buf out;
    bool has_written;
    enum status status; /* first failure; the run ends */
    struct diag diag;
    struct verify_summary *summary;
    struct verifier **verifier; /* one a worker */
};

static void fail(struct run *run, enum status st, const struct diag *why)
{
    if (run->status != ST_OK)
        return;
    run->status = st;
    run->diag = *why;
}

static const struct diag no_memory = { .text = "out of memory" };

static void flush(struct run *run)
{
    struct diag why = { .offset = 0 };
    enum status st = ST_OK;

    if (run->out.failed) {
        st = diag_set(&why, ST_NOMEM, 0, "out of memory while writing results");
    } else if (run->out.n) {
        progress_clear(&run->progress);
        st = output_write(run->job->file, buf_str(&run->out), &why);
    }
    if (st != ST_OK)
        fail(run, st, &why);
    buf_reset(&run->out);
}

static void write_text(struct run *run, struct str text)
{
    if (text.n == 0)
        return;
    if (run->has_written)
        buf_add_cstr(&run->out, run->job->format->separator);
    run->has_written = true;
    buf_add(&run->out, text);
    if (run->out.n >= FLUSH_BYTES)
        flush(run);
}

/* Under the lock: write what is next in order. */
static void write_ready(struct run *run)
{
    struct ready *r = &run->ready[run->next_out % WINDOW];

    while (r->is_there) {
        write_text(run, buf_str(&r->text));
        buf_release(&r->text);
        r->is_there = false;
        run->next_out++;
        r = &run->ready[run->next_out % WINDOW];
    }
    lock_wake(run->lock);
}

/*
 * Is the root all that is missing, and a root that nobody here can judge? A signer who
 * wears another's name is told without one.
 */
static bool is_unjudged(const struct run *run, const struct file_result *r)
{
    return run->job->omit_unjudged && r->state == FILE_JUDGED && r->nsignatures > 0 &&
           r->signature[0].only_lacks_root &&
           !r->findings.has[FINDING_IMPERSONATES_PUBLISHER] &&
           !r->findings.has[FINDING_CLONED_CHAIN];
}

static void count(struct run *run, const struct task *task, const struct file_result *r)
{
    struct verify_summary *s = run->summary;

    if (r->state == FILE_UNREADABLE) {
        s->unreadable++;
    } else if (r->state == FILE_NOT_SIGNABLE) {
        s->not_signable++;
        s->not_signable_named += task->was_named;
    } else {
        s->files++;
        s->count[r->verdict]++;
        s->unjudged += is_unjudged(run, r);
    }
}

static bool is_wanted(const struct run *run, const struct task *task,
                      const struct file_result *r)
{
    if (is_unjudged(run, r))
        return false;
    return r->state != FILE_NOT_SIGNABLE || task->was_named || run->job->with_others;
}

static bool waits_for_donor(const struct file_result *r)
{
    if (r->state != FILE_JUDGED || !r->findings.has[FINDING_DONOR_DIGEST])
        return false;
    return r->nsignatures > 0 && r->signature[0].donor.n == 0;
}

/* Put a graft aside; false when there are too many, and it is written in its order. */
static bool defer(struct run *run, const struct task *task, struct file_result *r)
{
    struct file_result *copy;

    if (!run->job->options->known || run->ndeferred == DEFERRED_MAX)
        return false;
    copy = malloc(sizeof *copy);
    if (!copy) {
        fail(run, ST_NOMEM, &no_memory);
        return false;
    }
    *copy = *r;
    /* The findings point to the arena of the struct they were built in. */
    file_result_moved(copy);
    run->deferred[run->ndeferred] = copy;
    run->deferred_number[run->ndeferred++] = task->number;
    return true;
}

/*
 * Hand a result over. A worker that is too far ahead waits: the one with the earliest
 * file never does, so there is always somebody who goes on.
 */
static void deliver(struct run *run, const struct task *task, struct file_result *r,
                    bool has_memory)
{
    const struct verify_job *job = run->job;
    struct buf text;
    bool is_deferred = false;

    buf_init(&text, SIZE_MAX);
    if (is_wanted(run, task, r) && !waits_for_donor(r))
        job->format->file(&text, r, &job->style);
    lock_take(run->lock);
    if (text.failed || !has_memory)
        fail(run, ST_NOMEM, &no_memory);
    count(run, task, r);
    if (waits_for_donor(r)) {
        is_deferred = defer(run, task, r);
        if (!is_deferred)
            job->format->file(&text, r, &job->style);
    }
    while (task->number - run->next_out >= WINDOW)
        lock_wait(run->lock);
    run->ready[task->number % WINDOW] = (struct ready){ true, text };
    write_ready(run);
    lock_release(run->lock);
    if (!is_deferred)
        file_result_release(r);
}

/* Every intact file may be the donor of a graft. False when memory ran out. */
static bool remember(const struct verify_job *job, const struct file_result *r)
{
    bool ok = true;

    if (!job->options->known || r->state != FILE_JUDGED)
        return true;
    for (size_t i = 0; i < r->nsignatures; i++)
        if (r->signature[i].digest_ok)
            ok &= known_add(job->options->known, &r->signature[i].computed, r->path);
    return ok;
}

static void count_bytes(void *context, size_t n)
{
    struct run *run = context;

    atomic_fetch_add(&run->bytes_done, n);
    progress_tick(&run->progress);
}

static void measure(void *context, uint64_t *done, uint64_t *total)
{
    struct run *run = context;

    *done = atomic_load(&run->bytes_done);
    *total = atomic_load(&run->bytes_found);
}

static void verify_task(struct run *run, unsigned worker, struct task *task)
{
    struct file_result r;

    verify_file(run->verifier[worker], task->path, &r);
    /* What nobody can sign is not read. */
    if (r.sha256.algorithm == DIGEST_NONE)
        count_bytes(run, (size_t)r.size);
    deliver(run, task, &r, remember(run->job, &r));
    free(task->path);
}

/* Under the lock: take the first path, or return false. */
static bool take_task(struct run *run, struct task *task)
{
    if (run->waiting == 0)
        return false;
    *task = run->queue[run->head];
    run->head = (run->head + 1) % QUEUE_MAX;
    run->waiting--;
    return true;
}

static bool should_stop(struct run *run)
{
    if (signals_interrupted())
        run->summary->was_interrupted = true;
    return run->summary->was_interrupted || run->status != ST_OK;
}

struct walk_context {
    struct run *run;
    bool was_named;
};

/* The walker's: put a path into the queue; with a full queue verify a file instead. */
static enum status add_path(void *context, const char *path,
                            const struct file_info *info)
{
    struct walk_context *walk = context;
    struct run *run = walk->run;
    struct task task;
    size_t n = strlen(path) + 1;
    bool is_full, stop;
    char *copy;

    /* Devices and sockets of a folder hold no programs. */
    if (info->type != FILE_REGULAR && !walk->was_named)
        return ST_OK;
    copy = malloc(n);
    if (!copy)
        return ST_NOMEM;
    memcpy(copy, path, n);
    lock_take(run->lock);
    is_full = run->waiting == QUEUE_MAX && take_task(run, &task);
    run->bytes_walked += info->size;
    run->queue[(run->head + run->waiting++) % QUEUE_MAX] =
        (struct task){ run->next_number++, copy, walk->was_named };
    stop = should_stop(run);
    lock_wake(run->lock);
    lock_release(run->lock);
    if (is_full)
        verify_task(run, 0, &task);
    /* ST_IO only ends the walk; what stopped the run is in run->status. */
    return stop ? ST_IO : ST_OK;
}

static void walk_problem(void *context, const char *path, const char *why)
{
    struct walk_context *walk = context;
    struct run *run = walk->run;

    lock_take(run->lock);
    run->summary->unreadable++;
    lock_release(run->lock);
    progress_clear(&run->progress);
    console_warn(run->job->console, "%s: %s", path, why);
}

static void walk_all(struct run *run)
{
    struct walk_context walk = { .run = run };
    const struct walk_visitor visitor = { .ctx = &walk,
                                          .file = add_path,
                                          .problem = walk_problem };
    struct walk_memory memory;
    enum status st = ST_OK;

    walk_memory_init(&memory);
    for (size_t i = 0; i < run->job->npaths && st == ST_OK; i++) {
        struct file_info info = { .type = FILE_REGULAR };
        const char *path = run->job->paths[i];

        /* What cannot be looked at goes to verify_file(), which says why. */
        walk.was_named =
            file_look(path, &info, NULL) != ST_OK || info.type != FILE_FOLDER;
        if (walk.was_named)
            st = add_path(&walk, path, &info);
        else
            st = walk_folder(path, &visitor, &memory, NULL);
    }
    walk_memory_release(&memory);
    lock_take(run->lock);
    if (st == ST_NOMEM)
        fail(run, st, &no_memory);
    run->walk_ended = true;
    atomic_store(&run->bytes_found, run->bytes_walked);
    lock_wake(run->lock);
    lock_release(run->lock);
}

static void work(void *arg, unsigned worker)
{
    struct run *run = arg;
    struct task task;

    if (worker == 0)
        walk_all(run);
    for (;;) {
        lock_take(run->lock);
        while (run->waiting == 0 && !run->walk_ended)
            lock_wait(run->lock);
        if (!take_task(run, &task)) {
            lock_release(run->lock);
            return;
        }
        lock_release(run->lock);
        verify_task(run, worker, &task);
    }
}

/* The grafts, now that every donor that there is was seen. */
static void write_deferred(struct run *run)
{
    const struct verify_job *job = run->job;

    /* Few and nearly sorted: workers finish almost in order. */
    for (size_t i = 1; i < run->ndeferred; i++)
        for (size_t k = i;
             k > 0 && run->deferred_number[k - 1] > run->deferred_number[k]; k--) {
            struct file_result *r = run->deferred[k];
            uint64_t number = run->deferred_number[k];

            run->deferred[k] = run->deferred[k - 1];
            run->deferred_number[k] = run->deferred_number[k - 1];
            run->deferred[k - 1] = r;
            run->deferred_number[k - 1] = number;
        }
    for (size_t i = 0; i < run->ndeferred; i++) {
        struct buf text;

        buf_init(&text, SIZE_MAX);
        file_result_name_donors(run->deferred[i], job->options->known);
        job->format->file(&text, run->deferred[i], &job->style);
        if (text.failed || run->deferred[i]->arena.failed)
            fail(run, ST_NOMEM, &no_memory);
        write_text(run, buf_str(&text));
        buf_release(&text);
        file_result_release(run->deferred[i]);
        free(run->deferred[i]);
    }
}

static enum status open_workers(struct run *run, unsigned n, struct diag *diag)
{
    run->verifier = calloc(n, sizeof(struct verifier *));
    run->lock = lock_new();
    if (!run->verifier || !run->lock)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (unsigned i = 0; i < n; i++)
        TRY(verifier_new(&run->verifier[i], &run->options, diag));
    return ST_OK;
}

enum status verify_run(const struct verify_job *job, struct verify_summary *summary,
                       struct diag *diag)
{
    struct run *run = calloc(1, sizeof *run);
    unsigned n = job->threads ? job->threads : threads_available();
    enum status st;

    *summary = (struct verify_summary){ .files = 0 };
    if (!run)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    run->job = job;
    run->summary = summary;
    run->options = *job->options;
    run->options.on_read = count_bytes;
    run->options.on_read_context = run;
    progress_start(&run->progress, job->console, run, measure);
    buf_init(&run->out, SIZE_MAX);
    st = open_workers(run, n, diag);
    if (st == ST_OK) {
        job->format->header(&run->out, &job->style);
        threads_run(n, work, run);
        write_deferred(run);
        buf_add_cstr(&run->out, job->format->footer);
        flush(run);
        progress_clear(&run->progress);
        st = run->status;
        if (st != ST_OK && diag)
            *diag = run->diag;
    }
    for (unsigned i = 0; run->verifier && i < n; i++)
        verifier_free(run->verifier[i]);
    free(run->verifier);
    lock_free(run->lock);
    buf_release(&run->out);
    free(run);
    return st;
}
