/*
 * fn_extreme.c - min(), max() and range(): the smallest value, the largest, and what
 * lies between them.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/kept_text.h"
#include "func/sort_key.h"

enum { EXTREME_FIELD, EXTREME_AS, EXTREME_TYPE };

/* The best value so far; of equal ones that of the row read first. */
struct extreme {
    enum sort_class class;
    bool has_value;
    struct agg_number number; /* of class SORT_IS_NUMBER */
    struct kept_text text;    /* of the others */
    uint64_t ord;
    uint32_t sub;
};

struct range {
    bool has_value;
    struct agg_number least, most;
};

extern const struct func func_max;

static enum sort_type type_of(const struct func_call *call)
{
    return sort_type_of(*call->arg[EXTREME_TYPE].text);
}

static struct sort_key key_of(const struct extreme *e, enum sort_type type)
{
    if (e->class == SORT_IS_NUMBER)
        return (struct sort_key){ .class = SORT_IS_NUMBER, .number = e->number };
    return sort_key_read(kept_text_value(&e->text), type, NULL);
}

/* < 0: `a` is the better one. */
static int compare(const struct func_call *call, const struct sort_key *a,
                   const struct sort_key *b)
{
    return sort_key_cmp(a, b, call->func == &func_max);
}

static void extreme_add(const struct func_call *call, void *state, struct row row,
                        struct func_run *run, struct arena *arena)
{
    struct extreme *best = state;
    struct value v = row_value(row, call->arg[EXTREME_FIELD].field);
    struct sort_key key = sort_key_read(v, type_of(call), run->arena);

    if (key.class == SORT_IS_NONE)
        return;
    if (best->has_value) {
        struct sort_key old = key_of(best, type_of(call));

        if (compare(call, &key, &old) >= 0)
            return;
    }
    best->has_value = true;
    best->class = key.class;
    best->number = key.number;
    best->ord = row.batch->ord[row.i];
    best->sub = row.batch->sub[row.i];
    if (key.class != SORT_IS_NUMBER)
        kept_text_set(&best->text, v, run->arena, arena);
}

static void extreme_merge(const struct func_call *call, void *into, void *from,
                          struct arena *arena)
{
    struct extreme *a = into;
    const struct extreme *b = from;
    struct sort_key ka, kb;
    int d;

    (void)arena;
    if (!b->has_value)
        return;
    if (!a->has_value) {
        *a = *b;
        return;
    }
    ka = key_of(a, type_of(call));
    kb = key_of(b, type_of(call));
    d = compare(call, &kb, &ka);
    if (d == 0)
        d = b->ord != a->ord ? (b->ord < a->ord ? -1 : 1) : (b->sub < a->sub ? -1 : 1);
    if (d < 0)
        *a = *b;
}

static void extreme_finish(const struct func_call *call, void *state,
                           struct agg_rows *rows)
{
    const struct extreme *best = state;
    struct value v = value_missing();

    if (best->has_value)
        v = best->class == SORT_IS_NUMBER ? agg_number_value(&best->number)
                                          : kept_text_value(&best->text);
    agg_answer(rows, call->arg[EXTREME_AS].field, v);
}

/* ---- range ---- */

/*
 * Of equal numbers a whole one counts, whichever was seen first: differences of those
 * are exact, and the answer must not depend on who has seen which.
 */
static bool replaces(const struct agg_number *n, const struct agg_number *old, int sign)
{
    int d = agg_number_cmp(n, old) * sign;

    return d < 0 || (d == 0 && n->is_whole && !old->is_whole);
}

static void range_take(struct range *r, const struct agg_number *n)
{
    if (!r->has_value || replaces(n, &r->least, 1))
        r->least = *n;
    if (!r->has_value || replaces(n, &r->most, -1))
        r->most = *n;
    r->has_value = true;
}

static void range_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct agg_number n;

    (void)run;
    (void)arena;
    if (agg_number_read(row_value(row, call->arg[EXTREME_FIELD].field), &n))
        range_take(state, &n);
}

static void range_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    const struct range *b = from;

    (void)call;
    (void)arena;
    if (!b->has_value)
        return;
    range_take(into, &b->least);
    range_take(into, &b->most);
}

static struct value difference(const struct agg_number *a, const struct agg_number *b)
{
    bool fits = a->is_whole && b->is_whole &&
                (b->i >= 0 ? a->i >= INT64_MIN + b->i : a->i <= INT64_MAX + b->i);

    return fits ? value_int(a->i - b->i) : value_double(a->d - b->d);
}

static void range_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    const struct range *r = state;

    agg_answer(rows, call->arg[EXTREME_AS].field,
               r->has_value ? difference(&r->most, &r->least) : value_missing());
}

/* ---- descriptors ---- */

static const struct aggregate extreme_aggregate = {
    .size = sizeof(struct extreme),
    .add = extreme_add,
    .merge = extreme_merge,
    .finish = extreme_finish,
};

static const struct aggregate range_aggregate = {
    .size = sizeof(struct range),
    .add = range_add,
    .merge = range_merge,
    .finish = range_finish,
};

static const struct func_param min_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_min" },
    { .name = "type",
      .kind = PARAM_ENUM,
      .def = "number",
      .choices = SORT_TYPES,
      .help = "how values compare" },
    { 0 },
};

static const struct func_param max_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_max" },
    { .name = "type",
      .kind = PARAM_ENUM,
      .def = "number",
      .choices = SORT_TYPES,
      .help = "how values compare" },
    { 0 },
};

static const struct func_param range_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_range" },
    { 0 },
};

static const struct func_example min_examples[] = {
    { "min(n)", "{\"n\":\"9\"}\n{\"n\":\"10\"}\n{\"n\":\"a\"}\n",
      "{\"_min\":\"9\"}\n" },
    { 0 },
};

static const struct func_example max_examples[] = {
    { "max(n)", "{\"n\":\"9\"}\n{\"n\":\"10\"}\n{\"n\":\"a\"}\n",
      "{\"_max\":\"10\"}\n" },
    { "max(n, type=string)", "{\"n\":\"9\"}\n{\"n\":\"10\"}\n", "{\"_max\":\"9\"}\n" },
    { 0 },
};

static const struct func_example range_examples[] = {
    { "range(n)", "{\"n\":\"9\"}\n{\"n\":\"10.5\"}\n{\"n\":\"a\"}\n",
      "{\"_range\":\"1.5\"}\n" },
    { 0 },
};

const struct func func_min = {
    .name = "min",
    .summary = "Finds the smallest value of a field.",
    .source = "https://library.humio.com/data-analysis/functions-min.html",
    .family = "aggregate",
    .params = min_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &extreme_aggregate,
    .examples = min_examples,
};

const struct func func_max = {
    .name = "max",
    .summary = "Finds the largest value of a field.",
    .source = "https://library.humio.com/data-analysis/functions-max.html",
    .family = "aggregate",
    .params = max_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &extreme_aggregate,
    .examples = max_examples,
};

const struct func func_range = {
    .name = "range",
    .summary = "Subtracts the smallest number of a field from the largest.",
    .source = "https://library.humio.com/data-analysis/functions-range.html",
    .family = "aggregate",
    .params = range_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &range_aggregate,
    .examples = range_examples,
};
