#include "base/base.h"

#include "asn1/asn1_text.h"
#include "asn1/ber.h"
#include "signature/cms.h"
#include "signature/keep.h"

enum { OPUS_TEXT_MAX = 2048 };

static enum status broken(const struct der *d, const char *what, struct diag *diag)
{
    return diag_set(diag, ST_FORMAT, d->error->offset, "%s: %s", what,
                    der_problem_text(d->error->problem));
}

void cms_parse_algorithm(struct der *d, struct algorithm *out)
{
    struct der a = der_enter(d, DER_SEQUENCE);

    out->octets = der_expect(&a, DER_OID).value;
    out->oid = oid_find(out->octets);
    out->parameters = a.rest;
    (void)der_next(&a);
    der_finish(&a);
}

/* The attributes inside [0] or [1]; false when there are more than we keep. */
static bool parse_attributes(struct der *set, struct attribute *out, size_t *n)
{
    while (!der_at_end(set)) {
        struct der a = der_enter(set, DER_SEQUENCE);

        if (*n == CMS_ATTRIBUTES_MAX)
            return false;
        out[*n].octets = der_expect(&a, DER_OID).value;
        out[*n].oid = oid_find(out[*n].octets);
        out[*n].values = der_expect(&a, DER_SET).value;
        der_finish(&a);
        (*n)++;
    }
    return true;
}

/* IssuerAndSerialNumber, or [0] with a key id. */
static void parse_signer_name(struct der *d, struct signer_info *out)
{
    struct der name;

    if (der_peek(d) == DER_CONTEXT(0)) {
        out->key_id = der_next(d).value;
        return;
    }
    name = der_enter(d, DER_SEQUENCE);
    out->issuer = der_expect(&name, DER_SEQUENCE).whole;
    out->serial = der_integer(&name);
    der_finish(&name);
}

static enum status parse_signer(struct der *d, struct signer_info *out,
                                struct diag *diag)
{
    struct der s, set;
    struct der_item item;

    *out = (struct signer_info){ .whole = d->rest };
    s = der_enter(d, DER_SEQUENCE);
    out->version = der_small(&s);
    parse_signer_name(&s, out);
    cms_parse_algorithm(&s, &out->digest);
    item = der_optional(&s, DER_CONTEXT_CONSTRUCTED(0));
    if (item.tag) {
        out->signed_attributes = item.whole;
        set = der_within(&s, item.value);
        if (!parse_attributes(&set, out->signed_attribute, &out->nsigned))
            return diag_set(diag, ST_LIMIT, 0, "more than %d signed attributes",
                            CMS_ATTRIBUTES_MAX);
    }
    cms_parse_algorithm(&s, &out->signature_algorithm);
    out->signature = der_expect(&s, DER_OCTET_STRING).value;
    item = der_optional(&s, DER_CONTEXT_CONSTRUCTED(1));
    if (item.tag) {
        set = der_within(&s, item.value);
        if (!parse_attributes(&set, out->unsigned_attribute, &out->nunsigned))
            return diag_set(diag, ST_LIMIT, 0, "more than %d unsigned attributes",
                            CMS_ATTRIBUTES_MAX);
    }
    der_finish(&s);
    out->whole.n -= d->rest.n;
    return der_failed(&s) ? broken(&s, "SignerInfo", diag) : ST_OK;
}

enum status cms_parse_signer(struct str input, struct signer_info *out,
                             struct diag *diag)
{
    struct der_error error;
    struct der d = der_init(&error, input);

    return parse_signer(&d, out, diag);
}

static enum status parse_digests(struct der *d, struct cms *out, struct diag *diag)
{
    struct der set = der_enter(d, DER_SET);

    while (!der_at_end(&set)) {
        if (out->ndigests == CMS_DIGESTS_MAX)
            return diag_set(diag, ST_LIMIT, 0, "more than %d digest algorithms",
                            CMS_DIGESTS_MAX);
        cms_parse_algorithm(&set, &out->digest[out->ndigests++]);
    }
    return ST_OK;
}

/*
 * ContentInfo of the signed content. Its digest covers the value bytes of the element
 * without tag and length; in the newer form the element is an OCTET STRING, whose
 * value is the same thing.
 */
static void parse_content(struct der *d, struct cms *out)
{
    struct der content = der_enter(d, DER_SEQUENCE);
    struct der_item item;

    out->content_type = oid_find(der_expect(&content, DER_OID).value);
    if (der_at_end(&content))
        return;
    content = der_enter(&content, DER_CONTEXT_CONSTRUCTED(0));
    item = der_next(&content);
    out->content = item.whole;
    out->content_bytes = item.value;
    der_finish(&content);
}

static enum status parse_certificates(struct der *d, struct cms *out, struct diag *diag)
{
    struct der_item item = der_optional(d, DER_CONTEXT_CONSTRUCTED(0));
    struct der set = der_within(d, item.value);

    while (item.tag && !der_at_end(&set)) {
        struct der_item one = der_next(&set);

        /* Other choices of CertificateChoices are obsolete or of no use to us. */
        if (one.tag != DER_SEQUENCE)
            continue;
        if (out->ncertificates == CMS_CERTIFICATES_MAX)
            return diag_set(diag, ST_LIMIT, 0, "more than %d certificates",
                            CMS_CERTIFICATES_MAX);
        out->certificate[out->ncertificates++] = one.whole;
    }
    out->crls = der_optional(d, DER_CONTEXT_CONSTRUCTED(1)).value;
    return ST_OK;
}

static enum status parse_signers(struct der *d, struct cms *out, struct diag *diag)
{
    struct der set = der_enter(d, DER_SET);

    while (!der_at_end(&set)) {
        if (out->nsigners++ == 0)
            TRY(parse_signer(&set, &out->signer, diag));
        else
            (void)der_next(&set);
    }
    return ST_OK;
}

enum status cms_parse(struct str input, struct cms *out, struct diag *diag)
{
    struct der_error error;
    struct der d = der_init(&error, input);
    struct der info, data;

    *out = (struct cms){ .version = 0 };
    info = der_enter(&d, DER_SEQUENCE);
    out->size = input.n - d.rest.n;
    if (oid_find(der_expect(&info, DER_OID).value) != OID_SIGNED_DATA &&
        !der_failed(&d))
        return diag_set(diag, ST_FORMAT, 0, "PKCS #7 content is not SignedData");
    data = der_enter(&info, DER_CONTEXT_CONSTRUCTED(0));
    data = der_enter(&data, DER_SEQUENCE);
    out->version = der_small(&data);
    TRY(parse_digests(&data, out, diag));
    parse_content(&data, out);
    TRY(parse_certificates(&data, out, diag));
    TRY(parse_signers(&data, out, diag));
    der_finish(&data);
    out->relaxed = error.relaxed;
    if (der_failed(&d))
        return broken(&d, "SignedData", diag);
    if (out->nsigners == 0)
        return diag_set(diag, ST_FORMAT, 0, "SignedData without a signer");
    return ST_OK;
}

enum status cms_read(struct str input, struct arena *arena, struct cms *out,
                     struct diag *diag)
{
    size_t room = ber_room(input.n), n, used;
    char *der;

    if (!ber_is_indefinite(input) || room == 0)
        return cms_parse(input, out, diag);
    der = arena_text(arena, room);
    if (!der)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    n = ber_rewrite(input, der, &used);
    *out = (struct cms){ .version = 0 };
    if (n == 0)
        return diag_set(diag, ST_FORMAT, 0, "PKCS #7: indefinite lengths do not end");
    TRY(cms_parse((struct str){ der, n }, out, diag));
    out->size = used;
    out->relaxed = true;
    return ST_OK;
}

static const struct attribute *find(const struct attribute *a, size_t n, enum oid oid,
                                    size_t *count)
{
    const struct attribute *first = NULL;
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        if (a[i].oid != oid)
            continue;
        first = first ? first : &a[i];
        found++;
    }
    if (count)
        *count = found;
    return first;
}

const struct attribute *cms_signed_attribute(const struct signer_info *s, enum oid oid,
                                             size_t *count)
{
    return find(s->signed_attribute, s->nsigned, oid, count);
}

const struct attribute *cms_unsigned_attribute(const struct signer_info *s,
                                               enum oid oid, size_t *count)
{
    return find(s->unsigned_attribute, s->nunsigned, oid, count);
}

int64_t cms_signing_time(const struct signer_info *s)
{
    const struct attribute *a = cms_signed_attribute(s, OID_SIGNING_TIME, NULL);
    struct der_error error;
    struct der d;

    if (!a)
        return TIME_NONE;
    d = der_init(&error, a->values);
    return der_time(&d);
}

/*
 * Signers built on PKCS #7 put the SEQUENCE itself into the content, those built on CMS
 * wrap it in an OCTET STRING.
 */
enum status cms_parse_spc(const struct cms *cms, struct spc_content *out,
                          struct diag *diag)
{
    bool is_wrapped = cms->content.n && cms->content.p[0] == DER_OCTET_STRING;
    struct der_error error;
    struct der d = der_init(&error, is_wrapped ? cms->content_bytes : cms->content);
    struct der spc = der_enter(&d, DER_SEQUENCE);
    struct der data = der_enter(&spc, DER_SEQUENCE);
    struct algorithm algorithm = { .oid = OID_UNKNOWN };
    struct der info;

    *out = (struct spc_content){ .algorithm = DIGEST_NONE };
    out->data_type = oid_find(der_expect(&data, DER_OID).value);
    out->data_value = data.rest;
    info = der_enter(&spc, DER_SEQUENCE);
    cms_parse_algorithm(&info, &algorithm);
    out->algorithm = digest_from_oid(algorithm.oid);
    out->digest = der_expect(&info, DER_OCTET_STRING).value;
    der_finish(&info);
    if (der_failed(&d))
        return broken(&d, "SpcIndirectData", diag);
    if (out->digest.n > CONTAINER_DIGEST_MAX)
        return diag_set(diag, ST_LIMIT, 0, "SpcIndirectData: digest of %zu bytes",
                        out->digest.n);
    return ST_OK;
}

/* SpcString ::= CHOICE { unicode [0] BMPString, ascii [1] IA5String }, tags implicit.
 */
static struct str spc_string(const struct der_item *item, struct arena *arena)
{
    struct buf text;

    buf_init(&text, OPUS_TEXT_MAX);
    if (item->tag == DER_CONTEXT(0))
        utf16be_add(&text, item->value);
    else if (item->tag == DER_CONTEXT(1))
        asn1_text_add(
            &text, &(struct der_item){ .tag = DER_IA5_STRING, .value = item->value });
    return keep_text(&text, arena);
}

void cms_opus_info(const struct signer_info *s, struct arena *arena,
                   struct opus_info *out)
{
    const struct attribute *a = cms_signed_attribute(s, OID_SPC_OPUS_INFO, NULL);
    struct der_error error;
    struct der d, opus, part;
    struct der_item item;

    *out = (struct opus_info){ { NULL, 0 }, { NULL, 0 } };
    if (!a)
        return;
    d = der_init(&error, a->values);
    opus = der_enter(&d, DER_SEQUENCE);
    if (der_peek(&opus) == DER_CONTEXT_CONSTRUCTED(0)) {
        part = der_enter(&opus, DER_CONTEXT_CONSTRUCTED(0));
        item = der_next(&part);
        out->program_name = spc_string(&item, arena);
    }
    if (der_peek(&opus) == DER_CONTEXT_CONSTRUCTED(1)) {
        part = der_enter(&opus, DER_CONTEXT_CONSTRUCTED(1));
        item = der_next(&part);
        /* SpcLink: a URL is [0]; anything else is no text. */
        if (item.tag == DER_CONTEXT(0))
            item.tag = DER_CONTEXT(1);
        out->url = spc_string(&item, arena);
    }
}
