#include "base/base.h"

#include "event/snapshot.h"

bool snapshot_take(struct snapshot *s, struct row row, struct arena *arena)
{
    uint32_t n = row.batch->slots->n;
    const struct field_list *list = batch_rest(row.batch, row.i);

    *s = (struct snapshot){ .nrest = list ? list->n : 0 };
    s->value = arena_new_array(arena, struct value, n ? n : 1);
    s->rest = arena_new_array(arena, struct named_value, s->nrest ? s->nrest : 1);
    if (!s->value || !s->rest)
        return false;
    for (uint32_t i = 0; i < n; i++)
        s->value[i] = *row_cell(row, (int32_t)i);
    if (s->nrest)
        memcpy(s->rest, list->v, s->nrest * sizeof *s->rest);
    return true;
}

/* A list only ever grows, so what was in it fits. */
void snapshot_restore(const struct snapshot *s, struct row row)
{
    for (uint32_t i = 0; i < row.batch->slots->n; i++)
        *row_cell(row, (int32_t)i) = s->value[i];
    if (!row.batch->rest)
        return;
    if (s->nrest)
        memcpy(row.batch->rest[row.i].v, s->rest, s->nrest * sizeof *s->rest);
    row.batch->rest[row.i].n = s->nrest;
}
