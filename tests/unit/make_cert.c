#include "base/base.h"

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "make_cert.h"

#define MUST(x)      \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

int64_t year(int y)
{
    return asn1_time_from_date(y, 1, 1, 12, 0, 0);
}

static EVP_PKEY *make_key(const struct recipe *r)
{
    EVP_PKEY *key;

    if (r->key) {
        MUST(EVP_PKEY_up_ref(r->key));
        return r->key;
    }
    if (r->rsa_bits) {
        key = EVP_RSA_gen(r->rsa_bits);
        MUST(key);
        return key;
    }
    key = EVP_EC_gen("P-256");
    MUST(key);
    if (r->spells_curve)
        MUST(EVP_PKEY_set_utf8_string_param(key, "encoding", "explicit"));
    return key;
}

static void add_extension(X509 *x, const struct made *issuer, int nid,
                          const char *value)
{
    X509_EXTENSION *e;
    X509V3_CTX context;

    if (!value)
        return;
    X509V3_set_ctx(&context, issuer ? issuer->x509 : x, x, NULL, NULL, 0);
    e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    MUST(e);
    MUST(X509_add_ext(x, e, -1));
    X509_EXTENSION_free(e);
}

/* 1.2.3.4, critical, with a NULL inside. */
static void add_unknown(X509 *x)
{
    ASN1_OBJECT *object = OBJ_txt2obj("1.2.3.4", 1);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *e;

    MUST(object && value && ASN1_OCTET_STRING_set(value, (const uint8_t *)"\5", 2));
    e = X509_EXTENSION_create_by_OBJ(NULL, object, 1, value);
    MUST(e && X509_add_ext(x, e, -1));
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
}

/* nameConstraints: critical, permitted;dirName of one CN. */
static void add_permitted(X509 *x, const char *cn)
{
    CONF *conf = NCONF_new(NULL);
    BIO *text = BIO_new(BIO_s_mem());
    X509V3_CTX context;
    X509_EXTENSION *e;
    long line;

    MUST(conf && text && BIO_printf(text, "[n]\nCN=%s\n", cn) > 0);
    MUST(NCONF_load_bio(conf, text, &line));
    X509V3_set_ctx(&context, x, x, NULL, NULL, 0);
    X509V3_set_nconf(&context, conf);
    e = X509V3_EXT_nconf_nid(conf, &context, NID_name_constraints,
                             "critical,permitted;dirName:n");
    MUST(e && X509_add_ext(x, e, -1));
    X509_EXTENSION_free(e);
    NCONF_free(conf);
    BIO_free(text);
}

static void set_names(X509 *x, const struct recipe *r)
{
    X509_NAME *name = X509_NAME_new();

    MUST(name && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                            (const unsigned char *)r->name, -1, -1, 0));
    MUST(X509_set_subject_name(x, name));
    MUST(X509_set_issuer_name(x, r->issuer ? X509_get_subject_name(r->issuer->x509)
                                           : name));
    X509_NAME_free(name);
}

void make_cert(struct made *out, const struct recipe *r)
{
    const struct made *issuer = r->issuer;
    struct diag diag;
    X509 *x = X509_new();
    int n;

    *out = (struct made){ .x509 = x, .key = make_key(r) };
    MUST(x && X509_set_version(x, X509_VERSION_3));
    MUST(ASN1_INTEGER_set(X509_get_serialNumber(x), r->serial ? r->serial : 1));
    set_names(x, r);
    MUST(ASN1_TIME_set(X509_getm_notBefore(x), year(r->from ? r->from : 2020)));
    MUST(ASN1_TIME_set(X509_getm_notAfter(x), year(r->to ? r->to : 2040)));
    MUST(X509_set_pubkey(x, out->key));
    add_extension(x, issuer, NID_basic_constraints, r->constraints);
    add_extension(x, issuer, NID_ext_key_usage, r->eku);
    add_extension(x, issuer, NID_key_usage, r->key_usage);
    add_extension(x, issuer, NID_subject_key_identifier, "hash");
    if (issuer)
        add_extension(x, issuer, NID_authority_key_identifier, "keyid");
    if (r->permitted)
        add_permitted(x, r->permitted);
    if (r->has_critical)
        add_unknown(x);
    MUST(X509_sign(x, issuer ? issuer->key : out->key,
                   EVP_get_digestbyname(r->digest ? r->digest : "SHA256")));
    n = i2d_X509(x, &out->der);
    MUST(n > 0);
    MUST(cert_parse((struct str){ (const char *)out->der, (size_t)n }, &out->cert,
                    &diag) == ST_OK);
}

void made_release(struct made *m)
{
    X509_free(m->x509);
    EVP_PKEY_free(m->key);
    OPENSSL_free(m->der);
}

static X509_REVOKED *make_entry(const struct crl_recipe *r)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *date = ASN1_TIME_set(NULL, year(r->revoked));

    MUST(entry && serial && date && ASN1_INTEGER_set(serial, r->serial));
    MUST(X509_REVOKED_set_serialNumber(entry, serial));
    MUST(X509_REVOKED_set_revocationDate(entry, date));
    if (r->invalidity) {
        ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_set(NULL, year(r->invalidity));

        MUST(t && X509_REVOKED_add1_ext_i2d(entry, NID_invalidity_date, t, 0, 0));
        ASN1_GENERALIZEDTIME_free(t);
    }
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(date);
    return entry;
}

struct str make_crl(const struct crl_recipe *r)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *this_update = ASN1_TIME_set(NULL, year(r->this_update));
    ASN1_TIME *next_update = ASN1_TIME_set(NULL, year(r->next_update));
    unsigned char *der = NULL;
    char *copy;
    int n;

    MUST(crl && this_update && next_update && X509_CRL_set_version(crl, 1));
    MUST(X509_CRL_set_issuer_name(crl, X509_get_subject_name(r->issuer->x509)));
    MUST(X509_CRL_set1_lastUpdate(crl, this_update));
    MUST(X509_CRL_set1_nextUpdate(crl, next_update));
    if (r->serial)
        MUST(X509_CRL_add0_revoked(crl, make_entry(r)));
    MUST(X509_CRL_sign(crl, r->issuer->key, EVP_sha256()));
    n = i2d_X509_CRL(crl, &der);
    MUST(n > 0);
    copy = malloc((size_t)n);
    MUST(copy);
    memcpy(copy, der, (size_t)n);
    if (r->is_broken)
        copy[n - 1] ^= 1;
    OPENSSL_free(der);
    ASN1_TIME_free(this_update);
    ASN1_TIME_free(next_update);
    X509_CRL_free(crl);
    return (struct str){ copy, (size_t)n };
}
