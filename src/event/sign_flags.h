/*
 * sign_flags.h - what the bits of SignInfoFlags mean.
 *
 * The Falcon sensor reports what it knows of an image's signature as a bit mask
 * in decimal. This file holds the names of the bits and the one table of evidence
 * classes: which bits, with which others, are evidence of a bad signature, and
 * how much. Detections, `--flags text` and the verifier all follow it.
 *
 * Two rules are easily got wrong. Bit 10 (INVALID_SIGN_CHAIN) together with bit 18
 * (HAS_VALID_SIGNATURE) is what an ordinary third-party signature looks like, so
 * bits 10, 0 and 14 count only while bit 18 is clear. Bit 15 (NO_EMBEDDED_CERT) is
 * carried by every catalog-signed Windows file and means nothing by itself.
 *
 * Source: CrowdStrike/logscale-community-content, "Decode SignInfoFlags" (bits);
 * telemetry.md 2 (classes).
 */
#ifndef EVENT_SIGN_FLAGS_H
#define EVENT_SIGN_FLAGS_H

#include "base/str.h"

struct arena;

enum sign_flag {
    SIGN_SELF_SIGNED = 1 << 0,
    SIGN_MS_SIGNED = 1 << 1,
    SIGN_TEST_SIGNED = 1 << 2,
    SIGN_DRM_TEST_SIGNED = 1 << 6,
    SIGN_NO_SIGNATURE = 1 << 9,
    SIGN_INVALID_CHAIN = 1 << 10,
    SIGN_HASH_MISMATCH = 1 << 11,
    SIGN_NO_CODE_KEY_USAGE = 1 << 12,
    SIGN_FAILED_CERT_CHECK = 1 << 14,
    SIGN_UNKNOWN_ERROR = 1 << 17,
    SIGN_HAS_VALID = 1 << 18,
    SIGN_EMBEDDED = 1 << 19,
    SIGN_NO_CACHED_DATA = 1 << 27,
    SIGN_CERT_EXPIRED = 1 << 28,
    SIGN_CERT_REVOKED = 1 << 29,
};

enum { SIGN_FLAG_BITS = 30 };

/* Name of bit 0 … 29 without the prefix SIGNATURE_FLAG_, "HAS_VALID_SIGNATURE". */
const char *sign_flag_name(unsigned bit);

/* The field's text as a mask: an unsigned decimal below 2^32 and nothing else. */
bool sign_flags_parse(struct str text, uint32_t *flags);

enum sign_severity {
    SIGN_SEVERITY_NONE, /* no finding by itself */
    SIGN_SEVERITY_LOW,
    SIGN_SEVERITY_MEDIUM,
    SIGN_SEVERITY_HIGH,
};

/*
 * An evidence class. It holds for a mask with one of the bits `any`, if bit 18
 * is as `valid` says.
 */
struct sign_class {
    const char *name; /* "hash_mismatch", as in the field SignatureState */
    const char *word; /* "invalid", as people and --flags text say it */
    const char *meaning;
    uint32_t any;
    enum { SIGN_VALID_EITHER, SIGN_VALID_SET, SIGN_VALID_CLEAR } valid;
    bool only_alone; /* and no class above it holds */
    enum sign_severity severity;
};

/* The classes, gravest first: the first that holds names the finding. */
extern const struct sign_class sign_classes[];
extern const size_t sign_classes_len;

/* The class that names `flags`, or NULL when none holds. */
const struct sign_class *sign_flags_class(uint32_t flags);
bool sign_class_holds(const struct sign_class *class, uint32_t flags);
const char *sign_severity_name(enum sign_severity severity);

/* The names of the set bits, comma separated; p is NULL only when memory ran out. */
struct str sign_flags_names(uint32_t flags, struct arena *arena);

/*
 * The mask in words: "valid", "expired", "invalid (hash_mismatch)", "unsigned",
 * "unknown". Words of an invalid signature appear only where a class of at least
 * medium severity holds. p is NULL only when memory ran out.
 */
struct str sign_flags_words(uint32_t flags, struct arena *arena);

#endif
