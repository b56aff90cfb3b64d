#include "base/base.h"

#include "cli/evidence.h"
#include "cli/load.h"
#include "cli/version.h"
#include "os/folder.h"
#include "os/walk.h"
#include "os/write.h"
#include "output/json_row.h"
#include "output/json_write.h"
#include "signature/digest.h"

enum { PATH_BYTES_MAX = 1 << 14, FILE_BYTES_MAX = 1 << 28, PIECE_BYTES = 1 << 20 };

const char *evidence_path(struct arena *arena, const char *folder, const char *name)
{
    return load_path(arena, str_from_cstr(folder), str_from_cstr(name)).p;
}

static enum status no_memory(struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "out of memory");
}

/* ---- the folder -------------------------------------------------------------- */

static enum status visit_other(void *ctx, const char *path,
                               const struct file_info *info UNUSED)
{
    return diag_set(ctx, ST_IO, 0,
                    "%s: evidence needs a folder of its own, and this "
                    "is there already",
                    path);
}

static void visit_problem(void *ctx, const char *path, const char *why)
{
    (void)diag_set(ctx, ST_IO, 0, "%s: %s", path, why);
}

enum status evidence_open(struct evidence *e, const char *folder, struct arena *arena,
                          struct diag *diag)
{
    struct walk_visitor visitor = { diag, visit_other, visit_problem, NULL };
    struct walk_memory memory;
    struct file_info info;
    const char *inside = evidence_path(arena, folder, "manifest.json");
    enum status st;

    *e = (struct evidence){ .folder = folder, .arena = arena };
    buf_init(&e->findings, SIZE_MAX);
    if (!inside)
        return no_memory(diag);
    TRY(folder_make_for(inside, diag));
    TRY(file_look(folder, &info, diag));
    diag->text[0] = '\0';
    walk_memory_init(&memory);
    st = walk_folder(folder, &visitor, &memory, diag);
    walk_memory_release(&memory);
    return st == ST_OK && diag->text[0] ? ST_IO : st;
}

void evidence_close(struct evidence *e)
{
    buf_release(&e->findings);
}

/* ---- findings ---------------------------------------------------------------- */

enum status evidence_note(struct evidence *e, struct batch *batch, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        struct row row = { batch, batch->sel[i] };

        /* What a baseline and a preview say is not of the detection. */
        row_set_name(row, STR("Seen"), value_missing());
        row_set_name(row, STR("HiddenBy"), value_missing());
        TRY(json_add_row(&e->findings, row, diag));
        buf_add_char(&e->findings, '\n');
        e->nfindings++;
    }
    return e->findings.failed ? no_memory(diag) : ST_OK;
}

/* ---- detections -------------------------------------------------------------- */

struct copying {
    const struct evidence *evidence;
    const struct loaded_pack *pack;
    struct diag *diag;
};

/* What is only about a detection does not run. */
static bool skip_about(void *ctx UNUSED, const char *name)
{
    return strcmp(name, "tests") == 0 || strcmp(name, "atomics") == 0 ||
           strcmp(name, "tuning") == 0;
}

static enum status copy_file(void *ctx, const char *path,
                             const struct file_info *info UNUSED)
{
    struct copying *c = ctx;
    const char *name = path + c->pack->folder.n + 1;
    struct str bytes;
    enum status st;
    const char *to;
    struct buf below;

    buf_init(&below, PATH_BYTES_MAX);
    buf_printf(&below, "detections/%.*s/%s", STR_ARG(c->pack->pack.id), name);
    buf_add_char(&below, '\0');
    to = below.failed ? NULL
                      : evidence_path(c->evidence->arena, c->evidence->folder, below.p);
    buf_release(&below);
    if (!to)
        return no_memory(c->diag);
    TRY(file_load(path, FILE_BYTES_MAX, &bytes, c->diag));
    st = folder_make_for(to, c->diag);
    if (st == ST_OK)
        st = write_whole(to, bytes, c->diag);
    free((void *)(uintptr_t)bytes.p);
    return st;
}

static enum status copy_packs(const struct evidence *e, const struct packs *packs,
                              struct diag *diag)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < packs->n && st == ST_OK; i++) {
        struct copying c = { e, &packs->v[i], diag };
        struct walk_visitor visitor = { &c, copy_file, NULL, skip_about };
        struct walk_memory memory;

        walk_memory_init(&memory);
        st = walk_folder(packs->v[i].folder.p, &visitor, &memory, diag);
        walk_memory_release(&memory);
    }
    return st;
}

/* ---- the manifest ------------------------------------------------------------ */

struct inventory {
    struct buf *out;
    struct digester *digester;
    struct diag *diag;
};

static enum status hash_open_file(const struct inventory *v, const struct file *file,
                                  char *piece, struct digests *out)
{
    struct digest_run run;
    enum status st = ST_OK;
    size_t got = 1;

    digest_run_start(&run, v->digester, DIGEST_BIT(DIGEST_SHA256));
    while (st == ST_OK && got) {
        st = file_read(file, piece, PIECE_BYTES, &got, v->diag);
        if (st == ST_OK)
            digest_run_add(&run, (struct str){ piece, got });
    }
    if (st == ST_OK && !digest_run_finish(&run, out))
        st = no_memory(v->diag);
    digest_run_release(&run);
    return st;
}

static enum status hash_file(const struct inventory *v, const char *path,
                             struct digests *out)
{
    char *piece = malloc(PIECE_BYTES);
    struct file file;
    enum status st;

    if (!piece)
        return no_memory(v->diag);
    st = file_open(&file, path, v->diag);
    if (st == ST_OK) {
        st = hash_open_file(v, &file, piece, out);
        file_close(&file);
    }
    free(piece);
    return st;
}

/* A file that cannot be read was told of during the hunt: it is listed without hash. */
static enum status list_file(void *ctx, const char *path, const struct file_info *info)
{
    struct inventory *v = ctx;
    struct digests digests;
    char hex[DIGEST_HEX];
    enum status st;

    if (info->type != FILE_REGULAR)
        return ST_OK;
    st = hash_file(v, path, &digests);
    if (st != ST_OK && st != ST_IO)
        return st;
    json_open(v->out, NULL, '{');
    json_word(v->out, "path", path);
    json_number(v->out, "size", (int64_t)info->size);
    if (st == ST_OK)
        json_word(v->out, "sha256", digest_hex(&digests.of[DIGEST_SHA256], hex));
    json_close(v->out, '}');
    return ST_OK;
}

static enum status list_path(struct inventory *v, const char *path,
                             struct walk_memory *memory)
{
    struct walk_visitor visitor = { v, list_file, NULL, NULL };
    struct file_info info;

    TRY(file_look(path, &info, v->diag));
    if (info.type == FILE_FOLDER)
        return walk_folder(path, &visitor, memory, v->diag);
    return list_file(v, path, &info);
}

static enum status list_inputs(const struct evidence_run *run, struct buf *out,
                               struct diag *diag)
{
    struct inventory v = { out, NULL, diag };
    struct walk_memory memory;
    enum status st;

    TRY(digester_new(&v.digester, diag));
    walk_memory_init(&memory);
    json_open(out, "inputs", '[');
    st = ST_OK;
    for (size_t i = 0; i < run->npaths && st == ST_OK; i++)
        st = list_path(&v, run->paths[i], &memory);
    json_close(out, ']');
    walk_memory_release(&memory);
    digester_free(v.digester);
    return st;
}

static void list_detections(const struct packs *packs, struct buf *out)
{
    json_open(out, "detections", '[');
    for (size_t i = 0; i < packs->n; i++) {
        json_open(out, NULL, '{');
        json_text(out, "id", packs->v[i].pack.id);
        json_text(out, "title", packs->v[i].pack.title);
        json_text(out, "query", packs->v[i].pack.query);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static enum status write_manifest(const struct evidence *e,
                                  const struct evidence_run *run, uint64_t nrecords,
                                  struct diag *diag)
{
    const char *path = evidence_path(e->arena, e->folder, "manifest.json");
    enum status st;
    struct buf out;

    buf_init(&out, SIZE_MAX);
    json_open(&out, NULL, '{');
    json_number(&out, "countersign_evidence", 1);
    json_word(&out, "version", COUNTERSIGN_VERSION);
    json_time(&out, "created", run->now_ms);
    json_number(&out, "now_ms", run->now_ms);
    json_open(&out, "params", '[');
    for (size_t i = 0; run->params[i]; i++)
        json_word(&out, NULL, run->params[i]);
    json_close(&out, ']');
    json_number(&out, "findings", (int64_t)e->nfindings);
    json_number(&out, "records", (int64_t)nrecords);
    list_detections(run->packs, &out);
    st = list_inputs(run, &out, diag);
    json_close(&out, '}');
    buf_add_char(&out, '\n');
    if (st == ST_OK && (out.failed || !path))
        st = no_memory(diag);
    if (st == ST_OK)
        st = write_whole(path, buf_str(&out), diag);
    buf_release(&out);
    return st;
}

/* The manifest comes last: a folder without one is no evidence. */
enum status evidence_write(struct evidence *e, const struct evidence_run *run,
                           struct diag *diag)
{
    const char *path = evidence_path(e->arena, e->folder, "findings.ndjson");
    uint64_t nrecords = 0;

    if (!path)
        return no_memory(diag);
    TRY(copy_packs(e, run->packs, diag));
    TRY(write_whole(path, buf_str(&e->findings), diag));
    TRY(evidence_records(e, run, &nrecords, diag));
    return write_manifest(e, run, nrecords, diag);
}
