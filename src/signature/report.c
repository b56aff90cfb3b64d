/*
 * report.c - certificates and time stamps as plain text and numbers, for whoever
 * prints.
 */
#include "base/base.h"

#include <stdio.h>

#include "signature/judge.h"
#include "signature/keep.h"

enum { TEXT_MAX = 512 };

struct str report_hex(struct str bytes, struct arena *arena)
{
    static const char digit[] = "0123456789abcdef";
    char *p = arena_text(arena, 2 * bytes.n);

    if (!p)
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < bytes.n; i++) {
        p[2 * i] = digit[(uint8_t)bytes.p[i] >> 4];
        p[2 * i + 1] = digit[(uint8_t)bytes.p[i] & 15];
    }
    return (struct str){ p, 2 * bytes.n };
}

struct str report_text(struct arena *arena, const char *fmt, ...)
{
    char text[TEXT_MAX];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        n = 0;
    return str_dup(
        arena,
        (struct str){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
}

struct str report_oid(struct str octets, struct arena *arena)
{
    struct buf text;

    buf_init(&text, 256);
    oid_add_dotted(&text, octets);
    return keep_text(&text, arena);
}

static struct str describe_key(const struct cert *cert, struct arena *arena)
{
    if (cert->key_algorithm.oid == OID_RSA)
        return report_text(arena, "RSA %u", cert->key_bits);
    if (cert->key_algorithm.oid == OID_UNKNOWN)
        return report_oid(cert->key_algorithm.octets, arena);
    return str_from_cstr(oid_text(cert->key_algorithm.oid));
}

void report_cert(struct cert_report *out, const struct cert *cert, bool is_root,
                 struct digester *g, struct arena *arena)
{
    *out = (struct cert_report){ .not_before = cert->not_before,
                                 .not_after = cert->not_after,
                                 .is_root = is_root };
    out->subject = cert_name_text(cert->subject, arena);
    out->issuer = cert_name_text(cert->issuer, arena);
    out->common_name = cert_name_part(cert->subject, OID_CN, arena);
    out->organization = cert_name_part(cert->subject, OID_ORGANIZATION, arena);
    out->serial = report_hex(cert->serial, arena);
    out->key_id = report_hex(cert->key_id, arena);
    out->key = describe_key(cert, arena);
    digest_compute(g, DIGEST_SHA1, cert->der, &out->sha1);
    digest_compute(g, DIGEST_SHA256, cert->der, &out->sha256);
    for (; out->neku < cert->neku; out->neku++)
        out->eku[out->neku] = report_oid(cert->eku[out->neku], arena);
}

void report_timestamps(struct signature_report *out, const struct timestamps *stamps,
                       struct digester *g, struct arena *arena)
{
    for (size_t i = 0; i < stamps->n; i++) {
        const struct timestamp *t = &stamps->item[i];
        struct timestamp_report *r = &out->timestamp[i];

        *r = (struct timestamp_report){
            .kind = t->kind == TIMESTAMP_RFC3161 ? "rfc3161" : "pkcs9",
            .is_verified = t->is_verified,
            .is_deciding = t == stamps->deciding,
            .time = t->time,
            .algorithm = t->algorithm,
            .problem = t->problem,
        };
        for (; r->nchain < t->chain.n; r->nchain++)
            report_cert(&r->chain[r->nchain], t->chain.cert[r->nchain],
                        t->chain.root && r->nchain == t->chain.n - 1, g, arena);
    }
    out->ntimestamps = stamps->n;
}
