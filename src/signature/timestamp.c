#include "base/base.h"

#include "signature/signer.h"
#include "signature/timestamp.h"

/* What all time stamps of one signature share. */
struct stamper {
    const struct signer_info *signer;
    struct cert_bag *bag; /* of the signature */
    const struct chain_request *base;
    struct timestamps *out;
    struct findings *findings;
};

static void problem(struct timestamp *t, const char *why)
{
    if (t->problem.n == 0 && why)
        t->problem = str_from_cstr(why);
}

/* Is the authority's chain good at the time it claims? */
static enum status check_chain(const struct stamper *st, struct timestamp *t,
                               struct cert_bag *own, struct diag *diag)
{
    struct chain_request request = *st->base;

    if (!t->signer) {
        problem(t, "the time stamp authority's certificate is not there");
        return ST_OK;
    }
    request.leaf = t->signer;
    request.bag[0] = own;
    request.bag[1] = own == st->bag ? NULL : st->bag;
    request.purpose = TRUST_TIME_STAMPING;
    request.when = t->time;
    request.has_timestamp = true;
    TRY(chain_build(&request, &t->chain, diag));
    if (!t->chain.is_trusted && t->problem.n == 0)
        t->problem = t->chain.problem;
    t->is_verified =
        t->fits && t->is_intact && t->time != TIME_NONE && t->chain.is_trusted;
    return ST_OK;
}

/* The signature over `content` by the certificate that `signer` names in `own`. */
static void check_signature(const struct stamper *st, struct timestamp *t,
                            const struct signer_info *signer, struct cert_bag *own,
                            struct str content, const struct str *type)
{
    struct cert *cert = cert_bag_find(own, signer);
    struct signer_answer answer;
    struct signer_question q = {
        .signer = signer,
        .content = content,
        .type = type,
        .allow_bare_hash = t->kind == TIMESTAMP_PKCS9,
    };

    t->signer = cert ? cert : cert_bag_find(st->bag, signer);
    if (t->signer)
        q.key = t->signer->key;
    signer_check(&q, st->base->ring, st->base->digester, &answer);
    t->is_intact = answer.content_ok && answer.signature_ok;
    t->is_bare_hash = answer.is_bare_hash;
    if (t->kind == TIMESTAMP_PKCS9) {
        t->fits = answer.content_ok;
        t->algorithm = answer.algorithm;
    }
    problem(t, answer.problem);
}

/* messageImprint against the signature that is stamped; genTime. */
static void read_tst_info(const struct stamper *st, struct timestamp *t,
                          struct str bytes)
{
    struct der_error error;
    struct der d = der_init(&error, bytes);
    struct der info = der_enter(&d, DER_SEQUENCE);
    struct algorithm algorithm = { .oid = OID_UNKNOWN };
    struct digest is;
    struct der imprint;
    struct str want;

    (void)der_expect(&info, DER_INTEGER);
    (void)der_expect(&info, DER_OID);
    imprint = der_enter(&info, DER_SEQUENCE);
    cms_parse_algorithm(&imprint, &algorithm);
    want = der_expect(&imprint, DER_OCTET_STRING).value;
    (void)der_integer(&info);
    t->time = der_time(&info);
    if (der_failed(&d)) {
        t->time = TIME_NONE;
        problem(t, "the time stamp token's TSTInfo is not well formed");
        return;
    }
    t->algorithm = digest_from_oid(algorithm.oid);
    digest_compute(st->base->digester, t->algorithm, st->signer->signature, &is);
    t->fits = is.algorithm != DIGEST_NONE && str_eq(want, digest_str(&is));
    if (!t->fits)
        problem(t, "the time stamp token is for another signature");
}

static enum status check_token(const struct stamper *st, struct timestamp *t,
                               struct str token, struct diag *diag)
{
    struct str type = oid_octets(OID_TST_INFO);
    struct cms *cms = arena_new(st->base->arena, struct cms);
    struct cert_bag *own = arena_new(st->base->arena, struct cert_bag);

    if (!cms || !own)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    t->kind = TIMESTAMP_RFC3161;
    if (cms_read(token, st->base->arena, cms, NULL) != ST_OK || cms->nsigners != 1 ||
        cms->content_type != OID_TST_INFO) {
        problem(t, "the time stamp token cannot be read");
        return ST_OK;
    }
    cert_bag_fill(own, cms);
    read_tst_info(st, t, cms->content_bytes);
    check_signature(st, t, &cms->signer, own, cms->content_bytes, &type);
    return check_chain(st, t, own, diag);
}

static enum status check_countersignature(const struct stamper *st, struct timestamp *t,
                                          struct str value, struct diag *diag)
{
    struct signer_info *signer = arena_new(st->base->arena, struct signer_info);

    if (!signer)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    t->kind = TIMESTAMP_PKCS9;
    if (cms_parse_signer(value, signer, NULL) != ST_OK) {
        problem(t, "the counter-signature cannot be read");
        return ST_OK;
    }
    t->time = cms_signing_time(signer);
    if (t->time == TIME_NONE)
        problem(t, "the counter-signature says no time");
    check_signature(st, t, signer, st->bag, st->signer->signature, NULL);
    return check_chain(st, t, st->bag, diag);
}

/* The form of a time stamp is a finding. */
static void add_form(const struct stamper *st, enum finding form,
                     const struct timestamp *t)
{
    char time[ASN1_TIME_TEXT];

    finding_add(st->findings, form, "says %s",
                t->time == TIME_NONE ? "no time" : asn1_time_text(t->time, time));
}

/* Every value of one attribute. */
static enum status check_values(const struct stamper *st, const struct attribute *a,
                                struct diag *diag)
{
    struct der_error error;
    struct der d = der_init(&error, a->values);

    while (!der_at_end(&d) && st->out->n < TIMESTAMPS_MAX) {
        struct timestamp *t = &st->out->item[st->out->n++];
        struct str value = d.rest;

        (void)der_next(&d);
        value.n -= d.rest.n;
        *t = (struct timestamp){ .time = TIME_NONE, .algorithm = DIGEST_NONE };
        findings_init(&t->chain.findings, st->base->arena);
        if (a->oid == OID_MS_TIMESTAMP)
            TRY(check_token(st, t, value, diag));
        else
            TRY(check_countersignature(st, t, value, diag));
        if (t->kind == TIMESTAMP_PKCS9)
            add_form(st, FINDING_LEGACY_COUNTERSIGNATURE, t);
        if (t->is_bare_hash)
            add_form(st, FINDING_BARE_HASH_COUNTERSIGNATURE, t);
        if (t->is_verified && !st->out->deciding)
            st->out->deciding = t;
    }
    return ST_OK;
}

enum status timestamps_verify(const struct signer_info *signer, struct cert_bag *bag,
                              const struct chain_request *base, struct timestamps *out,
                              struct findings *findings, struct diag *diag)
{
    const struct stamper st = {
        .signer = signer, .bag = bag, .base = base, .out = out, .findings = findings
    };

    out->n = 0;
    out->deciding = NULL;
    for (size_t i = 0; i < signer->nunsigned; i++) {
        const struct attribute *a = &signer->unsigned_attribute[i];

        if (a->oid == OID_MS_TIMESTAMP || a->oid == OID_COUNTERSIGNATURE)
            TRY(check_values(&st, a, diag));
    }
    return ST_OK;
}
