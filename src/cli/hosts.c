#include "base/base.h"

#include "base/buf.h"
#include "cli/hosts.h"
#include "os/file.h"

/* sort() is stable, so the last row of an aid is the newest record of it. */
static const char *const query = "aid=* ComputerName=* event_simpleName!=*"
                                 " | sort(@timestamp, order=asc, limit=max)"
                                 " | select([aid, ComputerName])";

static bool grow(struct hosts *h)
{
    size_t cap = h->cap ? h->cap * 2 : 64;
    struct str *name;

    if (h->n < h->cap)
        return true;
    name = arena_new_array(h->arena, struct str, cap);
    if (!name)
        return false;
    if (h->n)
        memcpy(name, h->name, h->n * sizeof *name);
    h->name = name;
    h->cap = cap;
    return true;
}

static bool add_host(struct hosts *h, struct str aid, struct str name)
{
    struct str copy = str_dup(h->arena, name);
    struct map_entry *e;

    if (!copy.p || !grow(h))
        return false;
    e = map_put(&h->index, aid, (uint32_t)h->n);
    if (!e)
        return false;
    if (e->value == h->n)
        h->n++;
    h->name[e->value] = copy;
    return true;
}

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct hosts *h = ctx;

    for (uint32_t i = 0; i < batch->nsel; i++) {
        struct row row = { batch, batch->sel[i] };
        struct str aid = value_text(row_get_name(row, STR("aid")), &batch->arena);
        struct str name =
            value_text(row_get_name(row, STR("ComputerName")), &batch->arena);

        if (aid.n && name.n && !add_host(h, aid, name))
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    return ST_OK;
}

static enum status read_folder(struct hosts *h, const char *folder,
                               const struct console *console, struct diag *diag)
{
    const struct runner_options options = { .paths = &folder,
                                            .npaths = 1,
                                            .has_prefilter = true };
    const struct plan_options plan_options = { .dialect = DIALECT_LENIENT };
    struct row_output output = { h, take_rows };
    struct plan *plan;
    struct runner runner;
    enum status st;

    st = plan_new(&plan, str_from_cstr(query), &plan_options);
    if (st != ST_OK) {
        plan_free(plan);
        return diag_set(diag, st, 0, "the query for host names: %s", status_text(st));
    }
    st = runner_open(&runner, &options, false, console, diag);
    if (st == ST_OK) {
        st = runner_run(&runner, plan, &output, diag);
        (void)runner_report(&runner);
        runner_close(&runner);
    }
    plan_free(plan);
    return st;
}

/* The folder of lookup records below `path`, if there is one. */
static enum status read_below(struct hosts *h, const char *path,
                              const struct console *console, struct diag *diag)
{
    struct file_info info;
    struct buf folder;
    enum status st = ST_OK;

    buf_init(&folder, 1 << 14);
    buf_printf(&folder, "%s/aidmaster", path);
    buf_add_char(&folder, '\0');
    if (!folder.failed && file_look(folder.p, &info, NULL) == ST_OK &&
        info.type == FILE_FOLDER)
        st = read_folder(h, folder.p, console, diag);
    buf_release(&folder);
    return st;
}

enum status hosts_load(struct hosts *h, const struct host_places *places,
                       struct arena *arena, const struct console *console,
                       struct diag *diag)
{
    *h = (struct hosts){ .arena = arena };
    map_init(&h->index, arena);
    if (places->named)
        return read_folder(h, places->named, console, diag);
    for (size_t i = 0; i < places->npaths; i++)
        TRY(read_below(h, places->paths[i], console, diag));
    return ST_OK;
}

bool hosts_any(const struct hosts *h)
{
    return h->n > 0;
}

struct str hosts_name(const struct hosts *h, struct str aid)
{
    const struct map_entry *e = map_find(&h->index, aid);

    return e ? h->name[e->value] : (struct str){ NULL, 0 };
}
