/*
 * map_codeintegrity.c - Code Integrity: what the kernel and App Control refused.
 *
 * One event (3033, 3076, 3077) says that a file did not meet a policy; each signature
 * of the file has an event 3089 of its own with the same ActivityID. Only the latter
 * says what is wrong with the signature, and only the former which file it was.
 */
#include "base/base.h"

#include "event/map_code.h"

#define INTEGRITY(id)                                                       \
    {                                                                       \
        .provider = MAP_NAME("Microsoft-Windows-CodeIntegrity"),            \
        .channel = MAP_NAME("Microsoft-Windows-CodeIntegrity/Operational"), \
        .event_id = id                                                      \
    }

/* Names have blanks in newer versions of the events, and none in older ones. */
static const struct map_field refused[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    MAP_MAKE("ImageFileName", NULL, MAP_NAME("FileNameBuffer"), MAP_NAME("File Name"),
             MAP_NAME("FileName")),
    MAP_MAKE("TargetImageFileName", NULL, MAP_NAME("ProcessNameBuffer"),
             MAP_NAME("Process Name"), MAP_NAME("ProcessName")),
    MAP_COPY("UserSid", "UserID"),
    MAP_MAKE("SHA256HashData", &map_sha256, MAP_NAME("SHA256 Flat Hash"),
             MAP_NAME("SHA256FlatHash")),
    MAP_MAKE("SHA1HashData", &map_sha1, MAP_NAME("SHA1 Flat Hash"),
             MAP_NAME("SHA1FlatHash")),
    MAP_MAKE("AuthenticodeHashData", &map_lower, MAP_NAME("SHA256 Hash"),
             MAP_NAME("SHA256Hash"), MAP_NAME("SHA1 Hash"), MAP_NAME("SHA1Hash")),
    MAP_COPY("OriginalFilename", "OriginalFileName"),
    MAP_MAKE("SignInfoFlags", &map_status_flags, MAP_NAME("Status")),
    MAP_MAKE("SignatureState", &map_status_state, MAP_NAME("Status")),
    MAP_CONSTANT("SignInfoSource", "codeintegrity"),
};

static const struct map_field signature[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    MAP_COPY("UserSid", "UserID"),
    MAP_MAKE("SignInfoFlags", &map_integrity_flags, MAP_NAME("VerificationError")),
    MAP_MAKE("SignatureState", &map_integrity_state, MAP_NAME("VerificationError")),
    MAP_CONSTANT("SignInfoSource", "codeintegrity"),
};

#define RULE(id, text, table)                                                 \
    {                                                                         \
        .name = "codeintegrity " #id, .summary = text, .kind = INTEGRITY(id), \
        .field = table, .nfields = countof(table)                             \
    }

static const struct map_rule rules[] = {
    RULE(3004, "the hash of an image could not be found", refused),
    RULE(3033, "an image did not meet the signing level", refused),
    RULE(3076, "a policy would have blocked an image", refused),
    RULE(3077, "a policy blocked an image", refused),
    RULE(3089, "one of the signatures of an image", signature),
};

const struct map_source map_source_codeintegrity = {
    .name = "codeintegrity",
    .summary = "Code Integrity and App Control",
    .rule = rules,
    .nrules = countof(rules),
};
