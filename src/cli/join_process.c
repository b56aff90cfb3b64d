/*
 * join_process.c - what is known of a process, for events that name it by id.
 *
 * A module load names its process by TargetProcessId, which no other process of the
 * host ever has; the event of the process has the rest. Events of Windows have such an
 * id, too (ProcessGuid), under the same name.
 */
#include "base/base.h"

#include "cli/join.h"

static bool is_process(struct str event)
{
    return str_eq(event, STR("ProcessRollup2")) ||
           str_eq(event, STR("SyntheticProcessRollup2"));
}

static bool process_key(const struct join_view *v, struct join_key *key)
{
    struct str aid = join_text(v, JOIN_AID), id = join_text(v, JOIN_PROCESS);

    join_key_set(key, aid, id);
    return aid.n && id.n;
}

static bool record_key(const struct join_view *v, struct join_key *key)
{
    return is_process(join_event_name(v)) && process_key(v, key);
}

static bool event_key(const struct join_view *v, unsigned attempt, struct join_key *key)
{
    bool lacks = join_lacks(v, JOIN_COMMAND) || join_lacks(v, JOIN_SID) ||
                 join_lacks(v, JOIN_PARENT) || join_lacks(v, JOIN_USER_NAME);

    return lacks && attempt == 0 && process_key(v, key) &&
           !is_process(join_event_name(v));
}

const struct join join_process = {
    .what = "command lines and users of processes",
    .share = 4,
    .gives = { JOIN_SID, JOIN_COMMAND, JOIN_PARENT, JOIN_USER_NAME },
    .ngives = 4,
    .record_key = record_key,
    .event_key = event_key,
};
