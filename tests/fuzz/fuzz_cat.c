/*
 * fuzz_cat - a catalog through the verifier and into an index.
 *
 * With nobody trusted nothing is valid; a catalog that was added has a member for each
 * digest that is found, and the index hands out the bytes it was given.
 */
#include "base/base.h"

#include "fuzz_verify.h"
#include "signature/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_up(const struct catalogs *c, struct str bytes)
{
    struct digests digests = { 0 };
    struct catalog_hit hit;

    for (size_t i = 0; i < DIGEST_COUNT; i++)
        digests.of[i].algorithm = DIGEST_NONE;
    if (bytes.n >= 20) {
        digests.of[DIGEST_SHA1] = (struct digest){ .algorithm = DIGEST_SHA1, .n = 20 };
        memcpy(digests.of[DIGEST_SHA1].bytes, bytes.p + bytes.n - 20, 20);
    }
    if (catalogs_find(c, &digests, &hit) && !str_eq(hit.der, bytes))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct catalogs *c;

    fuzz_verify(STR("fuzz.cat"), bytes);
    if (catalogs_new(&c, NULL) != ST_OK)
        abort();
    if (catalogs_add(c, STR("fuzz.cat"), bytes, NULL) == ST_OK &&
        catalogs_count(c) != 1)
        abort();
    look_up(c, bytes);
    catalogs_free(c);
    return 0;
}
