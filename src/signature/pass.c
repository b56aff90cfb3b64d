#include "base/base.h"

#include "signature/pass.h"

/* Two runs over the same bytes: all of them, and those that are signed. */
struct runs {
    struct digest_run file;
    struct digest_run content;
    size_t skip; /* first range of found->skip that is not behind us */
};

/*
 * The next bytes of [offset, end) that no range leaves out: *from is where they begin,
 * the result where they end; both are `end` when there are none.
 */
static uint64_t next_span(struct runs *runs, const struct found *found, uint64_t *from,
                          uint64_t end)
{
    for (; runs->skip < found->nskips; runs->skip++) {
        const struct byte_range *skip = &found->skip[runs->skip];

        if (*from < skip->offset)
            return skip->offset < end ? skip->offset : end;
        if (*from - skip->offset < skip->size) {
            /* size may be as large as the numbers go: compare what is left of it */
            if (skip->size - (*from - skip->offset) >= end - *from) {
                *from = end;
                return end;
            }
            *from = skip->offset + skip->size;
        }
    }
    return end;
}

/* Both runs go through the piece side by side, where the content has its bytes. */
static void add_both(struct runs *runs, const struct found *found, uint64_t offset,
                     struct str piece)
{
    uint64_t end = offset + piece.n, from = offset, to;
    size_t behind = 0; /* what of the piece is in the file's digests */

    while ((to = next_span(runs, found, &from, end)) > from) {
        size_t begin = (size_t)(from - offset), stop = (size_t)(to - offset);

        digest_run_add_two(&runs->file, str_slice(piece, behind, stop), &runs->content,
                           str_slice(piece, begin, stop));
        behind = stop;
        from = to;
    }
    digest_run_add(&runs->file, str_slice(piece, behind, piece.n));
}

static enum status read_all(const struct pass *p, struct runs *runs, bool streams,
                            struct diag *diag)
{
    const struct subject *s = p->subject;

    for (uint64_t at = 0; at < s->size;) {
        size_t n = s->size - at < p->cap ? (size_t)(s->size - at) : p->cap;
        struct str piece = { p->buffer, n };

        TRY(s->read_at(s->context, at, p->buffer, n, diag));
        if (streams)
            add_both(runs, p->found, at, piece);
        else
            digest_run_add(&runs->file, piece);
        if (p->container && p->container->observe)
            p->container->observe(p->found, p->digester, at, piece);
        if (p->on_read)
            p->on_read(p->on_read_context, n);
        at += n;
    }
    return ST_OK;
}

static enum status finish(const struct pass *p, struct runs *runs, struct digest *file,
                          struct digests *out, struct digests *padded,
                          struct diag *diag)
{
    size_t pad = (size_t)(-p->subject->size & 7);
    struct digests all;
    bool ok = digest_run_finish(&runs->file, &all);

    *file = all.of[DIGEST_SHA256];
    if (p->whole)
        *p->whole = all;
    if (pad)
        ok = digest_run_padded(&runs->content, pad, padded) && ok;
    ok = digest_run_finish(&runs->content, out) && ok;
    return ok ? ST_OK
              : diag_set(diag, ST_NOMEM, 0, "libcrypto could not hash the file");
}

static void clear(struct digests *d)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        d->of[i] = (struct digest){ .algorithm = DIGEST_NONE };
}

enum status pass_run(const struct pass *p, struct digest *file, struct digests *out,
                     struct digests *padded, struct diag *diag)
{
    bool streams = p->container && !p->container->digest;
    struct runs runs = { .skip = 0 };
    enum status st;

    clear(padded);
    clear(out);
    digest_run_start(&runs.file, p->digester,
                     DIGEST_BIT(DIGEST_SHA256) |
                         (p->whole ? DIGEST_BIT(DIGEST_SHA1) : 0));
    digest_run_start(&runs.content, p->digester, streams ? p->set : 0);
    st = read_all(p, &runs, streams, diag);
    if (st == ST_OK)
        st = finish(p, &runs, file, out, padded, diag);
    if (st == ST_OK && p->container && p->container->digest)
        st = p->container->digest(p->subject, p->found, p->digester, p->set, out, diag);
    digest_run_release(&runs.file);
    digest_run_release(&runs.content);
    return st;
}
