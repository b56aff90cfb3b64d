/*
 * json_shape.h - the ways in which programs write Windows events as JSON.
 *
 * A shape says by which fields it is known and what its names are in terms of the
 * event's own (event/map.h). Everything but the odd step is data. A record may stand
 * inside of another one that a search or an export puts around it (`_source`, `result`,
 * `properties`, `body`).
 *
 *     {"winlog":{"event_id":7,"event_data":{"Image":"C:\\a.exe"}},"@timestamp":"…"}
 *          winlog.event_id           name    EventID
 *          winlog.event_data.Image   prefix  Image
 *          @timestamp                name    TimeCreated, if nothing better is
 */
#ifndef INPUT_JSON_SHAPE_H
#define INPUT_JSON_SHAPE_H

#include "input/json_fields.h"

/* A record that has these fields is of the shape. */
struct shape_sign {
    struct str name, and_name; /* the second may be empty */
    struct str begins;         /* how the value of the first begins */
};

/* `to` is the first of those `from` that the record has, in the order of the table. */
struct shape_name {
    struct str from, to;
};

struct json_shape {
    const char *name;    /* "winlogbeat" */
    const char *summary; /* who writes it */
    const char *source;  /* where it is described */
    const struct shape_sign *sign;
    size_t nsigns;
    const struct shape_name *exact;
    size_t nexact;
    /* Beginnings of names to replace; where `to` is empty what remains is data. */
    const struct shape_name *prefix;
    size_t nprefixes;
    /*
     * What no table can say: called before the names are replaced. Those of fields that
     * it adds are not. NULL: nothing.
     */
    void (*prepare)(struct json_fields *f);
};

/* The most `exact` names of a shape. */
enum { SHAPE_NAMES_MAX = 64 };

#define SHAPE_NAME(lit)      \
    {                        \
        lit, sizeof(lit) - 1 \
    }

/* Every shape, sorted by name; generated. The first that fits counts. */
extern const struct json_shape *const json_shape_table[];
extern const size_t json_shape_table_len;

/*
 * The shape of a record, or NULL: it has none, or is Falcon's. What stands around the
 * record is taken off the names.
 */
const struct json_shape *shape_of(struct json_fields *f);

/* The name of data: EventData.name where something in System is called so. */
struct str shape_data_name(struct json_fields *f, struct str name);

/* Give the fields their own names, as event/map.h says. */
void shape_rename(const struct json_shape *shape, struct json_fields *f);

/*
 * Does the text start with a record of any shape, as far as it goes? For bid(): looks
 * at a few records, allocates nothing.
 */
bool shape_is_in(struct str head);

#endif
