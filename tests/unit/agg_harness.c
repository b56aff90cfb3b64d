#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "agg_harness.h"

enum { PLENTY = 1 << 30, WORKERS_MAX = 8, BATCH_MAX = 50 };

unsigned rig_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* ---- the surroundings ---- */

enum status rig_field(const struct func_env *env, struct str name, struct field *out,
                      struct diag *diag)
{
    struct rig *rig = env->ctx;

    *out = (struct field){ name, slots_add(&rig->slots, name) };
    return out->slot < 0 ? diag_set(diag, ST_NOMEM, 0, "out of slots") : ST_OK;
}

static void env_warn(const struct func_env *env, const char *code, const char *fmt, ...)
{
    struct rig *rig = env->ctx;

    buf_printf(&rig->warn, "%s %s\n", code, fmt);
}

void rig_init(struct rig *rig)
{
    *rig = (struct rig){ 0 };
    arena_init(&rig->arena, PLENTY);
    slots_init(&rig->slots, &rig->arena);
    buf_init(&rig->out, PLENTY);
    buf_init(&rig->warn, PLENTY);
    rig->env = (struct func_env){
        .ctx = rig, .arena = &rig->arena, .field = rig_field, .warn = env_warn
    };
}

void rig_release(struct rig *rig)
{
    buf_release(&rig->out);
    buf_release(&rig->warn);
    arena_release(&rig->arena);
}

/* ---- rows ---- */

static struct str json_string(const char **p)
{
    const char *start;

    assert_int_equal(**p, '"');
    start = ++*p;
    for (; **p != '"'; ++*p)
        if (**p == '\\')
            ++*p;
    return (struct str){ start, (size_t)((*p)++ - start) };
}

static struct value json_value(const char **p)
{
    struct value v;

    if (**p == '"') {
        v = value_str(json_string(p));
        if (v.n && memchr(v.p, '\\', v.n))
            v.kind = VALUE_ESCAPED;
        return v;
    }
    v = value_int(strtoll(*p, NULL, 10));
    while (**p == '-' || (**p >= '0' && **p <= '9'))
        ++*p;
    return v;
}

/* Add the object at *p as a row, and go behind its line. */
static void add_json_row(struct rig *rig, struct batch *batch, const char **p,
                         uint64_t ord)
{
    int32_t i = batch_add_row(batch, ordinal_make(0, ord), 0);

    assert_true(i >= 0);
    assert_int_equal(*(*p)++, '{');
    while (**p != '}') {
        struct str name = json_string(p);

        assert_int_equal(*(*p)++, ':');
        row_set_name((struct row){ batch, (uint32_t)i }, name, json_value(p));
        if (**p == ',')
            ++*p;
    }
    *p += (*p)[1] == '\n' ? 2 : 1;
    (void)rig;
}

/* ---- workers ---- */

struct worker {
    struct arena arena;
    struct batch *batch;
    void *state;
    struct func_run run;
};

static struct value run_eval(struct func_run *run, const struct expr *expr,
                             struct row row)
{
    (void)run;
    return row_get(row, &expr->field);
}

static void run_warn(struct func_run *run, const char *code, const char *text)
{
    struct rig *rig = run->ctx;

    buf_printf(&rig->warn, "%s %s\n", code, text);
}

static void worker_start(struct rig *rig, struct worker *w,
                         const struct func_call *call, size_t limit)
{
    const struct aggregate *agg = call->func->aggregate;
    size_t size = agg->state_size ? agg->state_size(call) : agg->size;

    arena_init(&w->arena, limit ? limit : PLENTY);
    w->state = calloc(1, size ? size : 1);
    w->batch = batch_new(&rig->slots, true, PLENTY);
    assert_true(w->state && w->batch);
    w->run = (struct func_run){
        .arena = &w->batch->arena, .ctx = rig, .eval = run_eval, .warn = run_warn
    };
    if (agg->init)
        agg->init(call, w->state, &w->arena);
}

static void worker_flush(struct worker *w, const struct func_call *call)
{
    const struct aggregate *agg = call->func->aggregate;

    if (agg->add_batch)
        agg->add_batch(call, w->state, w->batch, &w->run, &w->arena);
    else
        for (uint32_t j = 0; j < w->batch->nsel; j++)
            agg->add(call, w->state, (struct row){ w->batch, w->batch->sel[j] },
                     &w->run, &w->arena);
    batch_reset(w->batch);
}

/* Deal the rows out in chunks, as a reader does, in batches of any size. */
static void deal(struct rig *rig, struct worker *worker, const struct func_call *call,
                 const char *rows, const struct rig_run *how)
{
    unsigned seed = how->seed;
    unsigned n = how->workers ? how->workers : 1;
    unsigned left = 0;
    struct worker *w = worker;

    for (uint64_t ord = 0; *rows; ord++) {
        if (left-- == 0) {
            left = rig_random(&seed) % 20;
            w = &worker[rig_random(&seed) % n];
        }
        add_json_row(rig, w->batch, &rows, ord);
        if (w->batch->nrows == BATCH_ROWS ||
            (how->seed && rig_random(&seed) % BATCH_MAX == 0))
            worker_flush(w, call);
    }
    for (unsigned i = 0; i < n; i++)
        worker_flush(&worker[i], call);
}

/* The worker that holds everything in the end. */
static struct worker *merge(struct worker *worker, const struct func_call *call,
                            const struct rig_run *how)
{
    const struct aggregate *agg = call->func->aggregate;
    struct worker *order[WORKERS_MAX];
    void *state[WORKERS_MAX];
    unsigned n = how->workers ? how->workers : 1;
    unsigned seed = how->seed + 7;

    for (unsigned i = 0; i < n; i++)
        order[i] = &worker[i];
    for (unsigned i = n; i-- > 1;) {
        unsigned k = rig_random(&seed) % (i + 1);
        struct worker *swap = order[i];

        order[i] = order[k];
        order[k] = swap;
    }
    if (n > 1 && how->is_partitioned && agg->merge_partition) {
        for (unsigned i = 0; i < n; i++)
            state[i] = order[i]->state;
        for (size_t part = 4; part-- > 0;)
            agg->merge_partition(call, state, n, part, 4, &order[part % n]->arena);
        return order[0];
    }
    while (n > 1) {
        unsigned k = rig_random(&seed) % (n - 1);

        n--;
        agg->merge(call, order[k]->state, order[n]->state, &order[k]->arena);
    }
    return order[0];
}

/* ---- results ---- */

struct cell {
    struct str name, text;
};

struct out_row {
    struct rig *rig;
    struct cell cell[256];
    size_t n;
    bool exists;
};

static void out_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    struct out_row *row = rows->ctx;
    struct cell *cell = row->cell;

    if (value_is_missing(v))
        return;
    while (cell < row->cell + row->n && !str_eq(cell->name, f->name))
        cell++;
    if (cell == row->cell + row->n)
        row->n++;
    assert_true(row->n < countof(row->cell));
    *cell = (struct cell){ f->name, value_text(v, rows->arena) };
}

static int compare_cells(const void *a, const void *b)
{
    return str_cmp(((const struct cell *)a)->name, ((const struct cell *)b)->name);
}

/* By name: in which order fields of an event print is not the aggregate's business. */
static void out_keep(struct agg_rows *rows, const struct kept_row *kept)
{
    struct out_row *row = rows->ctx;

    for (uint32_t i = 0; i < kept->nfields; i++)
        if (!kept->field[i].is_hidden)
            out_set(rows, &(struct field){ kept->field[i].name, -1 },
                    kept->field[i].value);
    qsort(row->cell, row->n, sizeof row->cell[0], compare_cells);
}

static void print_row(struct out_row *row)
{
    struct buf *out = &row->rig->out;

    buf_add_char(out, '{');
    for (size_t i = 0; i < row->n; i++) {
        buf_printf(out, "%s\"%.*s\":\"", i ? "," : "", STR_ARG(row->cell[i].name));
        for (size_t k = 0; k < row->cell[i].text.n; k++)
            if (row->cell[i].text.p[k] == '\n')
                buf_add_cstr(out, "\\n");
            else
                buf_add_char(out, row->cell[i].text.p[k]);
        buf_add_char(out, '"');
    }
    buf_add_cstr(out, "}\n");
    row->n = 0;
}

static void out_next(struct agg_rows *rows)
{
    struct out_row *row = rows->ctx;

    if (row->exists)
        print_row(row);
    row->exists = true;
}

static void out_none(struct agg_rows *rows)
{
    struct out_row *row = rows->ctx;

    row->exists = false;
    row->n = 0;
}

static void out_warn(struct agg_rows *rows, const char *code, const char *text)
{
    struct out_row *row = rows->ctx;

    buf_printf(&row->rig->warn, "%s %s\n", code, text);
}

static void finish(struct rig *rig, const struct func_call *call, struct worker *w,
                   size_t limit)
{
    struct out_row *row = calloc(1, sizeof *row);
    struct arena arena;
    struct agg_rows rows = { .ctx = row,
                             .arena = &arena,
                             .set = out_set,
                             .keep = out_keep,
                             .next = out_next,
                             .none = out_none,
                             .warn = out_warn };

    assert_non_null(row);
    arena_init(&arena, limit ? limit : PLENTY);
    row->rig = rig;
    row->exists = true;
    buf_reset(&rig->out);
    buf_reset(&rig->warn);
    call->func->aggregate->finish(call, w->state, &rows);
    if (row->exists)
        print_row(row);
    buf_add_char(&rig->out, '\0');
    buf_add_char(&rig->warn, '\0');
    rig->has_failed |= arena.failed;
    arena_release(&arena);
    free(row);
}

const char *rig_go(struct rig *rig, const struct func_call *call, const char *rows,
                   const struct rig_run *how)
{
    struct worker worker[WORKERS_MAX] = { 0 };
    unsigned n = how->workers ? how->workers : 1;
    struct worker *last;

    assert_non_null(call);
    for (unsigned i = 0; i < n; i++)
        worker_start(rig, &worker[i], call, how->state_limit);
    deal(rig, worker, call, rows, how);
    last = merge(worker, call, how);
    rig->has_failed = false;
    for (unsigned i = 0; i < n; i++)
        rig->has_failed |= worker[i].arena.failed;
    /* Twice, as sequence functions do. */
    for (unsigned i = 0; i < 2 && !rig->has_failed; i++)
        finish(rig, call, last, how->rows_limit);
    for (unsigned i = 0; i < n; i++) {
        free(worker[i].state);
        batch_free(worker[i].batch);
        arena_release(&worker[i].arena);
    }
    return rig->out.p;
}

void rig_check(const char *text, const char *rows, const char *expected)
{
    struct rig rig;
    const struct func_call *call;
    bool is_sequence;

    rig_init(&rig);
    call = rig_call(&rig, text);
    if (!call)
        fail_msg("%s: %s", text, rig.diag.text);
    is_sequence = (call->func->flags & FUNC_SEQUENCE) != 0;
    assert_string_equal(rig_go(&rig, call, rows, &(struct rig_run){ 0 }), expected);
    for (unsigned i = 1; i < 12; i++) {
        struct rig_run how = { .workers = is_sequence ? 1 : 1 + i % 7,
                               .seed = i,
                               .is_partitioned = i % 2 };

        assert_string_equal(rig_go(&rig, call, rows, &how), expected);
    }
    rig_release(&rig);
}

void rig_examples(const struct func *func)
{
    static const char head[] = "head() | ";

    for (const struct func_example *e = func->examples; e->query; e++) {
        bool has_head = strncmp(e->query, head, strlen(head)) == 0;
        const char *query = has_head ? e->query + strlen(head) : e->query;

        if (!strchr(query, '|'))
            rig_check(query, e->input, e->output);
    }
}
