#include "base/base.h"

#include "input/archive.h"
#include "input/source_list.h"
#include "os/walk.h"

enum { SOURCES_MAX = 1 << 24 /* a source's number has 24 bits in an ordinal */ };

static const size_t list_bytes_max = (size_t)1 << 30;

void sources_note(struct sources *s, size_t i, struct str path, const char *why,
                  bool is_failure)
{
    struct str text = str_from_cstr(why);

    lock_take(s->lock);
    if (i != SIZE_MAX && is_failure)
        s->source[i].has_failed = true;
    s->nmissing += i == SIZE_MAX && is_failure;
    for (size_t k = 0; k < s->nproblems; k++) {
        if (str_eq(s->problem[k].path, path) && str_eq(s->problem[k].why, text))
            goto out;
    }
    if (s->nproblems == s->problem_cap) {
        size_t cap = s->problem_cap ? s->problem_cap * 2 : 16;
        struct source_problem *v = realloc(s->problem, cap * sizeof *v);

        if (!v)
            goto out;
        s->problem = v;
        s->problem_cap = cap;
    }
    s->problem[s->nproblems++] =
        (struct source_problem){ .path = str_dup(&s->arena, path),
                                 .why = str_dup(&s->arena, text) };
out:
    lock_release(s->lock);
}

enum status sources_add(struct sources *s, const struct source *source,
                        struct diag *diag)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        struct source *v = realloc(s->source, cap * sizeof *v);

        if (!v)
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
        s->source = v;
        s->cap = cap;
    }
    if (s->n == SOURCES_MAX)
        return diag_set(diag, ST_LIMIT, 0, "too many input files");
    s->source[s->n++] = *source;
    return ST_OK;
}

/* A file, or what is in it when it is an archive. */
static enum status add(struct sources *s, const char *path,
                       const struct file_info *info, struct diag *diag)
{
    struct source source = { .path = NULL, .info = *info };
    bool is_archive = false;

    if (path && info->type == FILE_REGULAR)
        TRY(archive_collect(s, path, &is_archive, diag));
    if (is_archive)
        return ST_OK;
    if (path)
        source.path = str_dup(&s->arena, str_from_cstr(path)).p;
    if (path && !source.path)
        return diag_set(diag, ST_LIMIT, 0, "too many input files");
    return sources_add(s, &source, diag);
}

struct collector {
    struct sources *sources;
    struct diag *diag;
};

static enum status take_file(void *ctx, const char *path, const struct file_info *info)
{
    struct collector *c = ctx;

    if (info->type != FILE_REGULAR) {
        sources_note(c->sources, SIZE_MAX, str_from_cstr(path),
                     "not a regular file; skipped", false);
        return ST_OK;
    }
    if (info->size == 0)
        return ST_OK;
    return add(c->sources, path, info, c->diag);
}

static void take_problem(void *ctx, const char *path, const char *why)
{
    struct collector *c = ctx;

    sources_note(c->sources, SIZE_MAX, str_from_cstr(path), why, true);
}

static bool is_left_out(void *ctx UNUSED, const char *name)
{
    return archive_name_is_left_out(str_from_cstr(name));
}

/* One path as the user named it. What is not there is a problem, not a failure. */
static enum status collect_path(struct sources *s, const char *path,
                                struct walk_memory *memory, struct diag *diag)
{
    struct collector c = { .sources = s, .diag = diag };
    const struct walk_visitor visitor = {
        .ctx = &c, .file = take_file, .problem = take_problem, .skip = is_left_out
    };
    struct file_info info = { .type = FILE_STREAM };
    struct diag why;

    if (strcmp(path, "-") == 0)
        return add(s, NULL, &info, diag);
    if (file_look(path, &info, &why) != ST_OK) {
        size_t n = strlen(path) + 2;

        take_problem(&c, path, strlen(why.text) > n ? why.text + n : why.text);
        return ST_OK;
    }
    if (info.type == FILE_FOLDER)
        return walk_folder(path, &visitor, memory, diag);
    return add(s, path, &info, diag);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All paths, sorted, so that a folder comes before what lies in it. */
static enum status collect(struct sources *s, const char *const *paths, size_t n,
                           struct diag *diag)
{
    const char **sorted = malloc((n + 1) * sizeof *sorted);
    struct walk_memory memory;
    enum status st = ST_OK;

    if (!sorted)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n; i++)
        sorted[i] = paths[i];
    qsort(sorted, n, sizeof *sorted, compare_paths);
    walk_memory_init(&memory);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = collect_path(s, sorted[i], &memory, diag);
    walk_memory_release(&memory);
    free(sorted);
    return st;
}

static uint64_t place_in_archive(const struct source *s)
{
    return s->member ? s->member->entry.offset : 0;
}

/* By path; an archive may have several members of one name. */
static int compare_sources(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    uint64_t i = place_in_archive(x), k = place_in_archive(y);
    int order;

    if (!x->path || !y->path)
        return !y->path - !x->path;
    order = strcmp(x->path, y->path);
    return order ? order : i < k ? -1 : i > k;
}

/*
 * Sort by path and keep one of each, so that neither the order in which the user names
 * files nor naming one twice changes a result.
 */
static void sort_sources(struct sources *s)
{
    size_t n = 0;

    if (s->n)
        qsort(s->source, s->n, sizeof *s->source, compare_sources);
    for (size_t i = 0; i < s->n; i++)
        if (n == 0 || compare_sources(&s->source[n - 1], &s->source[i]) != 0)
            s->source[n++] = s->source[i];
    s->n = n;
    for (size_t i = 0; i < n; i++) {
        s->total += s->source[i].info.size;
        s->total_unknown |= s->source[i].info.type == FILE_STREAM;
    }
}

static enum status find_format(struct sources *s, const char *name, struct diag *diag)
{
    for (size_t i = 0; name && i < input_table_len; i++)
        if (strcmp(input_table[i]->name, name) == 0)
            s->format = input_table[i];
    if (name && !s->format)
        return diag_set(diag, ST_UNSUPPORTED, 0, "unknown input format '%s'", name);
    return ST_OK;
}

static enum status nothing_found(const struct sources *s, struct diag *diag)
{
    const struct source_problem *p = s->problem;

    if (s->nproblems == 0)
        return diag_set(diag, ST_IO, 0, "no input files found");
    return diag_set(diag, ST_IO, 0, "%.*s: %.*s", STR_ARG(p->path), STR_ARG(p->why));
}

enum status sources_new(struct sources **out, const char *const *paths, size_t n,
                        const struct sources_options *options, struct diag *diag)
{
    struct sources *s = calloc(1, sizeof *s);
    enum status st = ST_OK;

    if (!s)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&s->arena, list_bytes_max);
    s->options = *options;
    if (s->options.workers == 0)
        s->options.workers = 1;
    s->lock = lock_new();
    if (!s->lock)
        st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (st == ST_OK)
        st = find_format(s, options->format, diag);
    if (st == ST_OK)
        st = collect(s, paths, n, diag);
    if (st == ST_OK && s->n == 0)
        st = nothing_found(s, diag);
    if (st != ST_OK) {
        sources_free(s);
        return st;
    }
    sort_sources(s);
    *out = s;
    return ST_OK;
}

void sources_free(struct sources *s)
{
    if (!s)
        return;
    lock_free(s->lock);
    free(s->source);
    free(s->problem);
    arena_release(&s->arena);
    free(s);
}

enum status sources_open(struct sources *s, bool ordered, struct feed **feed,
                         struct diag *diag)
{
    if (s->stream_was_read)
        return diag_set(
            diag, ST_UNSUPPORTED, 0,
            "the query reads its input twice, which a stream does not allow; "
            "save it to a file first");
    TRY(feed_new(s, ordered, feed, diag));
    atomic_store(&s->bytes_read, 0);
    s->stream_was_read = s->total_unknown;
    return ST_OK;
}

void sources_close(struct sources *s UNUSED, struct feed *feed)
{
    feed_free(feed);
}

bool sources_read_again(const struct sources *s)
{
    return !s->total_unknown;
}

void sources_progress(const struct sources *s, uint64_t *done, uint64_t *total)
{
    *done = atomic_load(&s->bytes_read);
    *total = s->total_unknown ? 0 : s->total;
}

void sources_summary(const struct sources *s, struct sources_summary *out)
{
    *out = (struct sources_summary){ .bytes_read = atomic_load(&s->bytes_read),
                                     .failed = s->nmissing,
                                     .problem = s->problem,
                                     .nproblems = s->nproblems };
    for (size_t i = 0; i < s->n; i++) {
        out->files += s->source[i].was_read;
        out->failed += s->source[i].has_failed;
    }
}
