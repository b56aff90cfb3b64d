/*
 * cms_write.h - PKCS #7 as Authenticode writes it, with any one thing wrong.
 */
#ifndef FORGE_CMS_WRITE_H
#define FORGE_CMS_WRITE_H

#include "forge/pki.h"

enum { ORDER_ACTORS_MAX = 8, ORDER_NESTED_MAX = 17 };

enum stamp_kind { STAMP_NONE, STAMP_RFC3161, STAMP_PKCS9, STAMP_PKCS9_BARE };

/* Departures from a sound signature. */
enum {
    ORDER_PSS = 1 << 0,
    ORDER_PAGE_HASHES = 1 << 1,
    ORDER_BAD_PAGE = 1 << 2,          /* one page hash is wrong */
    ORDER_UNKNOWN_ATTRIBUTE = 1 << 3, /* an unsigned one, of 64 bytes */
    ORDER_WRONG_CONTENT = 1 << 4,     /* messageDigest is wrong, and signed */
    ORDER_STALE_SIGNATURE = 1 << 5, /* messageDigest is wrong; signature is of before */
    ORDER_FLIP_SIGNATURE = 1 << 6,  /* a bit of the signature is wrong */
    ORDER_FLIP_STAMP = 1 << 7,      /* a bit of the time stamp's signature is */
    ORDER_FOREIGN_STAMP = 1 << 8,   /* the token is another signature's */
    ORDER_TWO_SIGNERS = 1 << 9,
    ORDER_BER = 1 << 10,         /* indefinite lengths outside */
    ORDER_OTHER_DIGEST = 1 << 11 /* DigestInfo says SHA-1, the signer SHA-256 */
};

struct order {
    const char *signer;                /* actor; NULL: not signed */
    const char *bag[ORDER_ACTORS_MAX]; /* certificates beside the signer's */
    const char *digest;                /* "md5", "sha1", "sha384"; NULL: "sha256" */
    unsigned flags;                    /* ORDER_* */
    enum stamp_kind stamp;
    int stamp_day;
    const char *tsa;            /* actor; NULL: "tsa" */
    const struct order *nested; /* within the unsigned attributes */
    size_t nnested;             /* 0 with `nested`: once */
};

/* What is signed: the content's type, its value without tag and length, all of it. */
struct signed_content {
    enum oid type;
    struct str value; /* whole element */
};

/* The digest that an order's file and attributes are hashed with. */
enum digest_algorithm order_digest(const struct order *order);

/* ContentInfo with the signature that was ordered, nested ones excepted. */
struct str cms_sign(struct forge *f, const struct order *order,
                    const struct signed_content *content, const struct str *nested,
                    size_t nnested);

/* SignedData's parts, shared with time stamps. */
struct signer_part {
    const struct forge_cert *cert;
    enum digest_algorithm digest;
    enum sign_form form;
    struct str attributes; /* contents of the signed attributes; empty: none */
    struct str signature;
    struct str unsigned_attributes; /* contents */
};
struct str cms_signer_info(struct forge *f, const struct signer_part *part);
struct str cms_attribute(struct forge *f, enum oid oid, struct str value);
struct str cms_content_info(struct forge *f, struct str signed_data);

#endif
