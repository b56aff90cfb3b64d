#include "base/base.h"

#include "forge/cfbf_write.h"
#include "forge/der_write.h"
#include "forge/msi_write.h"
#include "forge/sip_write.h"
#include "signature/sip.h"

enum { STREAMS = 3, BIG_BYTES = 5000 };

/* Installer package, {000C1084-0000-0000-C000-000000000046}. */
static const struct str package_class = { "\x84\x10\x0C\0\0\0\0\0\xC0\0\0\0\0\0\0\x46",
                                          16 };

/* The contents, in the order of their names as UTF-16. */
static void fill(struct forge *f, struct cfbf_stream out[STREAMS])
{
    out[0] = (struct cfbf_stream){ STR("\5SummaryInformation"),
                                   STR("made by countersign forge") };
    out[1] = (struct cfbf_stream){ STR("Binary.data"),
                                   seed_bytes(f, STR("Binary.data"), BIG_BYTES) };
    out[2] = (struct cfbf_stream){ STR("Property"), STR("ProductName=Example") };
}

static struct str hash(struct forge *f, struct str bytes)
{
    struct digest d;

    digest_compute(f->digester, DIGEST_SHA256, bytes, &d);
    return str_dup(&f->arena, digest_str(&d));
}

static struct str widened(struct forge *f, struct str name)
{
    char *out = arena_alloc(&f->arena, 2 * name.n + 1, 1);

    for (size_t i = 0; out && i < name.n; i++)
        out[2 * i] = name.p[i];
    return (struct str){ out, out ? 2 * name.n : 0 };
}

/* Class and state of the root; name, size, state and dates of every stream. */
static struct str metadata(struct forge *f, const struct cfbf_stream stream[STREAMS])
{
    static const char zeros[20];
    struct arena *a = &f->arena;
    struct str out = DER(a, 0, package_class, str_slice(STR("\0\0\0\0"), 0, 4));

    for (size_t i = 0; i < STREAMS; i++) {
        size_t n = stream[i].bytes.n;
        const char size[] = { (char)n, (char)(n >> 8), 0, 0 };

        out =
            DER(a, 0, out, widened(f, stream[i].name),
                (struct str){ size, sizeof size }, (struct str){ zeros, sizeof zeros });
    }
    return out;
}

struct str msi_sign(struct forge *f, const struct order *order)
{
    struct cfbf_stream stream[STREAMS + 2];
    struct str before, contents;
    struct signed_content content;

    fill(f, stream);
    before = hash(f, metadata(f, stream));
    contents = DER(&f->arena, 0, before, stream[0].bytes, stream[1].bytes,
                   stream[2].bytes, package_class);
    content = sip_content(f, sip_msi, SIP_VERSION, hash(f, contents));
    stream[STREAMS] = (struct cfbf_stream){ STR("\5DigitalSignature"),
                                            cms_sign(f, order, &content, NULL, 0) };
    stream[STREAMS + 1] =
        (struct cfbf_stream){ STR("\5MsiDigitalSignatureEx"), before };
    return cfbf_write(f, package_class, stream, countof(stream));
}
