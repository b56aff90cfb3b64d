#include "base/base.h"

#include "signature/keep.h"

struct str keep_text(struct buf *text, struct arena *arena)
{
    /* The capacity doubles up to the maximum, so below that it was memory that failed.
     */
    bool ran_out = text->failed && text->cap < text->max;
    struct str copy = { NULL, 0 };

    if (ran_out)
        arena->failed = true;
    else if (text->n)
        copy = str_dup(arena, buf_str(text));
    buf_release(text);
    return copy;
}
