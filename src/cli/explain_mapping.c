#include "base/base.h"

#include "cli/console.h"
#include "cli/explain_mapping.h"
#include "event/map_source.h"
#include "text/json_text.h"

enum { NAME_COLUMNS = 21 };

static bool is_wanted(const struct map_source *source, const char *name)
{
    return !name || strcmp(source->name, name) == 0;
}

/* ---- text --------------------------------------------------------------------------
 */

static size_t source_count(const struct map_field *field)
{
    size_t n = 0;

    while (n < MAP_SOURCES_MAX && field->source[n].n)
        n++;
    return n;
}

static void add_field(const struct map_field *field, struct buf *out)
{
    buf_printf(out, "  %-*.*s ", NAME_COLUMNS, STR_ARG(field->name));
    if (field->constant.n)
        buf_printf(out, "\"%.*s\"", STR_ARG(field->constant));
    for (size_t i = 0; i < source_count(field); i++)
        buf_printf(out, "%s%.*s", i ? ", " : "", STR_ARG(field->source[i]));
    if (field->make)
        buf_printf(out, ": %s", field->make->how);
    buf_add_char(out, '\n');
}

static void add_kind(const struct map_kind *kind, struct buf *out)
{
    buf_add_cstr(out, "  ");
    if (kind->event_id)
        buf_printf(out, "event %u of ", kind->event_id);
    buf_printf(out, "%.*s", STR_ARG(kind->provider.n ? kind->provider : kind->channel));
    if (kind->provider.n && kind->channel.n)
        buf_printf(out, ", channel %.*s", STR_ARG(kind->channel));
    buf_add_char(out, '\n');
}

static void add_heading(const char *name, const char *summary, bool has_color,
                        struct buf *out)
{
    buf_printf(out, "%s%s%s  %s\n", tone_text(has_color, TONE_BOLD), name,
               tone_text(has_color, TONE_PLAIN), summary);
}

static void add_rule(const struct map_rule *rule, bool has_color, struct buf *out)
{
    add_heading(rule->name, rule->summary, has_color, out);
    add_kind(&rule->kind, out);
    for (size_t i = 0; i < rule->nfields; i++)
        add_field(&rule->field[i], out);
    buf_add_char(out, '\n');
}

bool explain_mapping_text(const char *name, bool has_color, struct buf *out)
{
    bool found = false;

    for (size_t i = 0; i < map_source_table_len; i++) {
        const struct map_source *source = map_source_table[i];

        if (!is_wanted(source, name))
            continue;
        found = true;
        for (size_t k = 0; k < source->nrules; k++)
            add_rule(&source->rule[k], has_color, out);
    }
    add_heading("every event", "also one without a rule of its own", has_color, out);
    for (size_t i = 0; i < map_common_len; i++)
        add_field(&map_common[i], out);
    return found;
}

/* ---- JSON --------------------------------------------------------------------------
 */

static void add_member(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, "\"%s\":", name);
    json_add_string(out, value);
}

static void add_field_json(const struct map_field *field, struct buf *out)
{
    buf_add_char(out, '{');
    add_member(out, "name", field->name);
    if (field->constant.n) {
        buf_add_char(out, ',');
        add_member(out, "constant", field->constant);
    } else {
        buf_add_cstr(out, ",\"from\":[");
        for (size_t i = 0; i < source_count(field); i++) {
            buf_add_cstr(out, i ? "," : "");
            json_add_string(out, field->source[i]);
        }
        buf_add_char(out, ']');
    }
    if (field->make) {
        buf_add_char(out, ',');
        add_member(out, "how", str_from_cstr(field->make->how));
    }
    buf_add_char(out, '}');
}

static void add_fields_json(const struct map_field *field, size_t n, struct buf *out)
{
    buf_add_cstr(out, ",\"fields\":[");
    for (size_t i = 0; i < n; i++) {
        buf_add_cstr(out, i ? ",\n  " : "\n  ");
        add_field_json(&field[i], out);
    }
    buf_add_cstr(out, "]}");
}

static void add_rule_json(const struct map_source *source, const struct map_rule *rule,
                          struct buf *out)
{
    buf_add_char(out, '{');
    add_member(out, "source", str_from_cstr(source->name));
    buf_add_char(out, ',');
    add_member(out, "rule", str_from_cstr(rule->name));
    buf_add_char(out, ',');
    add_member(out, "summary", str_from_cstr(rule->summary));
    buf_add_char(out, ',');
    add_member(out, "provider", rule->kind.provider);
    buf_add_char(out, ',');
    add_member(out, "channel", rule->kind.channel);
    buf_printf(out, ",\"event_id\":%u", rule->kind.event_id);
    add_fields_json(rule->field, rule->nfields, out);
    buf_add_cstr(out, ",\n");
}

bool explain_mapping_json(const char *name, struct buf *out)
{
    bool found = false;

    buf_add_char(out, '[');
    for (size_t i = 0; i < map_source_table_len; i++) {
        const struct map_source *source = map_source_table[i];

        if (!is_wanted(source, name))
            continue;
        found = true;
        for (size_t k = 0; k < source->nrules; k++)
            add_rule_json(source, &source->rule[k], out);
    }
    buf_add_cstr(out,
                 "{\"source\":\"\",\"rule\":\"every event\",\"summary\":\"also one "
                 "without a rule of its own\"");
    add_fields_json(map_common, map_common_len, out);
    buf_add_cstr(out, "]\n");
    return found;
}
