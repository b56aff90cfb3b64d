/*
 * judge.h - one signature of a file: parse it, judge it, report it.
 *
 * For verify.c. Parsing happens before the file is read, because it tells which digests
 * are needed; judging happens after.
 */
#ifndef SIGNATURE_JUDGE_H
#define SIGNATURE_JUDGE_H

#include "signature/signer.h"
#include "signature/verify.h"

/* A PKCS #7 as it was found, parsed as far as it can be. Lives in the result's arena.
 */
struct parsed {
    enum signature_role role;
    size_t parent;
    const struct signature_blob *blob; /* NULL for a nested one */
    uint64_t offset;                   /* in the file, where that can be said */
    struct str der;
    struct cms *cms;        /* NULL: cannot be read */
    struct spc_content spc; /* algorithm NONE where there is none */
    struct str why_not; /* reason of cms == NULL, or of a content that cannot be read */
    bool has_spc;
    struct cert_bag *bag;
};

/* What judging one signature needs. */
struct judge {
    const struct verify_options *options;
    struct digester *digester;
    struct keyring *ring;
    struct signer_memory *catalogs; /* answers about their signatures */
    struct arena *arena;
    unsigned *checks_left;
    const struct subject *subject;
    const struct container *container;
    struct found *found;
    const struct digests *digests; /* of this file */
    enum oid content_type;         /* what the content must be */
};

/*
 * Parse `der` and fill `out`; what cannot be read is told there. ST_NOMEM only.
 */
NODISCARD enum status judge_parse(const struct judge *j, struct str der,
                                  struct parsed *out, struct diag *diag);

/*
 * Judge signature `index` of the file. `outer` is the one it is nested in, or NULL.
 * Fills `out`, whose strings live in the arena.
 */
NODISCARD enum status judge_signature(const struct judge *j,
                                      const struct parsed *parsed, size_t index,
                                      const struct parsed *outer,
                                      struct signature_report *out, struct diag *diag);

/* Add a class to a signature; the first problem of the worst rank gives the words. */
void judge_problem(struct signature_report *out, enum verdict verdict, struct str why);

/* Describe a certificate. */
void report_cert(struct cert_report *out, const struct cert *cert, bool is_root,
                 struct digester *g, struct arena *arena);

/* Describe the time stamps of a signature. */
void report_timestamps(struct signature_report *out, const struct timestamps *stamps,
                       struct digester *g, struct arena *arena);

/* Lower-case hex of raw bytes. */
struct str report_hex(struct str bytes, struct arena *arena);

/* The dotted form of an object identifier's contents octets. */
struct str report_oid(struct str octets, struct arena *arena);

/* Text by format, in the arena; at most 512 bytes. */
PRINTF(2, 3) struct str report_text(struct arena *arena, const char *fmt, ...);

/*
 * Findings that compare what the file, its signer and its certificates claim: watched
 * names, cloned certificates, the name the file had. After all signatures were judged;
 * parsed[i] belongs to result->signature[i].
 */
void attribute_file(const struct judge *j, const struct parsed *parsed,
                    struct file_result *result);

#endif
