/*
 * group_bench.c - what a row costs in groupBy(): ns for 1,000 and for 850,000 groups.
 *
 *     group_bench [rows]
 *
 * Two workers fill tables of their own, merge them in parts and put out the groups in
 * order; each phase is timed. Keys are texts of 10 and of 36 bytes, as host names and
 * ids are. Only grouping is measured: rows come from memory.
 */
#include "base/base.h"

#include <stdio.h>

#include "func/func.h"
#include "os/clock.h"
#include "os/thread.h"

enum { WORKERS = 2, KEY_BYTES = 40 };

struct worker {
    struct arena arena;
    struct func_run run;
    struct batch *batch;
    void *state;
};

struct bench {
    struct arena arena;
    struct slots slots;
    struct func_env env;
    const struct func_call *call;
    const struct field *key;
    struct worker worker[WORKERS];
    void *state[WORKERS];
    char *text; /* all keys, KEY_BYTES apart */
    size_t rows, groups, nparts;
    size_t nout;
};

/* ---- a call of groupBy(k) with count() ---- */

static struct func_arg field_arg(struct bench *b, const char *name)
{
    struct field *f = arena_new(&b->arena, struct field);

    assert(f);
    *f = (struct field){ str_from_cstr(name),
                         slots_add(&b->slots, str_from_cstr(name)) };
    return (struct func_arg){ .given = true, .n = 1, .field = f };
}

static struct func_call *make_call(struct bench *b, const char *name, size_t nargs)
{
    struct func_call *call = arena_new(&b->arena, struct func_call);
    struct func_arg *arg = arena_new_array(&b->arena, struct func_arg, nargs);

    assert(call && arg);
    *call = (struct func_call){ .func = func_find(str_from_cstr(name)),
                                .env = &b->env,
                                .arg = arg };
    return call;
}

static void make_calls(struct bench *b)
{
    struct func_call *count = make_call(b, "count", 3);
    struct func_call *group = make_call(b, "groupBy", 3);
    const struct func_call **list = arena_new(&b->arena, const struct func_call *);
    struct func_arg *arg = arena_new_array(&b->arena, struct func_arg, 3);

    assert(list && arg);
    list[0] = count;
    arg[1] = field_arg(b, "_count");
    count->arg = arg;
    arg = arena_new_array(&b->arena, struct func_arg, 3);
    assert(arg);
    arg[0] = field_arg(b, "k");
    arg[1] = (struct func_arg){ .given = true, .n = 1, .call = list };
    arg[2] = (struct func_arg){ .given = true, .integer = 1000000 };
    group->arg = arg;
    b->key = arg[0].field;
    b->call = group;
}

/* ---- phases ---- */

/* Keys in an order that jumps about, as ids do. */
static void make_keys(struct bench *b, bool is_id)
{
    b->text = malloc(b->rows * KEY_BYTES);
    assert(b->text);
    for (size_t i = 0; i < b->rows; i++) {
        unsigned key = (unsigned)(i * 2654435761u % b->groups);
        char *p = b->text + i * KEY_BYTES;

        if (is_id)
            (void)snprintf(p, KEY_BYTES, "%08x-0000-4000-8000-%012x", key, ~key);
        else
            (void)snprintf(p, KEY_BYTES, "host%06u", key);
    }
}

static void fill(void *arg, unsigned number)
{
    struct bench *b = arg;
    struct worker *w = &b->worker[number];
    size_t n = strlen(b->text);

    for (size_t first = number * BATCH_ROWS; first < b->rows;
         first += (size_t)WORKERS * BATCH_ROWS) {
        for (size_t i = first; i < b->rows && i < first + BATCH_ROWS; i++) {
            int32_t r = batch_add_row(w->batch, ordinal_make(0, i), 0);
            struct str key = { b->text + i * KEY_BYTES, n };

            *row_cell((struct row){ w->batch, (uint32_t)r }, b->key->slot) =
                value_str(key);
        }
        b->call->func->aggregate->add_batch(b->call, w->state, w->batch, &w->run,
                                            &w->arena);
        batch_reset(w->batch);
    }
}

static void merge(void *arg, unsigned number)
{
    struct bench *b = arg;

    for (size_t part = number; part < b->nparts; part += WORKERS)
        b->call->func->aggregate->merge_partition(b->call, b->state, WORKERS, part,
                                                  b->nparts, &b->worker[number].arena);
}

static void out_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    (void)f;
    (void)v;
    (void)rows;
}

static void out_next(struct agg_rows *rows)
{
    struct bench *b = rows->ctx;

    b->nout++;
}

static void out_warn(struct agg_rows *rows, const char *code, const char *text)
{
    (void)rows;
    (void)fprintf(stderr, "%s %s\n", code, text);
}

static void start_worker(struct bench *b, struct worker *w)
{
    arena_init(&w->arena, (size_t)1 << 32);
    w->batch = batch_new(&b->slots, false, (size_t)1 << 30);
    w->state = calloc(1, b->call->func->aggregate->size);
    assert(w->batch && w->state);
    w->run = (struct func_run){ .arena = &w->batch->arena };
    b->call->func->aggregate->init(b->call, w->state, &w->arena);
}

static double per(uint64_t ns, size_t n)
{
    return (double)ns / (double)n;
}

static void run(size_t rows, size_t groups, bool is_id)
{
    struct bench b = { .rows = rows, .groups = groups };
    struct agg_rows out = { .ctx = &b,
                            .arena = &b.arena,
                            .set = out_set,
                            .next = out_next,
                            .none = out_next,
                            .warn = out_warn };
    uint64_t t[4];

    arena_init(&b.arena, (size_t)1 << 32);
    slots_init(&b.slots, &b.arena);
    make_calls(&b);
    make_keys(&b, is_id);
    for (unsigned i = 0; i < WORKERS; i++) {
        start_worker(&b, &b.worker[i]);
        b.state[i] = b.worker[i].state;
    }
    t[0] = clock_cpu_ns();
    threads_run(WORKERS, fill, &b);
    t[1] = clock_cpu_ns();
    b.nparts = b.call->func->aggregate->partitions(b.call, b.state, WORKERS);
    if (b.nparts > 1)
        threads_run(WORKERS, merge, &b);
    else
        b.call->func->aggregate->merge(b.call, b.state[0], b.state[1],
                                       &b.worker[0].arena);
    t[2] = clock_cpu_ns();
    b.call->func->aggregate->finish(b.call, b.state[0], &out);
    t[3] = clock_cpu_ns();
    (void)printf(
        "%8zu groups: add %6.1f ns of CPU a row, merge %6.1f ns, finish %6.1f ns a "
        "group; %zu MiB; all %.3f s\n",
        b.nout + 1, per(t[1] - t[0], rows), per(t[2] - t[1], b.nout + 1),
        per(t[3] - t[2], b.nout + 1),
        (b.worker[0].arena.used + b.worker[1].arena.used) >> 20,
        (double)(t[3] - t[0]) / 1e9);
    for (unsigned i = 0; i < WORKERS; i++) {
        batch_free(b.worker[i].batch);
        free(b.worker[i].state);
        arena_release(&b.worker[i].arena);
    }
    free(b.text);
    arena_release(&b.arena);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 850000;

    for (int i = 0; i < 3; i++) {
        run(rows, 1000, false);
        run(rows, rows, true);
    }
    return 0;
}
