/*
 * ctl.h - Microsoft's certificate trust lists: which roots are trusted for what and
 * when (authroot.stl), and which certificates are never (disallowedcert.stl).
 *
 * A list names certificates by hash and gives properties to each; it holds no
 * certificates. They come from elsewhere and are found by their hash.
 *
 *     SEQUENCE { usage, list id, number, time, algorithm of the names,
 *         SEQUENCE OF { OCTET STRING hash, SET OF { property, SET { OCTET STRING } } }
 * }
 *
 * Source: [MS-CAPI] CTL_INFO; certificate properties of wincrypt.h.
 */
#ifndef SIGNATURE_CTL_H
#define SIGNATURE_CTL_H

#include "signature/trust.h"

enum ctl_kind { CTL_NONE, CTL_ROOTS, CTL_DISALLOWED };

struct ctl {
    enum ctl_kind kind;
    int64_t date;        /* thisUpdate */
    struct str subjects; /* contents of the list of subjects */
    struct cms *cms;     /* in the arena */
};

/* Which list these bytes begin; looks at the first hundred or so. */
enum ctl_kind ctl_kind(struct str head);

/* Parse; `der` is borrowed as long as `out` is used. ST_FORMAT: broken or no list. */
NODISCARD enum status ctl_parse(struct str der, struct arena *arena, struct ctl *out,
                                struct diag *diag);

/*
 * Is the list signed by somebody who may? The signer's certificate must be for trust
 * lists, be valid at the list's date, and lead to a root of Microsoft's or to one that
 * `anchors` (sealed, may be NULL) trusts. Roots are looked for in `pool`, which is
 * sealed. ST_FORMAT with the reason: not to be believed.
 */
NODISCARD enum status ctl_check(const struct ctl *ctl, const struct trust *pool,
                                const struct trust *anchors, struct digester *g,
                                struct diag *diag);

/*
 * Put what the list says into `out`: a root with its properties for each subject, with
 * the certificate of `pool` (sealed) where it is there; or hashes that are disallowed.
 */
NODISCARD enum status ctl_apply(const struct ctl *ctl, const struct trust *pool,
                                struct trust *out, struct diag *diag);

/*
 * The hashes that the list names: start with *rest = ctl->subjects; false at the end.
 */
bool ctl_next_subject(struct str *rest, struct str *hash);

#endif
