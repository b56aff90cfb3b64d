/*
 * map_elastic.c - Elastic Defend: processes, libraries, drivers and files, in the names
 * of the Elastic Common Schema.
 *
 * A data set stands for a channel; events have no number.
 */
#include "base/base.h"

#include "event/map_sign.h"

#define DATA_SET(name)                                                    \
    {                                                                     \
        .provider = MAP_NAME("Elastic Defend"), .channel = MAP_NAME(name) \
    }

#define HASHES(of)                                                        \
    MAP_MAKE("SHA256HashData", &map_sha256, MAP_NAME(of ".hash.sha256")), \
        MAP_MAKE("SHA1HashData", &map_sha1, MAP_NAME(of ".hash.sha1")),   \
        MAP_MAKE("MD5HashData", &map_md5, MAP_NAME(of ".hash.md5")),      \
        MAP_COPY("CompanyName", of ".pe.company"),                        \
        MAP_COPY("OriginalFilename", of ".pe.original_file_name")

#define SIGNED_WORDS(of)                                                          \
    MAP_NAME(of ".code_signature.exists"), MAP_NAME(of ".code_signature.status"), \
        MAP_NAME(of ".code_signature.subject_name"),                              \
        MAP_NAME(of ".code_signature.trusted"), MAP_NAME(of ".code_signature.valid")
#define SIGNATURE(of)                                                     \
    MAP_MAKE("SignInfoFlags", &map_elastic_flags, SIGNED_WORDS(of)),      \
        MAP_MAKE("SignatureState", &map_elastic_state, SIGNED_WORDS(of)), \
        MAP_CONSTANT("SignInfoSource", "elastic")

#define USER MAP_COPY("UserName", "user.name"), MAP_COPY("UserSid", "user.id")

static const struct map_field process[] = {
    MAP_MAKE("event_simpleName", &map_elastic_process, MAP_NAME("event.action"),
             MAP_NAME("event.action[0]"), MAP_NAME("event.type"),
             MAP_NAME("event.type[0]")),
    MAP_COPY("ImageFileName", "process.executable"),
    MAP_COPY("CommandLine", "process.command_line"),
    MAP_COPY("TargetProcessId", "process.entity_id"),
    MAP_COPY("RawProcessId", "process.pid"),
    MAP_COPY("ParentProcessId", "process.parent.entity_id"),
    MAP_COPY("ParentBaseFileName", "process.parent.name"),
    USER,
    HASHES("process"),
    SIGNATURE("process"),
};

static const struct map_field library[] = {
    MAP_MAKE("event_simpleName", &map_elastic_library, MAP_NAME("event.category"),
             MAP_NAME("event.category[0]"), MAP_NAME("event.category[1]")),
    MAP_COPY("ImageFileName", "dll.path"),
    MAP_COPY("TargetImageFileName", "process.executable"),
    MAP_COPY("TargetProcessId", "process.entity_id"),
    MAP_COPY("RawProcessId", "process.pid"),
    USER,
    HASHES("dll"),
    SIGNATURE("dll"),
};

static const struct map_field file[] = {
    MAP_MAKE("event_simpleName", &map_written_event, MAP_NAME("file.path")),
    MAP_COPY("TargetFileName", "file.path"),
    MAP_COPY("ContextProcessId", "process.entity_id"),
    MAP_COPY("ContextImageFileName", "process.executable"),
    MAP_COPY("ContextBaseFileName", "process.name"),
    USER,
    HASHES("file"),
    SIGNATURE("file"),
};

static const struct map_field alert[] = {
    MAP_CONSTANT("event_simpleName", "SignInfoWithContext"),
    MAP_COPY("ImageFileName", "file.path"),
    MAP_COPY("TargetImageFileName", "process.executable"),
    MAP_COPY("TargetProcessId", "process.entity_id"),
    MAP_COPY("CommandLine", "process.command_line"),
    USER,
    HASHES("file"),
    SIGNATURE("file"),
};

#define RULE(set, text, table)                                                      \
    {                                                                               \
        .name = "elastic " set, .summary = text, .kind = DATA_SET("endpoint." set), \
        .field = table, .nfields = countof(table)                                   \
    }

static const struct map_rule rules[] = {
    RULE("events.process", "a process started or ended", process),
    RULE("events.library", "a library or a driver was loaded", library),
    RULE("events.file", "a file was written, renamed or deleted", file),
    RULE("alerts", "a file gave an alert", alert),
};

const struct map_source map_source_elastic = {
    .name = "elastic",
    .summary = "Elastic Defend",
    .rule = rules,
    .nrules = countof(rules),
};
