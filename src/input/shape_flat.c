/*
 * shape_flat.c - NXLog, HELK, the Security table of Azure, and others: System and
 * EventData side by side.
 *
 * What has the name of something in System and is not what System says of it is told
 * from it by the other names: ExecutionProcessID is System's, so ProcessID is data.
 */
#include "base/base.h"

#include "input/json_shape.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("EventID"), .and_name = SHAPE_NAME("Channel") },
    { .name = SHAPE_NAME("EventID"), .and_name = SHAPE_NAME("SourceName") },
    { .name = SHAPE_NAME("EventID"), .and_name = SHAPE_NAME("Provider") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("Provider"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("ProviderName"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("SourceName"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("EventSourceName"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("Computer"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("Hostname"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("MachineName"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("TimeCreated"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("SystemTime"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("@timestamp"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("TimeGenerated"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("EventTime"), SHAPE_NAME("TimeCreated") }, /* local: the last resort */
    { SHAPE_NAME("EventRecordID"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("RecordNumber"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("EventRecordId"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("ExecutionProcessID"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("SystemProcessId"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("ProcessID"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("ExecutionThreadID"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("SystemThreadId"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("ThreadID"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("SystemUserId"), SHAPE_NAME("UserID") },
    { SHAPE_NAME("UserID"), SHAPE_NAME("UserID") },
};

static const struct shape_name prefixes[] = {
    { SHAPE_NAME("EventData."), SHAPE_NAME("") },
};

const struct json_shape json_shape_flat = {
    .name = "flat",
    .summary = "NXLog, HELK and others that write all fields side by side",
    .source = "NXLog, im_msvistalog; OTRF, Security-Datasets",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prefix = prefixes,
    .nprefixes = countof(prefixes),
};
