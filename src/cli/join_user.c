/*
 * join_user.c - the names of users, for events that have a security identifier.
 *
 * UserIdentity events say who a user of a host is; lookup records of the kind userinfo
 * say it for all hosts. What they do not say of the accounts that every host has is
 * known without them (event/derive.c).
 */
#include "base/base.h"

#include "cli/join.h"

static bool record_key(const struct join_view *v, struct join_key *key)
{
    struct str event = join_event_name(v), sid = join_text(v, JOIN_SID);
    struct str aid = join_text(v, JOIN_AID);

    if (event.p && !str_eq(event, STR("UserIdentity")))
        return false;
    if (!sid.n)
        sid = join_text(v, JOIN_SID_READABLE);
    join_key_set(key, aid, sid);
    return sid.n && join_text(v, JOIN_USER_NAME).n;
}

static bool event_key(const struct join_view *v, unsigned attempt, struct join_key *key)
{
    struct str sid = join_text(v, JOIN_SID);
    struct str aid = attempt == 0 ? join_text(v, JOIN_AID) : (struct str){ NULL, 0 };

    join_key_set(key, aid, sid);
    return attempt < 2 && sid.n && join_lacks(v, JOIN_USER_NAME);
}

/* Accounts of people, of a machine, a domain or a tenant; others log on to nothing. */
static bool expects(const struct join_view *v)
{
    struct str sid = join_text(v, JOIN_SID);

    return str_starts_with(sid, STR("S-1-5-21-")) ||
           str_starts_with(sid, STR("S-1-12-1-"));
}

const struct join join_user = {
    .what = "names of users",
    .share = 1,
    .gives = { JOIN_USER_NAME },
    .ngives = 1,
    .record_key = record_key,
    .event_key = event_key,
    .expects = expects,
};
