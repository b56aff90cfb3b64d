/*
 * map_powershell.c - PowerShell: the text of scripts and of what they ran.
 *
 * A long script comes in parts, MessageNumber of MessageTotal with one ScriptBlockId:
 * each part is a row.
 */
#include "base/base.h"

#include "event/map_make.h"

static const struct map_field script_block[] = {
    MAP_CONSTANT("event_simpleName", "ScriptControlScanTelemetry"),
    MAP_COPY("ScriptContent", "ScriptBlockText"),
    MAP_COPY("ImageFileName", "Path"),
    MAP_COPY("UserSid", "UserID"),
};

static const struct map_field pipeline[] = {
    MAP_CONSTANT("event_simpleName", "ScriptControlScanTelemetry"),
    MAP_COPY("ScriptContent", "Payload"),
    MAP_COPY("UserSid", "UserID"),
};

#define RULE(title, log, id, text, table)                  \
    {                                                      \
        .name = title " " #id, .summary = text,            \
        .kind = { .provider = MAP_NAME(log),               \
                  .channel = MAP_NAME(log "/Operational"), \
                  .event_id = id },                        \
        .field = table, .nfields = countof(table)          \
    }

static const struct map_rule rules[] = {
    RULE("powershell", "Microsoft-Windows-PowerShell", 4103,
         "commands of a pipeline ran", pipeline),
    RULE("powershell", "Microsoft-Windows-PowerShell", 4104,
         "a block of script was read", script_block),
    RULE("powershell core", "PowerShellCore", 4103, "commands of a pipeline ran",
         pipeline),
    RULE("powershell core", "PowerShellCore", 4104, "a block of script was read",
         script_block),
};

const struct map_source map_source_powershell = {
    .name = "powershell",
    .summary = "PowerShell",
    .rule = rules,
    .nrules = countof(rules),
};
