/*
 * fuzz_windows_json - Windows events as JSON, in any shape: however the text is cut,
 * into whole records or into lines, the parts give the rows of the whole.
 */
#include "base/base.h"

#include "decode_case.h"

extern const struct input input_windows_json;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void decode(struct str bytes, uint64_t ordinal, uint32_t flags, struct buf *out,
                   struct feed_stats *stats)
{
    const struct decode_options options = { .raw = true,
                                            .rows_only = true,
                                            .ordinal = ordinal,
                                            .flags = flags,
                                            .stats = stats };

    decode_print(input_windows_json.decoder, bytes, &options, out);
}

/* The first `whole` bytes, at once and in two parts. */
static void compare(struct str bytes, size_t whole, size_t part, uint32_t flags)
{
    struct feed_stats once = { 0 }, twice = { 0 };
    struct buf rows, parts;

    if (whole == 0)
        return;
    buf_init(&rows, SIZE_MAX);
    buf_init(&parts, SIZE_MAX);
    decode(str_slice(bytes, 0, whole), 0, flags, &rows, &once);
    if (part)
        decode(str_slice(bytes, 0, part), 0, flags, &parts, &twice);
    if (part < whole)
        decode(str_slice(bytes, part, whole), part, flags, &parts, &twice);
    must(str_eq(buf_str(&rows), buf_str(&parts)));
    must(once.events == twice.events && once.bytes == whole && twice.bytes == whole);
    buf_release(&rows);
    buf_release(&parts);
}

/* Behind the last line that ends in the first `n` bytes. */
static size_t whole_lines(struct str bytes, size_t n)
{
    while (n && bytes.p[n - 1] != '\n')
        n--;
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    size_t whole, part;

    if (size == 0 || size > 100000)
        return 0;
    (void)input_windows_json.bid(bytes);
    (void)input_windows_json.is_in_lines(bytes);
    whole = input_windows_json.whole_records(bytes);
    part = input_windows_json.whole_records(str_slice(bytes, 0, size / 2));
    must(whole <= size && part <= size / 2 && part <= whole);
    compare(bytes, whole, part, 0);
    compare(bytes, size, whole_lines(bytes, size / 2), CHUNK_IN_LINES);
    return 0;
}
