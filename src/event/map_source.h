/*
 * map_source.h - rules: which of Falcon's fields are made of which of an event's own.
 *
 * Every source of events (Sysmon, the Security log, …) is one file map_<name>.c with a
 * table; the program prints it (`explain --mapping`) and runs it (map.h), and it stands
 * nowhere else.
 */
#ifndef EVENT_MAP_SOURCE_H
#define EVENT_MAP_SOURCE_H

#include "event/derive.h"

enum { MAP_SOURCES_MAX = 6 };

/* What kind of event it is. Provider and channel are compared without case. */
struct map_kind {
    struct str provider;
    struct str channel;
    uint32_t event_id;
};

/* How a value is made of others. */
struct map_make {
    const char *how; /* in words, for the printed table */
    struct value (*value)(const struct derive_input *in);
    bool is_verdict; /* notes words that it does not know, see odd_words.h */
};

/* A field of Falcon's and what it is made of. */
struct map_field {
    struct str name;
    struct str constant; /* not empty: always this, made of nothing */
    struct str
        source[MAP_SOURCES_MAX]; /* the event's own names; empty behind the last */
    /* NULL: the first source that says something (is not missing, "", "-" or "?"). */
    const struct map_make *make;
};

struct map_rule {
    const char *name;     /* "sysmon 7" */
    const char *summary;  /* what the event says, in a few words */
    struct map_kind kind; /* an empty provider or channel stands for any */
    const struct map_field *field;
    size_t nfields;
};

/* The rules of one source of events, the more particular ones first. */
struct map_source {
    const char *name;    /* "sysmon" */
    const char *summary; /* where its events come from */
    const struct map_rule *rule;
    size_t nrules;
};

/* Every source; generated from the files map_*.c of the folder. */
extern const struct map_source *const map_source_table[];
extern const size_t map_source_table_len;

/* Fields that every Windows event gets, with a rule of its own or without. */
extern const struct map_field map_common[];
extern const size_t map_common_len;

/*
 * The rule for a kind, or NULL. An event that does not tell its provider (or its
 * channel) is found by the other one; one that tells neither has no rule.
 */
const struct map_rule *map_rule_find(const struct map_kind *event);

/*
 * Does some rule make the field on events of that name? Rules whose event has one of
 * several names do not count.
 */
bool map_makes(struct str event_name, struct str field);

#endif
