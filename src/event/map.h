/*
 * map.h - Windows events under the names that queries over Falcon data use.
 *
 * A Windows event, whatever file it came from, is a kind (provider, channel, event id)
 * and fields by name. A rule says for one kind which of Falcon's fields are made of
 * which of its own, and how; rules are tables, one file a source (map_sysmon.c, …), and
 * the only place that knows. A kind without a rule keeps its own names.
 *
 * Names of an event's own fields, the same for every reader:
 *
 *     Provider ProviderGuid EventSourceName EventID Qualifiers Version Level Task
 *     Opcode Keywords TimeCreated EventRecordID ActivityID RelatedActivityID ProcessID
 *     ThreadID Channel Computer UserID
 *                           System: what its elements say, or their attributes Name,
 *                           Guid, SystemTime; TimeCreated as it is written or in ISO
 *                           8601
 *     Image                 Data of EventData; those without a name are Data1, Data2, …
 *     UserData.WinVerifyTrust.Result.value
 *                           other elements and attributes by their path
 *
 * Where EventData has a name of System's as well, System wins and the other one is
 * EventData.Name. A query may ask for a field of the event as `Image`, `winlog.Image`,
 * `winlog.event_data.Image` or `EventData.Image`; a field that a rule makes wins over
 * one of the event's own of the same name, which `winlog.` and `EventData.` still
 * reach.
 *
 * A reader compiles the plan once a query, asks for the shape of each kind that it
 * meets, and hands over the values that the shape names:
 *
 *     shape = map_plan_shape(plan, &kind);
 *     for (k = 0; k < shape->nsources; k++)
 *         value[k] = … the event's field shape->source[k], or missing
 *     map_fill(shape, value, row);
 *
 * Source: telemetry.md 3 and 4.
 */
#ifndef EVENT_MAP_H
#define EVENT_MAP_H

#include "event/feed.h"
#include "event/map_source.h"

/* Is it the name of something in System? Data of that name is EventData.Name. */
bool map_is_system(struct str name);

struct map_plan;

/* Which of the event's own fields one kind of event must be asked for. */
struct map_shape {
    const struct map_rule *rule; /* NULL: no rule for this kind */
    const struct str *source;    /* nsources distinct names of the event's own fields */
    size_t nsources;
    const struct map_step *step; /* how the wanted slots are filled from them */
    size_t nsteps;
};

/* As compile() of struct decoder: the plan lies in `arena`, is immutable and shared. */
NODISCARD enum status map_plan_make(const struct want *want, struct arena *arena,
                                    const void **plan, struct diag *diag);

/*
 * The shape of a kind; the same for the same kind, never NULL, lives as the plan. NULL:
 * that of records that are no Windows events, which keep their names and get no others.
 */
const struct map_shape *map_plan_shape(const struct map_plan *plan,
                                       const struct map_kind *kind);

/*
 * Fill the wanted slots of a row: value[k] is the event's field shape->source[k],
 * missing where it has none. New text lies in the batch's arena.
 */
void map_fill(const struct map_shape *shape, const struct value *value, struct row row);

/*
 * Make a whole event of the row (want->all): first what the rule makes, then the
 * event's own fields, `n` of them in their order. Fills the slots, too.
 */
void map_fill_all(const struct map_shape *shape, const struct named_value *field,
                  size_t n, struct row row);

#endif
