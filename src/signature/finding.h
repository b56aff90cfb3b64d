/*
 * finding.h - the remarks that go with a verdict, and their evidence.
 *
 * A finding never decides; it says what is peculiar about a signature. The list is
 * the public vocabulary, one sentence each for --explain and the manual. Classes of
 * lower rank than the verdict are findings too: FINDING_OF_VERDICT(v).
 */
#ifndef SIGNATURE_FINDING_H
#define SIGNATURE_FINDING_H

#include "base/arena.h"
#include "base/str.h"
#include "signature/verdict.h"

/* X(name, word, sentence), sorted by word. */
#define FINDING_LIST(X)                                                                    \
    X(BAD_CRL, "bad_crl",                                                                  \
      "a revocation list was given that its issuer did not sign; it counts as absent")     \
    X(BAD_KEY_USAGE, "bad_key_usage",                                                      \
      "the signer's key usage leaves out digital signatures; Windows accepts this")        \
    X(BARE_HASH_COUNTERSIGNATURE, "bare_hash_countersignature",                            \
      "the time stamp is an RSA block around the bare hash, as old Symantec and "          \
      "VeriSign servers wrote it")                                                         \
    X(BER_ENCODING, "ber_encoding", "the signature is BER but not DER")                    \
    X(CATALOG, "catalog", "the signature is in a catalog, not in the file")                \
    X(CERTIFICATE_TABLE_UNREADABLE, "certificate_table_unreadable",                        \
      "the certificate table lies outside the file, is cut, or holds no signature")        \
    X(CLAIMS_PUBLISHER, "claims_publisher",                                                \
      "the version information names a well-known publisher who did not sign the file")    \
    X(CLONED_CHAIN, "cloned_chain",                                                        \
      "a certificate copies names and serial number of a genuine one but has another "     \
      "key")                                                                               \
    X(CONTENT_DIGEST_MISMATCH, "content_digest_mismatch",                                  \
      "the messageDigest attribute does not fit the signed content")                       \
    X(DATA_BEHIND_TABLE, "data_behind_table",                                              \
      "there are bytes behind the certificate table; the file digest covers them")         \
    X(DONOR_DIGEST, "donor_digest",                                                        \
      "the signature is intact but belongs to another file, whose digest it names")        \
    X(DONOR_SIZE_DIFFERS, "donor_size_differs",                                            \
      "the page hashes of the signature end at another size than this file")               \
    X(EXPLICIT_EC_PARAMETERS, "explicit_ec_parameters",                                    \
      "a key spells out its curve instead of naming it (CVE-2020-0601)")                   \
    X(FLIGHT_ROOT, "flight_root",                                                          \
      "the chain ends in Microsoft's root for insider builds")                             \
    X(IMPERSONATES_PUBLISHER, "impersonates_publisher",                                    \
      "the signer wears the name of a well-known publisher but is not issued as such")     \
    X(INCONSISTENT_DIGEST_ALGORITHM, "inconsistent_digest_algorithm",                      \
      "content, signature and signer do not name the same digest algorithm")               \
    X(LEGACY_COUNTERSIGNATURE, "legacy_countersignature",                                  \
      "the time stamp is a PKCS #9 counter-signature, the form before RFC 3161")           \
    X(LIFETIME_SIGNING, "lifetime_signing",                                                \
      "the signer's certificate says that a time stamp must not outlive it")               \
    X(MULTIPLE_CERTIFICATES, "multiple_certificates",                                      \
      "the certificate table holds more than one signature; the first decides")            \
    X(NESTED, "nested", "the signature carries further signatures of the same file")       \
    X(NESTED_INVALID, "nested_invalid", "a nested signature is not valid")                 \
    X(NO_EKU, "no_eku",                                                                    \
      "the signer's certificate lists no usages at all; Windows accepts this")             \
    X(NOT_PE, "not_pe", "the file begins like a program but is no PE image")               \
    X(ORIGINAL_NAME_DIFFERS, "original_name_differs",                                      \
      "the file's name is not the one its version information gives")                      \
    X(PADDING_DATA, "padding_data",                                                        \
      "there is more than padding behind the signature in its table entry "                \
      "(CVE-2013-3900)")                                                                   \
    X(PAGE_HASH_MISMATCH, "page_hash_mismatch", "a page does not fit its signed hash")     \
    X(PAGE_HASHES, "page_hashes", "the signature holds a hash of every page")              \
    X(REVOCATION_NOT_CHECKED, "revocation_not_checked",                                    \
      "no revocation information was given for a certificate of the chain")                \
    X(REVOKED_LATER, "revoked_later",                                                      \
      "a certificate was revoked, but only after the time stamp")                          \
    X(ROOT_DISABLED, "root_disabled",                                                      \
      "the trust list disabled the root from a date on")                                   \
    X(ROOT_NOT_BEFORE, "root_not_before",                                                  \
      "the trust list refuses what the root issued or signed from a date on")              \
    X(SELF_SIGNED, "self_signed",                                                          \
      "the chain ends in a self-signed certificate that came with the file")               \
    X(SIGNER_EXPIRED, "signer_expired",                                                    \
      "the signer's certificate has expired since; the time stamp carries the "            \
      "signature")                                                                         \
    X(STALE_CHECKSUM, "stale_checksum",                                                    \
      "the checksum in the PE header is not that of the file")                             \
    X(STALE_CRL, "stale_crl", "a revocation list was given that is out of date")           \
    X(TIMESTAMP_OUTSIDE_VALIDITY, "timestamp_outside_validity",                            \
      "the time stamp lies outside the validity of the signer's certificate")              \
    X(TOO_MANY_NESTED, "too_many_nested", "more nested signatures than are followed")      \
    X(UNALIGNED_TABLE, "unaligned_table",                                                  \
      "the certificate table does not start at a multiple of eight")                       \
    X(UNAUTHENTICATED_BLOB, "unauthenticated_blob",                                        \
      "there are unknown data in a part of the signature that nothing protects")           \
    X(UNSUPPORTED_CERTIFICATE_ENTRY, "unsupported_certificate_entry",                      \
      "an entry of the certificate table has a revision or type that is not Authenticode") \
    X(UNUSED_CERTIFICATES, "unused_certificates",                                          \
      "the signature carries certificates that belong to no chain")                        \
    X(WEAK_KEY, "weak_key", "an RSA key on the path has fewer than 2,048 bits")            \
    X(WEAK_MD5, "weak_md5", "MD5, or older, is used on the path")                          \
    X(WEAK_SHA1, "weak_sha1", "SHA-1 is used on the path")                                 \
    X(WHQL, "whql", "the signer is Microsoft's driver programme")

enum finding {
#define X(name, word, sentence) FINDING_##name,
    FINDING_LIST(X)
#undef X
        FINDING_OWN_COUNT,
    FINDING_FIRST_VERDICT = FINDING_OWN_COUNT,
    FINDING_COUNT = FINDING_OWN_COUNT + VERDICT_COUNT
};

#define FINDING_OF_VERDICT(verdict) \
    ((enum finding)(FINDING_FIRST_VERDICT + (int)(verdict)))

/* The word and the explanation of a finding; static storage. */
const char *finding_word(enum finding finding);
/* As above: "the certificate table does not start at a multiple of eight". */
const char *finding_sentence(enum finding finding);

/* The finding of that word, or FINDING_COUNT. */
enum finding finding_from_word(const char *word);

/*
 * A set of findings with the evidence of each: text for people, UTF-8, may hold
 * control characters (the printer escapes them). All of it lives in `arena`.
 */
struct findings {
    struct arena *arena;
    bool has[FINDING_COUNT];
    struct str evidence[FINDING_COUNT];
};

void findings_init(struct findings *f, struct arena *arena);

/*
 * Set a finding. Evidence of a finding that is there already is appended behind
 * "; ", up to 1,024 bytes in all. The format may be NULL: no evidence.
 */
PRINTF(3, 4)
void finding_add(struct findings *f, enum finding finding, const char *fmt, ...);

/* Add all of `from`. */
void findings_merge(struct findings *f, const struct findings *from);

/* Fill `out` with what is set, sorted by word; returns how many. */
size_t findings_sorted(const struct findings *f, enum finding out[FINDING_COUNT]);

#endif
