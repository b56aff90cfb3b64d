/*
 * join_host.c - the names of hosts, for events that have the id of a sensor.
 *
 * Lookup records of the kind aidmaster say it; they are no events and have no name.
 */
#include "base/base.h"

#include "cli/join.h"

static bool record_key(const struct join_view *v, struct join_key *key)
{
    struct str aid = join_text(v, JOIN_AID);

    join_key_set(key, aid, (struct str){ NULL, 0 });
    return !join_event_name(v).p && aid.n && join_text(v, JOIN_HOST_NAME).n;
}

static bool event_key(const struct join_view *v, unsigned attempt, struct join_key *key)
{
    struct str aid = join_text(v, JOIN_AID);

    join_key_set(key, aid, (struct str){ NULL, 0 });
    return attempt == 0 && aid.n && join_lacks(v, JOIN_HOST_NAME);
}

const struct join join_host = {
    .what = "names of hosts",
    .share = 1,
    .gives = { JOIN_HOST_NAME },
    .ngives = 1,
    .record_key = record_key,
    .event_key = event_key,
};
