/*
 * group_keys.h - the keys of a batch's rows: texts and hashes, column by column.
 *
 * Rows in which a key field is missing have no key and are left out. Numbers that
 * were computed are keys as the text that they print as, so "5" and 5 are one key.
 */
#ifndef FUNC_GROUP_KEYS_H
#define FUNC_GROUP_KEYS_H

#include "func/group_table.h"

struct group_keys {
    struct str *text; /* nfields columns of `stride` texts */
    uint64_t *hash;
    uint16_t *row; /* index in the batch */
    size_t n;
    size_t stride;
    size_t nfields;
};

/*
 * Read the keys of rows sel[0 … nsel - 1]. All of it lies in `arena`, or in the
 * batch. False: memory.
 */
NODISCARD bool group_keys_read(struct group_keys *keys, const struct field *field,
                               size_t nfields, struct batch *batch, const uint16_t *sel,
                               size_t nsel, struct arena *arena);

/* Key j of keys->n. */
static inline struct group_key group_keys_at(const struct group_keys *keys, size_t j)
{
    return (struct group_key){ .hash = keys->hash[j],
                               .text = keys->text + j,
                               .stride = keys->stride,
                               .n = keys->nfields };
}

#endif
