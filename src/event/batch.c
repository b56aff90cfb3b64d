#include "base/base.h"

#include "event/batch.h"

static bool alloc_columns(struct batch *b, uint32_t nslots)
{
    size_t n = nslots ? nslots : 1;

    b->col = calloc(n, sizeof(struct value *));
    b->order = calloc(n, sizeof *b->order);
    b->is_shown = calloc(n, sizeof *b->is_shown);
    if (!b->col || !b->order || !b->is_shown)
        return false;
    for (uint32_t i = 0; i < nslots; i++) {
        b->col[i] = calloc(BATCH_ROWS, sizeof **b->col);
        if (!b->col[i])
            return false;
    }
    return true;
}

struct batch *batch_new(const struct slots *slots, bool keep_all, size_t arena_limit)
{
    struct batch *b = calloc(1, sizeof *b);

    if (!b)
        return NULL;
    b->slots = slots;
    b->keep_all = keep_all;
    arena_init(&b->arena, arena_limit);
    if (keep_all) {
        b->rest = calloc(BATCH_ROWS, sizeof *b->rest);
        b->origin = calloc(BATCH_ROWS, sizeof *b->origin);
        b->unread = calloc(BATCH_ROWS, sizeof *b->unread);
    }
    if (!alloc_columns(b, slots->n) ||
        (keep_all && (!b->rest || !b->origin || !b->unread))) {
        batch_free(b);
        return NULL;
    }
    return b;
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    for (uint32_t i = 0; b->col && i < b->slots->n; i++)
        free(b->col[i]);
    free(b->col);
    free(b->order);
    free(b->is_shown);
    free(b->rest);
    free(b->origin);
    free(b->unread);
    arena_release(&b->arena);
    free(b);
}

void batch_reset(struct batch *b)
{
    for (uint32_t i = 0; b->nrows && i < b->slots->n; i++)
        memset(b->col[i], 0, b->nrows * sizeof **b->col);
    if (b->rest) {
        memset(b->rest, 0, b->nrows * sizeof *b->rest);
        memset(b->origin, 0, b->nrows * sizeof *b->origin);
        memset(b->unread, 0, b->nrows * sizeof *b->unread);
    }
    b->nrows = 0;
    b->nsel = 0;
    b->promised = 0;
    while (b->norder)
        b->is_shown[b->order[--b->norder]] = false;
    arena_reset(&b->arena);
}

int32_t batch_add_row(struct batch *b, uint64_t ord, uint32_t sub)
{
    uint32_t i = b->nrows;

    if (i == BATCH_ROWS)
        return -1;
    b->nrows++;
    b->ord[i] = ord;
    b->sub[i] = sub;
    b->raw[i] = (struct str){ NULL, 0 };
    b->sel[b->nsel++] = (uint16_t)i;
    return (int32_t)i;
}

struct field_list *batch_rest(struct batch *b, uint32_t i)
{
    struct str record;

    if (!b->rest)
        return NULL;
    record = b->unread[i];
    if (record.p) {
        b->unread[i] = (struct str){ NULL, 0 };
        b->read_rest(b, i, record);
    }
    return &b->rest[i];
}

void batch_show(struct batch *b, int32_t slot)
{
    if (b->is_shown[slot])
        return;
    b->is_shown[slot] = true;
    b->order[b->norder++] = slot;
}
