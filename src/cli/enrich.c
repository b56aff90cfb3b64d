#include "base/base.h"

#include "cli/enrich.h"
#include "cli/hosts.h"
#include "cli/joins.h"
#include "event/sign_flags.h"
#include "os/thread.h"

enum { DECODERS_MAX = 32 }; /* more than there are formats */

/* A decoder that stands for `inner`; `base` is first, so that one leads to the other.
 */
struct wrapper {
    struct decoder base;
    const struct decoder *inner;
    const struct enricher *enricher;
};

struct enricher {
    struct enrich_options options;
    struct lock *lock;
    struct wrapper wrapper[DECODERS_MAX];
    size_t n;
};

/* Where the fields are in the batch at hand; -1: the query does not ask for it. */
struct places {
    int32_t flags, host, aid;
};

static const struct str flags_field = { "SignInfoFlags", sizeof("SignInfoFlags") - 1 };

static struct places find_places(const struct slots *slots)
{
    return (struct places){ .flags = slots_find(slots, flags_field),
                            .host = slots_find(slots, STR("ComputerName")),
                            .aid = slots_find(slots, STR("aid")) };
}

static struct value in_words(struct value v, struct arena *arena)
{
    uint32_t flags;

    if (value_is_missing(v) || !sign_flags_parse(value_text(v, arena), &flags))
        return v;
    return value_str(sign_flags_words(flags, arena));
}

static void put_words(struct batch *b, uint32_t row, int32_t slot)
{
    struct field_list *rest = batch_rest(b, row);

    if (slot >= 0)
        b->col[slot][row] = in_words(b->col[slot][row], &b->arena);
    for (uint32_t i = 0; rest && i < rest->n; i++)
        if (rest->v[i].slot < 0 && str_eq(rest->v[i].name, flags_field))
            rest->v[i].value = in_words(rest->v[i].value, &b->arena);
}

static void put_host(struct batch *b, uint32_t row, const struct places *at,
                     const struct hosts *hosts)
{
    struct str name;

    if (at->host < 0 || at->aid < 0 || !value_is_missing(b->col[at->host][row]) ||
        value_is_missing(b->col[at->aid][row]))
        return;
    name = hosts_name(hosts, value_text(b->col[at->aid][row], &b->arena));
    if (name.p)
        b->col[at->host][row] = value_str(name);
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    const struct wrapper *w = (const struct wrapper *)(const void *)chunk->decoder;
    const struct enrich_options *options = &w->enricher->options;
    struct places at = find_places(want->slots);
    struct chunk as_read = *chunk;
    uint32_t first = b->nrows;
    enum status st;

    as_read.decoder = w->inner;
    st = w->inner->decode(&as_read, cursor, want, pf, b, stats, report);
    for (uint32_t row = first; row < b->nrows; row++) {
        if (options->has_flags_text)
            put_words(b, row, at.flags);
        if (options->hosts)
            put_host(b, row, &at, options->hosts);
    }
    if (options->joins)
        joins_rows(options->joins, b, first);
    return st;
}

struct enricher *enricher_new(const struct enrich_options *options)
{
    struct enricher *e = calloc(1, sizeof *e);

    if (!e)
        return NULL;
    e->options = *options;
    e->lock = lock_new();
    if (e->lock)
        return e;
    free(e);
    return NULL;
}

void enricher_free(struct enricher *e)
{
    if (e)
        lock_free(e->lock);
    free(e);
}

void enricher_wrap(struct enricher *e, struct chunk *chunk)
{
    size_t i = 0;

    lock_take(e->lock);
    while (i < e->n && e->wrapper[i].inner != chunk->decoder)
        i++;
    if (i == e->n && i < DECODERS_MAX) {
        e->wrapper[i] = (struct wrapper){ *chunk->decoder, chunk->decoder, e };
        e->wrapper[i].base.decode = decode;
        e->n++;
    }
    lock_release(e->lock);
    assert(i < DECODERS_MAX);
    chunk->decoder = &e->wrapper[i].base;
}
