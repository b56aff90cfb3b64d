#include "base/base.h"

#include "asn1/asn1_text.h"
#include "signature/cert.h"
#include "signature/keep.h"

enum { NAME_TEXT_MAX = 2048 };

static void parse_constraints(struct der *d, struct cert *out)
{
    struct der seq = der_enter(d, DER_SEQUENCE);

    out->has_constraints = true;
    if (der_peek(&seq) == DER_BOOLEAN)
        out->is_ca = der_boolean(&seq);
    if (der_peek(&seq) == DER_INTEGER)
        out->path_length = der_small(&seq);
}

static void parse_key_usage(struct der *d, struct cert *out)
{
    struct str bits = der_bits(d, NULL);

    out->has_key_usage = true;
    /* Bit 0 is the highest of the first octet. */
    for (unsigned i = 0; i < 8 && bits.n > 0; i++)
        if ((uint8_t)bits.p[0] >> (7 - i) & 1)
            out->key_usage |= 1u << i;
}

static void parse_eku(struct der *d, struct cert *out)
{
    struct der seq = der_enter(d, DER_SEQUENCE);

    out->has_eku = true;
    while (!der_at_end(&seq) && out->neku < CERT_EKU_MAX)
        out->eku[out->neku++] = der_expect(&seq, DER_OID).value;
}

static void parse_authority(struct der *d, struct cert *out)
{
    struct der seq = der_enter(d, DER_SEQUENCE);

    out->issuer_key_id = der_optional(&seq, DER_CONTEXT(0)).value;
    (void)der_optional(&seq, DER_CONTEXT_CONSTRUCTED(1));
    out->issuer_serial = der_optional(&seq, DER_CONTEXT(2)).value;
}

/*
 * One extension. Those that are named but not read here do not change what a chain may
 * do under the rules we keep (policies, alternative names), as Windows sees it.
 */
static void parse_extension(enum oid oid, struct der *d, struct cert *out)
{
    if (oid == OID_BASIC_CONSTRAINTS)
        parse_constraints(d, out);
    else if (oid == OID_KEY_USAGE)
        parse_key_usage(d, out);
    else if (oid == OID_EXTENDED_KEY_USAGE)
        parse_eku(d, out);
    else if (oid == OID_SUBJECT_KEY_ID)
        out->key_id = der_expect(d, DER_OCTET_STRING).value;
    else if (oid == OID_AUTHORITY_KEY_ID)
        parse_authority(d, out);
    else if (oid == OID_NAME_CONSTRAINTS)
        out->name_constraints = d->rest;
    else if (oid == OID_CRL_POINTS)
        out->crl_points = d->rest;
}

static bool is_understood(enum oid oid)
{
    static const enum oid known[] = {
        OID_BASIC_CONSTRAINTS,  OID_KEY_USAGE,          OID_EXTENDED_KEY_USAGE,
        OID_SUBJECT_KEY_ID,     OID_NAME_CONSTRAINTS,   OID_AUTHORITY_KEY_ID,
        OID_CRL_POINTS,         OID_POLICIES,           OID_POLICY_MAPPINGS,
        OID_POLICY_CONSTRAINTS, OID_INHIBIT_ANY_POLICY, OID_SUBJECT_ALT_NAME,
        OID_ISSUER_ALT_NAME,
    };

    for (size_t i = 0; i < countof(known); i++)
        if (known[i] == oid)
            return true;
    return false;
}

static void parse_extensions(struct der *d, struct cert *out)
{
    struct der list = der_enter(d, DER_CONTEXT_CONSTRUCTED(3));

    list = der_enter(&list, DER_SEQUENCE);
    while (!der_at_end(&list)) {
        struct der e = der_enter(&list, DER_SEQUENCE);
        enum oid oid = oid_find(der_expect(&e, DER_OID).value);
        bool is_critical = der_peek(&e) == DER_BOOLEAN && der_boolean(&e);
        struct der value = der_within(&e, der_expect(&e, DER_OCTET_STRING).value);

        if (is_critical && !is_understood(oid))
            out->has_unknown_critical = true;
        parse_extension(oid, &value, out);
    }
}

/* Bits of a positive big-endian number. */
static unsigned count_bits(struct str n)
{
    size_t i = 0;
    unsigned bits = 0;

    while (i < n.n && n.p[i] == 0)
        i++;
    if (i == n.n || n.n - i > 4096)
        return 0;
    for (uint8_t top = (uint8_t)n.p[i]; top; top = (uint8_t)(top >> 1))
        bits++;
    return bits + 8 * (unsigned)(n.n - i - 1);
}

static void parse_key(struct der *d, struct cert *out)
{
    struct der info;
    struct str bits;

    out->key = d->rest;
    info = der_enter(d, DER_SEQUENCE);
    out->key.n -= d->rest.n;
    cms_parse_algorithm(&info, &out->key_algorithm);
    bits = der_bits(&info, NULL);
    if (out->key_algorithm.oid == OID_RSA) {
        struct der key = der_within(&info, bits);
        struct der numbers = der_enter(&key, DER_SEQUENCE);

        out->key_bits = count_bits(der_integer(&numbers));
    } else if (out->key_algorithm.oid == OID_EC_KEY) {
        out->has_explicit_curve = out->key_algorithm.parameters.n > 0 &&
                                  out->key_algorithm.parameters.p[0] != DER_OID;
    }
}

static void parse_tbs(struct der *d, struct cert *out)
{
    struct der tbs = der_enter(d, DER_SEQUENCE);
    struct algorithm inner;
    struct der validity;

    (void)der_optional(&tbs, DER_CONTEXT_CONSTRUCTED(0));
    out->serial = der_integer(&tbs);
    cms_parse_algorithm(&tbs, &inner);
    out->issuer = der_expect(&tbs, DER_SEQUENCE).whole;
    validity = der_enter(&tbs, DER_SEQUENCE);
    out->not_before = der_time(&validity);
    out->not_after = der_time(&validity);
    out->subject = der_expect(&tbs, DER_SEQUENCE).whole;
    parse_key(&tbs, out);
    (void)der_optional(&tbs, DER_CONTEXT(1));
    (void)der_optional(&tbs, DER_CONTEXT(2));
    if (der_peek(&tbs) == DER_CONTEXT_CONSTRUCTED(3))
        parse_extensions(&tbs, out);
    der_finish(&tbs);
}

enum status cert_parse(struct str der, struct cert *out, struct diag *diag)
{
    struct der_error error;
    struct der d = der_init(&error, der);
    struct der cert;

    *out = (struct cert){ .path_length = -1 };
    cert = der_enter(&d, DER_SEQUENCE);
    out->der = str_slice(der, 0, der.n - d.rest.n);
    out->tbs = cert.rest;
    parse_tbs(&cert, out);
    out->tbs.n -= cert.rest.n;
    cms_parse_algorithm(&cert, &out->signature_algorithm);
    out->signature = der_bits(&cert, NULL);
    der_finish(&cert);
    if (der_failed(&d))
        return diag_set(diag, ST_FORMAT, error.offset, "certificate: %s",
                        der_problem_text(error.problem));
    out->is_self_issued = str_eq(out->issuer, out->subject);
    return ST_OK;
}

bool cert_has_usage(const struct cert *cert, enum oid usage)
{
    for (size_t i = 0; i < cert->neku; i++)
        if (str_eq(cert->eku[i], oid_octets(usage)))
            return true;
    return false;
}

bool cert_allows(const struct cert *cert, enum oid usage)
{
    return cert_has_usage(cert, usage) || cert_has_usage(cert, OID_EKU_ANY);
}

bool cert_names_issuer(const struct cert *cert, const struct cert *issuer)
{
    if (!str_eq(cert->issuer, issuer->subject))
        return false;
    return cert->issuer_key_id.n == 0 || issuer->key_id.n == 0 ||
           str_eq(cert->issuer_key_id, issuer->key_id);
}

/*
 * Call `take` with each attribute of a Name:
 *
 *     SEQUENCE OF SET OF SEQUENCE { type OID, value string }
 */
static void name_each(struct str name,
                      bool (*take)(void *context, struct str type,
                                   const struct der_item *value),
                      void *context)
{
    struct der_error error;
    struct der d = der_init(&error, name);
    struct der list = der_enter(&d, DER_SEQUENCE);

    while (!der_at_end(&list)) {
        struct der set = der_enter(&list, DER_SET);

        while (!der_at_end(&set)) {
            struct der pair = der_enter(&set, DER_SEQUENCE);
            struct str type = der_expect(&pair, DER_OID).value;
            struct der_item value = der_next(&pair);

            if (der_failed(&pair) || !take(context, type, &value))
                return;
        }
    }
}

static bool add_part(void *context, struct str type, const struct der_item *value)
{
    struct buf *text = context;
    enum oid oid = oid_find(type);

    if (text->n)
        buf_add(text, STR(", "));
    if (oid == OID_UNKNOWN)
        oid_add_dotted(text, type);
    else
        buf_add_cstr(text, oid_text(oid));
    buf_add_char(text, '=');
    asn1_text_add(text, value);
    return true;
}

struct str cert_name_text(struct str name, struct arena *arena)
{
    struct buf text;

    buf_init(&text, NAME_TEXT_MAX);
    name_each(name, add_part, &text);
    return keep_text(&text, arena);
}

struct wanted_part {
    enum oid type;
    struct buf text;
};

static bool find_part(void *context, struct str type, const struct der_item *value)
{
    struct wanted_part *wanted = context;

    if (!str_eq(type, oid_octets(wanted->type)))
        return true;
    asn1_text_add(&wanted->text, value);
    return false;
}

struct str cert_name_part(struct str name, enum oid type, struct arena *arena)
{
    struct wanted_part wanted = { .type = type };

    buf_init(&wanted.text, NAME_TEXT_MAX);
    name_each(name, find_part, &wanted);
    return keep_text(&wanted.text, arena);
}
