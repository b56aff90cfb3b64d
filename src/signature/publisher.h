/*
 * publisher.h - names that imitators like to wear, and who really bears them.
 *
 * A name matches after folding: compatibility and confusable letters to ASCII, case,
 * punctuation and blanks away ("Micr\u043esoft  Corp\u043eration" is "Microsoft
 * Corporation"), or when it is one edit away from a name of at least eight letters. A
 * longer name that merely contains a watched one does not match.
 *
 * Source: MITRE ATT&CK T1036.001; Unicode Technical Standard 39 (confusables).
 */
#ifndef SIGNATURE_PUBLISHER_H
#define SIGNATURE_PUBLISHER_H

#include "base/str.h"

struct publisher {
    const char *name;   /* as it should be written */
    const char *issuer; /* beginning of the CN or O of its issuers; NULL: any */
};

/* The watched publisher whose name this is, or imitates; NULL: none. */
const struct publisher *publisher_find(struct str name);

/* Does this issuer (CN or O) sign for the publisher? */
bool publisher_allows(const struct publisher *p, struct str issuer);

/*
 * Fold UTF-8 into `out` (at most `cap` bytes, no NUL); returns the length. A letter
 * without an ASCII look-alike becomes one byte above 0x7F.
 */
size_t publisher_fold(struct str name, char *out, size_t cap);

#endif
