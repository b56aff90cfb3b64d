/*
 * batch.h - up to 1,024 events (rows) on their way through the operators.
 *
 * Values lie in columns, one a slot. The selection vector says which rows are
 * still alive: a filter shortens it and moves nothing.
 *
 *            slot 0     slot 1            sel = { 0, 2 }   nsel = 2
 *   row 0    "x.exe"    "512"
 *   row 1    "y.dll"    missing           (row 1 was filtered out)
 *   row 2    "z.exe"    "9175042"
 *
 * Fields that no slot stands for exist only where somebody can still see them:
 * with `keep_all` set every row also has a list, `rest`, of its fields in the
 * order of the record. An entry of that list with slot >= 0 only marks the
 * field's place; its value is in the column.
 *
 * Row order and identity: `ord` is the place of the row's event in the input
 * (source number in the upper 24 bits, position in the lower 40), `sub` tells
 * rows apart that one event became. (ord, sub) is what makes every result
 * independent of threads.
 *
 * A batch is used by one thread. All its bytes live until batch_reset(), save
 * those that are views into the chunk it was decoded from.
 */
#ifndef EVENT_BATCH_H
#define EVENT_BATCH_H

#include "base/arena.h"
#include "base/diag.h"
#include "event/odd_words.h"
#include "event/slots.h"
#include "event/value.h"

enum { BATCH_ROWS = 1024 };

#define ORDINAL_POSITION_BITS 40

static inline uint64_t ordinal_make(uint32_t source, uint64_t position)
{
    return (uint64_t)source << ORDINAL_POSITION_BITS | position;
}

/* A field with its name. `slot` >= 0: the value is in that column, not here. */
struct named_value {
    struct str name;
    struct value value; /* as it came from the record, whatever the slot */
    int32_t slot;
};

struct field_list {
    struct named_value *v;
    uint32_t n, cap;
    uint32_t next; /* behind the last one found: arrays are looked at in their order */
};

struct batch {
    const struct slots *slots; /* borrowed; fixed while the batch lives */
    struct arena arena;        /* decoded values, temporaries */
    struct value **col;        /* slots->n columns of BATCH_ROWS values */
    uint32_t nrows;
    uint16_t sel[BATCH_ROWS];
    uint32_t nsel;
    uint64_t ord[BATCH_ROWS];
    uint32_t sub[BATCH_ROWS];
    struct str raw[BATCH_ROWS]; /* the record as read; p is NULL when there is none */
    struct field_list
        *rest; /* BATCH_ROWS lists when keep_all, else NULL: see batch_rest() */
    struct field_list *origin; /* likewise: copies of `rest` from when a row was read */
    /* Likewise: the record whose fields are not in `rest` yet; p is NULL when they are.
     */
    struct str *unread;
    size_t promised; /* bytes of the arena that reading them may take */
    /* Puts the fields of record `i` into its list, as row_read() but for the columns.
     */
    void (*read_rest)(struct batch *b, uint32_t i, struct str record);
    struct odd_words odd; /* met while rows were made; whoever reads them empties it */
    bool keep_all;
    int32_t *order; /* slots in the order in which they print, norder of them */
    uint32_t norder;
    bool *is_shown; /* by slot: it is in `order` */
};

/*
 * Heap; `slots` is borrowed. `arena_limit` bounds the bytes of one batch. NULL
 * when memory ran out.
 */
NODISCARD struct batch *batch_new(const struct slots *slots, bool keep_all,
                                  size_t arena_limit);
void batch_free(struct batch *b); /* NULL is allowed */

/* No rows, every column missing, arena empty, order empty. */
void batch_reset(struct batch *b);

/* A new selected row with every field missing: its index, or -1 when the batch is full.
 */
int32_t batch_add_row(struct batch *b, uint64_t ord, uint32_t sub);

/*
 * The row's own fields. Whoever fills a batch may leave the record in `unread`; it is
 * read when somebody asks for the first time. NULL without keep_all.
 */
struct field_list *batch_rest(struct batch *b, uint32_t i);

/* Append `slot` to the print order unless it is there. */
void batch_show(struct batch *b, int32_t slot);

/* One row of a batch, as functions see it. */
struct row {
    struct batch *batch;
    uint32_t i;
};

static inline struct value *row_cell(struct row r, int32_t slot)
{
    return &r.batch->col[slot][r.i];
}

/* The value of a field that the plan knows. Linear in the row's fields without a slot.
 */
struct value row_get(struct row r, const struct field *f);

/* Set a field; a new one prints behind the others. Missing removes it. */
void row_set(struct row r, const struct field *f, struct value v);

/*
 * The same by name, for names made at run time (getField(), arrays, parsers).
 * row_set_name() drops a field that has no slot in a batch without keep_all:
 * nobody could see it. The name must live as long as the batch.
 */
struct value row_get_name(struct row r, struct str name);
void row_set_name(struct row r, struct str name, struct value v);

/* Forget that removed fields were ever there, so that copies of the row are small. */
void row_forget_removed(struct row r);

/*
 * Give the row a field that its record holds: it prints in the order of these calls.
 * For those who make rows; the record's names are distinct.
 */
void row_read(struct row r, struct str name, struct value v);

/* Remove every field but @-meta fields and those named; used by select(). */
void row_clear(struct row r);

/*
 * Make `to` hold what `from` holds. Text stays where it is: `from` and its batch
 * must outlive the use of `to`.
 */
void row_copy(struct row from, struct row to);

/*
 * Walk the fields that the row has, in print order: those of the record, then
 * those that were set since.
 *
 *     struct row_iter it = { 0 };
 *     while (row_next(r, &it))
 *         use(it.name, it.value);
 */
struct row_iter {
    struct str name;
    struct value value;
    int32_t slot; /* -1 when the field has none */
    uint32_t at;
};
bool row_next(struct row r, struct row_iter *it);

/*
 * Walk what free text looks at: the fields of the event as it was read, but for tags
 * and those that every event has. Nothing in batches without `origin`.
 *
 * Source: cql-language.md section 4.
 */
bool row_next_text(struct row r, struct row_iter *it);

/*
 * A row outside of any batch: what sort(), tail() or a join keep. Everything
 * lies in the arena that row_keep() was given, as one block.
 */
struct kept_field {
    struct str name;
    struct value value;
    int32_t slot;
    bool is_hidden; /* has a slot and a value but does not print */
};

struct kept_row {
    uint64_t ord;
    uint32_t sub;
    uint32_t nfields;
    struct str raw;
    struct kept_field field[];
};

/*
 * Copy the row: every slot that has a value, in print order where it prints, and
 * with keep_all the fields without a slot. NULL: memory.
 */
NODISCARD struct kept_row *row_keep(struct row r, struct arena *arena);

/* The value of a field of the kept row; missing when it has none. */
struct value kept_get(const struct kept_row *k, const struct field *f);

/* Set the kept row's fields on a row that is there; views stay views into its arena. */
void row_merge_kept(const struct kept_row *k, struct row row);

/* Append the kept row to the batch; views stay views into its arena. -1: batch full. */
int32_t row_restore(const struct kept_row *k, struct batch *b);

#endif
