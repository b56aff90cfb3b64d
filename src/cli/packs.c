#include "base/base.h"

#include "cli/datadir.h"
#include "cli/load.h"
#include "cli/lookup.h"
#include "cli/packs.h"
#include "os/walk.h"
#include "query/parse.h"

struct search {
    struct packs *packs;
    struct arena *arena;
    struct diag *diag;
};

static bool grow(struct packs *packs, struct arena *arena)
{
    size_t cap = packs->cap ? packs->cap * 2 : 8;
    struct loaded_pack *v;

    if (packs->n < packs->cap)
        return true;
    v = arena_new_array(arena, struct loaded_pack, cap);
    if (!v)
        return false;
    if (packs->n)
        memcpy(v, packs->v, packs->n * sizeof *v);
    packs->v = v;
    packs->cap = cap;
    return true;
}

/* An id names a detection in every finding, so it must name one. */
static enum status check_unique(const struct packs *packs, const struct pack *pack,
                                const char *path, struct diag *diag)
{
    for (size_t i = 0; i < packs->n; i++)
        if (str_eq(packs->v[i].pack.id, pack->id))
            return diag_set(diag, ST_FORMAT, 0, "%s:1: the id '%.*s' is that of %.*s",
                            path, STR_ARG(pack->id), STR_ARG(packs->v[i].folder));
    return ST_OK;
}

static enum status load_pack(struct search *s, const char *path)
{
    struct loaded_pack loaded;
    struct str yaml;

    if (s->packs->n == PACKS_MAX)
        return diag_set(s->diag, ST_LIMIT, 0, "more than %d packs", PACKS_MAX);
    TRY(load_file(path, YAML_BYTES_MAX, s->arena, &yaml, s->diag));
    TRY(pack_parse(&loaded.pack, yaml, path, s->arena, s->diag));
    TRY(check_unique(s->packs, &loaded.pack, path, s->diag));
    loaded.folder = str_dup(s->arena, lookup_folder_of(path));
    if (!loaded.folder.p || !grow(s->packs, s->arena))
        return diag_set(s->diag, ST_NOMEM, 0, "out of memory");
    loaded.query_path = load_path(s->arena, loaded.folder, loaded.pack.query);
    if (!loaded.query_path.p)
        return diag_set(s->diag, ST_LIMIT, 0, "%s: the path is too long", path);
    TRY(load_file(loaded.query_path.p, QUERY_BYTES_MAX, s->arena, &loaded.query,
                  s->diag));
    s->packs->v[s->packs->n++] = loaded;
    return ST_OK;
}

static enum status visit_file(void *ctx, const char *path,
                              const struct file_info *info UNUSED)
{
    if (!str_ends_with(str_from_cstr(path), STR("/pack.yaml")))
        return ST_OK;
    return load_pack(ctx, path);
}

/* A folder that cannot be entered may hold a detection: say so when nothing else is. */
static void visit_problem(void *ctx, const char *path, const char *why)
{
    struct search *s = ctx;

    (void)diag_set(s->diag, ST_IO, 0, "%s: %s", path, why);
}

enum status packs_add(struct packs *packs, const char *folder, struct arena *arena,
                      struct diag *diag)
{
    struct search s = { packs, arena, diag };
    struct walk_visitor visitor = { .ctx = &s,
                                    .file = visit_file,
                                    .problem = visit_problem };
    struct file_info info;
    struct walk_memory memory;
    size_t before = packs->n;
    enum status st;

    TRY(file_look(folder, &info, diag));
    if (info.type != FILE_FOLDER)
        return diag_set(diag, ST_IO, 0, "%s: a pack is a folder", folder);
    diag->text[0] = '\0';
    walk_memory_init(&memory);
    st = walk_folder(folder, &visitor, &memory, diag);
    walk_memory_release(&memory);
    if (st != ST_OK || diag->text[0])
        return st != ST_OK ? st : ST_IO;
    if (packs->n == before)
        return diag_set(diag, ST_IO, 0, "%s: no pack.yaml in or below it", folder);
    return ST_OK;
}

enum status packs_default_folder(const char **folder, struct diag *diag)
{
    static const char *const candidates[] = { COUNTERSIGN_DATADIR "/detections",
                                              "detections" };
    struct file_info info;

    for (size_t i = 0; i < countof(candidates); i++) {
        *folder = candidates[i];
        if (file_look(*folder, &info, NULL) == ST_OK && info.type == FILE_FOLDER)
            return ST_OK;
    }
    return diag_set(diag, ST_IO, 0,
                    "no detections: neither %s nor ./detections is there; name a "
                    "folder with --pack",
                    candidates[0]);
}
