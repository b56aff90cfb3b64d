#include "base/base.h"

#include "base/hash.h"
#include "func/arg.h"
#include "func/zone.h"

enum status zone_open(const struct func_call *call, size_t i, const struct tz **out,
                      struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    *out = NULL;
    if (!call->arg[i].given || call->arg[i].text[0].n == 0)
        return ST_OK;
    st = tz_find(out, call->env->arena, call->arg[i].text[0], call->env->zones, &why);
    return st == ST_OK ? ST_OK : arg_fail(call, i, st, diag, "%s", why.text);
}

/* ---- zones that rows name ----------------------------------------------------------
 */

/* Room for as many zones of the database, whose names are short. */
enum { ZONE_MEMORY_BYTES = 64 << 20, ZONE_NAME_MAX = 128 };

struct zone_memory {
    struct arena arena;
    struct map names;                       /* to the place in `zone` */
    const struct tz *zone[ZONE_MEMORY_MAX]; /* NULL: the name is none's */
};

struct zone_memory *zone_memory_new(void)
{
    struct zone_memory *m = calloc(1, sizeof *m);

    if (!m)
        return NULL;
    arena_init(&m->arena, ZONE_MEMORY_BYTES);
    map_init(&m->names, &m->arena);
    return m;
}

void zone_memory_free(struct zone_memory *m)
{
    if (!m)
        return;
    arena_release(&m->arena);
    free(m);
}

static const struct tz *read_zone(const struct func_call *call, struct str name,
                                  struct arena *arena)
{
    const struct tz *tz = NULL;

    if (tz_find(&tz, arena, name, call->env->zones, NULL) != ST_OK)
        return NULL;
    return tz;
}

const struct tz *zone_of_row(const struct func_call *call, size_t i, struct row row,
                             struct func_run *run)
{
    struct zone_memory *m = run->zones;
    const struct map_entry *e;
    struct str name;

    if (!arg_text(call, i, row, run, &name) || name.n == 0)
        return NULL;
    e = m ? map_find(&m->names, name) : NULL;
    if (e)
        return m->zone[e->value];
    if (!m || m->names.n == ZONE_MEMORY_MAX || name.n > ZONE_NAME_MAX)
        return read_zone(call, name, run->arena);
    e = map_put(&m->names, name, (uint32_t)m->names.n);
    if (!e)
        return read_zone(call, name, run->arena);
    m->zone[e->value] = read_zone(call, name, &m->arena);
    return m->zone[e->value];
}
