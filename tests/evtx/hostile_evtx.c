/*
 * hostile_evtx - every way to cut or bend a chunk of an event log must do no harm.
 *
 *     hostile_evtx [--sample] PATH…
 *
 * Of each file (PATH may be a folder) every chunk is cut at every 512th byte, and has
 * bytes flipped in its header and anywhere. What fuzz_evtx asserts of its inputs must
 * hold of each. --sample takes every 16th.
 */
#include "base/base.h"

#include <stdio.h>

#include "os/walk.h"

enum {
    CHUNK = 65536,
    FILE_HEADER = 4096,
    CUT_STEP = 512,
    FLIPS = 64,
    SAMPLE = 16,
    FILE_BYTES_MAX = 1 << 26
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct torture {
    size_t stride; /* 1, or SAMPLE */
    size_t runs, files;
};

/* Decode a copy of exactly these bytes, so that a read beyond them shows. */
static void decode_copy(struct torture *t, struct str bytes)
{
    uint8_t *copy = malloc(bytes.n ? bytes.n : 1);

    if (!copy)
        abort();
    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    (void)LLVMFuzzerTestOneInput(copy, bytes.n);
    free(copy);
    t->runs++;
}

/* Turn bytes; the places follow a fixed sequence of numbers. */
static void bend(struct torture *t, struct str chunk)
{
    char own[CHUNK];
    uint32_t random = 1;

    if (chunk.n == 0)
        return;
    for (size_t i = 0; i < FLIPS; i += t->stride) {
        memcpy(own, chunk.p, chunk.n);
        for (size_t k = 0; k < 1 + i % 8; k++) {
            size_t range = i & 1 ? chunk.n : 4096;

            random = random * 1664525u + 1013904223u;
            range = range < chunk.n ? range : chunk.n;
            own[(random >> 8) % range] ^= (char)(1 + random % 255);
        }
        decode_copy(t, (struct str){ own, chunk.n });
    }
}

static void torture_chunk(struct torture *t, struct str chunk)
{
    for (size_t n = CUT_STEP; n < chunk.n; n += CUT_STEP * t->stride)
        decode_copy(t, str_slice(chunk, 0, n));
    bend(t, chunk);
}

static enum status torture_file(void *context, const char *path,
                                const struct file_info *info)
{
    struct torture *t = context;
    struct str bytes;
    size_t at;

    if (info->size > FILE_BYTES_MAX)
        return ST_OK;
    if (file_load(path, FILE_BYTES_MAX, &bytes, NULL) != ST_OK)
        return ST_IO;
    at = str_starts_with(bytes, STR("ElfFile")) ? FILE_HEADER : 0;
    for (; at < bytes.n; at += CHUNK)
        torture_chunk(t, str_slice(bytes, at, at + CHUNK));
    free((void *)(uintptr_t)bytes.p);
    t->files++;
    return ST_OK;
}

static void walk_problem(void *context UNUSED, const char *path, const char *why)
{
    (void)fprintf(stderr, "hostile_evtx: %s: %s\n", path, why);
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
    bool is_sample = argc > 1 && strcmp(argv[1], "--sample") == 0;
    struct torture t = { .stride = is_sample ? SAMPLE : 1 };
    struct diag diag = { .offset = 0 };
    enum status st = ST_OK;

    for (int i = is_sample ? 2 : 1; i < argc && st == ST_OK; i++)
        st = torture_path(&t, argv[i], &diag);
    (void)printf("%zu files, %zu runs\n", t.files, t.runs);
    if (st != ST_OK)
        (void)fprintf(stderr, "hostile_evtx: %s\n", diag.text);
    return st == ST_OK && t.runs > 0 ? 0 : 1;
}
