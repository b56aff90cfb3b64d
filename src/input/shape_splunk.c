/*
 * shape_splunk.c - Splunk and others that keep an event's XML in a field of JSON.
 *
 * The event is what the XML says. What stands beside it (host, sourcetype, fields that
 * a search made) is kept behind, and gives way where the event has a field of that
 * name.
 */
#include "base/base.h"

#include "input/json_shape.h"
#include "input/windows_xml.h"

#define XML .begins = SHAPE_NAME("<Event")

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("_raw"), XML },     { .name = SHAPE_NAME("EventXml"), XML },
    { .name = SHAPE_NAME("EventXML"), XML }, { .name = SHAPE_NAME("event"), XML },
    { .name = SHAPE_NAME("message"), XML },
};

static struct named_value *find_xml(const struct json_fields *f)
{
    for (size_t i = 0; i < countof(signs); i++) {
        struct named_value *v = json_fields_find(f, signs[i].name);

        if (v)
            return v;
    }
    return NULL;
}

/* The reader of XML, made once a chunk. */
static struct windows_xml *xml_reader(struct json_fields *f)
{
    if (!f->xml)
        f->xml = windows_xml_new();
    f->failed |= !f->xml;
    return f->xml;
}

/* Move the first `n` fields behind those of the event, but for what it would hide. */
static void move_behind(struct json_fields *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct named_value v = f->v[i];

        f->v[i].value = value_missing();
        if (!str_starts_with(v.name, STR("@")))
            json_fields_add(f, v.name, v.value);
    }
}

/* An event that cannot be read leaves the record as it is. */
static void prepare(struct json_fields *f)
{
    const struct named_value *raw = find_xml(f);
    struct windows_xml *reader = xml_reader(f);
    size_t before = f->n;
    struct windows_event event;
    struct str text;

    if (!raw || !reader)
        return;
    text = str_trim(value_text(raw->value, f->texts));
    if (windows_xml_event(reader, text, f->texts, &event, NULL) != ST_OK)
        return;
    for (size_t i = 0; i < event.n; i++)
        json_fields_add(f, event.field[i].name, event.field[i].value);
    move_behind(f, before);
}

const struct json_shape json_shape_splunk = {
    .name = "splunk",
    .summary = "Splunk and others that keep the XML of an event in a field",
    .source = "Splunk Add-on for Microsoft Windows, renderXml",
    .sign = signs,
    .nsigns = countof(signs),
    .prepare = prepare,
};
