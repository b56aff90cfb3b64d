#include "base/base.h"

#include "event/map_sign.h"
#include "event/sign_flags.h"

const struct sign_word sign_words[] = {
    /* Sysmon, and Windows in general. */
    { MAP_NAME("Valid"), "valid", SIGN_HAS_VALID },
    { MAP_NAME("Unavailable"), "unsigned", SIGN_NO_SIGNATURE },
    { MAP_NAME("Expired"), "expired", SIGN_CERT_EXPIRED },
    { MAP_NAME("Revoked"), "revoked", SIGN_CERT_REVOKED },
    { MAP_NAME("Untrusted"), "untrusted", SIGN_INVALID_CHAIN },
    /* Elastic Defend. */
    { MAP_NAME("trusted"), "valid", SIGN_HAS_VALID },
    { MAP_NAME("noSignature"), "unsigned", SIGN_NO_SIGNATURE },
    { MAP_NAME("errorBadDigest"), "hash_mismatch", SIGN_HASH_MISMATCH },
    { MAP_NAME("errorExpired"), "expired", SIGN_CERT_EXPIRED },
    { MAP_NAME("errorRevoked"), "revoked", SIGN_CERT_REVOKED },
    { MAP_NAME("errorUntrustedRoot"), "untrusted_root", SIGN_INVALID_CHAIN },
    { MAP_NAME("errorChaining"), "incomplete_chain", SIGN_INVALID_CHAIN },
    /* The check itself failed: nothing is known of the signature. */
    { MAP_NAME("errorCode_endpoint"), "no_data", SIGN_UNKNOWN_ERROR },
};
const size_t sign_words_len = countof(sign_words);

/* What is known of a signature. */
struct verdict_words {
    struct str state; /* empty: nothing is said */
    uint32_t flags;
    bool is_odd; /* a word that nobody knows */
};

static const struct sign_word *find_word(struct str word)
{
    for (size_t i = 0; i < sign_words_len; i++)
        if (str_eq_nocase(sign_words[i].word, word))
            return &sign_words[i];
    return NULL;
}

static struct verdict_words said(const char *state, uint32_t flags)
{
    return (struct verdict_words){ .state = str_from_cstr(state), .flags = flags };
}

/* Any word that is not known speaks against the signature. */
static struct verdict_words read_status(struct str status)
{
    const struct sign_word *known = find_word(status);
    struct verdict_words odd = said("untrusted", SIGN_INVALID_CHAIN);

    odd.is_odd = true;
    return known ? said(known->state, known->flags) : odd;
}

/*
 * `failed: Invalid hash` stands in Signed, not in SignatureStatus: it is no truth
 * value.
 */
static struct verdict_words read_failure(struct str text)
{
    if (str_eq_nocase(text, STR("failed: Invalid hash")))
        return said("hash_mismatch", SIGN_HASH_MISMATCH);
    return (struct verdict_words){ .state = text, .flags = SIGN_UNKNOWN_ERROR };
}

/* Signed, when there is no status: older versions of Sysmon write none. */
static struct verdict_words read_signed(struct str text)
{
    if (str_eq_nocase(text, STR("true")))
        return said("valid", SIGN_HAS_VALID);
    if (str_eq_nocase(text, STR("false")))
        return said("unsigned", SIGN_NO_SIGNATURE);
    return text.n ? read_status(text) : (struct verdict_words){ .flags = 0 };
}

static struct verdict_words sysmon_verdict(const struct derive_input *in)
{
    struct str is_signed, status;
    bool has_signed = map_says(in->source[0], in->arena, &is_signed);
    bool has_status = map_says(in->source[1], in->arena, &status);

    if (has_signed && str_eq_nocase(str_slice(is_signed, 0, 6), STR("failed")))
        return read_failure(is_signed);
    if (has_status && !(has_signed && str_eq_nocase(is_signed, STR("false")) &&
                        str_eq_nocase(status, STR("Valid"))))
        return read_status(status);
    return has_signed ? read_signed(is_signed) : (struct verdict_words){ .flags = 0 };
}

static bool is_microsoft(const struct derive_input *in)
{
    struct str signer;

    return map_says(in->source[2], in->arena, &signer) &&
           str_starts_with(signer, STR("Microsoft "));
}

static struct value make_sysmon_flags(const struct derive_input *in)
{
    struct verdict_words v = sysmon_verdict(in);

    if (v.flags == 0)
        return value_missing();
    if (v.flags == SIGN_HAS_VALID && is_microsoft(in))
        v.flags |= SIGN_MS_SIGNED;
    return value_int(v.flags);
}

static struct value make_sysmon_state(const struct derive_input *in)
{
    struct verdict_words v = sysmon_verdict(in);

    return v.flags ? value_str(v.state) : value_missing();
}

const struct map_make map_sysmon_flags = { "bits of what they say", make_sysmon_flags };
const struct map_make map_sysmon_state = { "the word for what they say",
                                           make_sysmon_state };
