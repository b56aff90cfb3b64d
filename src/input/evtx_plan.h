/*
 * evtx_plan.h - a stream of binary XML, compiled into the fields that it makes.
 *
 *     <Event><System><EventID>%3</EventID>…</System>        EventID     value 3
 *     <EventData><Data Name="Image">%17</Data>…             Image       value 17
 *
 * A template's definition is compiled once a chunk; a stream without a template once a
 * record. The plan says what each leaf (the text of an element, or an attribute) is
 * called and of which parts it is made, as event/map.h says: System's leaves by the
 * name of their element, those of EventData by the name that they are given, others by
 * their path. What occurs several times on one path has the first value under its name,
 * and all of them as an array: path, path[0], path[1].
 *
 * Plans lie in the arena that the compiler was given; they refer to it and to nothing
 * in the chunk.
 */
#ifndef INPUT_EVTX_PLAN_H
#define INPUT_EVTX_PLAN_H

#include "input/evtx_text.h"
#include "input/evtx_token.h"

enum {
    EVTX_DEPTH_MAX = 64,    /* elements in each other, in one stream */
    EVTX_LEAVES_MAX = 8192, /* in one plan */
};

/* Where in an event an element stands, which decides on names. */
enum evtx_zone {
    EVTX_IN_ROOT, /* outside of Event */
    EVTX_IN_EVENT,
    EVTX_IN_SYSTEM,
    EVTX_IN_SYSTEM_FIELD,
    EVTX_IN_EVENT_DATA,
    EVTX_IN_DATA, /* a Data of EventData */
    EVTX_IN_PATH, /* anything else */
};

struct evtx_element {
    const struct evtx_element *up; /* NULL at the top of an event */
    enum evtx_zone zone;
    struct str name; /* of the element; in EVTX_IN_DATA its Name, which may be empty */
    struct str path; /* EVTX_IN_PATH: names from below Event on */
    /* Its content is one optional value: without that there is no element. */
    bool is_optional;
    uint16_t value;
};

enum evtx_part_kind {
    EVTX_PART_TEXT,
    EVTX_PART_VALUE,
    EVTX_PART_INSTANCE, /* a template that is used in the stream itself */
};

struct evtx_part {
    struct evtx_part *next;
    enum evtx_part_kind kind;
    struct str text;  /* EVTX_PART_TEXT */
    size_t at;        /* EVTX_PART_INSTANCE: where it stands */
    uint16_t value;   /* EVTX_PART_VALUE */
    bool is_optional; /* likewise */
};

struct evtx_leaf {
    struct str name; /* empty: none, it counts only for streams that are its value */
    const struct evtx_part *part;
    const struct evtx_element *element;
    bool is_content;   /* of an element; else an attribute */
    bool is_unnamed;   /* a Data without a name, which gets a number */
    bool is_only_text; /* one part, which is text */
    bool is_only_value;
    bool is_unless_blank; /* of an element with others in it */
};

struct evtx_plan {
    const struct evtx_leaf *leaf;
    size_t nleaves;
    /* What tells the kind of the event; NULL where there is none. */
    const struct evtx_leaf *event_id, *provider, *channel;
};

/* What compiling needs; kept from stream to stream. */
struct evtx_compiler {
    struct arena *arena;
    struct evtx_text text;
    struct evtx_leaf *leaf; /* growing */
    size_t nleaves, cap;
};

void evtx_compiler_init(struct evtx_compiler *c, struct arena *arena);

/*
 * Compile a stream that stands in `context` (NULL: it is the event itself). NULL: it is
 * damaged, too deep or too long, or memory ran out (see the arena).
 */
const struct evtx_plan *evtx_plan_compile(struct evtx_compiler *c,
                                          struct evtx_tokens *tokens,
                                          const struct evtx_element *context);

#endif
