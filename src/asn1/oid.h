/*
 * oid.h - the object identifiers that the verifier knows.
 *
 * One table: the name in code, the dotted form, the text for people, and the
 * contents octets. A unit test derives the octets from the dotted form.
 */
#ifndef ASN1_OID_H
#define ASN1_OID_H

#include "base/str.h"

struct buf;

#define OID_MS "\x2B\x06\x01\x04\x01\x82\x37"     /* 1.3.6.1.4.1.311 */
#define OID_P1 "\x2A\x86\x48\x86\xF7\x0D\x01\x01" /* 1.2.840.113549.1.1 */
#define OID_P9 "\x2A\x86\x48\x86\xF7\x0D\x01\x09" /* 1.2.840.113549.1.9 */
#define OID_KP "\x2B\x06\x01\x05\x05\x07\x03"     /* 1.3.6.1.5.5.7.3 */

/* X(name, dotted, text, contents octets) */
#define OID_LIST(X)                                                                    \
    X(SIGNED_DATA, "1.2.840.113549.1.7.2", "signedData",                               \
      "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")                                          \
    X(DATA, "1.2.840.113549.1.7.1", "data", "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")    \
    X(CONTENT_TYPE, "1.2.840.113549.1.9.3", "contentType", OID_P9 "\x03")              \
    X(MESSAGE_DIGEST, "1.2.840.113549.1.9.4", "messageDigest", OID_P9 "\x04")          \
    X(SIGNING_TIME, "1.2.840.113549.1.9.5", "signingTime", OID_P9 "\x05")              \
    X(COUNTERSIGNATURE, "1.2.840.113549.1.9.6", "counterSignature", OID_P9 "\x06")     \
    X(SEQUENCE_NUMBER, "1.2.840.113549.1.9.25.4", "sequenceNumber", OID_P9 "\x19\x04") \
    X(SIGNING_CERTIFICATE, "1.2.840.113549.1.9.16.2.12", "signingCertificate",         \
      OID_P9 "\x10\x02\x0C")                                                           \
    X(SIGNING_CERTIFICATE_V2, "1.2.840.113549.1.9.16.2.47", "signingCertificateV2",    \
      OID_P9 "\x10\x02\x2F")                                                           \
    X(TST_INFO, "1.2.840.113549.1.9.16.1.4", "TSTInfo", OID_P9 "\x10\x01\x04")         \
    X(SPC_INDIRECT_DATA, "1.3.6.1.4.1.311.2.1.4", "SpcIndirectData",                   \
      OID_MS "\x02\x01\x04")                                                           \
    X(SPC_STATEMENT_TYPE, "1.3.6.1.4.1.311.2.1.11", "SpcStatementType",                \
      OID_MS "\x02\x01\x0B")                                                           \
    X(SPC_OPUS_INFO, "1.3.6.1.4.1.311.2.1.12", "SpcSpOpusInfo", OID_MS "\x02\x01\x0C") \
    X(SPC_PE_IMAGE_DATA, "1.3.6.1.4.1.311.2.1.15", "SpcPeImageData",                   \
      OID_MS "\x02\x01\x0F")                                                           \
    X(SPC_INDIVIDUAL, "1.3.6.1.4.1.311.2.1.21", "individual code signing",             \
      OID_MS "\x02\x01\x15")                                                           \
    X(SPC_COMMERCIAL, "1.3.6.1.4.1.311.2.1.22", "commercial code signing",             \
      OID_MS "\x02\x01\x16")                                                           \
    X(SPC_CAB_DATA, "1.3.6.1.4.1.311.2.1.25", "SpcCabData", OID_MS "\x02\x01\x19")     \
    X(SPC_SIP_INFO, "1.3.6.1.4.1.311.2.1.30", "SpcSipInfo", OID_MS "\x02\x01\x1E")     \
    X(SPC_PAGE_HASH_V1, "1.3.6.1.4.1.311.2.3.1", "page hashes, SHA-1",                 \
      OID_MS "\x02\x03\x01")                                                           \
    X(SPC_PAGE_HASH_V2, "1.3.6.1.4.1.311.2.3.2", "page hashes, SHA-256",               \
      OID_MS "\x02\x03\x02")                                                           \
    X(SPC_NESTED_SIGNATURE, "1.3.6.1.4.1.311.2.4.1", "nested signature",               \
      OID_MS "\x02\x04\x01")                                                           \
    X(SPC_RELAXED_PE, "1.3.6.1.4.1.311.2.6.1", "relaxed PE marker check",              \
      OID_MS "\x02\x06\x01")                                                           \
    X(SPC_ENCRYPTED_DIGEST_RETRY, "1.3.6.1.4.1.311.2.6.2",                             \
      "encrypted digest retry count", OID_MS "\x02\x06\x02")                           \
    X(MS_TIMESTAMP, "1.3.6.1.4.1.311.3.3.1", "RFC 3161 time stamp",                    \
      OID_MS "\x03\x03\x01")                                                           \
    X(MS_CTL, "1.3.6.1.4.1.311.10.1", "certificate trust list", OID_MS "\x0A\x01")     \
    X(MS_CATALOG_LIST, "1.3.6.1.4.1.311.12.1.1", "catalog list",                       \
      OID_MS "\x0C\x01\x01")                                                           \
    X(MS_CATALOG_MEMBER, "1.3.6.1.4.1.311.12.1.2", "catalog member, version 1",        \
      OID_MS "\x0C\x01\x02")                                                           \
    X(MS_CATALOG_MEMBER_V2, "1.3.6.1.4.1.311.12.1.3", "catalog member, version 2",     \
      OID_MS "\x0C\x01\x03")                                                           \
    X(MS_CATALOG_NAME_VALUE, "1.3.6.1.4.1.311.12.2.1", "catalog name and value",       \
      OID_MS "\x0C\x02\x01")                                                           \
    X(MS_CATALOG_MEMBER_INFO, "1.3.6.1.4.1.311.12.2.2", "catalog member info",         \
      OID_MS "\x0C\x02\x02")                                                           \
    X(MS_ROOT_LIST_SIGNER, "1.3.6.1.4.1.311.10.3.9", "root list signer",               \
      OID_MS "\x0A\x03\x09")                                                           \
    X(EKU_ANY, "2.5.29.37.0", "any", "\x55\x1D\x25\x00")                               \
    X(EKU_SERVER_AUTH, "1.3.6.1.5.5.7.3.1", "server authentication", OID_KP "\x01")    \
    X(EKU_CLIENT_AUTH, "1.3.6.1.5.5.7.3.2", "client authentication", OID_KP "\x02")    \
    X(EKU_CODE_SIGNING, "1.3.6.1.5.5.7.3.3", "code signing", OID_KP "\x03")            \
    X(EKU_EMAIL, "1.3.6.1.5.5.7.3.4", "e-mail protection", OID_KP "\x04")              \
    X(EKU_TIME_STAMPING, "1.3.6.1.5.5.7.3.8", "time stamping", OID_KP "\x08")          \
    X(EKU_OCSP_SIGNING, "1.3.6.1.5.5.7.3.9", "OCSP signing", OID_KP "\x09")            \
    X(EKU_WHQL, "1.3.6.1.4.1.311.10.3.5", "WHQL driver", OID_MS "\x0A\x03\x05")        \
    X(EKU_WHQL_ATTESTED, "1.3.6.1.4.1.311.10.3.5.1", "WHQL attested",                  \
      OID_MS "\x0A\x03\x05\x01")                                                       \
    X(EKU_NT5, "1.3.6.1.4.1.311.10.3.6", "Windows system component",                   \
      OID_MS "\x0A\x03\x06")                                                           \
    X(EKU_LIFETIME, "1.3.6.1.4.1.311.10.3.13", "lifetime signing",                     \
      OID_MS "\x0A\x03\x0D")                                                           \
    X(EKU_PPL_WINDOWS, "1.3.6.1.4.1.311.10.3.22", "protected process light",           \
      OID_MS "\x0A\x03\x16")                                                           \
    X(EKU_WINDOWS_TCB, "1.3.6.1.4.1.311.10.3.23", "Windows TCB component",             \
      OID_MS "\x0A\x03\x17")                                                           \
    X(EKU_PROTECTED_PROCESS, "1.3.6.1.4.1.311.10.3.24", "protected process",           \
      OID_MS "\x0A\x03\x18")                                                           \
    X(EKU_ELAM, "1.3.6.1.4.1.311.61.4.1", "early launch anti-malware",                 \
      OID_MS "\x3D\x04\x01")                                                           \
    X(EKU_MS_PUBLISHER, "1.3.6.1.4.1.311.76.8.1", "Microsoft publisher",               \
      OID_MS "\x4C\x08\x01")                                                           \
    X(MD5, "1.2.840.113549.2.5", "MD5", "\x2A\x86\x48\x86\xF7\x0D\x02\x05")            \
    X(SHA1, "1.3.14.3.2.26", "SHA-1", "\x2B\x0E\x03\x02\x1A")                          \
    X(SHA256, "2.16.840.1.101.3.4.2.1", "SHA-256",                                     \
      "\x60\x86\x48\x01\x65\x03\x04\x02\x01")                                          \
    X(SHA384, "2.16.840.1.101.3.4.2.2", "SHA-384",                                     \
      "\x60\x86\x48\x01\x65\x03\x04\x02\x02")                                          \
    X(SHA512, "2.16.840.1.101.3.4.2.3", "SHA-512",                                     \
      "\x60\x86\x48\x01\x65\x03\x04\x02\x03")                                          \
    X(RSA, "1.2.840.113549.1.1.1", "RSA", OID_P1 "\x01")                               \
    X(MD2_RSA, "1.2.840.113549.1.1.2", "RSA with MD2", OID_P1 "\x02")                  \
    X(MD5_RSA, "1.2.840.113549.1.1.4", "RSA with MD5", OID_P1 "\x04")                  \
    X(SHA1_RSA, "1.2.840.113549.1.1.5", "RSA with SHA-1", OID_P1 "\x05")               \
    X(SHA1_RSA_OIW, "1.3.14.3.2.29", "RSA with SHA-1 (OIW)", "\x2B\x0E\x03\x02\x1D")   \
    X(MGF1, "1.2.840.113549.1.1.8", "MGF1", OID_P1 "\x08")                             \
    X(RSA_PSS, "1.2.840.113549.1.1.10", "RSA-PSS", OID_P1 "\x0A")                      \
    X(SHA256_RSA, "1.2.840.113549.1.1.11", "RSA with SHA-256", OID_P1 "\x0B")          \
    X(SHA384_RSA, "1.2.840.113549.1.1.12", "RSA with SHA-384", OID_P1 "\x0C")          \
    X(SHA512_RSA, "1.2.840.113549.1.1.13", "RSA with SHA-512", OID_P1 "\x0D")          \
    X(EC_KEY, "1.2.840.10045.2.1", "EC", "\x2A\x86\x48\xCE\x3D\x02\x01")               \
    X(SHA1_ECDSA, "1.2.840.10045.4.1", "ECDSA with SHA-1",                             \
      "\x2A\x86\x48\xCE\x3D\x04\x01")                                                  \
    X(SHA256_ECDSA, "1.2.840.10045.4.3.2", "ECDSA with SHA-256",                       \
      "\x2A\x86\x48\xCE\x3D\x04\x03\x02")                                              \
    X(SHA384_ECDSA, "1.2.840.10045.4.3.3", "ECDSA with SHA-384",                       \
      "\x2A\x86\x48\xCE\x3D\x04\x03\x03")                                              \
    X(SHA512_ECDSA, "1.2.840.10045.4.3.4", "ECDSA with SHA-512",                       \
      "\x2A\x86\x48\xCE\x3D\x04\x03\x04")                                              \
    X(CN, "2.5.4.3", "CN", "\x55\x04\x03")                                             \
    X(SERIAL_NUMBER, "2.5.4.5", "serialNumber", "\x55\x04\x05")                        \
    X(COUNTRY, "2.5.4.6", "C", "\x55\x04\x06")                                         \
    X(LOCALITY, "2.5.4.7", "L", "\x55\x04\x07")                                        \
    X(STATE, "2.5.4.8", "ST", "\x55\x04\x08")                                          \
    X(STREET, "2.5.4.9", "street", "\x55\x04\x09")                                     \
    X(ORGANIZATION, "2.5.4.10", "O", "\x55\x04\x0A")                                   \
    X(UNIT, "2.5.4.11", "OU", "\x55\x04\x0B")                                          \
    X(BUSINESS_CATEGORY, "2.5.4.15", "businessCategory", "\x55\x04\x0F")               \
    X(POSTAL_CODE, "2.5.4.17", "postalCode", "\x55\x04\x11")                           \
    X(EMAIL, "1.2.840.113549.1.9.1", "emailAddress", OID_P9 "\x01")                    \
    X(DOMAIN_COMPONENT, "0.9.2342.19200300.100.1.25", "DC",                            \
      "\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x19")                                      \
    X(SUBJECT_KEY_ID, "2.5.29.14", "subjectKeyIdentifier", "\x55\x1D\x0E")             \
    X(KEY_USAGE, "2.5.29.15", "keyUsage", "\x55\x1D\x0F")                              \
    X(SUBJECT_ALT_NAME, "2.5.29.17", "subjectAltName", "\x55\x1D\x11")                 \
    X(ISSUER_ALT_NAME, "2.5.29.18", "issuerAltName", "\x55\x1D\x12")                   \
    X(BASIC_CONSTRAINTS, "2.5.29.19", "basicConstraints", "\x55\x1D\x13")              \
    X(CRL_NUMBER, "2.5.29.20", "cRLNumber", "\x55\x1D\x14")                            \
    X(CRL_REASON, "2.5.29.21", "reasonCode", "\x55\x1D\x15")                           \
    X(INVALIDITY_DATE, "2.5.29.24", "invalidityDate", "\x55\x1D\x18")                  \
    X(DELTA_CRL, "2.5.29.27", "deltaCRLIndicator", "\x55\x1D\x1B")                     \
    X(ISSUING_POINT, "2.5.29.28", "issuingDistributionPoint", "\x55\x1D\x1C")          \
    X(CERTIFICATE_ISSUER, "2.5.29.29", "certificateIssuer", "\x55\x1D\x1D")            \
    X(NAME_CONSTRAINTS, "2.5.29.30", "nameConstraints", "\x55\x1D\x1E")                \
    X(CRL_POINTS, "2.5.29.31", "cRLDistributionPoints", "\x55\x1D\x1F")                \
    X(POLICIES, "2.5.29.32", "certificatePolicies", "\x55\x1D\x20")                    \
    X(POLICY_MAPPINGS, "2.5.29.33", "policyMappings", "\x55\x1D\x21")                  \
    X(AUTHORITY_KEY_ID, "2.5.29.35", "authorityKeyIdentifier", "\x55\x1D\x23")         \
    X(POLICY_CONSTRAINTS, "2.5.29.36", "policyConstraints", "\x55\x1D\x24")            \
    X(EXTENDED_KEY_USAGE, "2.5.29.37", "extendedKeyUsage", "\x55\x1D\x25")             \
    X(INHIBIT_ANY_POLICY, "2.5.29.54", "inhibitAnyPolicy", "\x55\x1D\x36")

enum oid {
    OID_UNKNOWN,
#define X(name, dotted, text, octets) OID_##name,
    OID_LIST(X)
#undef X
        OID_COUNT
};

/* Which identifier the contents octets are; OID_UNKNOWN if none of ours. */
enum oid oid_find(struct str octets);

/* The contents octets, the dotted form, the text; static storage; empty for
 * OID_UNKNOWN. */
struct str oid_octets(enum oid oid);
const char *oid_dotted(enum oid oid);
const char *oid_text(enum oid oid);

/* Append the dotted form of any contents octets; "?" where they are not well formed. */
void oid_add_dotted(struct buf *out, struct str octets);

#endif
