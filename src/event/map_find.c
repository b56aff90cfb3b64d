/*
 * map_find.c - the rule for a kind of event, and what every event gets.
 */
#include "base/base.h"

#include "event/map_make.h"

const struct map_field map_common[] = {
    MAP_MAKE("timestamp", &map_time, MAP_NAME("UtcTime"), MAP_NAME("TimeCreated")),
    MAP_COPY("ComputerName", "Computer"),
    MAP_MAKE("aid", &map_lower, MAP_NAME("Computer")),
    MAP_MAKE("event_platform", &map_platform, MAP_NAME("Provider"),
             MAP_NAME("host.os.type")),
};
const size_t map_common_len = countof(map_common);

/* Does one half of an event's kind speak for the rule? Unknown does not speak against.
 */
static bool agrees(struct str rule, struct str event, bool *speaks)
{
    if (rule.n == 0 || event.n == 0)
        return true;
    *speaks = true;
    return str_eq_nocase(rule, event);
}

static bool is_kind(const struct map_kind *rule, const struct map_kind *event)
{
    bool speaks = false;

    /* Where events have no number the channel is all there is. */
    if (rule->event_id == 0 && event->channel.n == 0)
        return false;
    return rule->event_id == event->event_id &&
           agrees(rule->provider, event->provider, &speaks) &&
           agrees(rule->channel, event->channel, &speaks) && speaks;
}

/* Sysmon for Linux writes the same events under a name of its own. */
static struct map_kind common_kind(const struct map_kind *kind)
{
    if (!str_eq_nocase(kind->provider, STR("Linux-Sysmon")))
        return *kind;
    return (struct map_kind){ .provider = STR("Microsoft-Windows-Sysmon"),
                              .event_id = kind->event_id };
}

const struct map_rule *map_rule_find(const struct map_kind *event)
{
    const struct map_kind common = common_kind(event), *kind = &common;

    for (size_t i = 0; i < map_source_table_len; i++) {
        const struct map_source *source = map_source_table[i];

        for (size_t k = 0; k < source->nrules; k++)
            if (is_kind(&source->rule[k].kind, kind))
                return &source->rule[k];
    }
    return NULL;
}

static const struct map_field *field_of(const struct map_rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->nfields; i++)
        if (str_eq(rule->field[i].name, name))
            return &rule->field[i];
    return NULL;
}

static bool is_event(const struct map_rule *rule, struct str event_name)
{
    const struct map_field *name = field_of(rule, STR("event_simpleName"));

    return name && str_eq(name->constant, event_name);
}

bool map_makes(struct str event_name, struct str field)
{
    for (size_t i = 0; i < map_source_table_len; i++) {
        const struct map_source *source = map_source_table[i];

        for (size_t k = 0; k < source->nrules; k++)
            if (is_event(&source->rule[k], event_name) &&
                field_of(&source->rule[k], field))
                return true;
    }
    return false;
}

bool map_is_system(struct str name)
{
    static const struct str system[] = {
        MAP_NAME("Provider"),        MAP_NAME("ProviderGuid"),
        MAP_NAME("EventSourceName"), MAP_NAME("EventID"),
        MAP_NAME("Qualifiers"),      MAP_NAME("Version"),
        MAP_NAME("Level"),           MAP_NAME("Task"),
        MAP_NAME("Opcode"),          MAP_NAME("Keywords"),
        MAP_NAME("TimeCreated"),     MAP_NAME("EventRecordID"),
        MAP_NAME("ActivityID"),      MAP_NAME("RelatedActivityID"),
        MAP_NAME("ProcessID"),       MAP_NAME("ThreadID"),
        MAP_NAME("Channel"),         MAP_NAME("Computer"),
        MAP_NAME("UserID"),
    };

    for (size_t i = 0; i < countof(system); i++)
        if (str_eq(system[i], name))
            return true;
    return false;
}
