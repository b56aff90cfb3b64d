/*
 * map_sign.h - what other programs say of a signature, as SignInfoFlags and a word.
 *
 * Every log has words of its own for a signature that does not hold. Here they become
 * one mask and one word: SignInfoFlags as the Falcon sensor would send it, and
 * SignatureState in the words of sign_flags.h and of the verifier. The number is a
 * translation, not the sensor's; SignInfoSource names what it was made of. A mask has
 * only the bits that the words stand for: neither EMBEDDED_SIGNED nor CAT_SIGNED,
 * which no log tells.
 *
 * Source: telemetry.md 3.2, 3.3, 4.
 */
#ifndef EVENT_MAP_SIGN_H
#define EVENT_MAP_SIGN_H

#include "event/map_make.h"

/* Of Signed, SignatureStatus and Signature, as Sysmon writes them, in this order. */
extern const struct map_make map_sysmon_flags;
extern const struct map_make map_sysmon_state;

/*
 * Of exists, status, subject_name, trusted and valid of an ECS code_signature, in this
 * order.
 */
extern const struct map_make map_elastic_flags;
extern const struct map_make map_elastic_state;

/* Of IsSigned, IsTrusted and Signer of DeviceFileCertificateInfo, in this order. */
extern const struct map_make map_defender_flags;
extern const struct map_make map_defender_state;

/* What one word of a status stands for. */
struct sign_word {
    struct str word; /* compared without case */
    const char *state;
    uint32_t flags;
};

extern const struct sign_word sign_words[];
extern const size_t sign_words_len;

#endif
