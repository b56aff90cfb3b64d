/*
 * forge.h - signed programs whose right verdict is known, made on the spot.
 *
 * A case is a row of a table: what to make, what it shows, and what a verifier must
 * say of it. forge_make() makes the file and all that is needed to judge it: the
 * trusted root, revocation lists, the time. The same seed gives the same bytes.
 *
 * The programs are harmless (they print one line), the keys follow from the seed and
 * protect nothing.
 */
#ifndef FORGE_FORGE_H
#define FORGE_FORGE_H

#include "forge/cms_write.h"
#include "forge/pe_write.h"
#include "forge/script_write.h"
#include "signature/trust.h"

enum { FORGE_CRLS_MAX = 2, FORGE_DAY = 20260101 };

/* What the trust list says of the root beyond that it is trusted; days. */
struct root_property {
    int disabled;
    int not_before;
    bool lacks_code_signing;
};

/* Files that hold others. */
enum package_kind { PACKAGE_NONE, PACKAGE_INSTALLER, PACKAGE_APP };

struct forge_case {
    const char *name;     /* "02", "x47a" */
    const char *shows;    /* one sentence */
    const char *verdict;  /* word of the verdict */
    const char *findings; /* words with blanks between, sorted; "" for none */

    const char *file; /* name of the file; NULL: "sample.exe" */
    struct program program;
    struct order order;  /* signer NULL: unsigned */
    struct order second; /* of the second entry of the table */
    struct table table;
    struct script script;      /* text NULL: a program */
    enum package_kind package; /* the file is a package; of an app: of the program */
    bool is_catalog;           /* the file is a catalog that lists the program */
    struct order listed; /* signer set: this catalog lists the program and is given */
    const struct program *donor; /* the signature is this program's */

    bool lists_padded; /* the catalog's digest is of the file padded to eight */

    /* The last step: spoil the finished file. Bytes are the forge's. */
    void (*spoil)(struct forge *f, struct str *file);

    const char *root; /* trusted actor; NULL: "root" */
    struct root_property property;
    struct crl_recipe crl[FORGE_CRLS_MAX];
    bool require_revocation;
    bool disallow_signer;
};

extern const struct forge_case forge_case_table[];
extern const size_t forge_case_count;

/* What forge_make() made; lives as the forge. */
struct forge_sample {
    struct str file;   /* name */
    struct str bytes;  /* of the file */
    struct str root;   /* the trusted certificate, DER */
    struct str signer; /* the signer's certificate, DER; empty: unsigned */
    struct str crl[FORGE_CRLS_MAX];
    size_t ncrls;
    struct str catalog; /* DER; empty: none is given */
    int64_t at;         /* the time for which the verdict holds */
};

/* Heap; `seed` is copied. Keys are made when first needed, some 100 ms each. */
NODISCARD enum status forge_new(struct forge **out, struct str seed, struct diag *diag);
void forge_free(struct forge *f); /* NULL is allowed */

/* Make a case. ST_NOMEM, or ST_UNSUPPORTED when libcrypto refused something. */
NODISCARD enum status forge_make(struct forge *f, const struct forge_case *c,
                                 struct forge_sample *out, struct diag *diag);

/* A day written as 20220601, noon, in seconds since 1970. */
int64_t forge_time(int day);

/* Fill and seal a store as the case wants it; owned by the caller: trust_free(). */
NODISCARD enum status forge_trust(const struct forge_case *c,
                                  const struct forge_sample *sample, struct trust **out,
                                  struct diag *diag);

/* The case of that name, or NULL. */
const struct forge_case *forge_find(const char *name);

#endif
