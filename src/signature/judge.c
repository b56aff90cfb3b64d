#include "base/base.h"

#include "signature/judge.h"
#include "signature/ms_roots.h"
#include "signature/signer.h"

enum {
    PADDING_USUAL = 7,    /* bytes that fill up to a multiple of eight */
    SHA1_END = 1451606400 /* 2016-01-01: SHA-1 needs an older time stamp */
};

/* One signature being judged. */
struct trial {
    const struct judge *j;
    const struct parsed *p;
    const struct parsed *outer;
    struct signature_report *out;
    const struct cert *signer; /* NULL: not at hand */
    struct timestamps *stamps;
    struct chain *chain;
};

void judge_problem(struct signature_report *out, enum verdict verdict, struct str why)
{
    if (verdict < verdict_of_set(out->classes))
        out->detail = why;
    if (!(out->classes & VERDICT_BIT(verdict)))
        out->why[verdict] = why;
    out->classes |= VERDICT_BIT(verdict);
}

static void check_done(struct signature_report *out, enum check check, bool passed,
                       struct str detail)
{
    out->check[check].state = passed ? CHECK_PASSED : CHECK_FAILED;
    out->check[check].detail = detail;
}

enum status judge_parse(const struct judge *j, struct str der, struct parsed *out,
                        struct diag *diag)
{
    struct diag why = { .offset = 0 };
    struct cms *cms = arena_new(j->arena, struct cms);
    enum status st;

    out->der = der;
    out->spc.algorithm = DIGEST_NONE;
    out->bag = arena_new(j->arena, struct cert_bag);
    if (!cms || !out->bag)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    st = cms_read(der, j->arena, cms, &why);
    if (st == ST_NOMEM)
        return diag_set(diag, st, 0, "out of memory");
    if (st != ST_OK) {
        out->why_not = report_text(j->arena, "%s (at byte %zu of the PKCS #7)",
                                   why.text, why.offset);
        return ST_OK;
    }
    out->cms = cms;
    cert_bag_fill(out->bag, cms);
    if (cms->content_type != j->content_type) {
        out->why_not = STR("the signed content is of another kind than the file");
    } else if (cms->content_type == OID_SPC_INDIRECT_DATA) {
        out->has_spc = cms_parse_spc(cms, &out->spc, &why) == ST_OK;
        if (!out->has_spc)
            out->why_not = report_text(j->arena, "%s", why.text);
    }
    return ST_OK;
}

static bool digest_listed(const struct cms *cms, enum digest_algorithm algorithm)
{
    for (size_t i = 0; i < cms->ndigests; i++)
        if (digest_from_oid(cms->digest[i].oid) == algorithm)
            return true;
    return false;
}

/*
 * Does SpcIndirectData describe this kind of file? pesign names the statement type
 * "individual" where it should name the PE image.
 */
static bool fits_file(const struct trial *t)
{
    enum oid is = t->p->spc.data_type, want = t->j->found->data_type;

    return !t->p->has_spc || is == want ||
           (want == OID_SPC_PE_IMAGE_DATA && is == OID_SPC_INDIVIDUAL);
}

/* Why the structure is not that of a signature, or an empty text. */
static struct str structure_problem(const struct trial *t)
{
    const struct cms *cms = t->p->cms;

    if (t->p->why_not.n)
        return t->p->why_not;
    /* PKCS #7 writes version 1, CMS version 3 for the same thing. */
    if (cms->version != 1 && cms->version != 3)
        return report_text(t->j->arena, "SignedData has version %lld",
                           (long long)cms->version);
    if (cms->nsigners != 1)
        return report_text(t->j->arena, "%zu signers", cms->nsigners);
    if (!fits_file(t))
        return STR("the signed content describes another kind of file");
    if (digest_from_oid(cms->signer.digest.oid) == DIGEST_NONE)
        return STR("the digest algorithm is not known");
    return (struct str){ NULL, 0 };
}

/* Version, number of signers, kind of content, agreement of the digest algorithms. */
static void check_structure(struct trial *t)
{
    const struct cms *cms = t->p->cms;
    struct signature_report *out = t->out;
    enum digest_algorithm algorithm = digest_from_oid(cms->signer.digest.oid);
    bool agrees = digest_listed(cms, algorithm) &&
                  (!t->p->has_spc || t->p->spc.algorithm == algorithm);
    struct str why = structure_problem(t);

    if (!agrees) {
        finding_add(&out->findings, FINDING_INCONSISTENT_DIGEST_ALGORITHM,
                    "content %s, signer %s", digest_name(t->p->spc.algorithm),
                    digest_name(algorithm));
        if (!why.n)
            why = STR("content, signature and signer name different digest algorithms");
    }
    if (cms->relaxed)
        finding_add(&out->findings, FINDING_BER_ENCODING, "PKCS #7 of %zu bytes",
                    cms->size);
    if (why.n)
        judge_problem(out, VERDICT_MALFORMED, why);
    check_done(out, CHECK_STRUCTURE, why.n == 0, why);
}

/* What is behind the ContentInfo in its room (CVE-2013-3900). */
static void check_padding(struct trial *t)
{
    struct signature_report *out = t->out;
    struct str rest = str_slice(t->p->der, t->p->cms->size, t->p->der.n);

    if (!t->p->blob)
        return;
    out->padding = rest.n;
    for (size_t i = 0; i < rest.n; i++)
        out->padding_nonzero += rest.p[i] != 0;
    if (rest.n <= PADDING_USUAL && out->padding_nonzero == 0)
        return;
    finding_add(&out->findings, FINDING_PADDING_DATA,
                "%zu bytes at offset %llu, %llu of them not zero", rest.n,
                (unsigned long long)(out->offset + t->p->cms->size),
                (unsigned long long)out->padding_nonzero);
    if (t->j->options->strict_padding || t->j->options->policy.is_strict)
        judge_problem(out, VERDICT_UNSIGNED,
                      STR("data behind the signature make it none (strict padding)"));
}

static void compare_digest(struct trial *t, struct content_check *check)
{
    struct signature_report *out = t->out;
    const struct spc_content *spc = &t->p->spc;

    if (spc->algorithm < DIGEST_COUNT)
        out->computed = t->j->digests->of[spc->algorithm];
    out->algorithm = spc->algorithm;
    out->signed_digest = spc->digest;
    check->digest_ok = out->computed.algorithm != DIGEST_NONE &&
                       str_eq(spc->digest, digest_str(&out->computed));
    if (!check->digest_ok)
        check->problem = "the file is not the one that was signed";
}

static void check_file(struct trial *t, size_t index)
{
    const struct container *container = t->j->container;
    struct content_check check = { .findings = &t->out->findings };
    struct signature_report *out = t->out;

    if (!t->p->has_spc) {
        /* A catalog is its own content: there is nothing else to compare. */
        out->digest_ok =
            t->p->cms->content_type == OID_MS_CTL && t->j->content_type == OID_MS_CTL;
        return;
    }
    compare_digest(t, &check);
    if (container->check)
        container->check(t->j->subject, t->j->found, t->j->digester, &t->p->spc, index,
                         &check);
    out->digest_ok = check.digest_ok;
    check_done(out, CHECK_FILE_DIGEST, check.digest_ok || check.has_page_hashes,
               str_from_cstr(check.problem ? check.problem : ""));
    if (check.has_page_hashes)
        check_done(out, CHECK_PAGE_HASHES, check.page_hashes_ok, STR(""));
    if (!check.digest_ok) {
        check_done(out, CHECK_FILE_DIGEST, false, str_from_cstr(check.problem));
        judge_problem(out, VERDICT_HASH_MISMATCH, str_from_cstr(check.problem));
    }
}

/* The signer's certificate: of the signature, of the one it is nested in. */
static const struct cert *find_signer(const struct trial *t)
{
    const struct signer_info *s = &t->p->cms->signer;
    const struct cert *found = cert_bag_find(t->p->bag, s);

    if (!found && t->outer)
        found = cert_bag_find(t->outer->bag, s);
    return found;
}

/*
 * Does the signature of a catalog lie in the index of catalogs, which outlives this
 * file? What was BER was written anew for it.
 */
static bool is_lasting(const struct trial *t)
{
    return t->p->role == ROLE_CATALOG && !t->p->cms->relaxed;
}

static void ask_signer(struct trial *t, struct signer_answer *answer)
{
    struct str type = oid_octets(t->p->cms->content_type);
    const struct signer_question question = {
        .signer = &t->p->cms->signer,
        .key = t->signer ? t->signer->key : (struct str){ NULL, 0 },
        .content = t->p->cms->content_bytes,
        .type = type.n ? &type : NULL,
    };

    if (is_lasting(t))
        signer_check_once(t->j->catalogs, &question, t->j->ring, t->j->digester,
                          answer);
    else
        signer_check(&question, t->j->ring, t->j->digester, answer);
}

static void check_signer(struct trial *t)
{
    struct signature_report *out = t->out;
    struct signer_answer answer;
    char hex[DIGEST_HEX];

    t->signer = find_signer(t);
    ask_signer(t, &answer);
    if (answer.digest_differs)
        finding_add(&out->findings, FINDING_CONTENT_DIGEST_MISMATCH,
                    "the content's digest is %s",
                    digest_hex(&answer.content_digest, hex));
    check_done(out, CHECK_CONTENT_DIGEST, answer.content_ok,
               str_from_cstr(answer.content_ok ? "" : answer.problem));
    out->signature_ok = answer.content_ok && answer.signature_ok;
    if (!t->signer) {
        check_done(out, CHECK_SIGNER, false,
                   STR("the signer's certificate is not in the signature"));
        judge_problem(out, VERDICT_INCOMPLETE_CHAIN, out->check[CHECK_SIGNER].detail);
        return;
    }
    check_done(out, CHECK_SIGNER, answer.signature_ok,
               str_from_cstr(answer.signature_ok ? "" : answer.problem));
    if (!out->signature_ok && answer.algorithm != DIGEST_NONE)
        judge_problem(out, VERDICT_BAD_SIGNATURE, str_from_cstr(answer.problem));
}

static struct chain_request base_request(const struct trial *t)
{
    const struct judge *j = t->j;

    return (struct chain_request){
        .leaf = t->signer,
        .bag = { t->p->bag, t->outer ? t->outer->bag : NULL },
        .purpose = TRUST_CODE_SIGNING,
        .when = j->options->now,
        .now = j->options->now,
        .trust = j->options->trust,
        .policy = j->options->policy,
        .ring = j->ring,
        .digester = j->digester,
        .checks_left = j->checks_left,
        .arena = j->arena,
    };
}

/* What a verified time stamp says about the signer's own dates. */
static void compare_times(struct trial *t, int64_t stamped)
{
    struct findings *f = &t->out->findings;
    char when[ASN1_TIME_TEXT], begin[ASN1_TIME_TEXT], end[ASN1_TIME_TEXT];

    if (stamped > t->signer->not_after || stamped < t->signer->not_before)
        finding_add(f, FINDING_TIMESTAMP_OUTSIDE_VALIDITY,
                    "time stamp of %s, signer valid from %s to %s",
                    asn1_time_text(stamped, when),
                    asn1_time_text(t->signer->not_before, begin),
                    asn1_time_text(t->signer->not_after, end));
    else if (t->signer->not_after < t->j->options->now &&
             !cert_has_usage(t->signer, OID_EKU_LIFETIME))
        finding_add(f, FINDING_SIGNER_EXPIRED, "on %s",
                    asn1_time_text(t->signer->not_after, end));
}

/* Time stamps first: they decide when the signer's chain is judged. */
static enum status check_time(struct trial *t, struct chain_request *request,
                              struct diag *diag)
{
    const struct timestamp *deciding;

    TRY(timestamps_verify(&t->p->cms->signer, t->p->bag, request, t->stamps,
                          &t->out->findings, diag));
    deciding = t->stamps->deciding;
    if (deciding) {
        t->out->signing_time = deciding->time;
        if (t->signer)
            compare_times(t, deciding->time);
        if (!t->signer || !cert_has_usage(t->signer, OID_EKU_LIFETIME)) {
            request->when = deciding->time;
            request->has_timestamp = true;
        }
    }
    t->out->deciding_time = request->when;
    return ST_OK;
}

/* The chain broke only for want of a root that anybody trusts. */
static bool lacks_trust_only(const struct chain *chain)
{
    const uint32_t trust = VERDICT_BIT(VERDICT_UNTRUSTED_ROOT) |
                           VERDICT_BIT(VERDICT_INCOMPLETE_CHAIN) |
                           VERDICT_BIT(VERDICT_TEST_ROOT);

    return (chain->classes & trust) != 0;
}

/*
 * A time stamp that does not verify is bad_timestamp. Where neither the signer nor the
 * authority leads to a trusted root, nothing is known against the time stamp itself,
 * and the missing trust is reported once, for the signer.
 */
static void judge_timestamps(struct trial *t)
{
    const struct timestamp *bad = NULL;
    char time[ASN1_TIME_TEXT];

    if (t->stamps->n == 0)
        return;
    for (size_t i = 0; i < t->stamps->n && !bad; i++)
        if (!t->stamps->item[i].is_verified)
            bad = &t->stamps->item[i];
    if (t->stamps->deciding) {
        check_done(t->out, CHECK_TIMESTAMP, true,
                   report_text(t->j->arena, "%s",
                               asn1_time_text(t->stamps->deciding->time, time)));
        return;
    }
    check_done(t->out, CHECK_TIMESTAMP, false, bad ? bad->problem : STR(""));
    if (bad && bad->fits && bad->is_intact && lacks_trust_only(&bad->chain) &&
        (!t->signer || !t->chain->root))
        return;
    judge_problem(t->out, VERDICT_BAD_TIMESTAMP, t->out->check[CHECK_TIMESTAMP].detail);
}

/* Turn the classes of the chain into the steps that --explain shows. */
static void explain_chain(struct trial *t)
{
    static const struct {
        enum check check;
        uint32_t classes;
    } steps[] = {
        { CHECK_CHAIN,
          VERDICT_BIT(VERDICT_BAD_SIGNATURE) | VERDICT_BIT(VERDICT_UNTRUSTED_ROOT) |
              VERDICT_BIT(VERDICT_TEST_ROOT) | VERDICT_BIT(VERDICT_INCOMPLETE_CHAIN) |
              VERDICT_BIT(VERDICT_BAD_CONSTRAINTS) | VERDICT_BIT(VERDICT_DISTRUSTED) |
              VERDICT_BIT(VERDICT_WEAK_ALGORITHM) },
        { CHECK_USAGE, VERDICT_BIT(VERDICT_WRONG_USAGE) },
        { CHECK_VALIDITY,
          VERDICT_BIT(VERDICT_EXPIRED) | VERDICT_BIT(VERDICT_NOT_YET_VALID) },
        { CHECK_REVOCATION,
          VERDICT_BIT(VERDICT_REVOKED) | VERDICT_BIT(VERDICT_REVOCATION_UNKNOWN) },
    };
    const struct chain *chain = t->chain;

    for (size_t i = 0; i < countof(steps); i++) {
        uint32_t failed = chain->classes & steps[i].classes;

        check_done(t->out, steps[i].check, !failed,
                   failed ? chain->why[verdict_of_set(failed)]
                          : (struct str){ NULL, 0 });
    }
    if (t->out->check[CHECK_REVOCATION].state == CHECK_PASSED &&
        (chain->n < 2 || chain->findings.has[FINDING_REVOCATION_NOT_CHECKED]))
        t->out->check[CHECK_REVOCATION].state = CHECK_NOT_DONE;
}

static enum status check_chain(struct trial *t, struct diag *diag)
{
    struct chain_request request = base_request(t);
    struct signature_report *out = t->out;

    TRY(check_time(t, &request, diag));
    if (!t->signer) {
        judge_timestamps(t);
        return ST_OK;
    }
    TRY(chain_build(&request, t->chain, diag));
    for (size_t v = 0; v < VERDICT_COUNT; v++)
        if (t->chain->classes & VERDICT_BIT(v))
            judge_problem(out, (enum verdict)v, t->chain->why[v]);
    out->is_trusted = t->chain->is_trusted;
    findings_merge(&out->findings, &t->chain->findings);
    explain_chain(t);
    judge_timestamps(t);
    for (; out->nchain < t->chain->n; out->nchain++)
        report_cert(&out->chain[out->nchain], t->chain->cert[out->nchain],
                    t->chain->root && out->nchain == t->chain->n - 1, t->j->digester,
                    t->j->arena);
    out->has_microsoft_root =
        out->nchain &&
        ms_root_find(&out->chain[out->nchain - 1].sha1) == MS_ROOT_PRODUCT;
    return ST_OK;
}

/* Digests that are no longer good, of the file and of the signature. */
static void check_weakness(struct trial *t)
{
    const struct findings *f = &t->out->findings;
    enum digest_algorithm used[] = { t->p->spc.algorithm,
                                     digest_from_oid(t->p->cms->signer.digest.oid) };
    bool old_enough =
        t->out->signing_time != TIME_NONE && t->out->signing_time < SHA1_END;

    for (size_t i = 0; i < countof(used); i++) {
        if (used[i] == DIGEST_MD5)
            finding_add(&t->out->findings, FINDING_WEAK_MD5, "signed digest");
        if (used[i] == DIGEST_SHA1)
            finding_add(&t->out->findings, FINDING_WEAK_SHA1, "signed digest");
    }
    if (t->j->options->policy.is_strict &&
        (f->has[FINDING_WEAK_MD5] || (f->has[FINDING_WEAK_SHA1] && !old_enough)))
        judge_problem(t->out, VERDICT_WEAK_ALGORITHM,
                      STR("the strict policy refuses the digest algorithm"));
}

/* Attributes outside the signature whose meaning nobody knows. */
static void check_blobs(struct trial *t)
{
    const struct signer_info *s = &t->p->cms->signer;

    for (size_t i = 0; i < s->nunsigned; i++) {
        const struct attribute *a = &s->unsigned_attribute[i];
        struct str oid;

        if (t->outer && a->oid == OID_SPC_NESTED_SIGNATURE)
            finding_add(&t->out->findings, FINDING_NESTED,
                        "inside a nested one, not followed");
        if (a->oid != OID_UNKNOWN)
            continue;
        oid = report_oid(a->octets, t->j->arena);
        finding_add(&t->out->findings, FINDING_UNAUTHENTICATED_BLOB, "%.*s, %zu bytes",
                    STR_ARG(oid), a->values.n);
    }
}

/* Certificates that neither the signer's chain nor a time stamp's needs. */
static void check_unused(struct trial *t)
{
    const struct cert_bag *bag = t->p->bag;
    size_t unused = 0, broken = 0;

    for (size_t i = 0; i < bag->n; i++) {
        unused += !bag->is_used[i];
        broken += bag->is_broken[i];
    }
    if (unused)
        finding_add(&t->out->findings, FINDING_UNUSED_CERTIFICATES,
                    "%zu of %zu, %zu of them cannot be read", unused, bag->n, broken);
}

static void check_remarks(struct trial *t)
{
    struct signature_report *out = t->out;

    check_weakness(t);
    check_blobs(t);
    check_unused(t);
    cms_opus_info(&t->p->cms->signer, t->j->arena, &out->opus);
    out->claimed_time = cms_signing_time(&t->p->cms->signer);
    if (t->signer && cert_has_usage(t->signer, OID_EKU_LIFETIME))
        finding_add(&out->findings, FINDING_LIFETIME_SIGNING,
                    "usage 1.3.6.1.4.1.311.10.3.13");
    if (t->signer && (cert_has_usage(t->signer, OID_EKU_WHQL) ||
                      cert_has_usage(t->signer, OID_EKU_WHQL_ATTESTED)))
        finding_add(&out->findings, FINDING_WHQL, "usage %s",
                    cert_has_usage(t->signer, OID_EKU_WHQL)
                        ? "1.3.6.1.4.1.311.10.3.5"
                        : "1.3.6.1.4.1.311.10.3.5.1");
    if (t->p->has_spc && !out->digest_ok && out->signature_ok &&
        !out->findings.has[FINDING_PAGE_HASH_MISMATCH]) {
        struct str hex = report_hex(out->signed_digest, t->j->arena);

        finding_add(&out->findings, FINDING_DONOR_DIGEST, "donor_authentihash=%.*s",
                    STR_ARG(hex));
    }
}

/* Would this time stamp carry the signer, were its own root trusted? */
static bool may_carry(const struct trial *t, const struct timestamp *stamp)
{
    return stamp->fits && stamp->is_intact && stamp->time >= t->signer->not_before &&
           stamp->time <= t->signer->not_after &&
           !cert_has_usage(t->signer, OID_EKU_LIFETIME);
}

static bool only_lacks_root(const struct trial *t)
{
    const uint32_t root =
        VERDICT_BIT(VERDICT_UNTRUSTED_ROOT) | VERDICT_BIT(VERDICT_INCOMPLETE_CHAIN);
    uint32_t others = t->out->classes & ~root;

    if (!(t->out->classes & root) || !t->out->digest_ok || !t->out->signature_ok)
        return false;
    for (size_t i = 0; i < t->stamps->n; i++)
        if (may_carry(t, &t->stamps->item[i]))
            others &= ~VERDICT_BIT(VERDICT_EXPIRED);
    return others == 0 && !t->signer->is_self_issued;
}

static void finish(struct signature_report *out)
{
    out->verdict = verdict_of_set(out->classes);
    for (size_t v = 0; v < VERDICT_COUNT; v++)
        if ((out->classes & VERDICT_BIT(v)) && v != out->verdict)
            finding_add(&out->findings, FINDING_OF_VERDICT(v), "%.*s",
                        STR_ARG(out->why[v]));
}

/*
 * Every step is carried out where it can be, whatever the steps before it found: "the
 * signature is intact, the file differs" and "the file fits, the signature is wrong"
 * are different facts.
 */
enum status judge_signature(const struct judge *j, const struct parsed *parsed,
                            size_t index, const struct parsed *outer,
                            struct signature_report *out, struct diag *diag)
{
    struct trial t = { .j = j, .p = parsed, .outer = outer, .out = out };

    *out = (struct signature_report){ .role = parsed->role,
                                      .parent = parsed->parent,
                                      .algorithm = DIGEST_NONE,
                                      .computed = { .algorithm = DIGEST_NONE },
                                      .signing_time = TIME_NONE,
                                      .claimed_time = TIME_NONE,
                                      .deciding_time = j->options->now,
                                      .offset = parsed->offset };
    findings_init(&out->findings, j->arena);
    t.stamps = arena_new(j->arena, struct timestamps);
    t.chain = arena_new(j->arena, struct chain);
    if (!t.stamps || !t.chain)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (!parsed->cms) {
        check_done(out, CHECK_STRUCTURE, false, parsed->why_not);
        judge_problem(out, VERDICT_MALFORMED, parsed->why_not);
        finish(out);
        return ST_OK;
    }
    out->size = parsed->cms->size;
    check_structure(&t);
    check_padding(&t);
    check_file(&t, index);
    check_signer(&t);
    TRY(check_chain(&t, diag));
    report_timestamps(out, t.stamps, j->digester, j->arena);
    check_remarks(&t);
    out->only_lacks_root = only_lacks_root(&t);
    finish(out);
    return ST_OK;
}
