/*
 * fuzz_cms - SignedData, and the certificates, lists and claims inside.
 *
 * Whatever is parsed lies within the input, and a SignedData that was accepted is
 * accepted again from the bytes it said it takes.
 */
#include "base/base.h"

#include "signature/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_parts(const struct cms *cms, struct arena *arena)
{
    struct spc_content spc;
    struct opus_info opus;
    struct diag diag;

    if (cms_parse_spc(cms, &spc, &diag) == ST_OK && spc.digest.n > CONTAINER_DIGEST_MAX)
        abort();
    cms_opus_info(&cms->signer, arena, &opus);
    (void)cms_signing_time(&cms->signer);
    for (size_t i = 0; i < cms->ncertificates; i++) {
        struct cert cert;

        if (cert_parse(cms->certificate[i], &cert, &diag) != ST_OK)
            continue;
        if (cert.tbs.n >= cert.der.n || cert.neku > CERT_EKU_MAX)
            abort();
        (void)cert_name_text(cert.subject, arena);
        (void)cert_name_part(cert.issuer, OID_CN, arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = { (const char *)data, size };
    static struct cms cms, again;
    struct signer_info signer;
    struct crl_hit hit;
    struct arena arena;
    struct diag diag;
    struct crl crl;

    arena_init(&arena, 1 << 22);
    if (cms_parse(input, &cms, &diag) == ST_OK) {
        if (cms.size > size || cms_parse(str_slice(input, 0, cms.size), &again, &diag))
            abort();
        read_parts(&cms, &arena);
    }
    if (cms_read(input, &arena, &cms, &diag) == ST_OK && cms.size > size)
        abort();
    if (cms_parse_signer(input, &signer, &diag) == ST_OK && signer.whole.n > size)
        abort();
    if (crl_parse(input, &crl, &diag) == ST_OK)
        (void)crl_find(&crl, STR("\x01"), &hit);
    arena_release(&arena);
    return 0;
}
