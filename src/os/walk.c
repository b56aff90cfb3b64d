#include "base/base.h"

#include <dirent.h>
#include <errno.h>

#include "os/reason.h"
#include "os/walk.h"

enum { NAMES_MAX = 1 << 20 };

struct walk {
    const struct walk_visitor *visitor;
    struct walk_memory *memory;
    struct diag *diag;
};

struct names {
    char **v;
    size_t n, cap;
};

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->v[i]);
    free(names->v);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join(const char *folder, const char *name)
{
    size_t n = strlen(folder), m = strlen(name);
    bool has_slash = n && folder[n - 1] == '/';
    char *path = malloc(n + m + 2);

    if (!path)
        return NULL;
    memcpy(path, folder, n);
    if (!has_slash)
        path[n++] = '/';
    memcpy(path + n, name, m + 1);
    return path;
}

static bool names_add(struct names *names, const char *folder, const char *name)
{
    if (names->n == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 64;
        char **v = realloc(names->v, cap * sizeof *v);

        if (!v)
            return false;
        names->v = v;
        names->cap = cap;
    }
    names->v[names->n] = join(folder, name);
    return names->v[names->n] && ++names->n;
}

/* The paths of the entries of `folder`, sorted. */
static enum status list(struct walk *w, const char *folder, struct names *names)
{
    const struct walk_visitor *v = w->visitor;
    DIR *dir = opendir(folder);
    struct dirent *e;
    enum status st = ST_OK;

    if (!dir) {
        v->problem(v->ctx, folder, os_reason(errno));
        return ST_OK;
    }
    while (st == ST_OK && (e = readdir(dir)) != NULL) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            (v->skip && v->skip(v->ctx, e->d_name)))
            continue;
        if (names->n == NAMES_MAX || !names_add(names, folder, e->d_name))
            st = diag_set(w->diag, ST_NOMEM, 0, "%s: too many entries", folder);
    }
    (void)closedir(dir);
    if (names->n)
        qsort(names->v, names->n, sizeof *names->v, compare_names);
    return st;
}

void walk_memory_init(struct walk_memory *m)
{
    arena_init(&m->arena, SIZE_MAX);
    map_init(&m->entered, &m->arena);
}

void walk_memory_release(struct walk_memory *m)
{
    arena_release(&m->arena);
}

/* Note that the folder is entered; *is_new is false when it was before. */
static enum status enter(struct walk *w, const struct file_info *info, bool *is_new)
{
    const uint64_t identity[2] = { info->device, info->inode };
    struct str key = { (const char *)identity, sizeof identity };

    *is_new = !map_find(&w->memory->entered, key);
    if (*is_new && !map_put(&w->memory->entered, key, 0))
        return diag_set(w->diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

static enum status walk_entries(struct walk *w, const char *folder, unsigned depth);

static enum status visit(struct walk *w, const char *path, unsigned depth)
{
    const struct walk_visitor *v = w->visitor;
    struct file_info info;
    struct diag why;
    bool is_new = false;

    if (file_look(path, &info, &why) != ST_OK) {
        size_t n = strlen(path);

        /* The diag says "path: reason"; the visitor has the path already. */
        v->problem(v->ctx, path,
                   strlen(why.text) > n + 2 ? why.text + n + 2 : why.text);
        return ST_OK;
    }
    if (info.type != FILE_FOLDER)
        return v->file(v->ctx, path, &info);
    if (depth >= WALK_DEPTH_MAX) {
        v->problem(v->ctx, path, "folders nested too deeply");
        return ST_OK;
    }
    TRY(enter(w, &info, &is_new));
    if (!is_new) {
        if (depth)
            v->problem(v->ctx, path, "folder was entered before; not entered again");
        return ST_OK;
    }
    return walk_entries(w, path, depth + 1);
}

static enum status walk_entries(struct walk *w, const char *folder, unsigned depth)
{
    struct names names = { 0 };
    enum status st = list(w, folder, &names);

    for (size_t i = 0; st == ST_OK && i < names.n; i++)
        st = visit(w, names.v[i], depth);
    names_free(&names);
    return st;
}

enum status walk_folder(const char *path, const struct walk_visitor *visitor,
                        struct walk_memory *memory, struct diag *diag)
{
    struct walk w = { .visitor = visitor, .memory = memory, .diag = diag };

    return visit(&w, path, 0);
}
