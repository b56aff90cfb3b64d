/*
 * codec_gzip.c - gzip by ISA-L, with what is legal around it: several members, and
 * zero bytes behind the last.
 *
 * Source: RFC 1952.
 */
#include "base/base.h"

#include <isa-l/igzip_lib.h>

#include "input/filter.h"

struct gzip {
    struct inflate_state inflate;
    bool in_member;
    bool had_member;
};

static bool match(struct str head)
{
    return head.n >= 3 && memcmp(head.p, "\x1f\x8b\x08", 3) == 0;
}

/* Zeroed: what the library does with damaged data must not depend on old memory. */
static void *gzip_open(void)
{
    return calloc(1, sizeof(struct gzip));
}

static void gzip_close(void *state)
{
    free(state);
}

static void begin_member(struct gzip *g)
{
    isal_inflate_init(&g->inflate);
    g->inflate.crc_flag = ISAL_GZIP;
    g->in_member = true;
    g->had_member = true;
}

static const char *reason(int result)
{
    switch (result) {
    case ISAL_INCORRECT_CHECKSUM:
        return "checksum differs";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
        return "malformed gzip header";
    default:
        return "corrupt data";
    }
}

/*
 * Move `io` to where the library stopped. False when that is behind the end, which
 * happens with damaged data and shows in a count that has wrapped around.
 */
static bool advance(struct gzip *g, struct codec_io *io)
{
    size_t left = g->inflate.avail_in;
    bool is_sane = left <= io->nin + CODEC_BACK;

    if (!is_sane)
        left = 0;
    io->in = io->in + io->nin - left;
    io->nin = left;
    io->out = g->inflate.next_out;
    io->nout = g->inflate.avail_out;
    return is_sane;
}

/* Between members: zero bytes are padding, anything but a member is damage. */
static enum codec_result between(struct gzip *g, struct codec_io *io, const char **why)
{
    while (g->had_member && io->nin && *io->in == 0) {
        io->in++;
        io->nin--;
    }
    if (io->nin == 0)
        return CODEC_BOUNDARY;
    if (g->had_member && *io->in != 0x1f) {
        *why = "something else follows the last member";
        return CODEC_BROKEN;
    }
    begin_member(g);
    return CODEC_MORE;
}

static enum codec_result gzip_run(void *state, struct codec_io *io, const char **why)
{
    struct gzip *g = state;
    int result;

    assert(io->nin < INT32_MAX && io->nout < INT32_MAX);

    if (!g->in_member) {
        enum codec_result at = between(g, io, why);

        if (at != CODEC_MORE)
            return at;
    }
    g->inflate.next_in = (uint8_t *)(uintptr_t)io->in; /* only read from */
    g->inflate.avail_in = (uint32_t)io->nin;
    g->inflate.next_out = io->out;
    g->inflate.avail_out = (uint32_t)io->nout;
    result = isal_inflate(&g->inflate);
    if (!advance(g, io) || result < 0 || result == ISAL_NEED_DICT) {
        *why = reason(result);
        return CODEC_BROKEN;
    }
    if (g->inflate.block_state != ISAL_BLOCK_FINISH)
        return CODEC_MORE;
    g->in_member = false;
    return CODEC_BOUNDARY;
}

const struct codec codec_gzip = {
    .name = "gzip",
    .match = match,
    .open = gzip_open,
    .run = gzip_run,
    .close = gzip_close,
};
