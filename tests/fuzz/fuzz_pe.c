/*
 * fuzz_pe - a whole file through the verifier, with nobody trusted.
 *
 * Nothing is valid then, the digest of the file is always computed, and what is said of
 * places lies inside the file.
 */
#include "base/base.h"

#include "signature/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct verifier *make_verifier(void)
{
    static struct verify_options options;
    struct verifier *v;
    struct trust *trust;

    options.now = 1800000000;
    options.hash_others = true;
    if (trust_new(&trust, NULL) != ST_OK || trust_seal(trust, NULL) != ST_OK)
        abort();
    options.trust = trust;
    if (verifier_new(&v, &options, NULL) != ST_OK)
        abort();
    return v;
}

static void check(const struct file_result *r, size_t size)
{
    if (r->state == FILE_UNREADABLE || r->sha256.algorithm != DIGEST_SHA256)
        abort();
    if (r->verdict == VERDICT_VALID || r->is_trusted)
        abort();
    if (r->table.size && r->table.offset + r->table.size > size)
        abort();
    for (size_t i = 0; i < r->nsignatures; i++)
        if (r->signature[i].offset > size || r->signature[i].verdict == VERDICT_VALID)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct verifier *verifier;
    struct file_result result;

    if (!verifier)
        verifier = make_verifier();
    verify_bytes(verifier, STR("fuzz.exe"), (struct str){ (const char *)data, size },
                 &result);
    check(&result, size);
    file_result_release(&result);
    return 0;
}
