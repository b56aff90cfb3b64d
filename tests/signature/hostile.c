/*
 * hostile - every way to cut or bend a sample must end in a verdict.
 *
 *     hostile [--sample] PATH…
 *
 * Each file (PATH may be a folder) is verified cut at every 64th byte, and with single
 * bits turned, most of them in its headers and its signatures. Run under sanitizers it
 * looks for reads outside; in any build it asserts that nobody is trusted where nobody
 * was given, and that the result says something. --sample takes every 16th.
 */
#include "base/base.h"

#include <stdio.h>

#include "os/file.h"
#include "os/walk.h"
#include "signature/verify.h"

enum {
    CUT_STEP = 64,
    BITS = 512,
    SAMPLE = 16,
    HEADERS = 1024,
    SIGNATURES = 24 * 1024,
    FILE_BYTES_MAX = 1 << 22
};

struct torture {
    struct verifier *verifier;
    size_t stride; /* 1, or SAMPLE */
    size_t runs, files;
};

static void check(const struct file_result *r)
{
    if (r->state == FILE_UNREADABLE || r->verdict == VERDICT_VALID || r->is_trusted) {
        (void)fprintf(stderr, "hostile: %.*s: %s\n", STR_ARG(r->path),
                      r->state == FILE_UNREADABLE ? r->error.text : "valid");
        abort();
    }
}

/* Verify a copy of exactly these bytes, so that a read beyond them shows. */
static void verify_copy(struct torture *t, struct str bytes)
{
    struct file_result r;
    char *copy = malloc(bytes.n ? bytes.n : 1);

    if (!copy)
        abort();
    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    verify_bytes(t->verifier, STR("x.exe"), (struct str){ copy, bytes.n }, &r);
    check(&r);
    file_result_release(&r);
    free(copy);
    t->runs++;
}

static void cut(struct torture *t, struct str bytes)
{
    size_t headers = bytes.n < HEADERS ? bytes.n : HEADERS;
    size_t tail = bytes.n > SIGNATURES ? bytes.n - SIGNATURES : 0;

    for (size_t n = 0; n < headers; n += CUT_STEP * t->stride)
        verify_copy(t, str_slice(bytes, 0, n));
    for (size_t n = tail > headers ? tail : headers; n < bytes.n;
         n += CUT_STEP * t->stride)
        verify_copy(t, str_slice(bytes, 0, n));
}

/* Turn one bit at a time; the places follow a fixed sequence of numbers. */
static void bend(struct torture *t, char *bytes, size_t n)
{
    uint32_t random = 1;

    for (size_t i = 0; n > 0 && i < BITS; i += t->stride) {
        size_t range = i & t->stride ? HEADERS : SIGNATURES;
        size_t at;
        char old;

        random = random * 1664525u + 1013904223u;
        range = range < n ? range : n;
        at = range == HEADERS ? random % range : n - 1 - random % range;
        old = bytes[at];
        bytes[at] = (char)(old ^ (1 << (random >> 29)));
        verify_copy(t, (struct str){ bytes, n });
        bytes[at] = old;
    }
}

static enum status torture_file(void *context, const char *path,
                                const struct file_info *info)
{
    struct torture *t = context;
    struct str bytes;
    char *own;

    if (info->size > FILE_BYTES_MAX)
        return ST_OK;
    if (file_load(path, FILE_BYTES_MAX, &bytes, NULL) != ST_OK)
        return ST_IO;
    own = malloc(bytes.n ? bytes.n : 1);
    if (!own)
        return ST_NOMEM;
    memcpy(own, bytes.p, bytes.n);
    cut(t, bytes);
    bend(t, own, bytes.n);
    free(own);
    free((void *)(uintptr_t)bytes.p);
    t->files++;
    return ST_OK;
}

static void walk_problem(void *context UNUSED, const char *path, const char *why)
{
    (void)fprintf(stderr, "hostile: %s: %s\n", path, why);
}

static enum status torture_path(struct torture *t, const char *path, struct diag *diag)
{
    const struct walk_visitor visitor = { .ctx = t,
                                          .file = torture_file,
                                          .problem = walk_problem };
    struct walk_memory memory;
    struct file_info info;
    enum status st;

    TRY(file_look(path, &info, diag));
    if (info.type != FILE_FOLDER)
        return torture_file(t, path, &info);
    walk_memory_init(&memory);
    st = walk_folder(path, &visitor, &memory, diag);
    walk_memory_release(&memory);
    return st;
}

int main(int argc, char **argv)
{
    struct verify_options options = { .now = 1800000000 };
    bool is_sample = argc > 1 && strcmp(argv[1], "--sample") == 0;
    struct torture t = { .stride = is_sample ? SAMPLE : 1 };
    struct diag diag = { .offset = 0 };
    enum status st = ST_OK;
    struct trust *trust;

    if (trust_new(&trust, &diag) != ST_OK || trust_seal(trust, &diag) != ST_OK)
        return 2;
    options.trust = trust;
    if (verifier_new(&t.verifier, &options, &diag) != ST_OK)
        return 2;
    for (int i = is_sample ? 2 : 1; i < argc && st == ST_OK; i++)
        st = torture_path(&t, argv[i], &diag);
    verifier_free(t.verifier);
    trust_free(trust);
    (void)printf("%zu files, %zu runs\n", t.files, t.runs);
    if (st != ST_OK)
        (void)fprintf(stderr, "hostile: %s\n", diag.text);
    return st == ST_OK && t.runs > 0 ? 0 : 1;
}
