/*
 * fuzz_evtx - chunks of event logs: decoding all fields and decoding a few give the
 * same records, the same losses, and the same values; so does a batch that is always
 * small.
 */
#include "base/base.h"

#include "base/arena.h"
#include "input/input.h"

extern const struct input input_evtx;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The values of wanted fields and places of all rows, mixed into one number. */
struct outcome {
    struct feed_stats stats;
    uint64_t rows, sum;
};

static const char *const fields[] = {
    "EventID", "Image", "Data1", "Channel", "UserData.a.b", "ImageFileName", "x[1]",
};

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void add_rows(const struct want *want, struct batch *b, struct outcome *out)
{
    for (uint32_t i = 0; i < b->nrows; i++) {
        for (uint32_t k = 0; k < countof(fields); k++) {
            struct value v = b->col[k][i];
            struct str text = value_text(v, &b->arena);

            if (!value_is_missing(v))
                out->sum +=
                    hash_combine(b->ord[i] * 64 + k, hash_bytes(text.p, text.n));
        }
        must(!want->all || batch_rest(b, i) != NULL);
        must(!want->raw || b->raw[i].p != NULL);
    }
    out->rows += b->nrows;
}

static void note_bad(void *ctx, const struct chunk *chunk, size_t offset,
                     const char *why)
{
    uint64_t *bad = ctx;

    must(offset < chunk->bytes.n && why[0]);
    ++*bad;
}

static void decode(const struct chunk *chunk, bool all, bool raw, size_t limit,
                   struct outcome *out)
{
    uint64_t bad = 0;
    const struct decode_report report = { &bad, note_bad };
    int32_t slot[countof(fields)];
    struct want want = { .slot = slot, .n = countof(fields), .all = all, .raw = raw };
    struct cursor at = { 0 };
    struct slots slots;
    struct arena arena;
    struct batch *b;

    arena_init(&arena, SIZE_MAX);
    slots_init(&slots, &arena);
    for (size_t k = 0; k < countof(fields); k++)
        slot[k] = slots_add(&slots, str_from_cstr(fields[k]));
    want.slots = &slots;
    must(input_evtx.decoder->compile(&want, &arena, &want.compiled, NULL) == ST_OK);
    b = batch_new(&slots, all, limit);
    must(b != NULL);
    while (at.pos < chunk->bytes.n) {
        size_t before = at.pos;

        batch_reset(b);
        (void)!input_evtx.decoder->decode(chunk, &at, &want, NULL, b, &out->stats,
                                          &report);
        must(at.pos > before || b->nrows > 0);
        add_rows(&want, b, out);
    }
    must(out->stats.bytes == chunk->bytes.n && out->stats.events == out->rows);
    must(out->stats.skipped == bad);
    batch_free(b);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chunk chunk = { .bytes = { (const char *)data, size } };
    struct outcome few = { 0 }, all = { 0 }, raw = { 0 }, small = { 0 };

    if (size == 0 || size > 4 * 65536)
        return 0;
    chunk.flags = data[size - 1] & 1;
    decode(&chunk, false, false, (size_t)1 << 30, &few);
    decode(&chunk, true, false, (size_t)1 << 30, &all);
    decode(&chunk, false, true, (size_t)1 << 30, &raw);
    must(few.rows == all.rows && few.sum == all.sum &&
         few.stats.skipped == all.stats.skipped);
    must(few.rows == raw.rows && few.sum == raw.sum);
    decode(&chunk, false, false, (size_t)1 << 19, &small);
    must(small.rows <= few.rows);
    return 0;
}
