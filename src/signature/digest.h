/*
 * digest.h - the hash functions that signatures use, over OpenSSL's EVP.
 *
 * Running SHA-256 goes through sha256.h where the processor has its instructions: two
 * runs over nearly the same bytes then cost hardly more than one.
 *
 * A `struct digester` holds the fetched algorithms and a context for each; it
 * belongs to one worker, because fetching is slow and contexts are not shared.
 */
#ifndef SIGNATURE_DIGEST_H
#define SIGNATURE_DIGEST_H

#include "asn1/oid.h"
#include "base/diag.h"
#include "base/str.h"
#include "signature/sha256.h"

/* X(name, OpenSSL name, text, bytes, oid) - the only list of digest algorithms. */
#define DIGEST_LIST(X)                            \
    X(MD5, "MD5", "md5", 16, OID_MD5)             \
    X(SHA1, "SHA1", "sha1", 20, OID_SHA1)         \
    X(SHA256, "SHA256", "sha256", 32, OID_SHA256) \
    X(SHA384, "SHA384", "sha384", 48, OID_SHA384) \
    X(SHA512, "SHA512", "sha512", 64, OID_SHA512)

enum digest_algorithm {
#define X(name, openssl, text, size, oid) DIGEST_##name,
    DIGEST_LIST(X)
#undef X
        DIGEST_COUNT,
    DIGEST_NONE = DIGEST_COUNT
};

enum { DIGEST_BYTES_MAX = 64 };

/* Sets of algorithms: DIGEST_BIT(DIGEST_SHA1) | … */
#define DIGEST_BIT(algorithm) (1u << (algorithm))

struct digest {
    enum digest_algorithm algorithm; /* DIGEST_NONE: not computed */
    uint8_t n;
    uint8_t bytes[DIGEST_BYTES_MAX];
};

/* One digest for each algorithm of a set. */
struct digests {
    struct digest of[DIGEST_COUNT];
};

struct digester;

/* Heap. ST_UNSUPPORTED when libcrypto lacks an algorithm that is not MD5. */
NODISCARD enum status digester_new(struct digester **out, struct diag *diag);
void digester_free(struct digester *g); /* NULL is allowed */

/* Let OpenSSL do all of it from now on: the other way to the same result, for tests. */
void digester_use_openssl(struct digester *g);

/* The digest of `bytes` in one call. */
void digest_compute(struct digester *g, enum digest_algorithm algorithm,
                    struct str bytes, struct digest *out);

/* The same over several pieces in a row. */
void digest_compute_parts(struct digester *g, enum digest_algorithm algorithm,
                          const struct str *part, size_t nparts, struct digest *out);

/*
 * A running set of digests over the same bytes. It owns OpenSSL contexts: release
 * it even after a failure. Failure is sticky and shows in digest_run_finish().
 */
struct digest_run {
    void *context[DIGEST_COUNT]; /* EVP_MD_CTX; NULL where it is not needed */
    struct sha256 sha256;
    bool has_sha256; /* SHA-256 is in the set and has no context */
    bool failed;
};

/* Begin a run over `set`; `g` outlives it. */
void digest_run_start(struct digest_run *run, struct digester *g, unsigned set);
/* Add bytes to every digest of the run. */
void digest_run_add(struct digest_run *run, struct str bytes);
/* Add to two runs at once; the bytes need not be the same. */
void digest_run_add_two(struct digest_run *a, struct str to_a, struct digest_run *b,
                        struct str to_b);
/* Write the digests of the set to `out`, NONE elsewhere; false when the run failed. */
NODISCARD bool digest_run_finish(struct digest_run *run, struct digests *out);
/*
 * The digests as they would be with `n` zero bytes more (n <= 8), without ending the
 * run.
 */
NODISCARD bool digest_run_padded(const struct digest_run *run, size_t n,
                                 struct digests *out);
void digest_run_release(struct digest_run *run);

/* Same algorithm and same bytes; a digest that is NONE equals nothing. */
bool digest_eq(const struct digest *a, const struct digest *b);
struct str digest_str(const struct digest *d); /* the raw bytes; lives as `d` */

/* DIGEST_NONE for an identifier that is no digest algorithm. */
enum digest_algorithm digest_from_oid(enum oid oid);
const char *digest_name(enum digest_algorithm algorithm); /* "sha256"; "" for NONE */
size_t digest_size(enum digest_algorithm algorithm);

enum { DIGEST_HEX = 2 * DIGEST_BYTES_MAX + 1 };

/* Lower-case hex with a NUL, "" for DIGEST_NONE. Returns `out`. */
const char *digest_hex(const struct digest *d, char out[DIGEST_HEX]);

#endif
