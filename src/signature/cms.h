/*
 * cms.h - SignedData as Authenticode, time stamps and trust lists use it.
 *
 * Parsing only: nothing is verified here and nothing is allocated; every str is a
 * view into the bytes that were parsed. Certificates stay unparsed (cert.h), because
 * a broken one that no path needs must not fail the file.
 *
 * Source: RFC 5652; PKCS #7 1.5; Authenticode_PE.docx.
 */
#ifndef SIGNATURE_CMS_H
#define SIGNATURE_CMS_H

#include "asn1/asn1_time.h"
#include "asn1/oid.h"
#include "signature/container.h"

enum { CMS_CERTIFICATES_MAX = 64, CMS_ATTRIBUTES_MAX = 64, CMS_DIGESTS_MAX = 8 };

/* AlgorithmIdentifier. */
struct algorithm {
    enum oid oid;
    struct str octets;     /* the identifier's contents, for unknown ones */
    struct str parameters; /* whole element; empty when absent */
};

struct attribute {
    enum oid oid;
    struct str octets; /* the identifier's contents */
    struct str values; /* contents of the SET OF: zero or more elements */
};

struct signer_info {
    int64_t version;
    struct str issuer; /* whole Name; empty when the signer is named by key id */
    struct str serial; /* contents of the INTEGER */
    struct str key_id; /* [0] subjectKeyIdentifier; usually empty */
    struct algorithm digest;
    struct algorithm signature_algorithm;
    struct str signature;
    struct str signed_attributes; /* whole element, tag 0xA0; empty when absent */
    struct attribute signed_attribute[CMS_ATTRIBUTES_MAX];
    size_t nsigned;
    struct attribute unsigned_attribute[CMS_ATTRIBUTES_MAX];
    size_t nunsigned;
    struct str whole;
};

struct cms {
    int64_t version;
    struct algorithm digest[CMS_DIGESTS_MAX];
    size_t ndigests;
    enum oid content_type;
    struct str content;       /* the eContent element: whole TLV; empty when detached */
    struct str content_bytes; /* what the content digest covers: its value bytes */
    struct str certificate[CMS_CERTIFICATES_MAX]; /* whole, unparsed */
    size_t ncertificates;
    struct str crls; /* contents of [1]; may be empty */
    struct signer_info signer;
    size_t nsigners; /* only the first is parsed */
    size_t size;     /* bytes of `input` that the ContentInfo takes */
    bool relaxed;    /* DER rules were stretched: der.h */
};

/*
 * Parse a ContentInfo at the beginning of `input`; bytes behind it are allowed.
 * ST_FORMAT: not SignedData, or broken; diag->offset is where. ST_LIMIT: more
 * certificates or attributes than the maximum.
 */
NODISCARD enum status cms_parse(struct str input, struct cms *out, struct diag *diag);

/*
 * As cms_parse(), but BER with indefinite lengths is rewritten into `arena` first, and
 * `relaxed` says so. ST_NOMEM: the arena is exhausted.
 */
NODISCARD enum status cms_read(struct str input, struct arena *arena, struct cms *out,
                               struct diag *diag);

/* Parse one SignerInfo, as in a PKCS #9 counter-signature. */
NODISCARD enum status cms_parse_signer(struct str input, struct signer_info *out,
                                       struct diag *diag);

/* The attribute, or NULL; `count` (may be NULL) is how often it is there. */
const struct attribute *cms_signed_attribute(const struct signer_info *s, enum oid oid,
                                             size_t *count);
const struct attribute *cms_unsigned_attribute(const struct signer_info *s,
                                               enum oid oid, size_t *count);

/* The signingTime attribute; TIME_NONE when it is not there or not well formed. */
int64_t cms_signing_time(const struct signer_info *s);

/* Parse SpcIndirectData, the content of a signature. ST_FORMAT when it is something
 * else. */
NODISCARD enum status cms_parse_spc(const struct cms *cms, struct spc_content *out,
                                    struct diag *diag);

/*
 * Parse an AlgorithmIdentifier; a digest whose parameters are neither absent nor NULL
 * fails the cursor elsewhere, not here.
 */
void cms_parse_algorithm(struct der *d, struct algorithm *out);

/* SpcSpOpusInfo: claims of the signer, UTF-8 in `arena`; empty when absent or broken.
 */
struct opus_info {
    struct str program_name;
    struct str url;
};
void cms_opus_info(const struct signer_info *s, struct arena *arena,
                   struct opus_info *out);

#endif
