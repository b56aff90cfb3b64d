#include "base/base.h"

#include "cli/flags_text.h"
#include "event/sign_flags.h"
#include "os/thread.h"

enum { DECODERS_MAX = 32 }; /* more than there are formats */

/* A decoder that stands for `inner`; `base` is first, so that one leads to the other.
 */
struct wrapper {
    struct decoder base;
    const struct decoder *inner;
};

struct flags_text {
    struct lock *lock;
    struct wrapper wrapper[DECODERS_MAX];
    size_t n;
};

static const struct str flags_name = { "SignInfoFlags", sizeof("SignInfoFlags") - 1 };

static const struct decoder *inner_of(const struct chunk *chunk)
{
    return ((const struct wrapper *)(const void *)chunk->decoder)->inner;
}

static struct value in_words(struct value v, struct arena *arena)
{
    uint32_t flags;

    if (value_is_missing(v) || !sign_flags_parse(value_text(v, arena), &flags))
        return v;
    return value_str(sign_flags_words(flags, arena));
}

static void change_row(struct batch *b, uint32_t row, int32_t slot)
{
    struct field_list *rest = b->rest ? &b->rest[row] : NULL;

    if (slot >= 0)
        b->col[slot][row] = in_words(b->col[slot][row], &b->arena);
    for (uint32_t i = 0; rest && i < rest->n; i++)
        if (rest->v[i].slot < 0 && str_eq(rest->v[i].name, flags_name))
            rest->v[i].value = in_words(rest->v[i].value, &b->arena);
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    struct chunk as_read = *chunk;
    int32_t slot = slots_find(want->slots, flags_name);
    uint32_t first = b->nrows;
    enum status st;

    as_read.decoder = inner_of(chunk);
    st = as_read.decoder->decode(&as_read, cursor, want, pf, b, stats, report);
    for (uint32_t row = first; row < b->nrows; row++)
        change_row(b, row, slot);
    return st;
}

struct flags_text *flags_text_new(void)
{
    struct flags_text *f = calloc(1, sizeof *f);

    if (!f)
        return NULL;
    f->lock = lock_new();
    if (f->lock)
        return f;
    free(f);
    return NULL;
}

void flags_text_free(struct flags_text *f)
{
    if (f)
        lock_free(f->lock);
    free(f);
}

void flags_text_wrap(struct flags_text *f, struct chunk *chunk)
{
    size_t i = 0;

    lock_take(f->lock);
    while (i < f->n && f->wrapper[i].inner != chunk->decoder)
        i++;
    if (i == f->n && i < DECODERS_MAX) {
        f->wrapper[i] = (struct wrapper){ *chunk->decoder, chunk->decoder };
        f->wrapper[i].base.decode = decode;
        f->n++;
    }
    lock_release(f->lock);
    assert(i < DECODERS_MAX);
    chunk->decoder = &f->wrapper[i].base;
}
