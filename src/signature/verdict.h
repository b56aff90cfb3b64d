/*
 * verdict.h - what a signature is worth, in one word, and everybody's words for it.
 *
 * The list is in rank order: when several classes apply, the first of the list is
 * the verdict and the others become findings. It is the only place where a class,
 * its Windows code and the words of other programs stand.
 *
 * Sources: Windows codes and texts: Microsoft, com-error-codes. Sysmon: Event 7
 * `Signed` and `SignatureStatus`. PowerShell: SignatureStatus enumeration. osquery:
 * `authenticode.result`. Elastic: `code_signature.status`. Falcon: SignInfoFlags.
 */
#ifndef SIGNATURE_VERDICT_H
#define SIGNATURE_VERDICT_H

#include "base/base.h"

/* Bits of Falcon's SignInfoFlags (CrowdStrike, "Decode SignInfoFlags"). */
enum {
    SIGN_SELF_SIGNED = 1 << 0,
    SIGN_MS_SIGNED = 1 << 1,
    SIGN_TEST_SIGNED = 1 << 2,
    SIGN_CAT_SIGNED = 1 << 4,
    SIGN_NO_SIGNATURE = 1 << 9,
    SIGN_INVALID_SIGN_CHAIN = 1 << 10,
    SIGN_HASH_MISMATCH = 1 << 11,
    SIGN_NO_CODE_KEY_USAGE = 1 << 12,
    SIGN_FAILED_CERT_CHECK = 1 << 14,
    SIGN_NO_EMBEDDED_CERT = 1 << 15,
    SIGN_UNKNOWN_ERROR = 1 << 17,
    SIGN_HAS_VALID_SIGNATURE = 1 << 18,
    SIGN_EMBEDDED_SIGNED = 1 << 19,
    SIGN_FLIGHT_ROOT = 1 << 24,
    SIGN_CERT_EXPIRED = 1 << 28,
    SIGN_CERT_REVOKED = 1 << 29
};

/*
 * X(name, word, Windows code, Windows name, sigcheck's text,
 *   Sysmon Signed, Sysmon SignatureStatus, PowerShell, osquery, Elastic, SignInfoFlags,
 *   explanation)
 */
#define VERDICT_LIST(X)                                                                 \
    X(MALFORMED, "malformed", 0x800B0003, "TRUST_E_SUBJECT_FORM_UNKNOWN",               \
      "The form specified for the subject is not one supported or known by the "        \
      "specified trust provider.",                                                      \
      "false", "Unavailable", "UnknownError", "invalid", "",                            \
      SIGN_UNKNOWN_ERROR | SIGN_NO_SIGNATURE,                                           \
      "something claims to be a signature and cannot be read")                          \
    X(UNSIGNED, "unsigned", 0x800B0100, "TRUST_E_NOSIGNATURE", "Unsigned", "false",     \
      "Unavailable", "NotSigned", "missing", "", SIGN_NO_SIGNATURE,                     \
      "no embedded signature and no catalog entry")                                     \
    X(HASH_MISMATCH, "hash_mismatch", 0x80096010, "TRUST_E_BAD_DIGEST",                 \
      "The digital signature of the object did not verify.", "failed: Invalid hash",    \
      "-", "HashMismatch", "invalid", "errorBadDigest",                                 \
      SIGN_HASH_MISMATCH | SIGN_EMBEDDED_SIGNED,                                        \
      "the file is not the one that was signed")                                        \
    X(BAD_SIGNATURE, "bad_signature", 0x80096004, "TRUST_E_CERT_SIGNATURE",             \
      "The signature of the certificate cannot be verified.", "false", "Invalid",       \
      "UnknownError", "invalid", "errorBadDigest",                                      \
      SIGN_FAILED_CERT_CHECK | SIGN_EMBEDDED_SIGNED,                                    \
      "the signature, its attributes or a certificate's signature do not verify")       \
    X(DISTRUSTED, "distrusted", 0x800B0111, "TRUST_E_EXPLICIT_DISTRUST",                \
      "The certificate was explicitly marked as untrusted by the user.", "false",       \
      "Untrusted", "NotTrusted", "distrusted", "errorCode_endpoint",                    \
      SIGN_FAILED_CERT_CHECK | SIGN_EMBEDDED_SIGNED,                                    \
      "the certificate is on the disallowed list, or the trust list ended its root")    \
    X(UNTRUSTED_ROOT, "untrusted_root", 0x800B0109, "CERT_E_UNTRUSTEDROOT",             \
      "A certificate chain processed, but terminated in a root certificate which is "   \
      "not trusted by the trust provider.",                                             \
      "false", "Untrusted", "UnknownError", "untrusted", "errorUntrustedRoot",          \
      SIGN_INVALID_SIGN_CHAIN | SIGN_EMBEDDED_SIGNED,                                   \
      "the chain ends in a self-signed certificate that is not trusted")                \
    X(TEST_ROOT, "test_root", 0x800B010D, "CERT_E_UNTRUSTEDTESTROOT",                   \
      "The certification path terminates with the test root which is not trusted with " \
      "the current policy settings.",                                                   \
      "false", "Untrusted", "UnknownError", "untrusted", "errorUntrustedRoot",          \
      SIGN_TEST_SIGNED | SIGN_INVALID_SIGN_CHAIN | SIGN_EMBEDDED_SIGNED,                \
      "the chain ends in a known test root of Microsoft")                               \
    X(INCOMPLETE_CHAIN, "incomplete_chain", 0x800B010A, "CERT_E_CHAINING",              \
      "A certificate chain could not be built to a trusted root authority.", "false",   \
      "Untrusted", "UnknownError", "untrusted", "errorChaining",                        \
      SIGN_INVALID_SIGN_CHAIN | SIGN_EMBEDDED_SIGNED,                                   \
      "no path leads to any self-signed certificate")                                   \
    X(BAD_CONSTRAINTS, "bad_constraints", 0x80096019, "TRUST_E_BASIC_CONSTRAINTS",      \
      "A certificate's basic constraint extension has not been observed.", "false",     \
      "Untrusted", "UnknownError", "untrusted", "errorChaining",                        \
      SIGN_INVALID_SIGN_CHAIN | SIGN_EMBEDDED_SIGNED,                                   \
      "CA flag, path length, name or key usage of an issuer is violated")               \
    X(REVOKED, "revoked", 0x800B010C, "CERT_E_REVOKED",                                 \
      "A certificate was explicitly revoked by its issuer.", "false", "Revoked",        \
      "UnknownError", "untrusted", "errorRevoked",                                      \
      SIGN_CERT_REVOKED | SIGN_EMBEDDED_SIGNED,                                         \
      "a certificate was revoked at the deciding time")                                 \
    X(WRONG_USAGE, "wrong_usage", 0x800B0110, "CERT_E_WRONG_USAGE",                     \
      "The certificate is not valid for the requested usage.", "false", "Invalid",      \
      "UnknownError", "untrusted", "errorCode_endpoint",                                \
      SIGN_NO_CODE_KEY_USAGE | SIGN_EMBEDDED_SIGNED,                                    \
      "a list of usages, of a certificate or of the trust list, excludes code signing") \
    X(BAD_TIMESTAMP, "bad_timestamp", 0x80096005, "TRUST_E_TIME_STAMP",                 \
      "The timestamp signature and/or certificate could not be verified or is "         \
      "malformed.",                                                                     \
      "false", "Invalid", "UnknownError", "untrusted", "errorCode_endpoint",            \
      SIGN_FAILED_CERT_CHECK | SIGN_EMBEDDED_SIGNED,                                    \
      "a time stamp is there and does not verify")                                      \
    X(EXPIRED, "expired", 0x800B0101, "CERT_E_EXPIRED",                                 \
      "A required certificate is not within its validity period when verifying "        \
      "against the current system clock or the timestamp in the signed file.",          \
      "false", "Expired", "UnknownError", "untrusted", "errorExpired",                  \
      SIGN_CERT_EXPIRED | SIGN_EMBEDDED_SIGNED,                                         \
      "a certificate was out of date at the deciding time")                             \
    X(NOT_YET_VALID, "not_yet_valid", 0x800B0101, "CERT_E_EXPIRED",                     \
      "A required certificate is not within its validity period when verifying "        \
      "against the current system clock or the timestamp in the signed file.",          \
      "false", "Expired", "UnknownError", "untrusted", "errorExpired",                  \
      SIGN_CERT_EXPIRED | SIGN_EMBEDDED_SIGNED,                                         \
      "a certificate was not valid yet at the deciding time")                           \
    X(WEAK_ALGORITHM, "weak_algorithm", 0x80096004, "TRUST_E_CERT_SIGNATURE",           \
      "The signature of the certificate cannot be verified.", "false", "Invalid",       \
      "UnknownError", "untrusted", "errorCode_endpoint",                                \
      SIGN_FAILED_CERT_CHECK | SIGN_EMBEDDED_SIGNED,                                    \
      "the policy refuses an algorithm or a key length that was used")                  \
    X(REVOCATION_UNKNOWN, "revocation_unknown", 0x800B010E,                             \
      "CERT_E_REVOCATION_FAILURE",                                                      \
      "The revocation process could not continue - the certificate(s) could not be "    \
      "checked.",                                                                       \
      "true", "Valid", "UnknownError", "untrusted", "errorCode_endpoint",               \
      SIGN_HAS_VALID_SIGNATURE | SIGN_EMBEDDED_SIGNED,                                  \
      "revocation was required and could not be settled")                               \
    X(VALID, "valid", 0, "ERROR_SUCCESS", "Signed", "true", "Valid", "Valid",           \
      "trusted", "trusted", SIGN_HAS_VALID_SIGNATURE | SIGN_EMBEDDED_SIGNED,            \
      "every check passed")

enum verdict {
#define X(name, ...) VERDICT_##name,
    VERDICT_LIST(X)
#undef X
        VERDICT_COUNT
};

/* One row of the table; all strings are static. */
struct verdict_row {
    const char *word;
    uint32_t windows_code;
    const char *windows_name;
    const char *sigcheck;
    const char *sysmon_signed;
    const char *sysmon_status;
    const char *powershell;
    const char *osquery;
    const char *elastic; /* empty: the event has no code_signature */
    uint32_t sign_info_flags;
    const char *explanation;
};

/* The row of a verdict; static storage. */
const struct verdict_row *verdict_row(enum verdict verdict);

/* The verdict of that word, or VERDICT_COUNT. */
enum verdict verdict_from_word(const char *word);

/*
 * Sets of classes that apply: VERDICT_BIT(VERDICT_EXPIRED) | …; the verdict of a
 * set is the first of rank, VALID for the empty set.
 */
#define VERDICT_BIT(verdict) (1u << (verdict))
enum verdict verdict_of_set(uint32_t set);

#endif
