#include "base/base.h"

#include "output/when.h"
#include "text/number.h"
#include "text/time_iso.h"

/* From 1973 on, and up to the year 5138: smaller numbers are seconds or counts. */
#define EARLIEST_MS INT64_C(100000000000)
#define LATEST_MS INT64_C(100000000000000)

static bool holds_time(struct str field)
{
    static const struct str names[] = {
        { "@timestamp", 10 }, { "@ingesttimestamp", 16 }, { "_bucket", 7 },
        { "FirstSeen", 9 },   { "LastSeen", 8 },
    };

    for (size_t i = 0; i < countof(names); i++)
        if (str_eq(names[i], field))
            return true;
    return false;
}

struct str when_readable(struct str field, struct str text, struct arena *arena)
{
    char iso[TIME_ISO_MAX];
    int64_t ms;

    if (!holds_time(field) || !number_parse_int64(text, &ms) || ms < EARLIEST_MS ||
        ms > LATEST_MS)
        return text;
    return str_dup(arena, (struct str){ iso, time_print_iso(ms, iso) });
}
