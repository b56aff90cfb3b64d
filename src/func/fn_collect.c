/*
 * fn_collect.c - collect(): the different values of fields, as a list in one field or
 * as rows.
 *
 * As a list every field has a set of its own. As rows (multival=false) there is one
 * row for each combination of values; a field that is missing stays missing.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/agg_warn.h"
#include "func/value_set.h"

enum { COLLECT_FIELDS, COLLECT_LIMIT, COLLECT_MULTIVAL, COLLECT_SEPARATOR, COLLECT_AS };

enum { NESTED_BYTES = 1 << 20, TOP_BYTES = 10 << 20 };

/* In a combination: what stands before each field; the length follows when present. */
enum { PART_MISSING = 0, PART_PRESENT = 1, PART_HEAD = 1 + sizeof(uint32_t) };

static bool is_list(const struct func_call *call)
{
    return call->arg[COLLECT_MULTIVAL].boolean;
}

static struct value_limits collect_limits(const struct func_call *call)
{
    return (struct value_limits){ .count = (size_t)call->arg[COLLECT_LIMIT].integer,
                                  .bytes = call->is_nested ? NESTED_BYTES : TOP_BYTES,
                                  .extra = call->arg[COLLECT_SEPARATOR].text->n };
}

static size_t nsets(const struct func_call *call)
{
    return is_list(call) ? call->arg[COLLECT_FIELDS].n : 1;
}

static size_t collect_size(const struct func_call *call)
{
    return nsets(call) * sizeof(struct value_set);
}

/* Where the values of field `i` go: under its own name unless `as` says otherwise. */
static const struct field *output_field(const struct func_call *call, size_t i)
{
    const struct func_arg *as = &call->arg[COLLECT_AS];

    return as->given ? as->field : &call->arg[COLLECT_FIELDS].field[i];
}

static void add_lists(const struct func_call *call, struct value_set *set,
                      struct row row, struct func_run *run, struct arena *arena)
{
    const struct func_arg *fields = &call->arg[COLLECT_FIELDS];
    struct value_limits limits = collect_limits(call);

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_value(row, &fields->field[i]);

        if (!value_is_missing(v))
            value_set_add(&set[i], value_text(v, run->arena), row, &limits, arena);
    }
}

/* The values of all fields as one text; empty when all are missing. */
static struct str combination(const struct func_arg *fields, struct row row,
                              struct arena *arena)
{
    struct str *text = arena_new_array(arena, struct str, fields->n);
    size_t size = fields->n * PART_HEAD;
    bool is_empty = true;
    char *p, *at;

    for (size_t i = 0; text && i < fields->n; i++) {
        text[i] = value_text(row_value(row, &fields->field[i]), arena);
        size += text[i].n;
    }
    at = p = text ? arena_text(arena, size) : NULL;
    for (size_t i = 0; p && i < fields->n; i++) {
        bool is_missing = value_is_missing(row_value(row, &fields->field[i]));
        uint32_t n = (uint32_t)text[i].n;

        *at++ = is_missing ? PART_MISSING : PART_PRESENT;
        if (is_missing)
            continue;
        is_empty = false;
        memcpy(at, &n, sizeof n);
        at += sizeof n;
        if (n)
            memcpy(at, text[i].p, n);
        at += n;
    }
    return is_empty ? (struct str){ 0 } : (struct str){ p, (size_t)(at - p) };
}

static void collect_add(const struct func_call *call, void *state, struct row row,
                        struct func_run *run, struct arena *arena)
{
    struct value_limits limits = collect_limits(call);
    struct str key;

    if (is_list(call)) {
        add_lists(call, state, row, run, arena);
        return;
    }
    key = combination(&call->arg[COLLECT_FIELDS], row, run->arena);
    if (key.n)
        value_set_add(state, key, row, &limits, arena);
}

static void collect_merge(const struct func_call *call, void *into, void *from,
                          struct arena *arena)
{
    struct value_set *a = into;
    const struct value_set *b = from;

    for (size_t i = 0; i < nsets(call); i++)
        value_set_merge(&a[i], &b[i], arena);
}

/* The texts with the separator between them. */
static struct value join(const struct value_entry *entry, size_t n,
                         struct str separator, struct arena *arena)
{
    size_t size = 0;
    char *p, *at;

    if (n == 1)
        return value_str((struct str){ entry->p, entry->n });
    for (size_t i = 0; i < n; i++)
        size += entry[i].n + (i ? separator.n : 0);
    at = p = arena_text(arena, size);
    for (size_t i = 0; p && i < n; i++) {
        if (i && separator.n)
            memcpy(at, separator.p, separator.n);
        at += i ? separator.n : 0;
        memcpy(at, entry[i].p, entry[i].n);
        at += entry[i].n;
    }
    return p ? value_str((struct str){ p, size }) : value_missing();
}

static bool finish_lists(const struct func_call *call, const struct value_set *set,
                         struct agg_rows *rows, bool *is_cut)
{
    const struct func_arg *fields = &call->arg[COLLECT_FIELDS];
    struct value_limits limits = collect_limits(call);
    bool has_any = false;

    for (size_t i = 0; i < fields->n; i++) {
        size_t n;
        const struct value_entry *entry =
            value_set_sorted(&set[i], &limits, &n, is_cut, rows->arena);

        if (n == 0)
            continue;
        has_any = true;
        rows->set(rows, output_field(call, i),
                  join(entry, n, *call->arg[COLLECT_SEPARATOR].text, rows->arena));
    }
    return has_any;
}

static void set_combination(const struct func_call *call, const char *p,
                            struct agg_rows *rows)
{
    for (size_t i = 0; i < call->arg[COLLECT_FIELDS].n; i++) {
        uint32_t n;

        if (*p++ == PART_MISSING)
            continue;
        memcpy(&n, p, sizeof n);
        p += sizeof n;
        rows->set(rows, output_field(call, i), value_str((struct str){ p, n }));
        p += n;
    }
}

static bool finish_rows(const struct func_call *call, const struct value_set *set,
                        struct agg_rows *rows, bool *is_cut)
{
    struct value_limits limits = collect_limits(call);
    size_t n;
    const struct value_entry *entry =
        value_set_sorted(set, &limits, &n, is_cut, rows->arena);

    for (size_t i = 0; i < n; i++) {
        if (i)
            rows->next(rows);
        set_combination(call, entry[i].p, rows);
    }
    return n;
}

static void warn_cut(const struct func_call *call, struct agg_rows *rows)
{
    if (call->arg[COLLECT_LIMIT].by_user)
        rows->warn(rows, AGG_WARN_CUT,
                   "collect() left out values beyond its limit or its size of 1 MiB in "
                   "a group, 10 MiB alone; raise limit= or group by more fields");
    else
        rows->warn(rows, AGG_WARN_DEFAULT_CUT,
                   "collect() left out values beyond the first 2,000 or beyond 1 MiB "
                   "in a group, 10 MiB alone; raise limit= or group by more fields");
}

static void collect_finish(const struct func_call *call, void *state,
                           struct agg_rows *rows)
{
    bool is_cut = false;
    bool has_any = is_list(call) ? finish_lists(call, state, rows, &is_cut)
                                 : finish_rows(call, state, rows, &is_cut);

    if (!has_any)
        rows->none(rows);
    if (is_cut)
        warn_cut(call, rows);
}

static enum status collect_open(const struct func_call *call, void **state UNUSED,
                                struct diag *diag)
{
    const struct func_arg *as = &call->arg[COLLECT_AS];

    if (as->given && call->arg[COLLECT_FIELDS].n != 1)
        return diag_set(diag, ST_TYPE, as->offset,
                        "as= can name one field, not several");
    return ST_OK;
}

static const struct aggregate collect_aggregate = {
    .state_size = collect_size,
    .add = collect_add,
    .merge = collect_merge,
    .finish = collect_finish,
};

static const struct func_param params[] = {
    { .name = "fields", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .def = "2000",
      .min = 1,
      .max = 1000000,
      .help = "values to keep, those that appear first" },
    { .name = "multival",
      .kind = PARAM_BOOL,
      .def = "true",
      .help = "false: one row a value instead of one list" },
    { .name = "separator",
      .kind = PARAM_STRING,
      .def = "\"\\n\"",
      .help = "stands between the values of a list" },
    { .name = "as",
      .kind = PARAM_OUT,
      .flags = PARAM_LENIENT,
      .help = "name of the result, when one field is collected" },
    { 0 },
};

static const struct func_example examples[] = {
    { "collect(user, separator=\",\")",
      "{\"user\":\"b\"}\n{\"user\":\"a\"}\n{\"user\":\"b\"}\n",
      "{\"user\":\"b,a\"}\n" },
    { "collect(user, multival=false)",
      "{\"user\":\"b\"}\n{\"user\":\"a\"}\n{\"user\":\"b\"}\n",
      "{\"user\":\"b\"}\n{\"user\":\"a\"}\n" },
    { "groupBy(host, function=collect([user, path], separator=\" \"))",
      "{\"host\":\"h\",\"user\":\"a\",\"path\":\"x\"}\n"
      "{\"host\":\"h\",\"user\":\"a\",\"path\":\"y\"}\n",
      "{\"host\":\"h\",\"user\":\"a\",\"path\":\"x y\"}\n" },
    { 0 },
};

const struct func func_collect = {
    .name = "collect",
    .summary = "Collects the different values of fields, in the order in which they "
               "appear.",
    .source = "https://library.humio.com/data-analysis/functions-collect.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = collect_open,
    .aggregate = &collect_aggregate,
    .examples = examples,
};
