/*
 * map_security.c - the Security log: processes, and images whose hash is wrong.
 *
 * Process ids are the system's and come back after a while: TargetProcessId is unique
 * only for as long as the process lives.
 */
#include "base/base.h"

#include "event/map_make.h"

#define SECURITY(id)                                                 \
    {                                                                \
        .provider = MAP_NAME("Microsoft-Windows-Security-Auditing"), \
        .channel = MAP_NAME("Security"), .event_id = id              \
    }

static const struct map_field process_create[] = {
    MAP_CONSTANT("event_simpleName", "ProcessRollup2"),
    MAP_COPY("ImageFileName", "NewProcessName"),
    MAP_COPY("CommandLine", "CommandLine"),
    MAP_COPY("TargetProcessId", "NewProcessId"),
    MAP_MAKE("RawProcessId", &map_decimal, MAP_NAME("NewProcessId")),
    MAP_COPY("ParentProcessId", "ProcessId"),
    MAP_MAKE("ParentBaseFileName", &map_file_name, MAP_NAME("ParentProcessName")),
    MAP_MAKE("UserName", NULL, MAP_NAME("TargetUserName"), MAP_NAME("SubjectUserName")),
    MAP_COPY("UserSid", "SubjectUserSid"),
};

/* Bit 11: the hash of the image, or of one of its pages, is not the signed one. */
static const struct map_field bad_hash[] = {
    MAP_CONSTANT("event_simpleName", "ClassifiedModuleLoad"),
    MAP_MAKE("ImageFileName", NULL, MAP_NAME("param1"), MAP_NAME("Data1")),
    MAP_CONSTANT("SignInfoFlags", "2048"),
    MAP_CONSTANT("SignatureState", "hash_mismatch"),
    MAP_CONSTANT("SignInfoSource", "security"),
};

#define RULE(id, text, table)                                           \
    {                                                                   \
        .name = "security " #id, .summary = text, .kind = SECURITY(id), \
        .field = table, .nfields = countof(table)                       \
    }

static const struct map_rule rules[] = {
    RULE(4688, "a process was created", process_create),
    RULE(5038, "the hash of an image is wrong", bad_hash),
    RULE(6281, "the page hashes of an image are wrong", bad_hash),
};

const struct map_source map_source_security = {
    .name = "security",
    .summary = "the Security log",
    .rule = rules,
    .nrules = countof(rules),
};
