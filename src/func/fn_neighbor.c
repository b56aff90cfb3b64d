/*
 * fn_neighbor.c - neighbor(): fields of a row some places before or behind.
 */
#include "base/base.h"

#include "func/sequence.h"

enum { NEIGHBOR_INCLUDE, NEIGHBOR_DIRECTION, NEIGHBOR_DISTANCE, NEIGHBOR_PREFIX };

/* The names under which the included fields of the neighbour appear. */
struct neighbor_call {
    struct field *out;
    bool is_behind;
};

struct neighbors {
    const struct kept_row **row;
    size_t n, cap;
};

/* `prefix.name`; without a prefix the neighbour's value takes the row's own place. */
static enum status out_field(const struct func_call *call, const struct field *field,
                             struct field *out, struct diag *diag)
{
    const struct func_arg *prefix = &call->arg[NEIGHBOR_PREFIX];
    size_t n;
    char *p;

    *out = *field;
    if (!prefix->given || prefix->text->n == 0)
        return ST_OK;
    n = prefix->text->n + 1 + field->name.n;
    p = arena_text(call->env->arena, n);
    if (!p)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    memcpy(p, prefix->text->p, prefix->text->n);
    p[prefix->text->n] = '.';
    memcpy(p + prefix->text->n + 1, field->name.p, field->name.n);
    return call->env->field(call->env, (struct str){ p, n }, out, diag);
}

static enum status neighbor_open(const struct func_call *call, void **state,
                                 struct diag *diag)
{
    const struct func_arg *include = &call->arg[NEIGHBOR_INCLUDE];
    struct neighbor_call *nc = arena_new(call->env->arena, struct neighbor_call);

    if (nc)
        nc->out = arena_new_array(call->env->arena, struct field, include->n + 1);
    if (!nc || !nc->out)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = nc;
    nc->is_behind = str_eq(*call->arg[NEIGHBOR_DIRECTION].text, STR("succeeding"));
    for (size_t i = 0; i < include->n; i++)
        TRY(out_field(call, &include->field[i], &nc->out[i], diag));
    return ST_OK;
}

static void neighbor_add(const struct func_call *call, void *state, struct row row,
                         struct func_run *run, struct arena *arena)
{
    struct neighbors *all = state;

    (void)call;
    (void)run;
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 64;
        const struct kept_row **larger =
            arena_new_array(arena, const struct kept_row *, cap);

        if (!larger)
            return;
        if (all->n)
            memcpy(larger, all->row, all->n * sizeof(struct kept_row *));
        all->row = larger;
        all->cap = cap;
    }
    all->row[all->n] = row_keep(row, arena);
    if (all->row[all->n])
        all->n++;
}

static const struct kept_row *neighbor_of(const struct func_call *call,
                                          const struct neighbors *all, size_t i)
{
    const struct neighbor_call *nc = call->state;
    size_t distance = (size_t)call->arg[NEIGHBOR_DISTANCE].integer;

    if (nc->is_behind)
        return distance < all->n - i ? all->row[i + distance] : NULL;
    return distance <= i ? all->row[i - distance] : NULL;
}

static void neighbor_finish(const struct func_call *call, void *state,
                            struct agg_rows *rows)
{
    const struct neighbor_call *nc = call->state;
    const struct func_arg *include = &call->arg[NEIGHBOR_INCLUDE];
    const struct neighbors *all = state;

    if (all->n == 0)
        rows->none(rows);
    for (size_t i = 0; i < all->n; i++) {
        const struct kept_row *other = neighbor_of(call, all, i);

        if (i)
            rows->next(rows);
        rows->keep(rows, all->row[i]);
        for (size_t k = 0; other && k < include->n; k++)
            rows->set(rows, &nc->out[k], kept_get(other, &include->field[k]));
    }
}

static const struct aggregate neighbor_aggregate = {
    .size = sizeof(struct neighbors),
    .add = neighbor_add,
    .finish = neighbor_finish,
};

static const struct func_param params[] = {
    { .name = "include",
      .kind = PARAM_FIELDS,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "direction",
      .kind = PARAM_ENUM,
      .def = "preceding",
      .choices = "preceding succeeding" },
    { .name = "distance",
      .kind = PARAM_INT,
      .def = "1",
      .min = 1,
      .max = 1000000,
      .help = "how many rows away" },
    { .name = "prefix",
      .kind = PARAM_STRING,
      .help = "stands before the names, with a point between" },
    { 0 },
};

static const struct func_example examples[] = {
    { "head() | neighbor(a, prefix=prev)",
      "{\"@timestamp\":\"1\",\"a\":\"x\"}\n{\"@timestamp\":\"2\",\"a\":\"y\"}\n",
      "{\"@timestamp\":\"1\",\"a\":\"x\"}\n"
      "{\"@timestamp\":\"2\",\"a\":\"y\",\"prev.a\":\"x\"}\n" },
    { 0 },
};

const struct func func_neighbor = {
    .name = "neighbor",
    .summary = "Adds fields of a row that comes some places before or behind.",
    .source = "https://library.humio.com/data-analysis/functions-neighbor.html",
    .family = "sequence",
    .params = params,
    .flags = FUNC_SEQUENCE | FUNC_KEEPS_FIELDS,
    .open = neighbor_open,
    .aggregate = &neighbor_aggregate,
    .examples = examples,
};
