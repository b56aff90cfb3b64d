/*
 * codec_zstd.c - zstd: frames one after another, and skippable ones between them.
 *
 * A frame may ask for a window of at most 128 MiB, as the zstd program allows by
 * default; a hostile one cannot ask for more memory.
 *
 * Source: RFC 8878.
 */
#include "base/base.h"

#include <zstd.h>
#include <zstd_errors.h>

#include "input/filter.h"

enum { WINDOW_LOG_MAX = 27 };

static bool match(struct str head)
{
    if (head.n < 4)
        return false;
    return memcmp(head.p, "\x28\xb5\x2f\xfd", 4) == 0 ||
           (((unsigned char)head.p[0] & 0xf0) == 0x50 &&
            memcmp(head.p + 1, "\x2a\x4d\x18", 3) == 0);
}

static void *open(void)
{
    ZSTD_DCtx *d = ZSTD_createDCtx();

    if (d &&
        ZSTD_isError(ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
        ZSTD_freeDCtx(d);
        return NULL;
    }
    return d;
}

static void close(void *state)
{
    (void)ZSTD_freeDCtx(state);
}

static enum codec_result run(void *state, struct codec_io *io, const char **why)
{
    ZSTD_inBuffer in = { io->in, io->nin, 0 };
    ZSTD_outBuffer out = { io->out, io->nout, 0 };
    size_t result = ZSTD_decompressStream(state, &out, &in);

    io->in += in.pos;
    io->nin -= in.pos;
    io->out += out.pos;
    io->nout -= out.pos;
    if (result == 0)
        return CODEC_BOUNDARY;
    if (!ZSTD_isError(result))
        return CODEC_MORE;
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        return CODEC_NOMEM;
    *why = ZSTD_getErrorName(result);
    return CODEC_BROKEN;
}

const struct codec codec_zstd = {
    .name = "zstd",
    .match = match,
    .open = open,
    .run = run,
    .close = close,
};
