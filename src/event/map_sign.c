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
    struct str odd; /* the word that nobody knows, or empty */
};

/* `errorCode_endpoint: 0x80092026` is its first word. */
static const struct sign_word *find_word(struct str word)
{
    word = str_cut(&word, ':');
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

    odd.odd = status;
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

/* A truth value in any spelling; anything else is false, with *says unset. */
static bool is_true(struct value v, struct arena *arena, bool *says)
{
    struct str text;

    *says = map_says(v, arena, &text);
    if (!*says)
        return false;
    *says = str_eq_nocase(text, STR("true")) || str_eq_nocase(text, STR("false")) ||
            str_eq(text, STR("1")) || str_eq(text, STR("0"));
    return str_eq_nocase(text, STR("true")) || str_eq(text, STR("1"));
}

static struct verdict_words elastic_verdict(const struct derive_input *in)
{
    bool says_exists, says_trusted, says_valid;
    bool exists = is_true(in->source[0], in->arena, &says_exists);
    bool trusted = is_true(in->source[3], in->arena, &says_trusted);
    bool valid = is_true(in->source[4], in->arena, &says_valid);
    struct str status;

    if (says_exists && !exists)
        return said("unsigned", SIGN_NO_SIGNATURE);
    if (map_says(in->source[1], in->arena, &status))
        return read_status(status);
    if (!says_trusted && !says_valid)
        return (struct verdict_words){ .flags = 0 };
    if ((says_trusted && !trusted) || (says_valid && !valid))
        return said("untrusted", SIGN_INVALID_CHAIN);
    return said("valid", SIGN_HAS_VALID);
}

static struct verdict_words defender_verdict(const struct derive_input *in)
{
    bool says_signed, says_trusted;
    bool is_signed = is_true(in->source[0], in->arena, &says_signed);
    bool is_trusted = is_true(in->source[1], in->arena, &says_trusted);

    if (says_signed && !is_signed)
        return said("unsigned", SIGN_NO_SIGNATURE);
    if (!says_trusted)
        return (struct verdict_words){ .flags = 0 };
    return is_trusted ? said("valid", SIGN_HAS_VALID)
                      : said("untrusted", SIGN_INVALID_CHAIN);
}

/* The signer is the third source of all of them. */
static bool is_microsoft(const struct derive_input *in)
{
    struct str signer;

    return map_says(in->source[2], in->arena, &signer) &&
           str_starts_with(signer, STR("Microsoft "));
}

static struct value flags_of(struct verdict_words v, const struct derive_input *in)
{
    if (v.odd.n && in->odd)
        odd_words_note(in->odd, v.odd);
    if (v.flags == 0)
        return value_missing();
    if (v.flags == SIGN_HAS_VALID && is_microsoft(in))
        v.flags |= SIGN_MS_SIGNED;
    return value_int(v.flags);
}

static struct value state_of(struct verdict_words v, const struct derive_input *in)
{
    if (v.odd.n && in->odd)
        odd_words_note(in->odd, v.odd);
    return v.flags ? value_str(v.state) : value_missing();
}

static struct value make_sysmon_flags(const struct derive_input *in)
{
    return flags_of(sysmon_verdict(in), in);
}

static struct value make_sysmon_state(const struct derive_input *in)
{
    return state_of(sysmon_verdict(in), in);
}

static struct value make_elastic_flags(const struct derive_input *in)
{
    return flags_of(elastic_verdict(in), in);
}

static struct value make_elastic_state(const struct derive_input *in)
{
    return state_of(elastic_verdict(in), in);
}

static struct value make_defender_flags(const struct derive_input *in)
{
    return flags_of(defender_verdict(in), in);
}

static struct value make_defender_state(const struct derive_input *in)
{
    return state_of(defender_verdict(in), in);
}

#define FLAGS(make)                                                       \
    {                                                                     \
        .how = "bits of what they say", .value = make, .is_verdict = true \
    }
#define STATE(make)                                                            \
    {                                                                          \
        .how = "the word for what they say", .value = make, .is_verdict = true \
    }

const struct map_make map_sysmon_flags = FLAGS(make_sysmon_flags);
const struct map_make map_sysmon_state = STATE(make_sysmon_state);
const struct map_make map_elastic_flags = FLAGS(make_elastic_flags);
const struct map_make map_elastic_state = STATE(make_elastic_state);
const struct map_make map_defender_flags = FLAGS(make_defender_flags);
const struct map_make map_defender_state = STATE(make_defender_state);
