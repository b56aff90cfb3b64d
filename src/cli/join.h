/*
 * join.h - what a join is: which records tell something, which events want it told.
 *
 * Raw sensor events name their host, process and user by ids alone; other records of
 * the same input say what those are. A join is a descriptor: the key of a record that
 * tells, the key of an event that asks, and the fields that go from one to the other.
 *
 *     UserIdentity  aid=a UserSid=S-1-5-21-7 UserName=bob
 *                       \                         |
 *     ProcessRollup2    aid=a UserSid=S-1-5-21-7  v UserName
 *
 * A field that an event has itself is never changed.
 */
#ifndef CLI_JOIN_H
#define CLI_JOIN_H

#include "cli/join_table.h"
#include "event/batch.h"

/* The fields that joins read and write, in the order of join_field_name[]. */
enum join_field {
    JOIN_EVENT,
    JOIN_EVENT_TAG,
    JOIN_AID,
    JOIN_PROCESS,
    JOIN_SID,
    JOIN_SID_READABLE,
    JOIN_TIME,
    JOIN_HOST_NAME,
    JOIN_USER_NAME,
    JOIN_COMMAND,
    JOIN_PARENT,
    JOIN_FIELDS
};

extern const struct str join_field_name[JOIN_FIELDS];

/* A row of a batch, seen through the places of those fields; -1: no such slot. */
struct join_view {
    struct batch *batch;
    int32_t slot[JOIN_FIELDS];
    uint32_t row;
};

void join_view_init(struct join_view *v, struct batch *batch);

/* The text of a field, empty and with p NULL when it is missing. */
struct str join_text(const struct join_view *v, enum join_field field);

/* The name of the event, under whichever name the record has it. */
struct str join_event_name(const struct join_view *v);

/* Is the field one that the query asks for, and does the row lack it? */
bool join_lacks(const struct join_view *v, enum join_field field);

/* A key of parts with NUL between them. Those that are longer are not looked up. */
enum { JOIN_KEY_MAX = 1024 };

struct join_key {
    char text[JOIN_KEY_MAX];
    size_t n;
    bool is_too_long;
};

/* Start a key with two parts; add another one; what there is so far. */
void join_key_set(struct join_key *key, struct str a, struct str b);
void join_key_add(struct join_key *key, struct str part);
struct str join_key_str(const struct join_key *key);

struct join {
    const char *what; /* it tells: "the names of users" */
    unsigned share;   /* of the memory, in eighths */
    enum join_field gives[JOIN_VALUES_MAX];
    size_t ngives;

    /* The key of a record that tells something; false: this one does not. */
    bool (*record_key)(const struct join_view *v, struct join_key *key);

    /* The key of an event that lacks something; false: none, or no further one. */
    bool (*event_key)(const struct join_view *v, unsigned attempt,
                      struct join_key *key);

    /* Would a record tell it, if there were all of them? NULL: yes. */
    bool (*expects)(const struct join_view *v);
};

/* In the order in which they are made: a user may be known by the process alone. */
extern const struct join join_process, join_user, join_host;

#endif
