/*
 * subject.h - the file that is being verified, seen through one function.
 *
 * Containers read through subject_read() only, so that tests and fuzzers can give
 * them bytes instead of a file. One worker uses a subject at a time.
 */
#ifndef SIGNATURE_SUBJECT_H
#define SIGNATURE_SUBJECT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum { SUBJECT_HEAD = 4096 };

struct subject {
    struct str path; /* as the user gave it; for names and messages */
    uint64_t size;   /* bytes in the file */
    struct str head; /* its first bytes: SUBJECT_HEAD, or all of a shorter file */

    /* Read exactly `n` bytes at `offset`; ST_IO when the file is shorter. */
    enum status (*read_at)(void *context, uint64_t offset, void *out, size_t n,
                           struct diag *diag);
    void *context;

    /*
     * Memory that lives as long as the file's result: what a container hands out
     * goes here. Limited; a container reads no more than it needs.
     */
    struct arena *arena;
};

/*
 * Read `n` bytes at `offset` into `out`. ST_FORMAT when the range is outside the
 * file, ST_IO when reading failed.
 */
NODISCARD enum status subject_read(const struct subject *s, uint64_t offset, void *out,
                                   size_t n, struct diag *diag);

/* The same into memory of s->arena. */
NODISCARD enum status subject_view(const struct subject *s, uint64_t offset, size_t n,
                                   struct str *out, struct diag *diag);

/* A subject over `bytes`, which are borrowed; `path` is only a name. */
void subject_from_memory(struct subject *s, struct str path, struct str *bytes,
                         struct arena *arena);

#endif
