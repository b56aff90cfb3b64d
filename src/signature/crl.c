#include "base/base.h"

#include "signature/crl.h"

static void parse_extensions(struct der *d, struct crl *out)
{
    struct der list = der_enter(d, DER_CONTEXT_CONSTRUCTED(0));

    list = der_enter(&list, DER_SEQUENCE);
    while (!der_at_end(&list)) {
        struct der e = der_enter(&list, DER_SEQUENCE);
        enum oid oid = oid_find(der_expect(&e, DER_OID).value);
        bool is_critical = der_peek(&e) == DER_BOOLEAN && der_boolean(&e);
        struct der value = der_within(&e, der_expect(&e, DER_OCTET_STRING).value);

        if (oid == OID_AUTHORITY_KEY_ID) {
            struct der seq = der_enter(&value, DER_SEQUENCE);

            out->issuer_key_id = der_optional(&seq, DER_CONTEXT(0)).value;
        }
        /* A delta list, or one for some reasons only, is no full list. */
        if (is_critical)
            out->has_unknown_critical = true;
    }
}

static bool is_time(uint8_t tag)
{
    return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

static void parse_tbs(struct der *d, struct crl *out)
{
    struct der tbs = der_enter(d, DER_SEQUENCE);
    struct algorithm inner;

    (void)der_optional(&tbs, DER_INTEGER);
    cms_parse_algorithm(&tbs, &inner);
    out->issuer = der_expect(&tbs, DER_SEQUENCE).whole;
    out->this_update = der_time(&tbs);
    out->next_update = is_time(der_peek(&tbs)) ? der_time(&tbs) : TIME_NONE;
    out->revoked = der_optional(&tbs, DER_SEQUENCE).value;
    if (der_peek(&tbs) == DER_CONTEXT_CONSTRUCTED(0))
        parse_extensions(&tbs, out);
    der_finish(&tbs);
}

enum status crl_parse(struct str der, struct crl *out, struct diag *diag)
{
    struct der_error error;
    struct der d = der_init(&error, der);
    struct der list;

    *out = (struct crl){ .next_update = TIME_NONE };
    list = der_enter(&d, DER_SEQUENCE);
    out->der = str_slice(der, 0, der.n - d.rest.n);
    out->tbs = list.rest;
    parse_tbs(&list, out);
    out->tbs.n -= list.rest.n;
    cms_parse_algorithm(&list, &out->signature_algorithm);
    out->signature = der_bits(&list, NULL);
    der_finish(&list);
    if (der_failed(&d))
        return diag_set(diag, ST_FORMAT, error.offset, "revocation list: %s",
                        der_problem_text(error.problem));
    return ST_OK;
}

static void parse_entry_extensions(struct der *d, struct crl_hit *out)
{
    struct der list = der_enter(d, DER_SEQUENCE);

    while (!der_at_end(&list)) {
        struct der e = der_enter(&list, DER_SEQUENCE);
        enum oid oid = oid_find(der_expect(&e, DER_OID).value);
        struct der value;

        (void)der_optional(&e, DER_BOOLEAN);
        value = der_within(&e, der_expect(&e, DER_OCTET_STRING).value);
        if (oid == OID_INVALIDITY_DATE)
            out->invalidity = der_time(&value);
        else if (oid == OID_CRL_REASON && der_peek(&value) == DER_ENUMERATED) {
            struct str code = der_next(&value).value;

            out->reason = code.n == 1 ? (uint8_t)code.p[0] : -1;
        }
    }
}

bool crl_find(const struct crl *crl, struct str serial, struct crl_hit *out)
{
    struct der_error error;
    struct der d = der_init(&error, crl->revoked);

    while (!der_at_end(&d)) {
        struct der entry = der_enter(&d, DER_SEQUENCE);

        if (!str_eq(der_integer(&entry), serial) || der_failed(&entry))
            continue;
        *out = (struct crl_hit){ .invalidity = TIME_NONE, .reason = -1 };
        out->revoked = der_time(&entry);
        if (!der_at_end(&entry))
            parse_entry_extensions(&entry, out);
        return true;
    }
    return false;
}
