/*
 * codec_utf16.c - UTF-16 of either byte order becomes UTF-8.
 *
 * What Windows exports as Unicode text: recognised by its byte-order mark, which is
 * dropped, or by a first `<`. Half a surrogate pair becomes U+FFFD.
 *
 * Source: RFC 2781.
 */
#include "base/base.h"

#include "input/filter.h"
#include "text/utf8.h"

enum { UNIT = 2 };

struct utf16 {
    bool is_known; /* the byte order is */
    bool is_big;
    bool has_byte; /* the first half of a unit */
    uint8_t byte;
    uint32_t high; /* the first half of a surrogate pair, or 0 */
    uint8_t out[2 * UTF8_MAX];
    size_t at, n; /* bytes of `out` that found no room yet */
};

static bool match(struct str head)
{
    const char *p = head.p;

    if (head.n < 4)
        return false;
    if (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)
        return true;
    return (p[0] == '<' && p[1] == 0 && p[2] != 0 && p[3] == 0) ||
           (p[0] == 0 && p[1] == '<' && p[2] == 0 && p[3] != 0);
}

static void *open(void)
{
    return calloc(1, sizeof(struct utf16));
}

static void close(void *state)
{
    free(state);
}

static void put(struct utf16 *u, uint32_t c)
{
    char text[UTF8_MAX];
    size_t n = utf8_encode(c, text);

    memcpy(u->out + u->n, text, n);
    u->n += n;
}

/* A unit that is half of a pair, or comes behind one. */
static void take_surrogate(struct utf16 *u, uint32_t c)
{
    bool is_low = c >= 0xdc00 && c <= 0xdfff;
    bool is_high = c >= 0xd800 && c <= 0xdbff;

    if (u->high && is_low) {
        put(u, 0x10000 + ((u->high - 0xd800) << 10) + (c - 0xdc00));
        u->high = 0;
        return;
    }
    if (u->high)
        put(u, UTF8_REPLACEMENT);
    u->high = is_high ? c : 0;
    if (!is_high)
        put(u, is_low ? UTF8_REPLACEMENT : c);
}

/* The first unit says the byte order, by the mark or by being `<`. */
static bool is_mark(struct utf16 *u, const uint8_t unit[UNIT])
{
    if (u->is_known)
        return false;
    u->is_known = true;
    u->is_big = unit[0] == 0xfe || unit[0] == 0;
    return unit[0] == 0xfe || unit[0] == 0xff;
}

static void take_unit(struct utf16 *u, const uint8_t unit[UNIT])
{
    uint32_t c;

    if (is_mark(u, unit))
        return;
    c = u->is_big ? (uint32_t)unit[0] << 8 | unit[1] : (uint32_t)unit[1] << 8 | unit[0];
    if (u->high || (c >= 0xd800 && c <= 0xdfff))
        take_surrogate(u, c);
    else
        put(u, c);
}

/* Hand over what is waiting; false when the room is too small for it. */
static bool flush(struct utf16 *u, struct codec_io *io)
{
    size_t n = u->n - u->at < io->nout ? u->n - u->at : io->nout;

    if (n)
        memcpy(io->out, u->out + u->at, n);
    io->out += n;
    io->nout -= n;
    u->at += n;
    if (u->at < u->n)
        return false;
    u->at = u->n = 0;
    return true;
}

/* Plain ASCII, which is most of it, unit by unit without a detour. */
static void copy_ascii(struct utf16 *u, struct codec_io *io)
{
    size_t low = u->is_big ? 1 : 0;
    size_t most = io->nin / UNIT < io->nout ? io->nin / UNIT : io->nout;
    size_t i = 0;

    if (!u->is_known || u->has_byte || u->high)
        return;
    while (i < most && io->in[i * UNIT + 1 - low] == 0 &&
           io->in[i * UNIT + low] < 0x80) {
        io->out[i] = io->in[i * UNIT + low];
        i++;
    }
    io->in += i * UNIT;
    io->nin -= i * UNIT;
    io->out += i;
    io->nout -= i;
}

static void take_byte(struct utf16 *u, uint8_t byte)
{
    const uint8_t unit[UNIT] = { u->byte, byte };

    if (u->has_byte)
        take_unit(u, unit);
    else
        u->byte = byte;
    u->has_byte = !u->has_byte;
}

static enum codec_result run(void *state, struct codec_io *io, const char **why UNUSED)
{
    struct utf16 *u = state;

    while (flush(u, io)) {
        copy_ascii(u, io);
        if (io->nin == 0)
            return u->has_byte || u->high ? CODEC_MORE : CODEC_BOUNDARY;
        take_byte(u, *io->in++);
        io->nin--;
    }
    return CODEC_MORE;
}

const struct codec codec_utf16 = {
    .name = "UTF-16",
    .match = match,
    .open = open,
    .run = run,
    .close = close,
};
