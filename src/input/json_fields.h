/*
 * json_fields.h - a JSON object as a flat list of fields.
 *
 * Nested values get dotted names, as json_walk.h says; null is left out. The list is
 * what the shapes of Windows events (json_shape.h) rename and add to.
 *
 * Text stays in the record, save for names that had to be built: these lie in `names`.
 * The list is reused from record to record. A list, or an arena, that could not grow
 * makes the fields `failed`.
 */
#ifndef INPUT_JSON_FIELDS_H
#define INPUT_JSON_FIELDS_H

#include "event/batch.h"
#include "text/json_walk.h"

struct json_fields {
    struct named_value *v; /* heap, n of them */
    size_t n, cap;
    size_t limit;            /* of the list in bytes */
    struct arena *names;     /* for names */
    struct arena *texts;     /* for values that had to be decoded */
    struct windows_xml *xml; /* made by the shape that needs it first */
    bool failed;
};

void json_fields_init(struct json_fields *f, size_t limit, struct arena *names,
                      struct arena *texts);
void json_fields_release(struct json_fields *f);

/* Forget the fields of the record before. */
void json_fields_reset(struct json_fields *f);

/*
 * Add the scalars of the object that `text` starts with, as json_walk() does: false
 * with *problem when it is none.
 */
bool json_fields_walk(struct json_fields *f, struct str text, size_t *used,
                      struct json_problem *problem);

/* Add one field. */
void json_fields_add(struct json_fields *f, struct str name, struct value v);

/* The first field called so, or NULL. */
struct named_value *json_fields_find(const struct json_fields *f, struct str name);

/* `a` and `b` as one name. */
struct str json_fields_join(struct json_fields *f, struct str a, struct str b);

#endif
