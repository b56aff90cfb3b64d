/*
 * tz.h - time zones: offsets from UTC by name.
 *
 * Built in are UTC, GMT, Z and fixed offsets (`+02:00`, `+0200`, `+2`, `GMT+2`,
 * `UTC-03:30`). Other names are looked up in the tz database through a callback, since
 * nothing here opens files; its TZif bytes are taken as hostile. A zone is immutable,
 * lives in an arena, and may be used by several threads.
 *
 * Source: RFC 8536 (TZif), POSIX.1-2017 8.3 (the rule behind the last transition).
 */
#ifndef TEXT_TZ_H
#define TEXT_TZ_H

#include "base/diag.h"
#include "base/str.h"

struct arena;
struct tz;

enum { TZ_OFFSET_MAX_S = 26 * 3600, TZ_FILE_MAX = 1 << 20, TZ_NAME_MAX = 64 };

/*
 * Where zones are read from. `read` puts the TZif bytes of the zone `name` into `arena`
 * and returns true; the name is checked to be letters, digits, `_`, `+`, `-` and `/`
 * that do not climb (`..`) or begin with a slash. NULL: only built-in zones.
 */
struct tz_source {
    bool (*read)(void *context, struct str name, struct arena *arena,
                 struct str *bytes);
    void *context;
};

/* The zone that is always there. */
const struct tz *tz_utc(void);

/*
 * Find the zone `name`. ST_TYPE when there is none, ST_FORMAT when its bytes are no
 * TZif, ST_NOMEM when the arena is exhausted. *out lives as long as the arena.
 */
NODISCARD enum status tz_find(const struct tz **out, struct arena *arena,
                              struct str name, const struct tz_source *source,
                              struct diag *diag);

/* Has the zone one offset for all times? */
bool tz_is_fixed(const struct tz *tz);

/* Seconds east of UTC at a moment, and the abbreviation (`CEST`) unless it is NULL. */
int32_t tz_offset(const struct tz *tz, int64_t utc_ms, struct str *abbreviation);

/*
 * The moment of a local time, given as if it were UTC. Where clocks went back the
 * earlier of two moments; where they went forward the time is moved on by the gap.
 */
int64_t tz_to_utc(const struct tz *tz, int64_t local_ms);

/* Read a fixed offset: `Z`, `+02`, `+0200`, `+02:00`, `-3`. False if it is none. */
NODISCARD bool tz_parse_offset(struct str s, int32_t *offset_s);

#endif
