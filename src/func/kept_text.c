#include "base/base.h"

#include "func/kept_text.h"

enum { KEPT_MIN = 16 };

void kept_text_set(struct kept_text *t, struct value v, struct arena *scratch,
                   struct arena *arena)
{
    struct str text = value_text(v, scratch);

    t->is_present = false;
    t->n = 0;
    if (value_is_missing(v) || text.n > UINT32_MAX / 2)
        return;
    if (text.n > t->cap) {
        uint32_t cap = t->cap ? t->cap : KEPT_MIN;

        while (cap < text.n)
            cap *= 2;
        t->p = arena_text(arena, cap);
        t->cap = t->p ? cap : 0;
        if (!t->p)
            return;
    }
    if (text.n)
        memcpy(t->p, text.p, text.n);
    t->n = (uint32_t)text.n;
    t->is_present = true;
}

struct value kept_text_value(const struct kept_text *t)
{
    return t->is_present ? value_str((struct str){ t->p, t->n }) : value_missing();
}
