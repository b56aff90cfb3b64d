#include "base/base.h"

#include "fuzz_verify.h"
#include "signature/verify.h"

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

void fuzz_verify(struct str name, struct str bytes)
{
    static struct verifier *verifier;
    struct file_result result;

    if (!verifier)
        verifier = make_verifier();
    verify_bytes(verifier, name, bytes, &result);
    check(&result, bytes.n);
    file_result_release(&result);
}
