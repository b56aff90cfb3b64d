/*
 * shape_defender.c - Microsoft Defender: tables of Advanced Hunting, exported as JSON.
 *
 * The table stands for the channel. Exports and streams name it; the answer of a query
 * does not, so that its columns have to tell.
 */
#include "base/base.h"

#include "input/json_shape.h"

static const struct shape_sign signs[] = {
    { .name = SHAPE_NAME("DeviceName"), .and_name = SHAPE_NAME("ActionType") },
    { .name = SHAPE_NAME("DeviceId"), .and_name = SHAPE_NAME("ActionType") },
    { .name = SHAPE_NAME("SignerHash"), .and_name = SHAPE_NAME("IsTrusted") },
    { .name = SHAPE_NAME("DeviceId"), .and_name = SHAPE_NAME("IsTrusted") },
    { .name = SHAPE_NAME("DeviceName"), .and_name = SHAPE_NAME("IsTrusted") },
};

static const struct shape_name exact[] = {
    { SHAPE_NAME("DeviceName"), SHAPE_NAME("Computer") },
    { SHAPE_NAME("Timestamp"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("TimeGenerated"), SHAPE_NAME("TimeCreated") },
    { SHAPE_NAME("time"), SHAPE_NAME("TimeCreated") },
};

/* `AdvancedHunting-DeviceProcessEvents`: the part behind the hyphen. */
static struct str table_name(struct json_fields *f, const struct named_value *v)
{
    struct str text = value_text(v->value, f->texts);

    if (str_starts_with(text, STR("AdvancedHunting-")))
        text = str_slice(text, 16, text.n);
    return str_starts_with(text, STR("Device")) ? text : (struct str){ NULL, 0 };
}

static struct str named_table(struct json_fields *f)
{
    static const struct str names[] = { SHAPE_NAME("category"), SHAPE_NAME("Type"),
                                        SHAPE_NAME("$table") };

    for (size_t i = 0; i < countof(names); i++) {
        const struct named_value *v = json_fields_find(f, names[i]);
        struct str name = { NULL, 0 };

        if (v)
            name = table_name(f, v);
        if (name.n)
            return name;
    }
    return (struct str){ NULL, 0 };
}

/* The table by what it has. */
static struct str likely_table(struct json_fields *f)
{
    const struct named_value *action = json_fields_find(f, STR("ActionType"));
    struct str type = { NULL, 0 };

    if (json_fields_find(f, STR("IsTrusted")))
        return STR("DeviceFileCertificateInfo");
    if (action)
        type = value_text(action->value, f->texts);
    if (str_eq(type, STR("ImageLoaded")))
        return STR("DeviceImageLoadEvents");
    if (str_eq(type, STR("ProcessCreated")))
        return STR("DeviceProcessEvents");
    return (struct str){ NULL, 0 };
}

static void prepare(struct json_fields *f)
{
    struct str table = named_table(f);

    if (!table.n)
        table = likely_table(f);
    if (table.n)
        json_fields_add(f, STR("Channel"), value_str(table));
    json_fields_add(f, STR("Provider"), value_str(STR("Microsoft Defender")));
}

const struct json_shape json_shape_defender = {
    .name = "defender",
    .summary = "Microsoft Defender, tables of Advanced Hunting",
    .source = "Microsoft, Advanced hunting schema",
    .sign = signs,
    .nsigns = countof(signs),
    .exact = exact,
    .nexact = countof(exact),
    .prepare = prepare,
};
