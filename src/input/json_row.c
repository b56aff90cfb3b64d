#include "base/base.h"

#include "input/json_row.h"

static struct value scalar_value(const struct json_scalar *s)
{
    struct value v = value_str(s->text);

    if (s->kind == JSON_ESCAPED)
        v.kind = VALUE_ESCAPED;
    return v;
}

/* Where the field called `name` is in the table, or would go: a free place. */
static uint32_t *seen_place(const struct json_build *build, struct str name,
                            uint64_t hash)
{
    const struct field_list *list = &build->row.batch->rest[build->row.i];
    const struct json_seen *seen = &build->seen;
    uint32_t at = (uint32_t)hash & seen->mask;

    while (seen->table[at] && !str_eq(list->v[seen->table[at] - 1].name, name))
        at = (at + 1) & seen->mask;
    return &seen->table[at];
}

/* Twice the table, when it is half full. */
static bool seen_grow(struct json_build *build)
{
    const struct field_list *list = &build->row.batch->rest[build->row.i];
    struct json_seen *seen = &build->seen;
    uint32_t cap = (seen->mask + 1) * 2;
    uint32_t *table;

    if (list->n < cap / 4)
        return true;
    table = arena_new_array(&build->row.batch->arena, uint32_t, cap);
    if (!table)
        return false;
    seen->table = table;
    seen->mask = cap - 1;
    for (uint32_t i = 0; i < list->n; i++) {
        struct str name = list->v[i].name;

        *seen_place(build, name, hash_bytes(name.p, name.n)) = i + 1;
    }
    return true;
}

static bool list_grow(struct field_list *list, struct arena *arena)
{
    uint32_t cap = list->cap ? list->cap * 2 : 32;
    struct named_value *v;

    if (list->n < list->cap)
        return true;
    v = arena_new_array(arena, struct named_value, cap);
    if (!v)
        return false;
    if (list->n)
        memcpy(v, list->v, list->n * sizeof *v);
    list->v = v;
    list->cap = cap;
    return true;
}

/* Append to the row's list unless the name is there; out of memory shows in the arena.
 */
static void list_add(struct json_build *build, const struct json_scalar *s,
                     uint64_t hash, int32_t slot)
{
    struct batch *b = build->row.batch;
    struct field_list *list = &b->rest[build->row.i];
    uint32_t *place;
    struct str name;

    if (!seen_grow(build))
        return;
    place = seen_place(build, s->path, hash);
    if (*place || !list_grow(list, &b->arena))
        return;
    name = s->path_is_view ? s->path : str_dup(&b->arena, s->path);
    if (!name.p)
        return;
    list->v[list->n++] =
        (struct named_value){ .name = name, .value = scalar_value(s), .slot = slot };
    *place = list->n;
}

void json_build_start(struct json_build *build, const struct json_job *job, uint32_t i)
{
    build->job = job;
    build->row = (struct row){ job->batch, i };
    if (!job->want->all)
        return;
    build->seen.table = build->seen.first;
    build->seen.mask = JSON_SEEN_FIRST - 1;
    memset(build->seen.first, 0, sizeof build->seen.first);
}

void json_build_take(struct json_build *build, const struct json_scalar *s)
{
    const struct json_plan *plan = build->job->plan;
    bool keep_all = build->job->want->all;
    bool may_be_wanted = plan->lengths >> s->path.n % 64 & 1;
    const struct json_wanted *wanted;
    struct value *cell;
    uint64_t hash;

    if (s->kind == JSON_NULL || (!keep_all && !may_be_wanted))
        return;
    hash = hash_bytes(s->path.p, s->path.n);
    wanted = may_be_wanted ? json_plan_find(plan, s->path, hash) : NULL;
    if (wanted) {
        cell = row_cell(build->row, wanted->slot);
        if (value_is_missing(*cell))
            *cell = scalar_value(s);
    }
    if (keep_all && !build->row.batch->arena.failed)
        list_add(build, s, hash, wanted ? wanted->slot : -1);
}

void json_build_list(struct json_build *build, const struct json_scalar *s)
{
    struct batch *b = build->row.batch;

    if (s->kind != JSON_NULL && !b->arena.failed)
        list_add(build, s, hash_bytes(s->path.p, s->path.n),
                 slots_find(b->slots, s->path));
}

void json_build_undo(const struct json_job *job, uint32_t i)
{
    for (size_t k = 0; k < job->plan->all.n; k++)
        job->batch->col[job->plan->all.by_bytes[k].slot][i] = value_missing();
    if (job->batch->rest)
        job->batch->rest[i] = (struct field_list){ 0 };
}

static void take_scalar(void *ctx, const struct json_scalar *s)
{
    json_build_take(ctx, s);
}

/* Take back the row that was added last. */
static void drop_row(const struct json_job *job)
{
    job->batch->nsel--;
    json_build_undo(job, --job->batch->nrows);
}

void json_report(const struct json_job *job, const char *at, const char *why)
{
    size_t offset = (size_t)(at - job->chunk->bytes.p);

    job->stats->skipped++;
    if (job->report)
        job->report->bad_record(job->report->ctx, job->chunk, offset, why);
}

/* The arena failed while the last row was filled: was it alone to blame? */
static enum json_fate no_memory(const struct json_job *job, const char *record)
{
    bool is_alone = job->batch->nrows == 1;

    drop_row(job);
    job->batch->arena.failed = false;
    if (!is_alone)
        return JSON_LATER;
    json_report(job, record, "record needs more memory than a batch may have");
    return JSON_NOMEM;
}

/* Fill the row; NULL or why the record is bad, with the place in *at. */
static const char *fill_row(struct json_build *build, struct str record, size_t *used,
                            size_t *at)
{
    const struct json_visitor visitor = { .ctx = build,
                                          .scalar = take_scalar,
                                          .deep = build->job->plan->is_deep };
    struct json_problem problem;
    size_t n;

    if (!json_walk(record, &visitor, &n, &problem)) {
        *at = problem.offset;
        return problem.why;
    }
    if (used) {
        *used = n;
        return NULL;
    }
    n += json_space(str_slice(record, n, record.n));
    *at = n;
    return n < record.n ? "text behind the JSON object" : NULL;
}

/* The record as a person would copy it: no line end, no white space around. */
static void set_raw(struct row row, struct str record, const size_t *used)
{
    size_t from = json_space(record);
    size_t to = used ? *used : record.n;

    while (to > from && (record.p[to - 1] == '\r' || record.p[to - 1] == '\n'))
        to--;
    row.batch->raw[row.i] = str_slice(record, used ? from : 0, to);
}

enum json_fate json_row_add(const struct json_job *job, struct str record, size_t *used)
{
    struct batch *b = job->batch;
    uint64_t ord = job->chunk->ordinal + (uint64_t)(record.p - job->chunk->bytes.p);
    struct json_build build;
    const char *why;
    size_t at;

    json_build_start(&build, job, (uint32_t)batch_add_row(b, ord, 0));
    why = fill_row(&build, record, used, &at);
    if (b->arena.failed)
        return no_memory(job, record.p);
    if (why) {
        drop_row(job);
        json_report(job, record.p + at, why);
        return JSON_BAD;
    }
    if (job->want->raw)
        set_raw(build.row, record, used);
    job->stats->events++;
    return JSON_ROW;
}

size_t json_first_object(struct str head)
{
    size_t at = 0;

    while (at < head.n) {
        const char *nl;

        at += json_space(str_slice(head, at, head.n));
        if (at == head.n || head.p[at] == '{')
            break;
        nl = memchr(head.p + at, '\n', head.n - at);
        at = nl ? (size_t)(nl - head.p) + 1 : head.n;
    }
    return at;
}
