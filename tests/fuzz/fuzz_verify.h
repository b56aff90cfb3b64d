/*
 * fuzz_verify.h - a whole file through the verifier, for the targets of containers.
 */
#ifndef TESTS_FUZZ_VERIFY_H
#define TESTS_FUZZ_VERIFY_H

#include "base/str.h"

/*
 * Verify `bytes` under a name, with nobody trusted. Aborts when the result is valid,
 * when the digest of the file is missing, or when a place lies outside the file.
 */
void fuzz_verify(struct str name, struct str bytes);

#endif
