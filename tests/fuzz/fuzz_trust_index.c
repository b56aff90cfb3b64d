/*
 * fuzz_trust_index - the index of roots, with a sum that is right for any input.
 *
 * What was read is written again and read again to the same bytes.
 */
#include "base/base.h"

#include "signature/trust_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SUM = 32 };

/* Read an index without its sum and write it again; false when it cannot be read. */
static bool round_trip(struct str body, struct digester *g, struct buf *out)
{
    struct digest sum;
    struct trust *t;
    struct buf whole;
    bool ok;

    buf_init(&whole, SIZE_MAX);
    buf_add(&whole, body);
    digest_compute(g, DIGEST_SHA256, body, &sum);
    buf_add(&whole, digest_str(&sum));
    if (whole.failed || trust_new(&t, NULL) != ST_OK)
        abort();
    ok = trust_index_read(t, buf_str(&whole), NULL) == ST_OK &&
         trust_seal(t, NULL) == ST_OK;
    if (ok)
        trust_index_write(t, g, out);
    trust_free(t);
    buf_release(&whole);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = { (const char *)data, size };
    struct buf once, twice;
    struct digester *g;

    buf_init(&once, SIZE_MAX);
    buf_init(&twice, SIZE_MAX);
    if (digester_new(&g, NULL) != ST_OK)
        abort();
    if (round_trip(body, g, &once) &&
        (!round_trip(str_slice(buf_str(&once), 0, once.n - SUM), g, &twice) ||
         !str_eq(buf_str(&once), buf_str(&twice))))
        abort();
    digester_free(g);
    buf_release(&once);
    buf_release(&twice);
    return 0;
}
