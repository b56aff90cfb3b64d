/*
 * feed.c - the sources as a feed: who reads what next.
 *
 * Unordered, all workers share a file that can be split, and each prefers a stream of
 * its own; when none is left it helps with one that is being read. No worker ever goes
 * back to a source before the one it had: its chunks rise in ordinal, which is what
 * aggregates rely on. Ordered, chunks are claimed one after another over all
 * sources, and each claim is a ticket: whoever has read its chunk waits for the turn
 * of its ticket to be given a sequence number, because only then it is known whether
 * the chunks before it are empty and so get none.
 *
 * One lock guards all of the feed; files are opened and read without it, save for
 * streams in ordered mode, where nothing could be won. A stream also has a lock of its
 * own, so that one worker decodes while others search what they have.
 */
#include "base/base.h"

#include "input/reader.h"
#include "input/source_list.h"

struct open_source {
    struct reader reader;
    struct lock *lock; /* held while a stream is read */
    struct open_source *next;
    unsigned users;
    bool is_done; /* nothing is left to claim */
};

struct worker {
    struct open_source *mine; /* what it reads or helps with */
    uint32_t at;              /* index of the last source it had */
    struct chunk_buffer buffer;
};

struct source_feed {
    struct feed feed;
    struct sources *sources;
    bool ordered;
    struct lock *lock;
    size_t next_source;
    unsigned opening; /* workers that are about to open one */
    struct open_source *open;
    struct open_source *current; /* ordered: the one that is being claimed from */
    uint64_t next_ticket, turn, next_sequence;
    struct worker *worker;
    unsigned nworkers;
};

/* What a worker got hold of. */
struct claim {
    struct open_source *source; /* NULL: nothing is left */
    uint64_t from;              /* of the range, when the source is split */
    uint64_t ticket;
};

static struct str path_of(const struct sources *s, size_t i)
{
    const char *path = s->source[i].path;

    return path ? str_from_cstr(path) : STR("standard input");
}

/* What a reader had to leave out; a failure when that is the rest of the source. */
static void note(struct source_feed *f, size_t i, const struct diag *trouble,
                 bool is_failure)
{
    if (trouble->text[0])
        sources_note(f->sources, i, path_of(f->sources, i), trouble->text, is_failure);
}

/* What a diag says behind "<path>: ". */
static const char *without_path(const char *text, struct str path)
{
    if (str_starts_with(str_from_cstr(text), path) && strlen(text) > path.n + 2)
        return text + path.n + 2;
    return text;
}

static void close_source(struct open_source *o)
{
    reader_close(&o->reader);
    lock_free(o->lock);
    free(o);
}

/* Open source `i` on the heap. *out is NULL when it cannot be read, which is noted. */
static enum status open_source(struct source_feed *f, size_t i,
                               struct open_source **out, struct diag *diag)
{
    struct sources *s = f->sources;
    struct open_source *o = calloc(1, sizeof *o);
    struct diag why;
    enum status st;

    *out = NULL;
    if (!o)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    o->lock = lock_new();
    st = o->lock ? reader_open(&o->reader, s->source[i].path, s->source[i].member,
                               s->format, &why)
                 : diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (!o->lock || st != ST_OK) {
        if (o->lock && !(st == ST_UNSUPPORTED && s->options.has_others))
            sources_note(s, i, path_of(s, i), without_path(why.text, path_of(s, i)),
                         true);
        lock_free(o->lock);
        free(o);
        return st == ST_NOMEM ? st : ST_OK;
    }
    o->reader.index = (uint32_t)i;
    lock_take(s->lock);
    s->source[i].was_read = true;
    lock_release(s->lock);
    *out = o;
    return ST_OK;
}

/* ---- under the feed's lock -------------------------------------------- */

static void link_source(struct source_feed *f, struct open_source *o)
{
    o->next = f->open;
    f->open = o;
}

/* A worker lets go of a source; the last one closes what is done. */
static void let_go(struct source_feed *f, struct open_source *o)
{
    struct open_source **at = &f->open;

    if (--o->users || !o->is_done)
        return;
    while (*at != o)
        at = &(*at)->next;
    *at = o->next;
    close_source(o);
}

/* The first file that is being split and has something left, not before `at`; or NULL.
 */
static struct open_source *to_share(const struct source_feed *f, uint32_t at)
{
    struct open_source *first = NULL;

    for (struct open_source *o = f->open; o; o = o->next)
        if (!o->is_done && o->reader.is_split && o->reader.index >= at &&
            (!first || o->reader.index < first->reader.index))
            first = o;
    return first;
}

/* The source with the fewest helpers that has something left, not before `at`; or NULL.
 */
static struct open_source *to_help(const struct source_feed *f, uint32_t at)
{
    struct open_source *best = NULL;

    for (struct open_source *o = f->open; o; o = o->next)
        if (!o->is_done && o->reader.index >= at && (!best || o->users < best->users))
            best = o;
    return best;
}

/* Open the next source that can be read; *out is NULL when none is left. */
static enum status open_next(struct source_feed *f, struct open_source **out,
                             struct diag *diag)
{
    enum status st = ST_OK;

    *out = NULL;
    while (st == ST_OK && !*out && f->next_source < f->sources->n) {
        size_t i = f->next_source++;

        f->opening++;
        lock_release(f->lock);
        st = open_source(f, i, out, diag);
        lock_take(f->lock);
        f->opening--;
        if (*out)
            link_source(f, *out);
        lock_wake(f->lock);
    }
    return st;
}

/* Claim the next range of a split source, or note that there is none. */
static bool claim_range(struct open_source *o, struct claim *claim)
{
    struct reader *r = &o->reader;

    if (r->at_end || r->next >= r->size) {
        o->is_done = true;
        return false;
    }
    claim->from = r->next;
    r->next += CHUNK_BYTES;
    return true;
}

/* Unordered: go on with what the worker has, or find it something. */
static enum status claim_any(struct source_feed *f, struct worker *w,
                             struct claim *claim, struct diag *diag)
{
    for (;;) {
        struct open_source *o = w->mine;

        if (!o) {
            o = to_share(f, w->at);
            if (!o)
                TRY(open_next(f, &o, diag));
            while (!o && !(o = to_help(f, w->at)) && f->opening)
                lock_wait(f->lock);
            if (!o)
                return ST_OK;
            o->users++;
            w->mine = o;
            w->at = o->reader.index;
        }
        claim->source = o;
        if (!o->is_done && (!o->reader.is_split || claim_range(o, claim)))
            return ST_OK;
        claim->source = NULL;
        w->mine = NULL;
        let_go(f, o);
    }
}

/* ---- reading ---------------------------------------------------------- */

/* A range could not be read: the file ends for everybody. */
static enum status broken_range(struct source_feed *f, struct open_source *o,
                                struct chunk *out, const struct diag *why)
{
    sources_note(f->sources, o->reader.index, path_of(f->sources, o->reader.index),
                 without_path(why->text, path_of(f->sources, o->reader.index)), true);
    lock_take(f->lock);
    o->is_done = true;
    o->reader.next = o->reader.size;
    lock_release(f->lock);
    out->bytes = (struct str){ NULL, 0 };
    return ST_OK;
}

static enum status read_range(struct source_feed *f, struct worker *w,
                              const struct claim *claim, struct chunk *out,
                              struct diag *diag)
{
    struct open_source *o = claim->source;
    struct diag trouble, why;
    enum status st;
    uint64_t left;

    trouble.text[0] = '\0';
    st = reader_range(&o->reader, claim->from, &w->buffer, out, &trouble, &why);
    note(f, o->reader.index, &trouble, false);
    left = o->reader.size - claim->from;
    atomic_fetch_add(&f->sources->bytes_read, left < CHUNK_BYTES ? left : CHUNK_BYTES);
    if (st == ST_IO)
        return broken_range(f, o, out, &why);
    if (st != ST_OK)
        *diag = why;
    return st;
}

static enum status read_stream(struct source_feed *f, struct worker *w,
                               struct open_source *o, struct chunk *out,
                               struct diag *diag)
{
    uint64_t before = o->reader.stream.bytes_in;
    struct diag trouble;
    enum status st;

    trouble.text[0] = '\0';
    st = reader_next(&o->reader, &w->buffer, out, &trouble, diag);
    atomic_fetch_add(&f->sources->bytes_read, o->reader.stream.bytes_in - before);
    note(f, o->reader.index, &trouble, o->reader.at_end);
    return st;
}

static enum status next_any(struct source_feed *f, struct worker *w, struct chunk *out,
                            struct diag *diag)
{
    for (;;) {
        struct claim claim = { 0 };
        struct open_source *o;
        bool at_end = false;
        enum status st;

        lock_take(f->lock);
        st = claim_any(f, w, &claim, diag);
        lock_release(f->lock);
        o = claim.source;
        if (st != ST_OK || !o)
            return st;
        if (o->reader.is_split) {
            st = read_range(f, w, &claim, out, diag);
        } else {
            lock_take(o->lock);
            st = read_stream(f, w, o, out, diag);
            at_end = o->reader.at_end;
            lock_release(o->lock);
        }
        if (at_end) {
            lock_take(f->lock);
            o->is_done = true;
            lock_release(f->lock);
        }
        if (st != ST_OK || out->bytes.n)
            return st;
    }
}

/* ---- ordered mode, under the feed's lock ------------------------------ */

/* The source whose turn it is, opened when needed; NULL at the end of all. */
static enum status current_source(struct source_feed *f, struct open_source **out,
                                  struct diag *diag)
{
    struct open_source *o;

    while (f->opening)
        lock_wait(f->lock);
    o = f->current;
    if (!o) {
        TRY(open_next(f, &o, diag));
        if (o)
            o->users++;
        f->current = o;
    }
    *out = o;
    return ST_OK;
}

/* The current source is used up: the next call opens another. */
static void leave_source(struct source_feed *f, struct open_source *o)
{
    o->is_done = true;
    f->current = NULL;
    let_go(f, o);
}

/* Wait for the turn of `ticket`, number the chunk if it holds anything, and pass on. */
static void take_turn(struct source_feed *f, uint64_t ticket, struct chunk *out)
{
    while (f->turn != ticket)
        lock_wait(f->lock);
    if (out->bytes.n)
        out->sequence = f->next_sequence++;
    f->turn++;
    lock_wake(f->lock);
}

static enum status ordered_range(struct source_feed *f, struct worker *w,
                                 struct open_source *o, struct chunk *out,
                                 struct diag *diag)
{
    struct claim claim = { .source = o };
    enum status st;

    if (!claim_range(o, &claim)) {
        leave_source(f, o);
        return ST_OK;
    }
    claim.ticket = f->next_ticket++;
    o->users++;
    lock_release(f->lock);
    st = read_range(f, w, &claim, out, diag);
    lock_take(f->lock);
    take_turn(f, claim.ticket, out);
    let_go(f, o);
    return st;
}

static enum status ordered_stream(struct source_feed *f, struct worker *w,
                                  struct open_source *o, struct chunk *out,
                                  struct diag *diag)
{
    enum status st = read_stream(f, w, o, out, diag);
    uint64_t ticket = f->next_ticket++;

    if (o->reader.at_end)
        leave_source(f, o);
    take_turn(f, ticket, out);
    return st;
}

static enum status next_ordered(struct source_feed *f, struct worker *w,
                                struct chunk *out, struct diag *diag)
{
    enum status st = ST_OK;

    lock_take(f->lock);
    while (st == ST_OK && out->bytes.n == 0) {
        struct open_source *o;

        st = current_source(f, &o, diag);
        if (st != ST_OK || !o)
            break;
        st = o->reader.is_split ? ordered_range(f, w, o, out, diag)
                                : ordered_stream(f, w, o, out, diag);
    }
    lock_release(f->lock);
    return st;
}

static enum status next(struct feed *feed, unsigned worker, struct chunk *out,
                        struct diag *diag)
{
    struct source_feed *f = (struct source_feed *)feed;
    struct worker *w = &f->worker[worker];

    assert(worker < f->nworkers);
    *out = (struct chunk){ 0 };
    return f->ordered ? next_ordered(f, w, out, diag) : next_any(f, w, out, diag);
}

enum status feed_new(struct sources *s, bool ordered, struct feed **feed,
                     struct diag *diag)
{
    struct source_feed *f = calloc(1, sizeof *f);

    if (!f)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    f->feed.next = next;
    f->sources = s;
    f->ordered = ordered;
    f->nworkers = s->options.workers;
    f->worker = calloc(f->nworkers, sizeof *f->worker);
    f->lock = lock_new();
    if (!f->worker || !f->lock) {
        feed_free(&f->feed);
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    *feed = &f->feed;
    return ST_OK;
}

void feed_free(struct feed *feed)
{
    struct source_feed *f = (struct source_feed *)feed;

    if (!f)
        return;
    while (f->open) {
        struct open_source *o = f->open;

        f->open = o->next;
        close_source(o);
    }
    for (unsigned i = 0; f->worker && i < f->nworkers; i++)
        chunk_buffer_release(&f->worker[i].buffer);
    free(f->worker);
    lock_free(f->lock);
    free(f);
}
