#include "base/base.h"

#include "base/buf.h"
#include "cli/lookup.h"
#include "cli/zones.h"
#include "os/file.h"

enum { PATH_BYTES_MAX = 4096, QUERY_FILE_BYTES = 1 << 20 };

enum status lookup_add(struct lookup *l, struct str folder, struct diag *diag)
{
    if (l->nfolders == LOOKUP_FOLDERS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "more than %d folders for lookup files",
                        LOOKUP_FOLDERS_MAX);
    l->folder[l->nfolders++] = folder;
    return ST_OK;
}

enum status lookup_add_library(struct lookup *l, struct str folder, struct diag *diag)
{
    if (l->nlibraries == LOOKUP_FOLDERS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "more than %d folders of saved queries",
                        LOOKUP_FOLDERS_MAX);
    l->library[l->nlibraries++] = folder;
    return ST_OK;
}

enum status lookup_add_all(struct lookup *l, const char *const *folders,
                           const char *const *libraries, struct diag *diag)
{
    for (size_t i = 0; folders[i]; i++)
        TRY(lookup_add(l, str_from_cstr(folders[i]), diag));
    for (size_t i = 0; libraries[i]; i++)
        TRY(lookup_add_library(l, str_from_cstr(libraries[i]), diag));
    return ST_OK;
}

struct str lookup_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return STR(".");
    return slash == path ? STR("/") : (struct str){ path, (size_t)(slash - path) };
}

/* A name below a folder: relative, and no way up. */
static bool is_inside(struct str name)
{
    if (name.n == 0 || name.n > PATH_BYTES_MAX || name.p[0] == '/' ||
        memchr(name.p, '\0', name.n))
        return false;
    while (name.p)
        if (str_eq(str_cut(&name, '/'), STR("..")))
            return false;
    return true;
}

/* Load "<folder>/<name><suffix>" into the arena; ST_IO when it is not there. */
static enum status load(struct str folder, struct str name, const char *suffix,
                        size_t limit, struct arena *arena, struct str *bytes,
                        struct diag *diag)
{
    struct file_info info;
    struct buf path;
    struct str loaded = { NULL, 0 };
    enum status st;

    buf_init(&path, 3 * (size_t)PATH_BYTES_MAX);
    buf_printf(&path, "%.*s/%.*s%s", STR_ARG(folder), STR_ARG(name), suffix);
    buf_add_char(&path, '\0');
    if (path.failed)
        return diag_set(diag, ST_IO, 0, "the file name is too long");
    st = file_look(path.p, &info, diag);
    if (st == ST_OK && info.type != FILE_REGULAR)
        st = diag_set(diag, ST_IO, 0, "%s: not a file", path.p);
    if (st == ST_OK)
        st = file_load(path.p, limit, &loaded, diag);
    if (st == ST_OK) {
        *bytes = str_dup(arena, loaded);
        if (!bytes->p)
            st = diag_set(diag, ST_NOMEM, 0, "%s: does not fit into memory", path.p);
    }
    free((void *)(uintptr_t)loaded.p);
    buf_release(&path);
    return st;
}

static enum status read_file(void *ctx, struct str name, struct arena *arena,
                             struct str *bytes, struct diag *diag)
{
    const struct lookup *l = ctx;

    if (!is_inside(name))
        return diag_set(diag, ST_IO, 0,
                        "'%.*s': a lookup file is named relative to its folder, "
                        "without '..'",
                        STR_ARG(name));
    for (size_t i = 0; i < l->nfolders; i++) {
        enum status st =
            load(l->folder[i], name, "", LOOKUP_FILE_BYTES, arena, bytes, diag);

        if (st != ST_IO)
            return st;
    }
    return diag_set(diag, ST_IO, 0,
                    "no file '%.*s' in the lookup folders; name them with --lookup-dir",
                    STR_ARG(name));
}

/* scope/pkg:name as a path below a library: scope/pkg/name. */
static struct str path_of_query(struct str name, struct arena *arena)
{
    struct str path = str_dup(arena, name);
    char *colon = path.p ? memchr((char *)(uintptr_t)path.p, ':', path.n) : NULL;

    if (colon)
        *colon = '/';
    return path;
}

static bool load_query(const struct str *folder, size_t nfolders, struct str path,
                       struct arena *arena, struct str *text)
{
    for (size_t i = 0; i < nfolders; i++)
        if (load(folder[i], path, ".cql", QUERY_FILE_BYTES, arena, text, NULL) == ST_OK)
            return true;
    return false;
}

static bool saved_query(void *ctx, struct str name, struct arena *arena,
                        struct str *text)
{
    const struct lookup *l = ctx;
    struct str path = path_of_query(name, arena);

    return path.p && is_inside(path) &&
           (load_query(l->library, l->nlibraries, path, arena, text) ||
            load_query(l->folder, l->nfolders, path, arena, text));
}

void lookup_attach(struct lookup *l, struct plan_options *options)
{
    options->files_ctx = l;
    options->read_file = read_file;
    options->saved_query = saved_query;
    options->zones = zone_database();
}

/* ---- location databases -----------------------------------------------------------
 */

/* The first of the files `name` (which end with NULL) in the folders; NULL: none. */
static enum status find_file(const struct lookup *l, const char *const *name,
                             struct arena *arena, const char **out, struct diag *diag)
{
    for (size_t i = 0; i < l->nfolders; i++)
        for (const char *const *n = name; *n; n++) {
            struct file_info info;
            struct buf path;
            struct str kept;

            buf_init(&path, 2 * (size_t)PATH_BYTES_MAX);
            buf_printf(&path, "%.*s/%s", STR_ARG(l->folder[i]), *n);
            kept = str_dup(arena, buf_str(&path));
            buf_release(&path);
            if (!kept.p)
                return diag_set(diag, ST_NOMEM, 0, "out of memory");
            if (file_look(kept.p, &info, NULL) == ST_OK && info.type == FILE_REGULAR) {
                *out = kept.p;
                return ST_OK;
            }
        }
    return ST_OK;
}

enum status lookup_databases(const struct lookup *l, struct arena *arena,
                             struct plan_options *options, struct diag *diag)
{
    static const char *const places[] = { "GeoLite2-City.mmdb", "GeoIP2-City.mmdb",
                                          "IpLocationDb.mmdb", NULL };
    static const char *const networks[] = { "GeoLite2-ASN.mmdb", "GeoIP2-ASN.mmdb",
                                            NULL };

    if (!options->location_db)
        TRY(find_file(l, places, arena, &options->location_db, diag));
    if (!options->network_db)
        TRY(find_file(l, networks, arena, &options->network_db, diag));
    return ST_OK;
}
