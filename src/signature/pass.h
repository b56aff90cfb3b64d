/*
 * pass.h - the one pass over a file that computes every digest.
 */
#ifndef SIGNATURE_PASS_H
#define SIGNATURE_PASS_H

#include "signature/container.h"

struct pass {
    const struct subject *subject;
    const struct container *container; /* NULL: only the SHA-256 of the file */
    struct found *found;
    struct digester *digester;
    unsigned set; /* DIGEST_BIT: digests over the signed bytes */
    char *buffer; /* VERIFY_PIECE bytes */
    size_t cap;
    void (*on_read)(void *context, size_t n); /* told of every piece; may be NULL */
    void *on_read_context;
    struct digests *whole; /* also SHA-1 and SHA-256 of all bytes; NULL: not wanted */
};

/*
 * Read the file once. `file` becomes the SHA-256 of all bytes, `out` the digests of the
 * signed bytes, `padded` those with zeros up to a multiple of eight (NONE when the
 * length is one already). ST_IO: the file cannot be read, or became shorter.
 */
NODISCARD enum status pass_run(const struct pass *pass, struct digest *file,
                               struct digests *out, struct digests *padded,
                               struct diag *diag);

#endif
