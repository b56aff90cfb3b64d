/*
 * shape_evtx_dump.c - evtx_dump and its kin: the XML of an event as JSON.
 *
 * Attributes lie below `#attributes`, the text of an element that has some in `#text`.
 * Data without a name are a list.
 */
#include "base/base.h"

#include "input/json_shape.h"
#include "text/number.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("Event.System.EventID") },
    { .name = SHAPE_NAME("Event.System.EventID.#text") },
    { .name = SHAPE_NAME("Event.System.Channel") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("Event.System.EventID.Qualifiers"), SHAPE_NAME("Qualifiers") },
    { SHAPE_NAME("Event.System.Provider.Name"), SHAPE_NAME("Provider") },
    { SHAPE_NAME("Event.System.Provider.Guid"), SHAPE_NAME("ProviderGuid") },
    { SHAPE_NAME("Event.System.Provider.EventSourceName"),
      SHAPE_NAME("EventSourceName") },
    { SHAPE_NAME("Event.System.TimeCreated.SystemTime"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("Event.System.Correlation.ActivityID"), SHAPE_NAME("ActivityID") },
    { SHAPE_NAME("Event.System.Correlation.RelatedActivityID"),
      SHAPE_NAME("RelatedActivityID") },
    { SHAPE_NAME("Event.System.Execution.ProcessID"), SHAPE_NAME("ProcessID") },
    { SHAPE_NAME("Event.System.Execution.ThreadID"), SHAPE_NAME("ThreadID") },
    { SHAPE_NAME("Event.System.Security.UserID"), SHAPE_NAME("UserID") },
    { SHAPE_NAME("Event.System.EventID"), SHAPE_NAME("EventID") },
    { SHAPE_NAME("Event.System.Version"), SHAPE_NAME("Version") },
    { SHAPE_NAME("Event.System.Level"), SHAPE_NAME("Level") },
    { SHAPE_NAME("Event.System.Task"), SHAPE_NAME("Task") },
    { SHAPE_NAME("Event.System.Opcode"), SHAPE_NAME("Opcode") },
    { SHAPE_NAME("Event.System.Keywords"), SHAPE_NAME("Keywords") },
    { SHAPE_NAME("Event.System.EventRecordID"), SHAPE_NAME("EventRecordID") },
    { SHAPE_NAME("Event.System.Channel"), SHAPE_NAME("Channel") },
    { SHAPE_NAME("Event.System.Computer"), SHAPE_NAME("Computer") },
};

static const struct shape_name prefixes[] = {
    { SHAPE_NAME("Event.EventData."), SHAPE_NAME("") },
    { SHAPE_NAME("Event.UserData."), SHAPE_NAME("UserData.") },
};

/* Cut every `.#attributes` and `.#text` out of a name. */
static struct str clean(struct json_fields *f, struct str name)
{
    static const struct str marks[] = { SHAPE_NAME(".#attributes"),
                                        SHAPE_NAME(".#text") };

    for (size_t i = 0; i < countof(marks); i++) {
        size_t at;

        while ((at = str_find(name, marks[i])) != SIZE_MAX)
            name = json_fields_join(f, str_slice(name, 0, at),
                                    str_slice(name, at + marks[i].n, name.n));
    }
    return name;
}

/* Data without a name: `Data` is Data1, `Data[1]` is Data2. */
static struct str number_data(struct json_fields *f, struct str name)
{
    static const struct str data = SHAPE_NAME("Event.EventData.Data");
    struct str index;
    int64_t i = 0;
    char text[NUMBER_TEXT_MAX];

    if (!str_starts_with(name, data))
        return name;
    index = str_slice(name, data.n, name.n);
    if (index.n && !(index.n > 2 && index.p[0] == '[' && index.p[index.n - 1] == ']' &&
                     number_parse_int64(str_slice(index, 1, index.n - 1), &i)))
        return name;
    return json_fields_join(f, data,
                            (struct str){ text, number_print_int64(i + 1, text) });
}

static void prepare(struct json_fields *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct named_value *v = &f->v[i];

        if (memchr(v->name.p, '#', v->name.n))
            v->name = clean(f, v->name);
        v->name = number_data(f, v->name);
        if (str_eq(v->name, STR("Event.xmlns")))
            v->value = value_missing();
    }
}

const struct json_shape json_shape_evtx_dump = {
    .name = "evtx_dump",
    .summary = "evtx_dump and others that write the XML of an event as JSON",
    .source = "omerbenamram/evtx",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prefix = prefixes,
    .nprefixes = countof(prefixes),
    .prepare = prepare,
};
