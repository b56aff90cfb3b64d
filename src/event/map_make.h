/*
 * map_make.h - the ways in which rules make Falcon's values of an event's own.
 *
 * Each is named for what it gives. All are pure; new text lies in the arena of the
 * input. Absent, empty, "-" and "?" all mean that the event does not say.
 */
#ifndef EVENT_MAP_MAKE_H
#define EVENT_MAP_MAKE_H

#include "event/map.h"

/* For tables: a field that is copied, one that is made, one that is always the same. */
#define MAP_NAME(lit)        \
    {                        \
        lit, sizeof(lit) - 1 \
    }
#define MAP_COPY(falcon, own)                                 \
    {                                                         \
        .name = MAP_NAME(falcon), .source = { MAP_NAME(own) } \
    }
#define MAP_MAKE(falcon, how, ...)                                       \
    {                                                                    \
        .name = MAP_NAME(falcon), .source = { __VA_ARGS__ }, .make = how \
    }
#define MAP_CONSTANT(falcon, text)                           \
    {                                                        \
        .name = MAP_NAME(falcon), .constant = MAP_NAME(text) \
    }

/* The text of a value that says something; else false. */
bool map_says(struct value v, struct arena *arena, struct str *text);

/* The whole of `text` as hexadecimal digits, 15 at most, with or without 0x. */
bool map_parse_hex(struct str text, int64_t *out);

extern const struct map_make map_time;      /* milliseconds since 1970 */
extern const struct map_make map_lower;     /* lower case */
extern const struct map_make map_platform;  /* by the provider: Win or Lin */
extern const struct map_make map_file_name; /* the last part of a path */
extern const struct map_make map_folder;    /* a path without its last part */
extern const struct map_make map_decimal; /* a number, also one that is written 0x… */
/* 1 when two paths are the same, else 0; two more are asked if these do not say. */
extern const struct map_make map_same_path;
extern const struct map_make map_sha256; /* of a list SHA1=…,MD5=…,SHA256=… */
extern const struct map_make map_sha1;
extern const struct map_make map_md5;
extern const struct map_make map_full_path; /* of a folder, or a path, and a name */
extern const struct map_make map_elastic_process; /* the event for an action */
extern const struct map_make map_elastic_library; /* the event for a category */
extern const struct map_make map_written_event;   /* the event for a file's name */

#endif
