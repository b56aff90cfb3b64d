/*
 * container.h - what a kind of signable file is.
 *
 * One kind, one file: ct_<name>.c with a `const struct container container_<name>`
 * and one line in meson.build. A container finds the signatures and knows which bytes
 * they cover; it decides nothing. The verifier asks in this order:
 *
 *     bid  ->  find_signature  ->  (CMS is parsed)  ->  prepare  ->  digest  ->  check
 *
 * bid() sees every file; the highest score wins, and a file that nobody bids for is
 * not signable.
 */
#ifndef SIGNATURE_CONTAINER_H
#define SIGNATURE_CONTAINER_H

#include "signature/digest.h"
#include "signature/finding.h"
#include "signature/subject.h"

enum {
    CONTAINER_BLOBS_MAX = 16,               /* signatures side by side in one file */
    CONTAINER_SKIPS_MAX = 8,                /* ranges that the digest leaves out */
    CONTAINER_PKCS7_MAX = 16 * 1024 * 1024, /* bytes of signatures in one file */
    CONTAINER_DIGEST_MAX = 512              /* bytes of SpcIndirectData's digest */
};

/* One PKCS #7 as it stands in the file. */
struct signature_blob {
    struct str der;        /* ContentInfo and what is behind it in its room */
    uint64_t offset;       /* of der in the file; 0 where it is not contiguous */
    uint64_t entry_offset; /* of the WIN_CERTIFICATE or whatever else holds it */
    uint32_t entry_size;
    bool contiguous; /* der is a plain byte range of the file */
};

struct byte_range {
    uint64_t offset;
    uint64_t size;
};

/* Version information of a program: claims, not evidence. UTF-8, empty when absent. */
struct version_info {
    struct str company;
    struct str description;
    struct str product;
    struct str product_version;
    struct str file_version;
    struct str original_name;
    struct str internal_name;
    struct str copyright;
};

/* What find_signature() found. All memory is in subject->arena. */
struct found {
    struct signature_blob blob[CONTAINER_BLOBS_MAX]; /* the first decides */
    size_t nblobs;

    /* What the signed content is: OID_SPC_INDIRECT_DATA, or OID_MS_CTL for a catalog.
     */
    enum oid content_type;
    /* What SpcIndirectData.data.type must say, e.g. OID_SPC_PE_IMAGE_DATA. */
    enum oid data_type;

    /* For the default digest: bytes left out, ascending by offset. */
    struct byte_range skip[CONTAINER_SKIPS_MAX];
    size_t nskips;

    struct byte_range table; /* what holds the signatures; size 0 when there is none */

    bool is_malformed;     /* something claims to be a signature and cannot be read */
    const char *malformed; /* why, static storage; NULL when it can */

    struct findings findings;
    struct version_info version;
    const char *machine; /* "x64", "32-bit", …; static storage; NULL when it has none */
    int64_t link_time;   /* seconds since 1970; TIME_NONE when it has none */
    void *state; /* the container's own, for the calls behind find_signature() */
};

/* SpcIndirectData as the signature holds it; views into the PKCS #7. */
struct spc_content {
    enum oid data_type;
    struct str
        data_value; /* SpcPeImageData, SpcSipInfo, …: whole element; may be empty */
    enum digest_algorithm algorithm;
    struct str
        digest; /* DigestInfo.digest: usually a hash, a list of hashes for APPX */
};

/* What check() judges. */
struct content_check {
    bool digest_ok; /* in: DigestInfo.digest is the computed digest; out: content is
                       good */
    bool has_page_hashes;
    bool page_hashes_ok;
    struct findings *findings;
    const char *problem; /* why it is not good; static storage */
};

struct container {
    const char *name;    /* as in results: "pe" */
    const char *summary; /* one sentence for the manual */
    const char *source;  /* where the format and its digest are described */

    /*
     * Certainty in bits that the file is of this kind; 0 = no. A 4-byte magic is
     * worth 32. Looks at s->head, s->path and s->size; reads elsewhere only where
     * the mark of the kind is at the end of the file.
     */
    int (*bid)(const struct subject *s);

    /*
     * Find every signature. ST_OK with nblobs == 0 is an unsigned file; a signature
     * that cannot be read is ST_OK with is_malformed. A status is for what stopped the
     * work: memory, input. `out` comes initialised.
     */
    enum status (*find_signature)(const struct subject *s, struct found *out,
                                  struct diag *diag);

    /*
     * Compute the digests of `set` over the signed bytes. NULL: the bytes of the file
     * in order without found->skip, which the verifier does in the same pass as the
     * SHA-256 of the whole file.
     */
    enum status (*digest)(const struct subject *s, const struct found *found,
                          struct digester *g, unsigned set, struct digests *out,
                          struct diag *diag);

    /*
     * The three calls for what goes beside the digest: page hashes, checksums. Each may
     * be NULL.
     *
     * prepare() is told what the signatures hold, before the bytes are read. observe()
     * sees the bytes of the file in order, in the pass that computes the digests.
     * check() judges content[i] after that; without it digest_ok is right as it is.
     */
    enum status (*prepare)(const struct subject *s, struct found *found,
                           const struct spc_content *content, size_t n,
                           struct diag *diag);
    void (*observe)(struct found *found, struct digester *g, uint64_t offset,
                    struct str piece);
    void (*check)(const struct subject *s, struct found *found, struct digester *g,
                  const struct spc_content *content, size_t i,
                  struct content_check *check);
};

/* Every container; generated. */
extern const struct container *const container_table[];
extern const size_t container_table_len;

/* Leave `size` bytes at `offset` out of the default digest; keeps the list in order. */
void found_skip(struct found *found, uint64_t offset, uint64_t size);

/* The container that bids most for the file, or NULL. */
const struct container *container_for(const struct subject *s);

#endif
