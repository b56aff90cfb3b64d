/*
 * fuzz_codec - gzip, UTF-16, zstd and tables in CSV: nothing breaks, and the size of
 * the pieces in which bytes come and go does not show, as long as the stream is good.
 */
#include "base/base.h"

#include "base/buf.h"
#include "input/filter.h"

enum { OUT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

/* Decode with at most `nin` and `nout` bytes at a time; where it ended. */
static enum codec_result run(const struct codec *codec, struct str packed, size_t nin,
                             size_t nout, struct buf *out)
{
    void *state = codec->open();
    enum codec_result result = CODEC_BOUNDARY;
    size_t at = 0;

    must(state != NULL);
    while (out->n < OUT_MAX && result != CODEC_BROKEN && result != CODEC_NOMEM) {
        size_t n = packed.n - at < nin ? packed.n - at : nin;
        char *room = buf_reserve(out, nout);
        struct codec_io io = { (const uint8_t *)packed.p + at, n, (uint8_t *)room,
                               nout };
        const char *why = NULL;

        must(room != NULL);
        if (n == 0 && result == CODEC_BOUNDARY)
            break;
        result = codec->run(state, &io, &why);
        must(io.nout <= nout && (result != CODEC_BROKEN || why));
        must(io.nin <= n || (io.nin - n <= CODEC_BACK && io.nin - n <= at));
        if (n == 0 && io.nin == 0 && io.nout == nout && result == CODEC_MORE)
            break;
        at = at + n - io.nin;
        out->n += nout - io.nout;
    }
    codec->close(state);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str packed = { (const char *)data, size };
    const struct codec *codec = codec_find(packed);
    enum codec_result once, often;
    struct buf whole, pieces;

    if (!codec)
        return 0;
    buf_init(&whole, 2 * OUT_MAX);
    buf_init(&pieces, 2 * OUT_MAX);
    once = run(codec, packed, 1 << 30, 65536, &whole);
    often =
        run(codec, packed, 1 + data[size - 1] % 61, 1 + data[size / 2] * 7, &pieces);
    if (whole.n < OUT_MAX) {
        must(once != CODEC_BOUNDARY || (often == once && pieces.n == whole.n));
        must(once == CODEC_BROKEN || often == CODEC_BROKEN ||
             memcmp(whole.p ? whole.p : "", pieces.p ? pieces.p : "",
                    pieces.n < whole.n ? pieces.n : whole.n) == 0);
    }
    buf_release(&whole);
    buf_release(&pieces);
    return 0;
}
