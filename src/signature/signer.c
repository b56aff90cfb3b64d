#include "base/base.h"

#include "base/hash.h"
#include "signature/signer.h"

/* The only value of an attribute that must be there once; tag 0 otherwise. */
static struct der_item single_value(const struct signer_info *s, enum oid oid)
{
    size_t count;
    const struct attribute *a = cms_signed_attribute(s, oid, &count);
    struct der_error error;
    struct der_item item;
    struct der d;

    if (count != 1)
        return (struct der_item){ 0 };
    d = der_init(&error, a->values);
    item = der_next(&d);
    der_finish(&d);
    return der_failed(&d) ? (struct der_item){ 0 } : item;
}

static const char *check_attributes(const struct signer_question *q,
                                    struct signer_answer *out)
{
    struct der_item digest = single_value(q->signer, OID_MESSAGE_DIGEST);
    struct der_item type = single_value(q->signer, OID_CONTENT_TYPE);

    if (digest.tag != DER_OCTET_STRING)
        return "the messageDigest attribute is missing, repeated or not well formed";
    if (!str_eq(digest.value, digest_str(&out->content_digest))) {
        out->digest_differs = true;
        return "the messageDigest attribute does not fit the content";
    }
    if (q->type && (type.tag != DER_OID || !str_eq(type.value, *q->type)))
        return "the contentType attribute does not name the content's type";
    return NULL;
}

static const char *outcome_text(enum key_outcome outcome)
{
    switch (outcome) {
    case KEY_FITS:
        return NULL;
    case KEY_DIFFERS:
        return "the signature is not by the signer's key over these attributes";
    case KEY_UNUSABLE:
        return "the signer's key cannot be used";
    case KEY_UNKNOWN_METHOD:
        return "the signature algorithm is not known";
    }
    return NULL;
}

/* The form of old time stamp servers: the RSA block holds the hash and nothing else. */
static bool is_bare_hash(const struct signer_question *q, struct keyring *ring,
                         struct digester *g, const struct str *part, size_t nparts,
                         const struct signer_answer *answer)
{
    struct digest hash;

    if (!q->allow_bare_hash)
        return false;
    digest_compute_parts(g, answer->algorithm, part, nparts, &hash);
    return key_verify_bare_hash(ring, q->key, q->signer->signature, &hash) == KEY_FITS;
}

void signer_check(const struct signer_question *q, struct keyring *ring,
                  struct digester *g, struct signer_answer *out)
{
    const struct signer_info *s = q->signer;
    struct str part[2] = { STR("\x31"), { NULL, 0 } };
    struct str *first = part;
    size_t nparts = 2;
    enum key_outcome outcome;

    *out = (struct signer_answer){ .algorithm = digest_from_oid(s->digest.oid) };
    digest_compute(g, out->algorithm, q->content, &out->content_digest);
    if (out->content_digest.algorithm == DIGEST_NONE) {
        out->problem = "the digest algorithm is not known";
        return;
    }
    if (s->signed_attributes.n) {
        out->problem = check_attributes(q, out);
        part[1] = str_slice(s->signed_attributes, 1, s->signed_attributes.n);
    } else {
        part[1] = q->content;
        first = &part[1];
        nparts = 1;
    }
    out->content_ok = !out->problem;
    if (q->key.n == 0)
        return;
    outcome = key_verify(ring, &(struct key_check){ .key = q->key,
                                                    .method = &s->signature_algorithm,
                                                    .algorithm = out->algorithm,
                                                    .signature = s->signature,
                                                    .part = first,
                                                    .nparts = nparts });
    if (outcome == KEY_DIFFERS)
        out->is_bare_hash = is_bare_hash(q, ring, g, first, nparts, out);
    out->signature_ok = outcome == KEY_FITS || out->is_bare_hash;
    if (!out->problem && !out->signature_ok)
        out->problem = outcome_text(outcome);
}

void signer_check_once(struct signer_memory *memory, const struct signer_question *q,
                       struct keyring *ring, struct digester *g,
                       struct signer_answer *out)
{
    const char *at = q->content.p;
    size_t i = hash_bytes(&at, sizeof at) % SIGNER_SLOTS;

    if (at && memory->slot[i].at == at) {
        *out = memory->slot[i].answer;
        return;
    }
    signer_check(q, ring, g, out);
    /* What came of a lack of memory is not to be remembered. */
    if (keyring_is_short(ring))
        return;
    memory->slot[i].at = at;
    memory->slot[i].answer = *out;
}
