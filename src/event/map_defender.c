/*
 * map_defender.c - Microsoft Defender: tables of Advanced Hunting.
 *
 * A table stands for a channel; events have no number. Paths have a drive letter.
 */
#include "base/base.h"

#include "event/map_sign.h"

#define TABLE(name)                                                           \
    {                                                                         \
        .provider = MAP_NAME("Microsoft Defender"), .channel = MAP_NAME(name) \
    }

#define IMAGE_PATH                                                    \
    MAP_MAKE("ImageFileName", &map_full_path, MAP_NAME("FolderPath"), \
             MAP_NAME("FileName"))

#define HASHES                                                   \
    MAP_MAKE("SHA256HashData", &map_sha256, MAP_NAME("SHA256")), \
        MAP_MAKE("SHA1HashData", &map_sha1, MAP_NAME("SHA1")),   \
        MAP_MAKE("MD5HashData", &map_md5, MAP_NAME("MD5"))

static const struct map_field process_events[] = {
    MAP_CONSTANT("event_simpleName", "ProcessRollup2"),
    IMAGE_PATH,
    MAP_COPY("CommandLine", "ProcessCommandLine"),
    MAP_MAKE("TargetProcessId", NULL, MAP_NAME("ProcessUniqueId"),
             MAP_NAME("ProcessId")),
    MAP_COPY("RawProcessId", "ProcessId"),
    MAP_MAKE("ParentProcessId", NULL, MAP_NAME("InitiatingProcessUniqueId"),
             MAP_NAME("InitiatingProcessId")),
    MAP_COPY("ParentBaseFileName", "InitiatingProcessFileName"),
    MAP_COPY("UserName", "AccountName"),
    MAP_COPY("UserSid", "AccountSid"),
    HASHES,
    MAP_COPY("CompanyName", "ProcessVersionInfoCompanyName"),
    MAP_COPY("OriginalFilename", "ProcessVersionInfoOriginalFileName"),
};

static const struct map_field image_loads[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    IMAGE_PATH,
    MAP_MAKE("TargetImageFileName", &map_full_path,
             MAP_NAME("InitiatingProcessFolderPath"),
             MAP_NAME("InitiatingProcessFileName")),
    MAP_MAKE("TargetProcessId", NULL, MAP_NAME("InitiatingProcessUniqueId"),
             MAP_NAME("InitiatingProcessId")),
    MAP_COPY("RawProcessId", "InitiatingProcessId"),
    MAP_COPY("UserName", "InitiatingProcessAccountName"),
    MAP_COPY("UserSid", "InitiatingProcessAccountSid"),
    HASHES,
};

/* A certificate of a file that is known by its hash alone. */
#define CERTIFICATE MAP_NAME("IsSigned"), MAP_NAME("IsTrusted"), MAP_NAME("Signer")
static const struct map_field certificates[] = {
    MAP_CONSTANT("event_simpleName", "SignInfoWithContext"),
    MAP_MAKE("SHA1HashData", &map_sha1, MAP_NAME("SHA1")),
    MAP_MAKE("SignInfoFlags", &map_defender_flags, CERTIFICATE),
    MAP_MAKE("SignatureState", &map_defender_state, CERTIFICATE),
    MAP_CONSTANT("SignInfoSource", "defender"),
};

#define RULE(table, text, list)                                           \
    {                                                                     \
        .name = "defender " table, .summary = text, .kind = TABLE(table), \
        .field = list, .nfields = countof(list)                           \
    }

static const struct map_rule rules[] = {
    RULE("DeviceProcessEvents", "a process was created", process_events),
    RULE("DeviceImageLoadEvents", "an image was loaded", image_loads),
    RULE("DeviceFileCertificateInfo", "the certificate of a file", certificates),
};

const struct map_source map_source_defender = {
    .name = "defender",
    .summary = "Microsoft Defender",
    .rule = rules,
    .nrules = countof(rules),
};
