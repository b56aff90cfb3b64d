/*
 * pki.h - the certificates and revocation lists of the forged world.
 *
 * Certificates are rows of a table (actors.c), made when first asked for by name.
 * Times are days written as 20220601, noon.
 */
#ifndef FORGE_PKI_H
#define FORGE_PKI_H

#include "forge/sign_raw.h"
#include "signature/cert.h"

enum { ACTOR_EKUS_MAX = 3 };

/* Why a certificate is not as it should be. */
enum actor_flaw {
    ACTOR_SOUND,
    ACTOR_FOREIGN_SIGNATURE, /* signed with a key that is not its issuer's */
    ACTOR_EXPLICIT_CURVE,    /* "p256-sound"'s public point over its own generator */
    ACTOR_GARBAGE            /* a short key and no version */
};

struct actor {
    const char *id;
    const char *issuer; /* id; NULL: self-signed */
    const char *name;   /* "C=US/O=Microsoft Corporation/CN=…" */
    const char *key;    /* label, see seed.h */
    int from, to;       /* 0: 2020-01-01 and 2040-01-01 */
    const char *serial; /* hex; NULL: from the id */
    bool is_ca;
    unsigned usage;               /* KEY_USAGE_*; 0: no such extension */
    enum oid eku[ACTOR_EKUS_MAX]; /* none: no such extension */
    const char *digest;           /* "md5", "sha1"; NULL: "sha256" */
    enum actor_flaw flaw;
};

struct forge_cert {
    const struct actor *actor;
    struct str der;
    struct str name;   /* Name, whole */
    struct str serial; /* INTEGER, whole */
    const struct forge_key *key;
    struct forge_cert *next;
};

extern const struct actor actor_table[];
extern const size_t actor_count;

/* The certificate of that actor; NULL when the forge failed. */
const struct forge_cert *pki_cert(struct forge *f, const char *id);

/* A Name from its text. */
struct str pki_name(struct forge *f, const char *text);

struct crl_recipe {
    const char *issuer;         /* actor */
    const char *revoked;        /* actor; NULL: the list is empty */
    int revoked_on, invalid_on; /* days; invalid_on 0: not given */
    int this_update, next_update;
    const char *key; /* label of another key than the issuer's; NULL: its own */
    bool is_broken;  /* a bit of the signature is wrong */
};

/* A revocation list, DER. */
struct str pki_crl(struct forge *f, const struct crl_recipe *recipe);

#endif
