/*
 * array.h - arrays, which are fields called a[0], a[1], … up to the first gap.
 *
 * There is no array value: an array lives in the names of fields. So its elements are
 * found by name, and the functions that use this read fields which no argument names
 * (FUNC_READS_ALL).
 */
#ifndef FUNC_ARRAY_H
#define FUNC_ARRAY_H

#include "event/batch.h"

/* An array that is looked at never has more elements than this. */
enum { ARRAY_MAX = 100000 };

/*
 * The name of element `i`, `name[i]`, in `arena`; p is NULL when that is exhausted.
 * Good for row_get_name() and row_set_name().
 */
struct str array_element(struct arena *arena, struct str name, size_t i);

/* Element `i`; missing behind the end. The arena is for names that are long. */
struct value array_get(struct row row, struct arena *arena, struct str name, size_t i);

/* Set element `i`; a missing value removes it. */
void array_set(struct row row, struct arena *arena, struct str name, size_t i,
               struct value v);

/* The number of elements in front of the first gap. */
size_t array_length(struct row row, struct arena *arena, struct str name);

/*
 * Is `field` part of the array `name`: `name[digits]` and whatever follows? Then *index
 * is the number (cut at SIZE_MAX) and *rest what follows the bracket.
 */
bool array_owns(struct str name, struct str field, size_t *index, struct str *rest);

/*
 * One more than the highest index of a field that belongs to the array, at most
 * ARRAY_MAX; 0 without any. Linear in the row's fields.
 */
size_t array_bound(struct row row, struct str name);

/* Remove every field that belongs to the array, also behind gaps and below elements. */
void array_remove(struct row row, struct str name);

#endif
