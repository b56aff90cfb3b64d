/*
 * fn_location.c - ipLocation(), asn(): what a MaxMind database says of an address.
 *
 * The user names the databases; without one no field is added and the query says so
 * once. What a database does not know of an address is left out.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/location_db.h"

enum { FIELD, AS };
enum { PARTS_MAX = 5, PATH_MAX_STEPS = 4 };

/* A field of the result: what is appended to the prefix, and where its value lies. */
struct part {
    const char *suffix;
    const char *path[PATH_MAX_STEPS];
    const char *otherwise[PATH_MAX_STEPS]; /* when the first is missing */
};

static const struct part location_parts[] = {
    { "country", { "country", "iso_code" }, { "registered_country", "iso_code" } },
    { "state", { "subdivisions", "0", "iso_code" }, { NULL } },
    { "city", { "city", "names", "en" }, { NULL } },
    { "lat", { "location", "latitude" }, { NULL } },
    { "lon", { "location", "longitude" }, { NULL } },
};

static const struct part network_parts[] = {
    { "asn", { "autonomous_system_number" }, { NULL } },
    { "org", { "autonomous_system_organization" }, { NULL } },
};

struct location {
    struct location_db *db; /* NULL: there is none */
    const struct part *part;
    size_t nparts;
    struct field out[PARTS_MAX];
};

/* ---- opening ----------------------------------------------------------------------
 */

static enum status open_outputs(const struct func_call *call, struct location *l,
                                struct diag *diag)
{
    for (size_t i = 0; i < l->nparts; i++) {
        struct str name = { NULL, 0 };
        struct buf b;

        buf_init(&b, FUNC_TEXT_MAX);
        buf_printf(&b, "%.*s.%s", STR_ARG(call->arg[AS].field[0].name),
                   l->part[i].suffix);
        if (!b.failed)
            name = str_dup(call->env->arena, buf_str(&b));
        buf_release(&b);
        if (!name.p)
            return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
        TRY(call->env->field(call->env, name, &l->out[i], diag));
    }
    return ST_OK;
}

/* The database comes last: what fails before it leaves nothing open. */
static enum status open_call(const struct func_call *call, const char *path,
                             const struct location *kind, void **state,
                             struct diag *diag)
{
    struct location *l = arena_new(call->env->arena, struct location);

    if (!l)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *l = *kind;
    *state = l;
    TRY(open_outputs(call, l, diag));
    return path ? location_db_open(&l->db, path, diag) : ST_OK;
}

static void location_close(void *state)
{
    struct location *l = state;

    if (l)
        location_db_free(l->db);
}

static enum status location_open(const struct func_call *call, void **state,
                                 struct diag *diag)
{
    static const struct location kind = { .part = location_parts,
                                          .nparts = countof(location_parts) };
    const char *path = call->env->location_db;

    if (!path)
        call->env->warn(call->env, "W433",
                        "ipLocation() adds no fields without a location database; name "
                        "one with --geoip FILE");
    return open_call(call, path, &kind, state, diag);
}

static enum status network_open(const struct func_call *call, void **state,
                                struct diag *diag)
{
    static const struct location kind = { .part = network_parts,
                                          .nparts = countof(network_parts) };
    const char *path = call->env->network_db;

    if (!path)
        call->env->warn(call->env, "W433",
                        "asn() adds no fields without a database of networks; name one "
                        "with --asn FILE");
    return open_call(call, path, &kind, state, diag);
}

/* ---- a row ------------------------------------------------------------------------
 */

static bool location_rewrite(const struct func_call *call, struct row row,
                             struct func_run *run)
{
    const struct location *l = call->state;
    struct location_record record;
    struct str text;

    if (!l->db || !arg_text(call, FIELD, row, run, &text) ||
        !location_db_find(l->db, text, &record))
        return true;
    for (size_t i = 0; i < l->nparts; i++) {
        struct value v = location_record_get(&record, l->part[i].path, run);

        if (value_is_missing(v))
            v = location_record_get(&record, l->part[i].otherwise, run);
        if (!value_is_missing(v))
            row_set(row, &l->out[i], v);
    }
    return true;
}

/* ---- descriptors ------------------------------------------------------------------
 */

static const struct func_param params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_UNNAMED, .def = "ip" },
    { .name = "as", .kind = PARAM_OUT, .def = "=field", .help = "prefix" },
    { .name = NULL },
};

const struct func func_ipLocation = {
    .name = "ipLocation",
    .summary = "Country, state, city and coordinates of an address, from a location "
               "database that --geoip names.",
    .source = "library.humio.com/data-analysis/functions-iplocation.html",
    .family = "network",
    .params = params,
    .open = location_open,
    .close = location_close,
    .rewrite = location_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "ipLocation(ip)",
              .input = "{\"ip\":\"8.8.8.8\"}",
              .output = "{\"ip\":\"8.8.8.8\"}" },
            { .query = NULL },
        },
};

const struct func func_asn = {
    .name = "asn",
    .summary = "Number and organisation of the autonomous system of an address, from a "
               "database that --asn names.",
    .source = "library.humio.com/data-analysis/functions-asn.html",
    .family = "network",
    .params = params,
    .open = network_open,
    .close = location_close,
    .rewrite = location_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "asn(ip)",
              .input = "{\"ip\":\"8.8.8.8\"}",
              .output = "{\"ip\":\"8.8.8.8\"}" },
            { .query = NULL },
        },
};
