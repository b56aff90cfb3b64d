/*
 * shape_azure.c - the WindowsEvent table of Azure: EventData is JSON in a string.
 */
#include "base/base.h"

#include "input/json_shape.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("EventData"),
      .and_name = SHAPE_NAME("EventID"),
      .begins = SHAPE_NAME("{") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("EventOriginId"), SHAPE_NAME("EventOriginId") },
    { SHAPE_NAME("TimeCreated"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("TimeGenerated"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("EventRecordId"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("SystemProcessId"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("SystemThreadId"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("SystemUserId"), SHAPE_NAME("UserID") },
    { SHAPE_NAME("Correlation"), SHAPE_NAME("ActivityID") },
    { SHAPE_NAME("EventLevel"), SHAPE_NAME("Level") },
};

/* The fields of EventData in place of its text, which stays as it is when it is bad. */
static void prepare(struct json_fields *f)
{
    struct named_value *data = json_fields_find(f, STR("EventData"));
    size_t before = f->n, used;
    struct json_problem problem;
    struct str text;

    if (!data)
        return;
    text = value_text(data->value, f->texts);
    data->value = value_missing();
    if (!json_fields_walk(f, text, &used, &problem)) {
        f->n = before;
        json_fields_find(f, STR("EventData"))->value = value_str(text);
    }
    for (size_t i = before; i < f->n; i++)
        f->v[i].name = shape_data_name(f, f->v[i].name);
}

const struct json_shape json_shape_azure = {
    .name = "azure",
    .summary = "the WindowsEvent table of Azure Monitor and Sentinel",
    .source = "Microsoft, WindowsEvent table reference",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prepare = prepare,
};
