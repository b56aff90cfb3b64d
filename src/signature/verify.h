/*
 * verify.h - a file in, a verdict with its reasons out.
 *
 * `struct verify_options` is immutable and shared; a `struct verifier` belongs to one
 * worker. A result is plain data in an arena of its own: it lives until file_result_
 * release(), whatever happens to the verifier.
 *
 * One pass: head and certificate table are read first, then the file once from start to
 * end, all digests together, in pieces of VERIFY_PIECE. Memory does not depend on the
 * size of the file.
 */
#ifndef SIGNATURE_VERIFY_H
#define SIGNATURE_VERIFY_H

#include "signature/container.h"
#include "signature/known.h"
#include "signature/timestamp.h"

enum {
    VERIFY_PIECE = 64 * 1024,
    VERIFY_NESTED_MAX = 16,
    VERIFY_SIGNATURES_MAX = CONTAINER_BLOBS_MAX + VERIFY_NESTED_MAX,
    VERIFY_CHECKS_MAX = 16,
    VERIFY_ARENA_MAX = 48 * 1024 * 1024 /* bytes a file's result may take */
};

/* A catalog that lists a file; what catalog_lookup returns. */
struct catalog_hit {
    struct str path;
    struct str der; /* the catalog's PKCS #7; lives as the index */
};

struct verify_options {
    const struct trust *trust; /* never NULL; sealed */
    struct known *known;       /* may be NULL */
    struct chain_policy policy;
    bool strict_padding; /* padding_data makes a file unsigned (EnableCertPaddingCheck)
                          */
    int64_t now;         /* seconds since 1970: the clock's or --at */
    bool hash_others;    /* read files that nobody can sign, for their SHA-256 */
    unsigned digests;    /* DIGEST_BIT: Authenticode digests to compute in any case */

    /* Told of all bytes of files as they are read, by any worker; NULL: nobody asks. */
    void (*on_read)(void *context, size_t n);
    void *on_read_context;

    /* Catalogs, tried when a file has no signature of its own. NULL: none were given.
     */
    bool (*catalog_lookup)(const void *index, const struct digests *digests,
                           struct catalog_hit *out);
    const void *catalogs;
    size_t ncatalogs; /* for "not in N catalogs" */
};

/* A certificate as it is reported. */
struct cert_report {
    struct str subject, issuer; /* whole names, as text */
    struct str common_name, organization;
    struct str serial; /* lower-case hex */
    int64_t not_before, not_after;
    struct digest sha1, sha256;   /* thumbprints of the certificate */
    struct str key_id;            /* lower-case hex */
    struct str key;               /* "RSA 2048", "EC" */
    struct str eku[CERT_EKU_MAX]; /* dotted */
    size_t neku;
    bool is_root; /* of the trust store */
};

struct timestamp_report {
    const char *kind; /* "rfc3161" or "pkcs9" */
    bool is_verified;
    bool is_deciding;
    int64_t time;
    enum digest_algorithm algorithm;
    struct cert_report chain[CHAIN_DEPTH_MAX]; /* the authority first */
    size_t nchain;
    struct str problem;
};

/* Steps of the verification, in order, for --explain. X(name, text) */
#define CHECK_LIST(X)                                                   \
    X(STRUCTURE, "signature structure")                                 \
    X(FILE_DIGEST, "file digest against signed digest")                 \
    X(PAGE_HASHES, "page hashes")                                       \
    X(CONTENT_DIGEST, "messageDigest attribute against signed content") \
    X(SIGNER, "signature by the signer's key")                          \
    X(TIMESTAMP, "time stamp")                                          \
    X(CHAIN, "certificate chain")                                       \
    X(USAGE, "usage")                                                   \
    X(VALIDITY, "validity at the deciding time")                        \
    X(REVOCATION, "revocation")

enum check {
#define X(name, text) CHECK_##name,
    CHECK_LIST(X)
#undef X
        CHECK_COUNT
};

enum check_state { CHECK_NOT_DONE, CHECK_PASSED, CHECK_FAILED };

struct check_report {
    enum check_state state;
    struct str detail; /* what was compared, or why it failed; may be empty */
};

enum signature_role { ROLE_PRIMARY, ROLE_ADDITIONAL, ROLE_NESTED, ROLE_CATALOG };

struct signature_report {
    enum signature_role role;
    size_t parent; /* index of the signature that a nested one is in; else its own */

    enum verdict verdict;
    uint32_t classes;              /* VERDICT_BIT of everything that applies */
    struct str why[VERDICT_COUNT]; /* the first reason of each */
    struct findings findings;
    struct str detail; /* the check that decided, in a sentence */

    /* The three questions, kept apart. */
    bool digest_ok;          /* the file is the one that was signed */
    bool signature_ok;       /* attributes and signature verify with the signer's key */
    bool is_trusted;         /* the chain ends in a trusted root and broke no rule */
    bool has_microsoft_root; /* the chain ends in a product root of Microsoft */
    /*
     * Nothing is known against the signature but that its root is not in the store: the
     * digest and the signature are good, somebody else issued the signer, and an intact
     * time stamp, should one be needed, was within the signer's validity.
     */
    bool only_lacks_root;

    struct check_report check[CHECK_COUNT];

    enum digest_algorithm algorithm;
    struct str
        signed_digest; /* raw bytes; the donor's Authenticode digest after a graft */
    struct digest computed; /* of this file, same algorithm */
    struct str donor;       /* name of the file that signed_digest belongs to */

    struct cert_report chain[CHAIN_DEPTH_MAX]; /* the signer first; n == 0: not found */
    size_t nchain;
    struct timestamp_report timestamp[TIMESTAMPS_MAX];
    size_t ntimestamps;
    int64_t signing_time; /* of the deciding time stamp; TIME_NONE without one */
    int64_t claimed_time; /* signingTime attribute of the signer; a claim */
    int64_t deciding_time;

    struct opus_info opus;

    /* Where it is: PKCS #7, what is behind it in its entry. */
    uint64_t offset;
    uint64_t size;
    uint64_t padding;         /* bytes behind the PKCS #7 in its entry */
    uint64_t padding_nonzero; /* of these */
};

enum file_state {
    FILE_JUDGED,       /* verdict holds */
    FILE_NOT_SIGNABLE, /* no container recognises it; verdict is UNSIGNED */
    FILE_UNREADABLE    /* `error` says why */
};

struct file_result {
    struct arena arena; /* everything below lives here */
    struct str path;
    enum file_state state;
    struct diag error;

    const char *container; /* name; NULL when no container recognised it */
    uint64_t size;
    struct digest sha256; /* of the whole file */
    struct digests authentihash;
    struct digests
        authentihash_padded; /* unsigned PE whose length is no multiple of 8 */

    enum verdict verdict;
    struct findings findings;
    uint32_t windows_code;
    uint32_t sign_info_flags;
    bool digest_ok, signature_ok, is_trusted; /* of the deciding signature */
    struct str detail;

    struct signature_report *signature; /* the first decides */
    size_t nsignatures;

    struct byte_range table;
    uint64_t behind_table;
    struct version_info version;
    const char *machine;
    int64_t link_time;
    struct str catalog; /* path of the catalog that lists the file */
};

struct verifier;

NODISCARD enum status verifier_new(struct verifier **out,
                                   const struct verify_options *o, struct diag *diag);
void verifier_free(struct verifier *v); /* NULL is allowed */

/*
 * Verify the file at `path`. Whatever happens is told in `out`, be it that the file
 * cannot be read or that memory ran out; `out` is initialised here; release it.
 */
void verify_file(struct verifier *v, const char *path, struct file_result *out);

/* The same over bytes in memory. */
void verify_bytes(struct verifier *v, struct str path, struct str bytes,
                  struct file_result *out);

/* Free what a result holds. */
void file_result_release(struct file_result *r);

/* The struct was copied to where it is now; the old one is to be forgotten. */
void file_result_moved(struct file_result *r);

/*
 * Name donors that became known after the file was verified (--known is complete only
 * at the end of a run). Touches signatures with donor_digest and no donor.
 */
void file_result_name_donors(struct file_result *r, const struct known *known);

#endif
