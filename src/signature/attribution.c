/*
 * attribution.c - who the file says it is, and whether its signature agrees.
 *
 * Nothing here changes a verdict. Each finding carries what it rests on: the name, the
 * certificate that was copied, the name in the version information.
 */
#include "base/base.h"

#include "signature/judge.h"
#include "signature/ms_roots.h"
#include "signature/publisher.h"

/* The chain ends in a self-signed certificate, and nobody we know vouches for it. */
static bool ends_unknown(const struct signature_report *s)
{
    const uint32_t unknown =
        VERDICT_BIT(VERDICT_UNTRUSTED_ROOT) | VERDICT_BIT(VERDICT_TEST_ROOT);

    return (s->classes & unknown) && !s->has_microsoft_root;
}

static const struct publisher *signer_publisher(const struct signature_report *s)
{
    const struct publisher *p;

    if (s->nchain == 0)
        return NULL;
    p = publisher_find(s->chain[0].common_name);
    return p ? p : publisher_find(s->chain[0].organization);
}

/*
 * Is the watched name worn by somebody else? A certificate that its subject signed says
 * nothing. The publisher's issuers are known for Microsoft only; for the others a chain
 * to an unknown root counts once there is a trust list that would know the genuine one.
 */
static bool is_impersonated(const struct judge *j, const struct signature_report *s,
                            const struct publisher *p)
{
    if (!ends_unknown(s))
        return p->issuer && s->nchain > 1 &&
               !publisher_allows(p, s->chain[1].common_name) &&
               !publisher_allows(p, s->chain[1].organization);
    return s->nchain == 1 || p->issuer || trust_source(j->options->trust)->nroots > 0;
}

static void check_publisher(const struct judge *j, struct signature_report *s)
{
    const struct publisher *p = signer_publisher(s);

    if (p && is_impersonated(j, s, p))
        finding_add(&s->findings, FINDING_IMPERSONATES_PUBLISHER,
                    "%.*s wears the name of %s", STR_ARG(s->chain[0].subject), p->name);
}

/* A known certificate of the same names whose key this one has not. */
static const struct trust_entry *find_original(const struct judge *j,
                                               const struct cert *copy)
{
    const struct trust *trust = j->options->trust;
    const struct trust_entry *e;
    size_t at = 0;

    while ((e = trust_by_subject(trust, copy->subject, &at)) != NULL) {
        bool same_serial = str_eq(e->cert.serial, copy->serial) &&
                           str_eq(e->cert.issuer, copy->issuer);

        if (str_eq(e->cert.key, copy->key))
            return NULL;
        if (same_serial || (copy->is_self_issued && e->is_root))
            return e;
    }
    return NULL;
}

static void check_clone(const struct judge *j, const struct cert *cert,
                        struct signature_report *s)
{
    const struct trust_entry *original = find_original(j, cert);
    const char *known = original ? NULL : ms_cert_cloned(j->digester, cert);
    struct str hash;

    if (original) {
        hash = report_hex(
            (struct str){ (const char *)original->sha1, sizeof original->sha1 },
            j->arena);
        finding_add(&s->findings, FINDING_CLONED_CHAIN, "clone_of=%.*s", STR_ARG(hash));
    } else if (known) {
        finding_add(&s->findings, FINDING_CLONED_CHAIN, "clone_of=%s", known);
    }
}

static void check_clones(const struct judge *j, const struct parsed *parsed,
                         struct signature_report *s)
{
    const struct cert_bag *bag = parsed->bag;

    for (size_t i = 0; bag && i < bag->n; i++)
        if (!bag->is_broken[i])
            check_clone(j, &bag->cert[i], s);
}

/* Did this publisher, or one of the same house, sign the file that is here? */
static bool signed_by(const struct file_result *r, const struct publisher *claimed)
{
    const struct signature_report *s = r->nsignatures ? &r->signature[0] : NULL;
    const struct publisher *p = s ? signer_publisher(s) : NULL;

    if (!p || !s->digest_ok || !s->signature_ok ||
        s->findings.has[FINDING_IMPERSONATES_PUBLISHER])
        return false;
    return p == claimed || (p->issuer && p->issuer == claimed->issuer);
}

/*
 * "Microsoft.Build.dll": the part of an assembly's name before the first dot is its
 * publisher by convention. Only for publishers who are their own issuer.
 */
static const struct publisher *name_publisher(struct str name)
{
    struct str rest = name;
    struct str first = str_cut(&rest, '.');
    const struct publisher *p =
        rest.p && str_find(rest, STR(".")) != SIZE_MAX ? publisher_find(first) : NULL;

    return p && p->issuer ? p : NULL;
}

static void check_company(struct file_result *r)
{
    const struct version_info *v = &r->version;
    const struct publisher *company = publisher_find(v->company);
    const struct publisher *name = name_publisher(v->original_name);

    if (company && !signed_by(r, company))
        finding_add(&r->findings, FINDING_CLAIMS_PUBLISHER, "CompanyName is %.*s",
                    STR_ARG(v->company));
    if (name && !signed_by(r, name))
        finding_add(&r->findings, FINDING_CLAIMS_PUBLISHER, "OriginalFilename is %.*s",
                    STR_ARG(v->original_name));
}

static struct str base_name(struct str path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/' || path.p[i - 1] == '\\')
            return str_slice(path, i, path.n);
    return path;
}

/* A name without ".mui" and without its extension. */
static struct str stem(struct str name)
{
    if (name.n > 4 && str_eq_nocase(str_slice(name, name.n - 4, name.n), STR(".mui")))
        name.n -= 4;
    for (size_t i = name.n; i > 1; i--)
        if (name.p[i - 1] == '.')
            return str_slice(name, 0, i - 1);
    return name;
}

static void check_name(struct file_result *r)
{
    struct str original = base_name(r->version.original_name);
    struct str name = base_name(r->path);

    if (original.n && !str_eq_nocase(stem(original), stem(name)))
        finding_add(&r->findings, FINDING_ORIGINAL_NAME_DIFFERS,
                    "OriginalFilename is %.*s", STR_ARG(original));
}

void attribute_file(const struct judge *j, const struct parsed *parsed,
                    struct file_result *result)
{
    for (size_t i = 0; i < result->nsignatures; i++) {
        check_publisher(j, &result->signature[i]);
        check_clones(j, &parsed[i], &result->signature[i]);
    }
    if (result->nsignatures)
        findings_merge(&result->findings, &result->signature[0].findings);
    check_company(result);
    check_name(result);
}
