/*
 * map_code.h - numbers that say what is wrong with a signature, as flags and words.
 *
 * Windows' parts each have numbers of their own: what WinVerifyTrust() returns, what
 * the kernel's Code Integrity writes, and NTSTATUS.
 *
 * Source: Microsoft, winerror.h, ntstatus.h, "Understanding App Control event tags".
 */
#ifndef EVENT_MAP_CODE_H
#define EVENT_MAP_CODE_H

#include "event/map_make.h"

struct sign_code {
    uint32_t code;
    const char *state;
    uint32_t flags; /* 0: a rule was broken, but the signature is none the worse */
};

/* Sorted by nothing; short. */
struct sign_codes {
    const struct sign_code *code;
    size_t n;
    struct sign_code other; /* for a number that is not in the list */
};

extern const struct sign_codes sign_codes_integrity; /* VerificationError */
extern const struct sign_codes sign_codes_hresult;   /* of WinVerifyTrust() */
extern const struct sign_codes sign_codes_status;    /* NTSTATUS of Code Integrity */

extern const struct map_make map_integrity_flags, map_integrity_state;
extern const struct map_make map_hresult_flags, map_hresult_state;
extern const struct map_make map_status_flags, map_status_state;

#endif
