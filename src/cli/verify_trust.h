/*
 * verify_trust.h - the trust store of a run, from what the command line names.
 */
#ifndef CLI_VERIFY_TRUST_H
#define CLI_VERIFY_TRUST_H

#include "cli/console.h"
#include "signature/trust.h"

/*
 * Build and seal the store from roots and revocation lists (NULL-terminated lists of
 * paths); without roots from the index that the user imported. ST_IO or ST_FORMAT name
 * the path. Owned by the caller: trust_free().
 */
NODISCARD enum status verify_trust_open(struct trust **out, const char *const *roots,
                                        const char *const *crls, struct diag *diag);

/*
 * Without Microsoft's own list a root that is not in the store may be good or bad, and
 * an event that calls its files untrusted would be a guess.
 */
bool verify_trust_can_judge_roots(const struct trust *t);

/* Say, if any, how many files were left out for that reason, and what helps. */
void verify_trust_tell_unjudged(uint64_t files, const struct console *console);

/* Say once what the store lacks, and how to get it. */
void verify_trust_tell(const struct trust *t, const struct console *console);

#endif
