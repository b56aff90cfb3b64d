/*
 * fuzz_ndjson - lines of JSON: a record is read exactly when a naive reader accepts it;
 * the fast scanners and the careful walk give the same rows; and so does any split.
 */
#include "base/base.h"

#include "decode_case.h"
#include "naive_json.h"
#include "text/json_walk.h"

extern const struct input input_ndjson;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void decode(struct str bytes, const char *fields, uint64_t ordinal,
                   struct feed_stats *stats, struct buf *out)
{
    const struct decode_options options = { .fields = fields,
                                            .raw = true,
                                            .rows_only = true,
                                            .ordinal = ordinal,
                                            .stats = stats };

    decode_print(input_ndjson.decoder, bytes, &options, out);
}

/* Every line is an event, is bad, or is blank, as the naive reader says. */
static void check_verdicts(struct str bytes, const struct feed_stats *stats)
{
    struct str rest = bytes;
    uint64_t good = 0, bad = 0;

    while (rest.n) {
        struct str line = str_cut(&rest, '\n');

        if (json_space(line) == line.n)
            continue;
        if (naive_json_object(line, JSON_DEPTH_MAX))
            good++;
        else
            bad++;
    }
    must(stats->events == good && stats->skipped == bad && stats->bytes == bytes.n);
}

/* Text behind the lines brings them within reach of the fast scanners. */
static void check_fast(struct str bytes, const struct buf *rows)
{
    struct feed_stats stats = { 0 };
    struct buf padded, out;

    buf_init(&padded, SIZE_MAX);
    buf_init(&out, SIZE_MAX);
    buf_add(&padded, bytes);
    buf_add_char(&padded, '\n');
    buf_pad(&padded, 200, '\n');
    decode(buf_str(&padded), "a,bb,Name", 0, &stats, &out);
    must(str_eq(buf_str(&out), buf_str(rows)));
    buf_release(&padded);
    buf_release(&out);
}

/* Cut behind every line end in turn. */
static void check_splits(struct str bytes, const struct buf *rows)
{
    size_t cuts = 0;

    for (size_t at = 1; at < bytes.n && cuts < 8; at++) {
        struct feed_stats stats = { 0 };
        struct buf out;

        if (bytes.p[at - 1] != '\n')
            continue;
        cuts++;
        buf_init(&out, SIZE_MAX);
        decode(str_slice(bytes, 0, at), "a,bb,Name", 0, &stats, &out);
        decode(str_slice(bytes, at, bytes.n), "a,bb,Name", at, &stats, &out);
        must(str_eq(buf_str(&out), buf_str(rows)));
        buf_release(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct feed_stats stats = { 0 }, all_stats = { 0 };
    struct buf rows, all;

    if (size == 0 || size > 100000)
        return 0;
    buf_init(&rows, SIZE_MAX);
    buf_init(&all, SIZE_MAX);
    decode(bytes, "a,bb,Name", 0, &stats, &rows);
    decode(bytes, NULL, 0, &all_stats, &all);
    must(stats.events == all_stats.events);
    check_verdicts(bytes, &stats);
    check_fast(bytes, &rows);
    check_splits(bytes, &rows);
    buf_release(&rows);
    buf_release(&all);
    return 0;
}
