/*
 * map_sysmon.c - Sysmon: processes, images, drivers, files and the registry.
 *
 * Sysmon names processes by ProcessGuid, which is unique as TargetProcessId is;
 * ProcessId is the system's and RawProcessId for Falcon.
 *
 * Behind some of Sysmon's names stand those of the Elastic Common Schema: the pipeline
 * of Winlogbeat and the Elastic Agent moves these fields there.
 */
#include "base/base.h"

#include "event/map_sign.h"

#define SYSMON(id)                                                                  \
    {                                                                               \
        .provider = MAP_NAME("Microsoft-Windows-Sysmon"),                           \
        .channel = MAP_NAME("Microsoft-Windows-Sysmon/Operational"), .event_id = id \
    }

#define HASH(falcon, how, of)                                   \
    MAP_MAKE(falcon, how, MAP_NAME("Hashes"), MAP_NAME("Hash"), \
             MAP_NAME("process.hash." of), MAP_NAME("file.hash." of))
#define HASHES                                     \
    HASH("SHA256HashData", &map_sha256, "sha256"), \
        HASH("SHA1HashData", &map_sha1, "sha1"), HASH("MD5HashData", &map_md5, "md5")

#define IMAGE MAP_NAME("Image"), MAP_NAME("process.executable")
#define TARGET_FILE MAP_NAME("TargetFilename"), MAP_NAME("file.path")
#define LOADED MAP_NAME("ImageLoaded"), MAP_NAME("file.path")
#define PROCESS_ID MAP_NAME("ProcessGuid"), MAP_NAME("process.entity_id")
#define RAW_ID MAP_NAME("ProcessId"), MAP_NAME("process.pid")
#define OBJECT MAP_NAME("TargetObject"), MAP_NAME("registry.path")
#define USER MAP_MAKE("UserName", NULL, MAP_NAME("User"), MAP_NAME("user.name"))

#define CLAIMS(of)                                                                  \
    MAP_MAKE("CompanyName", NULL, MAP_NAME("Company"), MAP_NAME(of ".pe.company")), \
        MAP_MAKE("OriginalFilename", NULL, MAP_NAME("OriginalFileName"),            \
                 MAP_NAME(of ".pe.original_file_name"))

#define SIGNED_WORDS \
    MAP_NAME("Signed"), MAP_NAME("SignatureStatus"), MAP_NAME("Signature")
#define SIGNATURE                                                    \
    MAP_MAKE("SignInfoFlags", &map_sysmon_flags, SIGNED_WORDS),      \
        MAP_MAKE("SignatureState", &map_sysmon_state, SIGNED_WORDS), \
        MAP_CONSTANT("SignInfoSource", "sysmon")

/* The process that did something to a file or the registry. */
#define CONTEXT                                        \
    MAP_MAKE("ContextProcessId", NULL, PROCESS_ID),    \
        MAP_MAKE("ContextImageFileName", NULL, IMAGE), \
        MAP_MAKE("ContextBaseFileName", &map_file_name, IMAGE), USER

static const struct map_field process_create[] = {
    MAP_CONSTANT("event_simpleName", "ProcessRollup2"),
    MAP_MAKE("ImageFileName", NULL, IMAGE),
    MAP_MAKE("CommandLine", NULL, MAP_NAME("CommandLine"),
             MAP_NAME("process.command_line")),
    MAP_MAKE("TargetProcessId", NULL, PROCESS_ID),
    MAP_MAKE("RawProcessId", NULL, RAW_ID),
    MAP_MAKE("ParentProcessId", NULL, MAP_NAME("ParentProcessGuid"),
             MAP_NAME("process.parent.entity_id")),
    MAP_MAKE("ParentBaseFileName", &map_file_name, MAP_NAME("ParentImage"),
             MAP_NAME("process.parent.executable")),
    USER,
    HASHES,
    CLAIMS("process"),
};

static const struct map_field process_end[] = {
    MAP_CONSTANT("event_simpleName", "EndOfProcess"),
    MAP_MAKE("ImageFileName", NULL, IMAGE),
    MAP_MAKE("TargetProcessId", NULL, PROCESS_ID),
    MAP_MAKE("RawProcessId", NULL, RAW_ID),
    USER,
};

static const struct map_field driver_load[] = {
    MAP_CONSTANT("event_simpleName", "DriverLoad"),
    MAP_MAKE("ImageFileName", NULL, LOADED),
    HASHES,
    SIGNATURE,
};

/* The main image of a process is loaded, too: that event stands in for one of the
 * process. */
static const struct map_field image_load[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    MAP_MAKE("ImageFileName", NULL, LOADED),
    MAP_MAKE("TargetImageFileName", NULL, IMAGE),
    MAP_MAKE("TargetProcessId", NULL, PROCESS_ID),
    MAP_MAKE("RawProcessId", NULL, RAW_ID),
    MAP_MAKE("PrimaryModule", &map_same_path, MAP_NAME("Image"),
             MAP_NAME("ImageLoaded"), MAP_NAME("process.executable"),
             MAP_NAME("file.path")),
    USER,
    HASHES,
    CLAIMS("file"),
    SIGNATURE,
};

static const struct map_field file_create[] = {
    MAP_MAKE("event_simpleName", &map_written_event, TARGET_FILE),
    MAP_MAKE("TargetFileName", NULL, TARGET_FILE),
    CONTEXT,
};

static const struct map_field stream_create[] = {
    MAP_MAKE("event_simpleName", &map_written_event, TARGET_FILE),
    MAP_MAKE("TargetFileName", NULL, TARGET_FILE),
    CONTEXT,
    HASHES,
};

static const struct map_field program_written[] = {
    MAP_CONSTANT("event_simpleName", "PeFileWritten"),
    MAP_MAKE("TargetFileName", NULL, TARGET_FILE),
    CONTEXT,
    HASHES,
};

static const struct map_field registry_key[] = {
    MAP_CONSTANT("event_simpleName", "RegGenericValueUpdate"),
    MAP_MAKE("RegObjectName", NULL, OBJECT),
    CONTEXT,
};

static const struct map_field registry_value[] = {
    MAP_CONSTANT("event_simpleName", "RegGenericValueUpdate"),
    MAP_MAKE("RegObjectName", &map_folder, OBJECT),
    MAP_MAKE("RegValueName", &map_file_name, OBJECT),
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
