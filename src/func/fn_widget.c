/*
 * fn_widget.c - sankey(), worldMap(): tables in the form that a chart expects.
 *
 * Both are a groupBy() whose columns have fixed names: source, target and weight for
 * a flow between two fields, geohash and magnitude for points on a map. The state is a
 * group_table, so merging is that of group_agg.h.
 */
#include "base/base.h"

#include <math.h>

#include "base/hash.h"
#include "func/arg.h"
#include "func/geohash.h"
#include "func/group_agg.h"
#include "func/location_db.h"

enum { KEYS_MAX = 2 };

struct widget {
    struct field key[KEYS_MAX]; /* output */
    struct field size;          /* output: what the aggregate answered */
    struct location_db *db;     /* of worldMap(ip=): where addresses are; or NULL */
};

static enum status open_outputs(const struct func_call *call, const char *const *key,
                                size_t nkeys, const char *size, struct widget **out,
                                struct diag *diag)
{
    const struct func_env *env = call->env;
    struct widget *w = arena_new(env->arena, struct widget);

    if (!w)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < nkeys; i++)
        TRY(env->field(env, str_from_cstr(key[i]), &w->key[i], diag));
    TRY(env->field(env, str_from_cstr(size), &w->size, diag));
    *out = w;
    return ST_OK;
}

/* Exactly one function gives the size. */
static enum status check_size(const struct func_call *call, size_t arg,
                              struct diag *diag)
{
    if (call->arg[arg].n != 1)
        return arg_fail(call, arg, ST_TYPE, diag, "%s is a single function",
                        call->func->params[arg].name);
    return ST_OK;
}

static void table_start(const struct func_call *call, struct group_table *table,
                        size_t nkeys, size_t size_arg, struct arena *arena)
{
    struct agg_list list;

    if (agg_list_init(&list, &call->arg[size_arg], arena))
        group_table_init(table, nkeys, &list);
}

static void table_add(struct group_table *table, const struct str *text, size_t n,
                      struct row row, struct func_run *run, struct arena *arena)
{
    struct group_key key = { .text = text, .stride = 1, .n = n };
    struct group *g;

    for (size_t i = 0; i < n; i++)
        key.hash = hash_combine(key.hash, hash_bytes(text[i].p, text[i].n));
    if (arena->failed || run->arena->failed)
        return;
    g = group_table_put(table, &key, row, arena);
    if (g)
        agg_list_add(&table->list, group_states(g), row, run, arena);
}

/* ---- the size of a group: the first value that its function answers -------------- */

static void size_set(struct agg_rows *rows, const struct field *f UNUSED,
                     struct value v)
{
    struct value *size = rows->ctx;

    if (value_is_missing(*size))
        *size = v;
}

static void size_keep(struct agg_rows *rows, const struct kept_row *kept)
{
    for (uint32_t i = 0; i < kept->nfields; i++)
        if (!kept->field[i].is_hidden)
            size_set(rows, NULL, kept->field[i].value);
}

static void size_ignore(struct agg_rows *rows UNUSED)
{
}

static void size_warning(struct agg_rows *rows UNUSED, const char *code UNUSED,
                         const char *text UNUSED)
{
}

static struct value group_size(const struct group_table *table, struct group *g,
                               struct arena *arena)
{
    const struct agg_part *part = &table->list.part[0];
    struct value size = value_missing();
    struct agg_rows rows = { .ctx = &size,
                             .arena = arena,
                             .set = size_set,
                             .keep = size_keep,
                             .next = size_ignore,
                             .none = size_ignore,
                             .warn = size_warning };

    part->agg->finish(part->call, (unsigned char *)group_states(g) + part->offset,
                      &rows);
    return size;
}

static void widget_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct widget *w = call->state;
    struct group_table *table = state;
    struct group_walk walk;
    struct group *g = NULL;

    if (group_walk_start(&walk, table, rows->arena))
        g = group_walk_next(&walk);
    if (!g)
        rows->none(rows);
    while (g && !rows->arena->failed) {
        for (size_t i = 0; i < table->nkeys; i++)
            rows->set(rows, &w->key[i], value_str(group_key_text(table, g, i)));
        rows->set(rows, &w->size, group_size(table, g, rows->arena));
        g = group_walk_next(&walk);
        if (g)
            rows->next(rows);
    }
}

/* ---- sankey ---------------------------------------------------------------------- */

enum { SOURCE, TARGET, WEIGHT };

static enum status sankey_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    static const char *const key[] = { "source", "target" };
    struct widget *w = NULL;

    TRY(check_size(call, WEIGHT, diag));
    TRY(open_outputs(call, key, countof(key), "weight", &w, diag));
    *state = w;
    return ST_OK;
}

static void sankey_init(const struct func_call *call, void *state, struct arena *arena)
{
    table_start(call, state, 2, WEIGHT, arena);
}

static void sankey_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct str text[2];

    if (arg_text(call, SOURCE, row, run, &text[0]) &&
        arg_text(call, TARGET, row, run, &text[1]))
        table_add(state, text, 2, row, run, arena);
}

static const struct aggregate sankey_aggregate = {
    .size = sizeof(struct group_table),
    .init = sankey_init,
    .add = sankey_add,
    .merge = group_agg_merge,
    .partitions = group_agg_partitions,
    .merge_partition = group_agg_merge_partition,
    .finish = widget_finish,
};

const struct func func_sankey = {
    .name = "sankey",
    .summary = "Makes a row source, target, weight for each pair of values of two "
               "fields, as a Sankey diagram expects them.",
    .source = "https://library.humio.com/data-analysis/functions-sankey.html",
    .family = "aggregate",
    .params =
        (const struct func_param[]){
            { .name = "source", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "target",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED,
              .help = "an event without source or target is left out" },
            { .name = "weight",
              .kind = PARAM_AGGREGATES,
              .def = "count(as=_count)",
              .help = "a single function" },
            { .name = NULL },
        },
    .flags = FUNC_PROJECTS,
    .open = sankey_open,
    .aggregate = &sankey_aggregate,
    .examples =
        (const struct func_example[]){
            { "sankey(source=parent, target=child)",
              "{\"parent\":\"a\",\"child\":\"b\"}\n{\"parent\":\"a\"}\n"
              "{\"parent\":\"a\",\"child\":\"b\"}\n",
              "{\"source\":\"a\",\"target\":\"b\",\"weight\":\"2\"}\n" },
            { "sankey(source=parent, target=child, weight=sum(n))",
              "{\"parent\":\"a\",\"child\":\"b\",\"n\":\"2\"}\n"
              "{\"parent\":\"a\",\"child\":\"b\",\"n\":\"3\"}\n"
              "{\"parent\":\"b\",\"child\":\"c\",\"n\":\"1\"}\n",
              "{\"source\":\"a\",\"target\":\"b\",\"weight\":\"5\"}\n"
              "{\"source\":\"b\",\"target\":\"c\",\"weight\":\"1\"}\n" },
            { 0 },
        },
};

/* ---- worldMap -------------------------------------------------------------------- */

enum { IP, LAT, LON, MAGNITUDE, PRECISION };

static enum status world_map_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    static const char *const key[] = { "geohash" };
    bool has_place = call->arg[LAT].given && call->arg[LON].given;
    struct widget *w = NULL;

    if (call->arg[LAT].given != call->arg[LON].given)
        return arg_fail(call, call->arg[LAT].given ? LAT : LON, ST_TYPE, diag,
                        "give both lat and lon");
    if (!has_place && !call->arg[IP].given)
        return diag_set(diag, ST_TYPE, call->offset, "give either ip, or lat and lon");
    TRY(check_size(call, MAGNITUDE, diag));
    TRY(open_outputs(call, key, countof(key), "magnitude", &w, diag));
    *state = w;
    if (!has_place && call->env->location_db)
        return location_db_open(&w->db, call->env->location_db, diag);
    if (!has_place)
        call->env->warn(call->env, "W433",
                        "worldMap(ip=) makes no rows without a location database; name "
                        "one with --geoip FILE, or give lat and lon");
    return ST_OK;
}

static void world_map_close(void *state)
{
    struct widget *w = state;

    if (w)
        location_db_free(w->db);
}

static void world_map_init(const struct func_call *call, void *state,
                           struct arena *arena)
{
    table_start(call, state, 1, MAGNITUDE, arena);
}

/* The place that the event names, or that of its address. */
static bool read_place(const struct func_call *call, struct row row,
                       struct func_run *run, double *lat, double *lon)
{
    static const char *const lat_path[] = { "location", "latitude", NULL };
    static const char *const lon_path[] = { "location", "longitude", NULL };
    const struct widget *w = call->state;
    struct location_record record;
    struct str ip;

    if (call->arg[LAT].given)
        return arg_number(call, LAT, row, lat) && arg_number(call, LON, row, lon);
    return w->db && arg_text(call, IP, row, run, &ip) &&
           location_db_find(w->db, ip, &record) &&
           value_number(location_record_get(&record, lat_path, run), lat) &&
           value_number(location_record_get(&record, lon_path, run), lon);
}

static void world_map_add(const struct func_call *call, void *state, struct row row,
                          struct func_run *run, struct arena *arena)
{
    size_t precision = (size_t)call->arg[PRECISION].integer;
    char text[GEOHASH_MAX];
    struct str key = { text, precision };
    double lat;
    double lon;

    if (!read_place(call, row, run, &lat, &lon) || fabs(lat) > 90 || fabs(lon) > 180)
        return;
    geohash_write(lat, lon, precision, text);
    table_add(state, &key, 1, row, run, arena);
}

static const struct aggregate world_map_aggregate = {
    .size = sizeof(struct group_table),
    .init = world_map_init,
    .add = world_map_add,
    .merge = group_agg_merge,
    .partitions = group_agg_partitions,
    .merge_partition = group_agg_merge_partition,
    .finish = widget_finish,
};

const struct func func_worldMap = {
    .name = "worldMap",
    .summary = "Makes a row geohash, magnitude for each part of the globe that has "
               "events, as a map expects them.",
    .source = "https://library.humio.com/data-analysis/functions-worldmap.html",
    .family = "aggregate",
    .params =
        (const struct func_param[]){
            { .name = "ip",
              .kind = PARAM_FIELD,
              .help = "needs the location database that --geoip names" },
            { .name = "lat", .kind = PARAM_FIELD },
            { .name = "lon", .kind = PARAM_FIELD },
            { .name = "magnitude",
              .kind = PARAM_AGGREGATES,
              .def = "count(as=_count)",
              .help = "a single function" },
            { .name = "precision",
              .kind = PARAM_INT,
              .def = "4",
              .min = 1,
              .max = GEOHASH_MAX,
              .help = "characters of the geohash" },
            { .name = NULL },
        },
    .flags = FUNC_PROJECTS,
    .open = world_map_open,
    .close = world_map_close,
    .aggregate = &world_map_aggregate,
    .examples =
        (const struct func_example[]){
            { "worldMap(lat=a, lon=b)",
              "{\"a\":\"57.64911\",\"b\":\"10.40744\"}\n"
              "{\"a\":\"57.65\",\"b\":\"10.41\"}\n{\"a\":\"91\",\"b\":\"0\"}\n",
              "{\"geohash\":\"u4pr\",\"magnitude\":\"2\"}\n" },
            { 0 },
        },
};
