/*
 * derive.h - fields that an event has without holding them.
 *
 * LogScale shows a Falcon event under names that the raw record lacks: tags with
 * a `#`, `@`-fields, the file name out of a path. A query may use both. This table
 * says which names those are, out of which fields of the record each is made, and
 * how. It is the only place that knows.
 *
 * A field of the record always wins: a derived value is asked for only when the
 * record has no field of that name. Sources are fields of the record; a derived
 * field is never the source of another, so one pass is enough.
 *
 * Source: telemetry.md 1.4.
 */
#ifndef EVENT_DERIVE_H
#define EVENT_DERIVE_H

#include "base/arena.h"
#include "event/odd_words.h"
#include "event/slots.h"
#include "event/value.h"

enum { DERIVED_SOURCES_MAX = 6 };

/* What a derived value is made of. */
struct derive_input {
    /* The sources in the order of the table; may be missing. Those behind a first one
     * that suffices need not be set. */
    const struct value *source;
    struct str raw;        /* the record as read; p is NULL when there is none */
    uint64_t ordinal;      /* place of the record in the input, see ordinal_make() */
    struct arena *arena;   /* for new text; the batch's */
    struct odd_words *odd; /* where words that nobody knows are counted, or NULL */
};

struct derived {
    struct str name;
    struct str source[DERIVED_SOURCES_MAX];
    size_t nsources;
    bool is_alias;  /* another name of its source: a whole event does not print it */
    bool needs_raw; /* reads `raw` */
    /*
     * The value is a piece of the record's own text, so that a search for it in the raw
     * bytes finds the record. Without it a search there could miss what it looks for.
     */
    bool is_verbatim;
    bool is_usual; /* records mostly have the field itself */
    /* With such a first source compute() looks at no other. NULL: there is one only. */
    bool (*suffices)(struct value first);
    /* Missing when the sources do not give it. Never reads more than nsources. */
    struct value (*compute)(const struct derive_input *in);
};

/* The derived field called `name`, or NULL. Names are case-sensitive, as all fields. */
const struct derived *derive_find(struct str name);

/*
 * Fields that other records of the input may tell: the user of a process, the command
 * line of the process that loaded a module. A query that is joined (query/plan.h)
 * treats them as derived, so that what they are looked up by is decoded; who reads the
 * input fills them in. The field called `name`, or NULL.
 */
const struct derived *derive_find_joined(struct str name);

/* Is one of the fields that joins fill in among the slots? */
bool derive_any_joined(const struct slots *slots);

/* Every derived field, for the catalogue and the linter. */
extern const struct derived derive_table[];
extern const size_t derive_table_len;

/*
 * A time as Falcon writes it, in milliseconds since 1970: 12 or more digits are
 * milliseconds, fewer are seconds, with an optional fraction of which three digits
 * count ("1687509721.669"). False for anything else.
 */
bool falcon_time(struct str text, int64_t *ms);

#endif
