#include "base/base.h"

#include "base/buf.h"
#include "input/archive.h"

enum {
    MAGIC_BYTES = 4,
    LOCAL_BYTES = 30, /* of a local header, at least */
    PATH_BYTES_MAX = 1 << 18
};

static const size_t directory_bytes_max = (size_t)128 << 20;

bool archive_begins(struct str head)
{
    return str_starts_with(head, STR("PK\3\4")) || str_starts_with(head, STR("PK\5\6"));
}

bool archive_name_is_left_out(struct str name)
{
    return str_starts_with(name, STR(".")) || str_eq(name, STR("_SUCCESS"));
}

/* A folder, nothing, or what nobody put there on purpose. */
static bool is_passed_over(const struct zip_entry *e)
{
    struct str rest = e->name;

    if (e->size == 0 || str_starts_with(e->name, STR("__MACOSX/")))
        return true;
    while (rest.n) {
        struct str part = str_cut(&rest, '/');

        if (!str_eq(part, STR(".")) && archive_name_is_left_out(part))
            return true;
    }
    return e->name.n == 0 || e->name.p[e->name.n - 1] == '/';
}

/* An archive while its members are collected. */
struct collecting {
    struct sources *sources;
    const char *path; /* lives as the sources */
    struct buf member_path;
};

static struct str path_of(struct collecting *c, const struct zip_entry *e)
{
    buf_reset(&c->member_path);
    buf_printf(&c->member_path, "%s/%.*s", c->path, STR_ARG(e->name));
    return buf_str(&c->member_path);
}

static enum status add_member(struct collecting *c, const struct zip_entry *e,
                              struct diag *diag)
{
    struct arena *arena = &c->sources->arena;
    struct member *m = arena_new(arena, struct member);
    struct source source = { .info = { .type = FILE_REGULAR, .size = e->packed } };

    if (!m)
        return diag_set(diag, ST_LIMIT, 0, "too many input files");
    m->archive = c->path;
    m->entry = *e;
    m->entry.record = (struct str){ NULL, 0 };
    m->entry.name = str_dup(arena, e->name);
    source.path = str_dup(arena, path_of(c, e)).p;
    source.member = m;
    if (!m->entry.name.p || !source.path || c->member_path.failed)
        return diag_set(diag, ST_LIMIT, 0, "too many input files");
    return sources_add(c->sources, &source, diag);
}

static int compare_offsets(const void *a, const void *b)
{
    const struct zip_entry *x = a, *y = b;

    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/*
 * Members that share bytes are how a small archive unpacks to more than anybody can
 * read; no program that packs makes them.
 */
static enum status add_members(struct collecting *c, const struct zip_directory *z,
                               struct diag *diag)
{
    uint64_t end = 0;

    qsort(z->entry, z->nentries, sizeof *z->entry, compare_offsets);
    for (size_t i = 0; i < z->nentries; i++) {
        const struct zip_entry *e = &z->entry[i];
        const char *why = e->offset < end ? "shares bytes with another member; skipped"
                                          : member_refusal(e);

        if (is_passed_over(e))
            continue;
        if (why) {
            sources_note(c->sources, SIZE_MAX, path_of(c, e), why, true);
            continue;
        }
        TRY(add_member(c, e, diag));
        if (e->packed > UINT64_MAX / 2 || e->offset > UINT64_MAX / 4)
            end = UINT64_MAX;
        else
            end = e->offset + LOCAL_BYTES + e->name.n + e->packed;
    }
    return ST_OK;
}

static enum status collect(struct sources *s, const char *path, const struct file *f,
                           struct diag *diag)
{
    const struct zip_file file = member_archive(f);
    struct collecting c = { .sources = s,
                            .path = str_dup(&s->arena, str_from_cstr(path)).p };
    struct zip_directory directory;
    struct arena arena;
    struct diag why = { .offset = 0 };
    enum status st;

    if (!c.path)
        return diag_set(diag, ST_LIMIT, 0, "too many input files");
    arena_init(&arena, directory_bytes_max);
    buf_init(&c.member_path, PATH_BYTES_MAX);
    st = zip_directory_read(&directory, &file, &arena, &why);
    if (st == ST_OK) {
        st = add_members(&c, &directory, diag);
    } else if (st != ST_NOMEM) {
        sources_note(s, SIZE_MAX, str_from_cstr(path), why.text, true);
        st = ST_OK;
    } else {
        *diag = why;
    }
    buf_release(&c.member_path);
    arena_release(&arena);
    return st;
}

enum status archive_collect(struct sources *s, const char *path, bool *is_archive,
                            struct diag *diag)
{
    char magic[MAGIC_BYTES];
    struct file f;
    size_t got = 0;
    enum status st = ST_OK;

    *is_archive = false;
    if (file_open(&f, path, NULL) != ST_OK)
        return ST_OK; /* who reads it will tell */
    *is_archive = file_pread(&f, magic, sizeof magic, 0, &got, NULL) == ST_OK &&
                  archive_begins((struct str){ magic, got });
    if (*is_archive)
        st = collect(s, path, &f, diag);
    file_close(&f);
    return st;
}
