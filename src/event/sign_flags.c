#include "base/base.h"

#include "base/arena.h"
#include "event/sign_flags.h"

enum { MASK_DIGITS_MAX = 10 };

static const char *const bit_names[SIGN_FLAG_BITS] = {
    "SELF_SIGNED",         "MS_SIGNED",          "TEST_SIGNED",
    "MS_CROSS_SIGNED",     "CAT_SIGNED",         "DRM_SIGNED",
    "DRM_TEST_SIGNED",     "MS_CAT_SIGNED",      "CATALOGS_RELOADED",
    "NO_SIGNATURE",        "INVALID_SIGN_CHAIN", "SIGN_HASH_MISMATCH",
    "NO_CODE_KEY_USAGE",   "NO_PAGE_HASHES",     "FAILED_CERT_CHECK",
    "NO_EMBEDDED_CERT",    "FAILED_COPY_KEYS",   "UNKNOWN_ERROR",
    "HAS_VALID_SIGNATURE", "EMBEDDED_SIGNED",    "3RD_PARTY_ROOT",
    "TRUSTED_BOOT_ROOT",   "UEFI_ROOT",          "PRS_WIN81_ROOT",
    "FLIGHT_ROOT",         "APPLE_SIGNED",       "ESBCACHE",
    "NO_CACHED_DATA",      "CERT_EXPIRED",       "CERT_REVOKED",
};

const struct sign_class sign_classes[] = {
    { .name = "hash_mismatch",
      .word = "invalid",
      .meaning = "the signature was made for other bytes: grafted or tampered with",
      .any = SIGN_HASH_MISMATCH,
      .valid = SIGN_VALID_EITHER,
      .severity = SIGN_SEVERITY_HIGH },
    { .name = "revoked",
      .word = "revoked",
      .meaning = "the certificate was revoked",
      .any = SIGN_CERT_REVOKED,
      .valid = SIGN_VALID_EITHER,
      .severity = SIGN_SEVERITY_HIGH },
    { .name = "expired",
      .word = "expired",
      .meaning =
          "the certificate had expired and nothing proves an earlier signing time",
      .any = SIGN_CERT_EXPIRED,
      .valid = SIGN_VALID_CLEAR,
      .severity = SIGN_SEVERITY_MEDIUM },
    { .name = "expired_but_valid",
      .word = "valid",
      .meaning = "the certificate has run out since, but the signature was timestamped",
      .any = SIGN_CERT_EXPIRED,
      .valid = SIGN_VALID_SET,
      .severity = SIGN_SEVERITY_LOW },
    { .name = "untrusted",
      .word = "untrusted",
      .meaning = "the chain does not lead to a trusted root; includes self-signed",
      .any = SIGN_INVALID_CHAIN | SIGN_SELF_SIGNED | SIGN_FAILED_CERT_CHECK,
      .valid = SIGN_VALID_CLEAR,
      .severity = SIGN_SEVERITY_MEDIUM },
    { .name = "test_signed",
      .word = "untrusted",
      .meaning = "signed with a test certificate",
      .any = SIGN_TEST_SIGNED | SIGN_DRM_TEST_SIGNED,
      .valid = SIGN_VALID_CLEAR,
      .severity = SIGN_SEVERITY_MEDIUM },
    { .name = "bad_key_usage",
      .word = "invalid",
      .meaning = "the certificate is not meant for signing code",
      .any = SIGN_NO_CODE_KEY_USAGE,
      .valid = SIGN_VALID_CLEAR,
      .severity = SIGN_SEVERITY_MEDIUM },
    { .name = "unsigned",
      .word = "unsigned",
      .meaning = "no signature at all: common, and no evidence by itself",
      .any = SIGN_NO_SIGNATURE,
      .valid = SIGN_VALID_EITHER,
      .severity = SIGN_SEVERITY_NONE },
    { .name = "no_data",
      .word = "unknown",
      .meaning = "the sensor could not tell",
      .any = SIGN_UNKNOWN_ERROR | SIGN_NO_CACHED_DATA,
      .valid = SIGN_VALID_EITHER,
      .only_alone = true,
      .severity = SIGN_SEVERITY_NONE },
};
const size_t sign_classes_len = countof(sign_classes);

const char *sign_flag_name(unsigned bit)
{
    assert(bit < SIGN_FLAG_BITS);
    return bit_names[bit];
}

bool sign_flags_parse(struct str text, uint32_t *flags)
{
    uint64_t sum = 0;

    if (text.n == 0 || text.n > MASK_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        sum = sum * 10 + (uint64_t)(text.p[i] - '0');
    }
    if (sum > UINT32_MAX)
        return false;
    *flags = (uint32_t)sum;
    return true;
}

/* The condition of one class, without a look at the others. */
static bool bits_hold(const struct sign_class *class, uint32_t flags)
{
    bool valid = flags & SIGN_HAS_VALID;

    if (!(flags & class->any))
        return false;
    return class->valid == SIGN_VALID_EITHER ||
           valid == (class->valid == SIGN_VALID_SET);
}

const struct sign_class *sign_flags_class(uint32_t flags)
{
    for (size_t i = 0; i < sign_classes_len; i++)
        if (bits_hold(&sign_classes[i], flags))
            return &sign_classes[i];
    return NULL;
}

bool sign_class_holds(const struct sign_class *class, uint32_t flags)
{
    return bits_hold(class, flags) &&
           (!class->only_alone || sign_flags_class(flags) == class);
}

const char *sign_severity_name(enum sign_severity severity)
{
    static const char *const names[] = { "none", "low", "medium", "high" };

    return names[severity];
}

/* Text of a known maximal length that is built in an arena. */
struct line {
    char *p;
    size_t n;
};

static void line_add(struct line *line, const char *text)
{
    size_t n = strlen(text);

    memcpy(line->p + line->n, text, n);
    line->n += n;
}

static void line_add_listed(struct line *line, size_t before, const char *text)
{
    if (before)
        line_add(line, ",");
    line_add(line, text);
}

struct str sign_flags_names(uint32_t flags, struct arena *arena)
{
    struct line line = { NULL, 0 };
    size_t max = 1;

    for (unsigned bit = 0; bit < SIGN_FLAG_BITS; bit++)
        if (flags >> bit & 1)
            max += strlen(bit_names[bit]) + 1;
    line.p = arena_text(arena, max);
    if (!line.p)
        return (struct str){ NULL, 0 };
    for (unsigned bit = 0; bit < SIGN_FLAG_BITS; bit++)
        if (flags >> bit & 1)
            line_add_listed(&line, line.n, bit_names[bit]);
    return (struct str){ line.p, line.n };
}

static size_t count_classes(uint32_t flags)
{
    size_t n = 0;

    for (size_t i = 0; i < sign_classes_len; i++)
        n += sign_class_holds(&sign_classes[i], flags);
    return n;
}

/*
 * A signature that outlived its certificate is plainly "valid": the name of its
 * class holds the word "expired", which queries take for a bad signature.
 */
static bool is_plain(const struct sign_class *class, uint32_t flags)
{
    if (class->severity < SIGN_SEVERITY_MEDIUM)
        return true;
    return count_classes(flags) == 1 && strcmp(class->name, class->word) == 0;
}

struct str sign_flags_words(uint32_t flags, struct arena *arena)
{
    const struct sign_class *class = sign_flags_class(flags);
    struct line line = { NULL, 0 };
    size_t listed;

    if (!class || class->only_alone)
        return flags & SIGN_HAS_VALID ? STR("valid") : STR("unknown");
    if (is_plain(class, flags))
        return str_from_cstr(class->word);
    /* The longest text: a word, and every class in parentheses; names are short. */
    line.p = arena_text(arena, 32 * (sign_classes_len + 1));
    if (!line.p)
        return (struct str){ NULL, 0 };
    line_add(&line, class->word);
    line_add(&line, " (");
    listed = line.n;
    for (size_t i = 0; i < sign_classes_len; i++)
        if (sign_class_holds(&sign_classes[i], flags))
            line_add_listed(&line, line.n - listed, sign_classes[i].name);
    line_add(&line, ")");
    return (struct str){ line.p, line.n };
}
