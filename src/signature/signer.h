/*
 * signer.h - does a SignerInfo sign its content?
 *
 * The same question for a file's signature, a time stamp token and a counter-signature.
 * With signed attributes the signature covers their original bytes with the tag 0xA0
 * replaced by that of a SET, and messageDigest covers the content; without them it
 * covers the content itself.
 *
 * Source: RFC 5652 section 5.4.
 */
#ifndef SIGNATURE_SIGNER_H
#define SIGNATURE_SIGNER_H

#include "signature/key.h"

struct signer_question {
    const struct signer_info *signer;
    struct str key;         /* SubjectPublicKeyInfo; empty: the signer is not known */
    struct str content;     /* bytes that messageDigest covers */
    const struct str *type; /* contents of the expected contentType; NULL: any */
    bool allow_bare_hash;   /* a PKCS #9 counter-signature */
};

struct signer_answer {
    bool content_ok;     /* messageDigest and contentType fit, each there once */
    bool digest_differs; /* messageDigest is there and does not fit */
    bool signature_ok;
    bool is_bare_hash;
    enum digest_algorithm algorithm; /* digestAlgorithm; NONE: not known */
    struct digest content_digest;    /* of the content as it is */
    const char *problem;             /* static storage; NULL when all is well */
};

/* Answer the question; what does not fit is in the answer. */
void signer_check(const struct signer_question *question, struct keyring *ring,
                  struct digester *g, struct signer_answer *out);

enum { SIGNER_SLOTS = 256 };

/*
 * Answers about signatures that stay where they are, such as those of catalogs, each of
 * which lists thousands of files. One worker's; all zero is empty. A new answer may
 * take the place of an old one.
 */
struct signer_memory {
    struct {
        const char *at; /* the content asked about; NULL: free */
        struct signer_answer answer;
    } slot[SIGNER_SLOTS];
};

/*
 * The same, remembered by the address of the question's content: that must hold the
 * same bytes, with the same signature, as long as the memory is used.
 */
void signer_check_once(struct signer_memory *memory,
                       const struct signer_question *question, struct keyring *ring,
                       struct digester *g, struct signer_answer *out);

#endif
