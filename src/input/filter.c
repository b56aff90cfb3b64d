#include "base/base.h"

#include "input/filter.h"

enum {
    IN_BYTES = 256 * 1024,
    IN_SLACK = 64 /* readable behind them, for decoders that are not exact on damage */
};

static const struct codec *const codec_table[] = { &codec_gzip, &codec_utf16,
                                                   &codec_zstd, &codec_csv };

const struct codec *codec_find(struct str head)
{
    for (size_t i = 0; i < countof(codec_table); i++)
        if (codec_table[i]->match(head))
            return codec_table[i];
    return NULL;
}

/* The stream is over, and not as it should be. */
static void break_off(struct stream *s, const char *why)
{
    s->at_end = true;
    if (s->broken.text[0])
        return; /* what happened first matters */
    if (s->codec)
        (void)diag_set(&s->broken, ST_FORMAT, 0,
                       "%s stream breaks off after %llu bytes (%s)", s->codec->name,
                       (unsigned long long)s->bytes_out, why);
    else if (s->member)
        (void)diag_set(&s->broken, ST_FORMAT, 0,
                       "zip member breaks off after %llu bytes (%s)",
                       (unsigned long long)s->bytes_out, why);
    else
        (void)diag_set(&s->broken, ST_IO, 0, "reading ends after %llu bytes (%s)",
                       (unsigned long long)s->bytes_out, why);
}

/* The reason alone, where the diag names the file as well. */
static const char *reason(const struct stream *s, const struct diag *diag)
{
    struct str path = str_from_cstr(s->file.path);

    if (str_starts_with(str_from_cstr(diag->text), path) &&
        strlen(diag->text) > path.n + 2)
        return diag->text + path.n + 2;
    return diag->text;
}

/* Get more bytes of the file; in_n stays in_at at its end. */
static void refill(struct stream *s, uint8_t *to, size_t n, size_t *got)
{
    struct diag diag;
    enum status st = s->member ? unpacking_read(s->member, to, n, got, &diag)
                               : file_read(&s->file, to, n, got, &diag);

    if (st != ST_OK) {
        *got = 0;
        break_off(s, reason(s, &diag));
    }
    if (s->member)
        s->bytes_in = unpacking_bytes_in(s->member);
    else
        s->bytes_in += *got;
}

enum status stream_open(struct stream *s, struct file file, const struct member *member,
                        struct diag *diag)
{
    enum status st = ST_OK;
    size_t got = 1;

    *s = (struct stream){ .file = file, .at_boundary = true };
    if (member)
        st = unpacking_open(&s->member, member, &s->file, diag);
    if (st != ST_OK) {
        stream_close(s);
        return st;
    }
    s->in = malloc(IN_BYTES + IN_SLACK);
    if (!s->in) {
        stream_close(s);
        return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", file.path);
    }
    while (s->in_n < 4 && got && !s->at_end) {
        refill(s, s->in + s->in_n, IN_BYTES - s->in_n, &got);
        s->in_n += got;
    }
    s->codec = codec_find((struct str){ (const char *)s->in, s->in_n });
    if (!s->codec)
        return ST_OK;
    s->codec_state = s->codec->open();
    if (!s->codec_state) {
        stream_close(s);
        return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", file.path);
    }
    return ST_OK;
}

void stream_close(struct stream *s)
{
    if (s->codec_state)
        s->codec->close(s->codec_state);
    unpacking_close(s->member);
    free(s->in);
    file_close(&s->file);
    *s = (struct stream){ .file.fd = -1, .at_end = true };
}

/* Plain bytes: first those that were looked at, then straight from the file. */
static void read_plain(struct stream *s, char *to, size_t n, size_t *got)
{
    size_t r = 1;

    *got = s->in_n - s->in_at < n ? s->in_n - s->in_at : n;
    memcpy(to, s->in + s->in_at, *got);
    s->in_at += *got;
    while (*got < n && r && !s->at_end) {
        if (*got && !file_is_ready(&s->file))
            return;
        s->bytes_out += *got; /* for what may be said of it */
        refill(s, (uint8_t *)to + *got, n - *got, &r);
        s->bytes_out -= *got;
        *got += r;
    }
    if (r == 0)
        s->at_end = true;
}

/* Read more of the file, behind the last bytes of what was read before. */
static void refill_coded(struct stream *s)
{
    size_t back = s->in_n < CODEC_BACK ? s->in_n : CODEC_BACK, got;

    memmove(s->in, s->in + s->in_n - back, back);
    refill(s, s->in + back, IN_BYTES - back, &got);
    s->in_at = back;
    s->in_n = back + got;
    s->file_at_end = got == 0;
}

/*
 * One step of the codec, with more input if there is none. At the end of the file it
 * runs on without, until it has nothing left to give.
 */
static enum codec_result step(struct stream *s, struct codec_io *io, const char **why)
{
    size_t room = io->nout;
    enum codec_result result;

    if (s->in_at == s->in_n && !s->file_at_end)
        refill_coded(s);
    if (s->in_at == s->in_n && s->file_at_end && s->at_boundary) {
        s->at_end = true;
        return CODEC_BOUNDARY;
    }
    io->in = s->in + s->in_at;
    io->nin = s->in_n - s->in_at;
    result = s->codec->run(s->codec_state, io, why);
    s->in_at = s->in_n - io->nin;
    s->at_boundary = result == CODEC_BOUNDARY;
    if (s->file_at_end && result == CODEC_MORE && io->nout == room) {
        *why = "the file ends";
        return CODEC_BROKEN;
    }
    return result;
}

static enum status read_coded(struct stream *s, char *to, size_t n, size_t *got,
                              struct diag *diag)
{
    struct codec_io io = { .out = (uint8_t *)to, .nout = n };
    const char *why = NULL;

    while (io.nout && !s->at_end) {
        enum codec_result result = step(s, &io, &why);

        *got = n - io.nout;
        if (result == CODEC_NOMEM)
            return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", s->file.path);
        if (result == CODEC_BROKEN) {
            s->bytes_out += *got;
            break_off(s, why);
            s->bytes_out -= *got;
        }
    }
    return ST_OK;
}

enum status stream_read(struct stream *s, char *to, size_t n, size_t *got,
                        struct diag *diag)
{
    enum status st = ST_OK;

    *got = 0;
    if (s->at_end)
        return ST_OK;
    if (s->codec)
        st = read_coded(s, to, n, got, diag);
    else
        read_plain(s, to, n, got);
    s->bytes_out += *got;
    return st;
}
