#include "base/base.h"

#include <stdio.h>

#include "signature/chain_names.h"
#include "signature/chain_rules.h"
#include "signature/ms_roots.h"
#include "signature/revocation.h"

enum { KEY_BITS_GOOD = 2048, KEY_BITS_LEAST = 1024, PROBLEM_MAX = 240 };

void chain_problem(struct chain *chain, enum verdict verdict, const char *fmt, ...)
{
    char text[PROBLEM_MAX];
    va_list ap;

    if (chain->classes & VERDICT_BIT(verdict))
        return;
    chain->classes |= VERDICT_BIT(verdict);
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    chain->why[verdict] = str_dup(chain->findings.arena, str_from_cstr(text));
    chain->problem = chain->why[verdict_of_set(chain->classes)];
}

/* Certificates whose dates count: all but a trusted root above the leaf. */
static size_t judged(const struct chain *chain)
{
    return chain->root && chain->n > 1 ? chain->n - 1 : chain->n;
}

/*
 * An issuer's own limits. `below` is the number of intermediates between it and the
 * leaf. A trusted root of version 1 has no constraints to obey.
 */
static void check_issuer(struct chain *chain, size_t i, int64_t below)
{
    const struct cert *c = chain->cert[i];
    bool is_root = chain->root && i == chain->n - 1;

    if (!c->is_ca && (c->has_constraints || !is_root))
        chain_problem(chain, VERDICT_BAD_CONSTRAINTS,
                      "certificate %zu of the chain issues but is no CA", i + 1);
    else if (c->path_length >= 0 && below > c->path_length)
        chain_problem(
            chain, VERDICT_BAD_CONSTRAINTS,
            "certificate %zu of the chain allows %lld intermediates below it, "
            "there are %lld",
            i + 1, (long long)c->path_length, (long long)below);
    if (c->has_key_usage && !(c->key_usage & KEY_USAGE_CERT_SIGN))
        chain_problem(chain, VERDICT_BAD_CONSTRAINTS,
                      "the key usage of certificate %zu of the chain excludes signing "
                      "certificates",
                      i + 1);
}

/* Every name below an issuer must be one that it may certify. */
static void check_names(struct chain *chain)
{
    for (size_t i = 1; i < chain->n; i++)
        for (size_t below = 0; below < i; below++) {
            const struct cert *c = chain->cert[below];

            if ((below > 0 && c->is_self_issued) ||
                name_is_permitted(chain->cert[i], c->subject))
                continue;
            chain_problem(chain, VERDICT_BAD_CONSTRAINTS,
                          "certificate %zu of the chain may not certify the name of "
                          "certificate %zu",
                          i + 1, below + 1);
        }
}

static void check_constraints(struct chain *chain)
{
    int64_t below = 0;

    for (size_t i = 0; i < chain->n; i++) {
        const struct cert *c = chain->cert[i];

        if (i > 0)
            check_issuer(chain, i, below);
        if (c->has_unknown_critical)
            chain_problem(
                chain, VERDICT_BAD_CONSTRAINTS,
                "certificate %zu of the chain has a critical extension that is "
                "not known",
                i + 1);
        if (c->has_explicit_curve)
            finding_add(&chain->findings, FINDING_EXPLICIT_EC_PARAMETERS,
                        "certificate %zu of the chain", i + 1);
        below += i > 0 && !c->is_self_issued;
    }
}

static void check_validity(const struct chain_request *r, struct chain *chain)
{
    char limit[ASN1_TIME_TEXT], when[ASN1_TIME_TEXT];

    (void)asn1_time_text(r->when, when);
    for (size_t i = 0; i < judged(chain); i++) {
        const struct cert *c = chain->cert[i];

        if (r->when > c->not_after)
            chain_problem(
                chain, VERDICT_EXPIRED,
                "certificate %zu of the chain ended on %s, deciding time is %s", i + 1,
                asn1_time_text(c->not_after, limit), when);
        if (r->when < c->not_before)
            chain_problem(
                chain, VERDICT_NOT_YET_VALID,
                "certificate %zu of the chain begins on %s, deciding time is %s", i + 1,
                asn1_time_text(c->not_before, limit), when);
    }
}

/* The leaf's own usages. A time stamp authority must have the usage spelled out. */
static void check_leaf_usage(const struct chain_request *r, struct chain *chain)
{
    const struct cert *leaf = chain->cert[0];

    if (!leaf->has_eku && r->purpose == TRUST_TIME_STAMPING)
        chain_problem(chain, VERDICT_WRONG_USAGE,
                      "the time stamp authority's certificate lists no usages");
    else if (!leaf->has_eku)
        finding_add(&chain->findings, FINDING_NO_EKU,
                    "certificate 1 of the chain has no such extension");
    if (leaf->has_key_usage && !(leaf->key_usage & KEY_USAGE_DIGITAL_SIGNATURE))
        finding_add(&chain->findings, FINDING_BAD_KEY_USAGE,
                    "certificate 1 of the chain has key usage bits 0x%02x",
                    leaf->key_usage);
    if (!r->policy.is_strict || r->purpose != TRUST_CODE_SIGNING)
        return;
    if (chain->findings.has[FINDING_NO_EKU] ||
        chain->findings.has[FINDING_BAD_KEY_USAGE])
        chain_problem(
            chain, VERDICT_WRONG_USAGE,
            "the signer's usages do not include code signing (strict policy)");
}

static void check_usage(const struct chain_request *r, struct chain *chain)
{
    enum oid usage =
        r->purpose == TRUST_CODE_SIGNING ? OID_EKU_CODE_SIGNING : OID_EKU_TIME_STAMPING;

    check_leaf_usage(r, chain);
    /* A self-signed leaf is judged as a leaf; a root above it is not asked. */
    for (size_t i = 0; i < chain->n; i++) {
        const struct cert *c = chain->cert[i];
        bool is_root = i > 0 && i == chain->n - 1 && chain->is_complete;

        if (c->has_eku && !is_root && !cert_allows(c, usage))
            chain_problem(chain, VERDICT_WRONG_USAGE,
                          "the usages of certificate %zu of the chain exclude %s",
                          i + 1, oid_text(usage));
    }
}

static void check_disallowed(const struct chain_request *r, struct chain *chain)
{
    for (size_t i = 0; i < chain->n; i++)
        if (trust_is_disallowed(r->trust, chain->cert[i], r->digester))
            chain_problem(chain, VERDICT_DISTRUSTED,
                          "certificate %zu of the chain is on the disallowed list",
                          i + 1);
}

/* A date of the trust list has come; 0 means always. */
static bool reached(int64_t date, int64_t t)
{
    return date != TIME_NONE && t >= date;
}

static void check_root_entry(const struct chain_request *r, struct chain *chain)
{
    const struct trust_entry *e = chain->root;
    char date[ASN1_TIME_TEXT];

    if (!(e->allowed & r->purpose) || (e->denied & r->purpose))
        chain_problem(chain, VERDICT_WRONG_USAGE,
                      "the trust list does not allow the root for this purpose");
    if (reached(e->disabled, r->when)) {
        (void)asn1_time_text(e->disabled, date);
        finding_add(&chain->findings, FINDING_ROOT_DISABLED, "from %s", date);
        chain_problem(chain, VERDICT_DISTRUSTED,
                      "the trust list disabled the root from %s on", date);
    }
    if ((e->not_before_for & r->purpose) &&
        (reached(e->not_before, r->when) ||
         reached(e->not_before, chain->cert[0]->not_before))) {
        (void)asn1_time_text(e->not_before, date);
        finding_add(&chain->findings, FINDING_ROOT_NOT_BEFORE, "from %s", date);
        chain_problem(
            chain, VERDICT_DISTRUSTED,
            "the trust list refuses what the root issued or signed from %s on", date);
    }
}

/* An untrusted end: whose self-signed certificate is it? */
static void check_unknown_root(const struct chain_request *r, struct chain *chain)
{
    const struct cert *root = chain->cert[chain->n - 1];
    struct digest sha1;
    enum ms_root kind;

    digest_compute(r->digester, DIGEST_SHA1, root->der, &sha1);
    kind = ms_root_find(&sha1);
    if (kind == MS_ROOT_NONE)
        finding_add(&chain->findings, FINDING_SELF_SIGNED, "certificate %zu of %zu",
                    chain->n, chain->n);
    if (kind == MS_ROOT_FLIGHT)
        finding_add(&chain->findings, FINDING_FLIGHT_ROOT, "certificate %zu of %zu",
                    chain->n, chain->n);
    if (kind == MS_ROOT_TEST)
        chain_problem(chain, VERDICT_TEST_ROOT, "the chain ends in a test root");
    else
        chain_problem(
            chain, VERDICT_UNTRUSTED_ROOT,
            "the chain ends in a self-signed certificate that is not trusted");
}

/* Key lengths, and the digests of certificate signatures. A root's own is not judged.
 */
static void check_algorithms(const struct chain_request *r, struct chain *chain)
{
    struct findings *f = &chain->findings;
    size_t signed_by_others = chain->is_complete ? chain->n - 1 : chain->n;

    for (size_t i = 0; i < chain->n; i++) {
        const struct cert *c = chain->cert[i];

        if (c->key_algorithm.oid == OID_RSA && c->key_bits < KEY_BITS_GOOD)
            finding_add(f, FINDING_WEAK_KEY, "certificate %zu of the chain: RSA %u",
                        i + 1, c->key_bits);
        if (c->key_algorithm.oid == OID_RSA && c->key_bits < KEY_BITS_LEAST)
            chain_problem(chain, VERDICT_WEAK_ALGORITHM,
                          "certificate %zu of the chain has an RSA key of %u bits",
                          i + 1, c->key_bits);
        if (i >= signed_by_others && i > 0)
            continue;
        if (key_method_is_md5(&c->signature_algorithm))
            finding_add(f, FINDING_WEAK_MD5,
                        "signature of certificate %zu of the chain", i + 1);
        if (cert_digest(c) == DIGEST_SHA1)
            finding_add(f, FINDING_WEAK_SHA1,
                        "signature of certificate %zu of the chain", i + 1);
    }
    if (r->policy.is_strict && (f->has[FINDING_WEAK_KEY] || f->has[FINDING_WEAK_MD5]))
        chain_problem(chain, VERDICT_WEAK_ALGORITHM,
                      "the chain uses an algorithm that the strict policy refuses");
}

static void check_revoked(const struct chain_request *r, struct chain *chain, size_t i,
                          const struct revocation *revocation)
{
    char date[ASN1_TIME_TEXT];

    (void)asn1_time_text(revocation->effective, date);
    if (r->has_timestamp && r->when < revocation->effective)
        finding_add(&chain->findings, FINDING_REVOKED_LATER,
                    "certificate %zu of the chain, from %s on", i + 1, date);
    else
        chain_problem(chain, VERDICT_REVOKED,
                      "certificate %zu of the chain was revoked from %s on", i + 1,
                      date);
}

static void check_revocation(const struct chain_request *r, struct chain *chain)
{
    for (size_t i = 0; i + 1 < chain->n; i++) {
        struct revocation revocation;

        revocation_check(r, chain->cert[i], chain->cert[i + 1], &revocation,
                         &chain->findings);
        if (revocation.state == REVOCATION_REVOKED) {
            check_revoked(r, chain, i, &revocation);
        } else if (revocation.state == REVOCATION_UNKNOWN) {
            finding_add(&chain->findings, FINDING_REVOCATION_NOT_CHECKED,
                        "certificate %zu of the chain", i + 1);
            if (r->policy.require_revocation)
                chain_problem(chain, VERDICT_REVOCATION_UNKNOWN,
                              "no usable revocation list covers certificate %zu of the "
                              "chain",
                              i + 1);
        }
    }
}

void chain_judge(const struct chain_request *request, struct chain *chain)
{
    if (chain->root)
        check_root_entry(request, chain);
    else if (chain->is_complete)
        check_unknown_root(request, chain);
    check_disallowed(request, chain);
    check_constraints(chain);
    check_names(chain);
    check_usage(request, chain);
    check_validity(request, chain);
    check_revocation(request, chain);
    check_algorithms(request, chain);
    chain->is_trusted = chain->root && chain->classes == 0;
}
