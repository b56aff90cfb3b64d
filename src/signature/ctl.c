#include "base/base.h"

#include "base/little.h"
#include "signature/chain.h"
#include "signature/ctl.h"
#include "signature/keep.h"
#include "signature/ms_roots.h"
#include "signature/signer.h"

enum { KIND_WITHIN = 128, NAME_BYTES_MAX = 1024, ISSUERS_MAX = 4 };

/* 1.3.6.1.4.1.311.10.11.N: the last octet is the property. */
#define PROPERTY OID_MS "\x0A\x0B"
/* 1.3.6.1.4.1.311.10.3.30 */
#define DISALLOWED_LIST OID_MS "\x0A\x03\x1E"

enum property {
    PROPERTY_USAGES = 9,
    PROPERTY_NAME = 11,
    PROPERTY_DISABLED = 104,
    PROPERTY_DENIED = 122,
    PROPERTY_NOT_BEFORE = 126,
    PROPERTY_NOT_BEFORE_USAGES = 127
};

/* Between 1601, where Windows counts from, and 1970. */
static const int64_t EPOCH_SECONDS = 11644473600, TICKS_PER_SECOND = 10000000;

enum ctl_kind ctl_kind(struct str head)
{
    struct str start = str_slice(head, 0, KIND_WITHIN);

    if (start.n == 0 || (uint8_t)start.p[0] != DER_SEQUENCE ||
        str_find(start, oid_octets(OID_MS_CTL)) == SIZE_MAX)
        return CTL_NONE;
    if (str_find(start, STR("\x06\x0A" DISALLOWED_LIST)) != SIZE_MAX)
        return CTL_DISALLOWED;
    return str_find(start, oid_octets(OID_MS_ROOT_LIST_SIGNER)) != SIZE_MAX ? CTL_ROOTS
                                                                            : CTL_NONE;
}

static enum status parse_content(struct ctl *out, struct diag *diag)
{
    struct der_error error;
    struct der content = der_init(&error, out->cms->content);
    struct der list = der_enter(&content, DER_SEQUENCE);
    struct str usage = der_expect(&list, DER_SEQUENCE).value;

    if (str_find(usage, STR(DISALLOWED_LIST)) != SIZE_MAX)
        out->kind = CTL_DISALLOWED;
    else if (str_find(usage, oid_octets(OID_MS_ROOT_LIST_SIGNER)) != SIZE_MAX)
        out->kind = CTL_ROOTS;
    (void)der_optional(&list, DER_OCTET_STRING);
    (void)der_optional(&list, DER_INTEGER);
    out->date = der_time(&list);
    if (der_peek(&list) == DER_UTC_TIME || der_peek(&list) == DER_GENERALIZED_TIME)
        (void)der_next(&list);
    (void)der_expect(&list, DER_SEQUENCE);
    out->subjects = der_expect(&list, DER_SEQUENCE).value;
    if (der_failed(&list) || out->kind == CTL_NONE)
        return diag_set(diag, ST_FORMAT, error.offset, "trust list: %s",
                        der_failed(&list) ? der_problem_text(error.problem)
                                          : "it is for something else");
    return ST_OK;
}

enum status ctl_parse(struct str der, struct arena *arena, struct ctl *out,
                      struct diag *diag)
{
    *out = (struct ctl){ .cms = arena_new(arena, struct cms) };
    if (!out->cms)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(cms_parse(der, out->cms, diag));
    if (out->cms->content_type != OID_MS_CTL || out->cms->nsigners != 1)
        return diag_set(diag, ST_FORMAT, 0, "not a signed trust list");
    return parse_content(out, diag);
}

/* ---- Who signed it ---- */

/* What a check of the signer looks into. */
struct sources {
    struct cert_bag *bag;        /* of the list */
    const struct trust *pool;    /* certificates at hand */
    const struct trust *anchors; /* roots beside Microsoft's; may be NULL */
    struct keyring *ring;
    struct digester *digester;
};

/* Somebody who may sign lists of this kind and was valid on its date. */
static bool may_sign(const struct ctl *ctl, const struct cert *signer)
{
    bool has_usage = cert_has_usage(signer, OID_MS_ROOT_LIST_SIGNER);

    for (size_t i = 0; i < signer->neku; i++)
        has_usage = has_usage || str_eq(signer->eku[i], STR(DISALLOWED_LIST));
    return has_usage && signer->not_before <= ctl->date &&
           ctl->date <= signer->not_after;
}

static bool is_anchor(const struct cert *cert, const struct trust *anchors,
                      struct digester *g)
{
    const struct trust_entry *own = anchors ? trust_find(anchors, cert) : NULL;
    struct digest sha1;

    digest_compute(g, DIGEST_SHA1, cert->der, &sha1);
    return ms_root_find(&sha1) == MS_ROOT_PRODUCT || (own && own->is_root);
}

static bool has_issued(struct keyring *ring, const struct cert *issuer,
                       const struct cert *cert)
{
    return cert_names_issuer(cert, issuer) &&
           key_verify_cert(ring, cert, issuer) == KEY_FITS;
}

/* The certificate that issued `cert`, from the list's own ones or the pool. */
static const struct cert *find_issuer(const struct sources *from,
                                      const struct cert *cert)
{
    const struct cert_bag *bag = from->bag;
    const struct trust_entry *e;
    size_t at = 0;

    for (size_t i = 0; i < bag->n; i++)
        if (!bag->is_broken[i] && bag->cert[i].is_ca &&
            has_issued(from->ring, &bag->cert[i], cert))
            return &bag->cert[i];
    while ((e = trust_by_subject(from->pool, cert->issuer, &at)) != NULL)
        if (has_issued(from->ring, &e->cert, cert))
            return &e->cert;
    return NULL;
}

static enum status check_path(const struct sources *from, const struct cert *signer,
                              struct diag *diag)
{
    const struct cert *cert = signer;

    for (size_t i = 0; i < ISSUERS_MAX; i++) {
        if (cert->is_self_issued && is_anchor(cert, from->anchors, from->digester))
            return ST_OK;
        cert = cert->is_self_issued ? NULL : find_issuer(from, cert);
        if (!cert)
            return diag_set(diag, ST_FORMAT, 0,
                            "the trust list's signer leads to no root of Microsoft "
                            "that is at hand");
    }
    return diag_set(diag, ST_FORMAT, 0, "the trust list's chain is too long");
}

static enum status check_with(const struct ctl *ctl, const struct sources *from,
                              struct diag *diag)
{
    const struct cert *signer;
    struct signer_answer answer;
    struct str type = oid_octets(OID_MS_CTL);

    cert_bag_fill(from->bag, ctl->cms);
    signer = cert_bag_find(from->bag, &ctl->cms->signer);
    if (!signer)
        return diag_set(diag, ST_FORMAT, 0, "the trust list lacks its signer");
    signer_check(&(struct signer_question){ .signer = &ctl->cms->signer,
                                            .key = signer->key,
                                            .content = ctl->cms->content_bytes,
                                            .type = &type },
                 from->ring, from->digester, &answer);
    if (!answer.content_ok || !answer.signature_ok)
        return diag_set(diag, ST_FORMAT, 0, "the trust list's signature is wrong: %s",
                        answer.problem);
    if (!may_sign(ctl, signer))
        return diag_set(diag, ST_FORMAT, 0,
                        "the trust list's signer is not one of trust lists");
    return check_path(from, signer, diag);
}

enum status ctl_check(const struct ctl *ctl, const struct trust *pool,
                      const struct trust *anchors, struct digester *g,
                      struct diag *diag)
{
    struct sources from = { .bag = calloc(1, sizeof *from.bag),
                            .pool = pool,
                            .anchors = anchors,
                            .digester = g };
    enum status st = from.bag ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");

    if (st == ST_OK)
        st = keyring_new(&from.ring, g, diag);
    if (st == ST_OK)
        st = check_with(ctl, &from, diag);
    keyring_free(from.ring);
    free(from.bag);
    return st;
}

/* ---- What it says ---- */

bool ctl_next_subject(struct str *rest, struct str *hash)
{
    struct der_error error;
    struct der list = der_init(&error, *rest);
    struct der subject = der_enter(&list, DER_SEQUENCE);

    if (rest->n == 0)
        return false;
    *hash = der_expect(&subject, DER_OCTET_STRING).value;
    *rest = list.rest;
    return !der_failed(&list);
}

/* A FILETIME: ticks of 100 ns since 1601. 0 is long past, which means always. */
static int64_t filetime(struct str value)
{
    uint64_t ticks = value.n == 8 ? le64(value.p) : 0;

    return (int64_t)(ticks / (uint64_t)TICKS_PER_SECOND) - EPOCH_SECONDS;
}

/* A list of usages as far as they matter here. */
static unsigned usages(struct str value)
{
    struct der_error error;
    struct der d = der_init(&error, value);
    struct der list = der_enter(&d, DER_SEQUENCE);
    unsigned set = 0;

    while (!der_at_end(&list)) {
        enum oid usage = oid_find(der_expect(&list, DER_OID).value);

        if (usage == OID_EKU_CODE_SIGNING)
            set |= TRUST_CODE_SIGNING;
        else if (usage == OID_EKU_TIME_STAMPING)
            set |= TRUST_TIME_STAMPING;
        else if (usage == OID_EKU_ANY)
            set |= TRUST_ANYTHING;
    }
    return set;
}

/* The friendly name, UTF-16 with a NUL, as far as it is ASCII. */
static struct str friendly_name(struct str value, struct arena *arena)
{
    struct buf text;

    buf_init(&text, NAME_BYTES_MAX);
    for (size_t i = 0; i + 1 < value.n && i < NAME_BYTES_MAX; i += 2) {
        char c = value.p[i];

        if (c == '\0' && value.p[i + 1] == '\0')
            break;
        buf_add_char(&text, value.p[i + 1] == 0 && c >= ' ' && c <= '~' ? c : '?');
    }
    return keep_text(&text, arena);
}

static void take_property(struct trust_entry *e, unsigned property, struct str value,
                          struct arena *arena)
{
    if (property == PROPERTY_USAGES)
        e->allowed = usages(value);
    else if (property == PROPERTY_NAME)
        e->name = friendly_name(value, arena);
    else if (property == PROPERTY_DISABLED)
        e->disabled = filetime(value);
    else if (property == PROPERTY_DENIED)
        e->denied = usages(value);
    else if (property == PROPERTY_NOT_BEFORE)
        e->not_before = filetime(value);
    else if (property == PROPERTY_NOT_BEFORE_USAGES)
        e->not_before_for = usages(value);
}

/* The number of a property above 127 takes two octets. */
static unsigned property_of(struct str oid)
{
    const struct str prefix = STR(PROPERTY);
    struct str n = str_slice(oid, prefix.n, oid.n);

    if (!str_starts_with(oid, prefix) || n.n == 0 || n.n > 2)
        return 0;
    if (n.n == 1)
        return (uint8_t)n.p[0];
    return ((uint8_t)n.p[0] & 0x7Fu) << 7 | (uint8_t)n.p[1];
}

/* Read one subject with its properties; false at the end or when it is broken. */
static bool read_root(struct der *list, struct trust_entry *e, struct arena *arena)
{
    struct der subject = der_enter(list, DER_SEQUENCE);
    struct str hash = der_expect(&subject, DER_OCTET_STRING).value;
    struct der attributes = der_enter(&subject, DER_SET);

    *e = (struct trust_entry){ .is_root = true,
                               .allowed = TRUST_ANYTHING,
                               .disabled = TIME_NONE,
                               .not_before = TIME_NONE,
                               .not_before_for = TRUST_ANYTHING };
    while (!der_at_end(&attributes)) {
        struct der attribute = der_enter(&attributes, DER_SEQUENCE);
        struct str oid = der_expect(&attribute, DER_OID).value;
        struct der values = der_enter(&attribute, DER_SET);
        struct str value = der_expect(&values, DER_OCTET_STRING).value;

        if (!der_failed(&values))
            take_property(e, property_of(oid), value, arena);
    }
    if (der_failed(list) || hash.n != sizeof e->sha1)
        return false;
    memcpy(e->sha1, hash.p, sizeof e->sha1);
    return true;
}

static enum status apply_roots(const struct ctl *ctl, const struct trust *pool,
                               struct trust *out, struct arena *arena,
                               struct diag *diag)
{
    struct der_error error;
    struct der list = der_init(&error, ctl->subjects);

    while (!der_at_end(&list)) {
        const struct trust_entry *known;
        struct trust_entry e;

        if (!read_root(&list, &e, arena))
            return diag_set(diag, ST_FORMAT, error.offset,
                            "trust list: a subject is broken");
        known = trust_find_sha1(pool, e.sha1);
        if (known)
            e.cert.der = known->cert.der;
        TRY(trust_add(out, &e, diag));
    }
    return ST_OK;
}

static enum status apply_disallowed(const struct ctl *ctl, struct trust *out,
                                    struct diag *diag)
{
    struct str rest = ctl->subjects, hash;

    while (ctl_next_subject(&rest, &hash))
        TRY(trust_disallow(out, &(struct disallowed){ .signed_hash = hash }, diag));
    return rest.n == 0 ? ST_OK
                       : diag_set(diag, ST_FORMAT, 0,
                                  "list of disallowed certificates: broken");
}

enum status ctl_apply(const struct ctl *ctl, const struct trust *pool,
                      struct trust *out, struct diag *diag)
{
    struct arena arena;
    enum status st;

    if (ctl->kind == CTL_DISALLOWED)
        return apply_disallowed(ctl, out, diag);
    arena_init(&arena, 16 << 20);
    st = apply_roots(ctl, pool, out, &arena, diag);
    arena_release(&arena);
    return st;
}
