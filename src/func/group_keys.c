#include "base/base.h"

#include "func/group_keys.h"

static bool has_all(struct row row, const struct field *field, size_t nfields)
{
    for (size_t k = 0; k < nfields; k++)
        if (value_is_missing(row_value(row, &field[k])))
            return false;
    return true;
}

/* One column: texts, and their hashes mixed into those of the columns before. */
static void read_column(struct group_keys *keys, size_t k, const struct field *field,
                        struct batch *batch, struct arena *arena)
{
    struct str *text = keys->text + k * keys->stride;

    for (size_t j = 0; j < keys->n; j++) {
        struct value v = row_value((struct row){ batch, keys->row[j] }, field);
        uint64_t hash;

        text[j] =
            v.kind == VALUE_STRING ? (struct str){ v.p, v.n } : value_text(v, arena);
        hash = hash_bytes(text[j].p, text[j].n);
        keys->hash[j] = k ? hash_combine(keys->hash[j], hash) : hash;
    }
}

bool group_keys_read(struct group_keys *keys, const struct field *field, size_t nfields,
                     struct batch *batch, const uint16_t *sel, size_t nsel,
                     struct arena *arena)
{
    *keys = (struct group_keys){ .stride = nsel, .nfields = nfields };
    if (nsel == 0)
        return true;
    keys->text = arena_new_array(arena, struct str, nsel * nfields);
    keys->hash = arena_new_array(arena, uint64_t, nsel);
    keys->row = arena_new_array(arena, uint16_t, nsel);
    if (!keys->text || !keys->hash || !keys->row)
        return false;
    for (size_t j = 0; j < nsel; j++)
        if (has_all((struct row){ batch, sel[j] }, field, nfields))
            keys->row[keys->n++] = sel[j];
    for (size_t k = 0; k < nfields; k++)
        read_column(keys, k, &field[k], batch, arena);
    return true;
}
