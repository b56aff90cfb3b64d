/*
 * fuzz_appx - an app package through the verifier, with nobody trusted.
 *
 * Nothing is valid then, the digest of the file is always computed, and what is said of
 * places lies inside the file.
 */
#include "base/base.h"

#include "fuzz_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_verify(STR("fuzz.msix"), (struct str){ (const char *)data, size });
    return 0;
}
