/*
 * fuzz_winxml - Windows events in XML: what is cut off as whole
 * records stays so when more bytes come, and gives the rows of the whole text.
 */
#include "base/base.h"

#include "decode_case.h"

extern const struct input input_winxml;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void decode(struct str bytes, uint64_t ordinal, struct feed_stats *stats,
                   struct buf *out)
{
    const struct decode_options options = {
        .raw = true, .rows_only = true, .ordinal = ordinal, .stats = stats
    };

    decode_print(input_winxml.decoder, bytes, &options, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    size_t whole, part;
    struct feed_stats once = { 0 }, twice = { 0 };
    struct buf rows, parts;

    if (size == 0 || size > 100000)
        return 0;
    (void)input_winxml.bid(bytes);
    whole = input_winxml.whole_records(bytes);
    part = input_winxml.whole_records(str_slice(bytes, 0, size / 2));
    must(whole <= size && part <= size / 2 && part <= whole);
    if (whole == 0)
        return 0;
    buf_init(&rows, SIZE_MAX);
    buf_init(&parts, SIZE_MAX);
    decode(str_slice(bytes, 0, whole), 0, &once, &rows);
    if (part)
        decode(str_slice(bytes, 0, part), 0, &twice, &parts);
    if (part < whole)
        decode(str_slice(bytes, part, whole), part, &twice, &parts);
    must(str_eq(buf_str(&rows), buf_str(&parts)));
    must(once.events == twice.events && once.bytes == whole && twice.bytes == whole);
    buf_release(&rows);
    buf_release(&parts);
    return 0;
}
