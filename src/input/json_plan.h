/*
 * json_plan.h - which names a query wants of a JSON record, prepared for looking up.
 *
 * Made once a plan, then shared by all workers, read only. There are two ways to ask:
 * by the whole name, and by the first two bytes of a name that is still in the record,
 * which rules out most names at the price of one load. Spare names, those that few
 * records need (struct want), are left out of the second way at first.
 */
#ifndef INPUT_JSON_PLAN_H
#define INPUT_JSON_PLAN_H

#include "event/feed.h"
#include "text/json_scan.h"

enum { JSON_FILTER_BITS = 10 };

struct json_wanted {
    struct str name;
    uint64_t hash;
    int32_t slot;
    bool is_used;
    bool is_last; /* of a sieve: no more names share these two bytes */
};

/* Names to look out for in a record that is scanned. */
struct json_sieve {
    struct json_probes probes;
    struct json_wanted *by_bytes; /* n names, by their first two bytes */
    size_t n;
    uint16_t filter[1 << JSON_FILTER_BITS]; /* place in by_bytes + 1; 0: no name */
};

struct json_plan {
    struct json_wanted *table; /* open addressing, by hash */
    size_t mask;
    uint64_t lengths; /* bit n % 64 is set when a name of n bytes is wanted */
    bool is_deep;     /* somebody may want what lies inside nested values */
    struct json_sieve all;
    struct json_sieve usual; /* without spare names; as `all` when there are none */
};

/* As compile() of struct decoder. */
enum status json_plan_make(const struct want *want, struct arena *arena,
                           const void **compiled, struct diag *diag);

/* The wanted name, or NULL. */
const struct json_wanted *json_plan_find(const struct json_plan *plan, struct str name,
                                         uint64_t hash);

/* The place of the first two bytes of a key with its closing quote in a filter. */
static inline size_t json_plan_filter(const char *key)
{
    uint16_t two;

    memcpy(&two, key, sizeof two);
    return (two * 40503u >> 6) & ((1u << JSON_FILTER_BITS) - 1);
}

#endif
