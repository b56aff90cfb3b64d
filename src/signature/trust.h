/*
 * trust.h - who is trusted, for what, from when until when.
 *
 * A store is filled (by trust_load.c from PEM and DER, by a trust list's reader),
 * then sealed, which builds its indexes; from then on it is immutable and shared by
 * all workers. It owns the bytes of its certificates.
 *
 * Roots are compared by the hash of the whole certificate, never by name or key.
 *
 * Source of the properties: [MS-CAPI] certificate properties 9, 104, 122, 126, 127 as
 * Microsoft's automatic root update uses them.
 */
#ifndef SIGNATURE_TRUST_H
#define SIGNATURE_TRUST_H

#include "signature/cert.h"

/* What a chain is for. */
enum {
    TRUST_CODE_SIGNING = 1 << 0,
    TRUST_TIME_STAMPING = 1 << 1,
    TRUST_ANYTHING = TRUST_CODE_SIGNING | TRUST_TIME_STAMPING
};

struct trust_entry {
    struct cert
        cert; /* der.n == 0: the list names it, but the certificate is not at hand */
    uint8_t sha1[20];
    uint8_t
        sha256[32];  /* of the whole certificate; zero when only the SHA-1 is known */
    struct str name; /* friendly name; may be empty */

    bool is_root;     /* trusted; else only a candidate issuer */
    unsigned allowed; /* TRUST_*: usages granted (property 9; all when it is absent) */
    unsigned denied;  /* TRUST_*: usages taken away (property 122) */
    int64_t disabled; /* nothing from this time on (104); TIME_NONE: no limit */
    int64_t not_before;      /* nothing issued or signed from this time on (126) */
    unsigned not_before_for; /* TRUST_*: usages that not_before is for (127; all if
                                absent) */
};

struct trust;

/* Where the store came from, for messages. Strings live as the store. */
struct trust_source {
    struct str name;   /* "authroot.stl", "roots.pem" */
    int64_t date;      /* of the list; TIME_NONE when it has none */
    bool is_microsoft; /* a verified trust list of Microsoft, not a bundle */
    size_t nroots;
    size_t nintermediates;
    size_t nrevocation_lists;
    size_t nskipped; /* certificates that could not be read */
};

/* Empty store; heap. An empty sealed store is of use: nothing is trusted. */
NODISCARD enum status trust_new(struct trust **out, struct diag *diag);
void trust_free(struct trust *t); /* NULL is allowed */

/*
 * Add a certificate (or an entry that only has hashes). `entry->cert.der` is copied;
 * sha1 and sha256 are computed from it when it is there. The same certificate again
 * overwrites usages and dates. ST_FORMAT: not a certificate.
 */
NODISCARD enum status trust_add(struct trust *t, const struct trust_entry *entry,
                                struct diag *diag);

/* A copy of the bytes that lives as the store; no memory: empty. */
struct str trust_keep(struct trust *t, struct str bytes);

/*
 * The same for an entry whose bytes lie in what trust_keep() returned and whose hashes
 * are right already: nothing is copied or computed.
 */
NODISCARD enum status trust_add_kept(struct trust *t, const struct trust_entry *entry,
                                     struct diag *diag);

/*
 * Add every certificate and revocation list of PEM or DER `bytes`: self-signed ones
 * as roots for everything, others as intermediates. What cannot be read is counted.
 * The same of an index (trust_index.h), which brings usages and dates of its own.
 */
NODISCARD enum status trust_add_bundle(struct trust *t, struct str bytes,
                                       struct diag *diag);

/* The same for a file, or all files of a folder and what is below it. */
NODISCARD enum status trust_add_path(struct trust *t, const char *path,
                                     struct diag *diag);

/*
 * Put a certificate on the disallowed list, by any of these; empty: not given.
 * signed_hash is what Microsoft's list uses (property 15): the digest of the
 * to-be-signed part by the certificate's own signature algorithm.
 */
struct disallowed {
    struct str sha1, sha256; /* of the whole certificate */
    struct str signed_hash;
};
NODISCARD enum status trust_disallow(struct trust *t, const struct disallowed *d,
                                     struct diag *diag);

/* A revocation list, DER; copied. Its signature is checked when it is used. */
NODISCARD enum status trust_add_crl(struct trust *t, struct str der, struct diag *diag);

/* Describe the source (copied); later calls replace it. */
void trust_describe(struct trust *t, struct str name, int64_t date, bool is_microsoft);

/* Count certificates of a source that could not be read. */
void trust_count_skipped(struct trust *t, size_t n);

/* Build the indexes; no add after this. */
NODISCARD enum status trust_seal(struct trust *t, struct diag *diag);

/* ---- Of a sealed store; any thread. ---- */

/* Where the store came from and what it holds; lives as the store. */
const struct trust_source *trust_source(const struct trust *t);

/* The entry of exactly this certificate (all bytes), or NULL. */
const struct trust_entry *trust_find(const struct trust *t, const struct cert *cert);
const struct trust_entry *trust_find_sha1(const struct trust *t,
                                          const uint8_t sha1[20]);

/*
 * Entries by subject name: start with *at = 0, repeat until NULL. In the order in
 * which they were added.
 */
const struct trust_entry *trust_by_subject(const struct trust *t, struct str subject,
                                           size_t *at);

/* Is the certificate on the disallowed list? `g` is the calling worker's. */
bool trust_is_disallowed(const struct trust *t, const struct cert *cert,
                         struct digester *g);

/*
 * The hashes on the disallowed list in the order in which they were added: start with
 * *at = 0, false at the end.
 */
bool trust_next_disallowed(const struct trust *t, size_t *at, struct str *hash);

/* Revocation lists by issuer name, in the same manner; the DER. */
bool trust_crl_by_issuer(const struct trust *t, struct str issuer, size_t *at,
                         struct str *der);

/* Every entry, for listing. */
size_t trust_count(const struct trust *t);
const struct trust_entry *trust_at(const struct trust *t, size_t i);

#endif
