/*
 * shape_winlogbeat.c - Winlogbeat and the Elastic Agent: everything below `winlog`.
 */
#include "base/base.h"

#include "input/json_shape.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("winlog.event_id") },
    { .name = SHAPE_NAME("winlog.channel") },
    { .name = SHAPE_NAME("winlog.provider_name") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("winlog.event_id"), SHAPE_NAME("EventID") },
    { SHAPE_NAME("event.code"), SHAPE_NAME("EventID") },
    { SHAPE_NAME("winlog.provider_name"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("event.provider"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("winlog.provider_guid"), SHAPE_NAME("ProviderGuid") },
    { SHAPE_NAME("winlog.channel"), SHAPE_NAME("Channel") },
    { SHAPE_NAME("winlog.computer_name"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("host.name"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("host.hostname"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("winlog.time_created"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("@timestamp"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("winlog.record_id"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("winlog.version"), SHAPE_NAME("Version") },
    { SHAPE_NAME("winlog.opcode"), SHAPE_NAME("Opcode") },
    { SHAPE_NAME("winlog.task"), SHAPE_NAME("Task") },
    { SHAPE_NAME("winlog.process.pid"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("winlog.process.thread.id"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("winlog.user.identifier"), SHAPE_NAME("UserID") },
    { SHAPE_NAME("winlog.activity_id"), SHAPE_NAME("ActivityID") },
    { SHAPE_NAME("winlog.related_activity_id"), SHAPE_NAME("RelatedActivityID") },
};

/* Data without a name are param1, param2, …: Winlogbeat's names, not ours to change. */
static const struct shape_name prefixes[] = {
    { SHAPE_NAME("winlog.event_data."), SHAPE_NAME("") },
    { SHAPE_NAME("winlog.user_data."), SHAPE_NAME("UserData.") },
};

const struct json_shape json_shape_winlogbeat = {
    .name = "winlogbeat",
    .summary = "Winlogbeat and the Elastic Agent",
    .source = "Elastic, Winlogbeat fields",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prefix = prefixes,
    .nprefixes = countof(prefixes),
};
