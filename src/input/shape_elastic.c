/*
 * shape_elastic.c - Elastic Defend, and others that write code signatures as ECS does.
 *
 * These are no events of a Windows log: the data set stands for the channel. Where
 * there is none, the part of the record that has the signature says what it is about.
 */
#include "base/base.h"

#include "input/json_shape.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("data_stream.dataset"), .begins = SHAPE_NAME("endpoint.") },
    { .name = SHAPE_NAME("event.dataset"), .begins = SHAPE_NAME("endpoint.") },
    { .name = SHAPE_NAME("dll.code_signature.exists"),
      .and_name = SHAPE_NAME("event.category") },
    { .name = SHAPE_NAME("event.module"), .begins = SHAPE_NAME("endpoint") },
    { .name = SHAPE_NAME("agent.type"), .begins = SHAPE_NAME("endpoint") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("data_stream.dataset"), SHAPE_NAME("Channel") },
    { SHAPE_NAME("event.dataset"), SHAPE_NAME("Channel") },
    { SHAPE_NAME("host.name"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("host.hostname"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("@timestamp"), SHAPE_NAME("TimeCreated") },
};

static bool has_part(const struct json_fields *f, struct str part)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_starts_with(f->v[i].name, part))
            return true;
    return false;
}

static void prepare(struct json_fields *f)
{
    static const struct {
        struct str part, channel;
    } parts[] = {
        { SHAPE_NAME("dll."), SHAPE_NAME("endpoint.events.library") },
        { SHAPE_NAME("file."), SHAPE_NAME("endpoint.events.file") },
        { SHAPE_NAME("process."), SHAPE_NAME("endpoint.events.process") },
    };
    bool has_set = json_fields_find(f, STR("data_stream.dataset")) ||
                   json_fields_find(f, STR("event.dataset"));

    for (size_t i = 0; i < countof(parts) && !has_set; i++) {
        if (!has_part(f, parts[i].part))
            continue;
        json_fields_add(f, STR("Channel"), value_str(parts[i].channel));
        break;
    }
    json_fields_add(f, STR("Provider"), value_str(STR("Elastic Defend")));
}

const struct json_shape json_shape_elastic = {
    .name = "elastic",
    .summary = "Elastic Defend, with code signatures as ECS writes them",
    .source = "Elastic Common Schema, code_signature",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prepare = prepare,
};
