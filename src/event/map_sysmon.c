/*
 * map_sysmon.c - Sysmon: processes, images, drivers, files and the registry.
 *
 * Sysmon names processes by ProcessGuid, which is unique as TargetProcessId is;
 * ProcessId is the system's and RawProcessId for Falcon.
 */
#include "base/base.h"

#include "event/map_sign.h"

#define SYSMON(id)                                                                  \
    {                                                                               \
        .provider = MAP_NAME("Microsoft-Windows-Sysmon"),                           \
        .channel = MAP_NAME("Microsoft-Windows-Sysmon/Operational"), .event_id = id \
    }

#define HASHES                                                                     \
    MAP_MAKE("SHA256HashData", &map_sha256, MAP_NAME("Hashes"), MAP_NAME("Hash")), \
        MAP_MAKE("SHA1HashData", &map_sha1, MAP_NAME("Hashes"), MAP_NAME("Hash")), \
        MAP_MAKE("MD5HashData", &map_md5, MAP_NAME("Hashes"), MAP_NAME("Hash"))

#define CLAIMS \
    MAP_COPY("CompanyName", "Company"), MAP_COPY("OriginalFilename", "OriginalFileName")

#define SIGNED_WORDS \
    MAP_NAME("Signed"), MAP_NAME("SignatureStatus"), MAP_NAME("Signature")
#define SIGNATURE                                                    \
    MAP_MAKE("SignInfoFlags", &map_sysmon_flags, SIGNED_WORDS),      \
        MAP_MAKE("SignatureState", &map_sysmon_state, SIGNED_WORDS), \
        MAP_CONSTANT("SignInfoSource", "sysmon")

/* The process that did something to a file or the registry. */
#define CONTEXT                                                             \
    MAP_COPY("ContextProcessId", "ProcessGuid"),                            \
        MAP_COPY("ContextImageFileName", "Image"),                          \
        MAP_MAKE("ContextBaseFileName", &map_file_name, MAP_NAME("Image")), \
        MAP_COPY("UserName", "User")

static const struct map_field process_create[] = {
    MAP_CONSTANT("event_simpleName", "ProcessRollup2"),
    MAP_COPY("ImageFileName", "Image"),
    MAP_COPY("CommandLine", "CommandLine"),
    MAP_COPY("TargetProcessId", "ProcessGuid"),
    MAP_COPY("RawProcessId", "ProcessId"),
    MAP_COPY("ParentProcessId", "ParentProcessGuid"),
    MAP_MAKE("ParentBaseFileName", &map_file_name, MAP_NAME("ParentImage")),
    MAP_COPY("UserName", "User"),
    HASHES,
    CLAIMS,
};

static const struct map_field process_end[] = {
    MAP_CONSTANT("event_simpleName", "EndOfProcess"),
    MAP_COPY("ImageFileName", "Image"),
    MAP_COPY("TargetProcessId", "ProcessGuid"),
    MAP_COPY("RawProcessId", "ProcessId"),
    MAP_COPY("UserName", "User"),
};

static const struct map_field driver_load[] = {
    MAP_CONSTANT("event_simpleName", "DriverLoad"),
    MAP_COPY("ImageFileName", "ImageLoaded"),
    HASHES,
    SIGNATURE,
};

/* The main image of a process is loaded, too: that event stands in for one of the
 * process. */
static const struct map_field image_load[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    MAP_COPY("ImageFileName", "ImageLoaded"),
    MAP_COPY("TargetImageFileName", "Image"),
    MAP_COPY("TargetProcessId", "ProcessGuid"),
    MAP_COPY("RawProcessId", "ProcessId"),
    MAP_MAKE("PrimaryModule", &map_same_path, MAP_NAME("Image"),
             MAP_NAME("ImageLoaded")),
    MAP_COPY("UserName", "User"),
    HASHES,
    CLAIMS,
    SIGNATURE,
};

static const struct map_field file_create[] = {
    MAP_MAKE("event_simpleName", &map_written_event, MAP_NAME("TargetFilename")),
    MAP_COPY("TargetFileName", "TargetFilename"),
    CONTEXT,
};

static const struct map_field stream_create[] = {
    MAP_MAKE("event_simpleName", &map_written_event, MAP_NAME("TargetFilename")),
    MAP_COPY("TargetFileName", "TargetFilename"),
    CONTEXT,
    HASHES,
};

static const struct map_field program_written[] = {
    MAP_CONSTANT("event_simpleName", "PeFileWritten"),
    MAP_COPY("TargetFileName", "TargetFilename"),
    CONTEXT,
    HASHES,
};

static const struct map_field registry_key[] = {
    MAP_CONSTANT("event_simpleName", "RegGenericValueUpdate"),
    MAP_COPY("RegObjectName", "TargetObject"),
    CONTEXT,
};

static const struct map_field registry_value[] = {
    MAP_CONSTANT("event_simpleName", "RegGenericValueUpdate"),
    MAP_MAKE("RegObjectName", &map_folder, MAP_NAME("TargetObject")),
    MAP_MAKE("RegValueName", &map_file_name, MAP_NAME("TargetObject")),
    MAP_COPY("RegStringValue", "Details"),
    CONTEXT,
};

#define RULE(id, text, table)                                                       \
    {                                                                               \
        .name = "sysmon " #id, .summary = text, .kind = SYSMON(id), .field = table, \
        .nfields = countof(table)                                                   \
    }

static const struct map_rule rules[] = {
    RULE(1, "a process was created", process_create),
    RULE(5, "a process ended", process_end),
    RULE(6, "a driver was loaded", driver_load),
    RULE(7, "an image was loaded", image_load),
    RULE(11, "a file was created or overwritten", file_create),
    RULE(12, "a key of the registry was created or deleted", registry_key),
    RULE(13, "a value of the registry was set", registry_value),
    RULE(15, "a stream of a file was created", stream_create),
    RULE(29, "a program was written", program_written),
};

const struct map_source map_source_sysmon = {
    .name = "sysmon",
    .summary = "Sysmon",
    .rule = rules,
    .nrules = countof(rules),
};
