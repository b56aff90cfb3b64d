/*
 * fuzz_baseline - any bytes as a baseline: what is accepted is written so that reading
 * it again gives the same text.
 */
#include "base/base.h"

#include "base/arena.h"
#include "detect/baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_and_write(struct str bytes, struct arena *arena, struct buf *out)
{
    struct baseline b;
    struct diag diag;

    baseline_init(&b, arena);
    if (baseline_read(&b, bytes, "b", &diag) != ST_OK)
        return false;
    baseline_write(&b, out);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf first, second;

    arena_init(&arena, SIZE_MAX);
    buf_init(&first, SIZE_MAX);
    buf_init(&second, SIZE_MAX);
    if (read_and_write((struct str){ (const char *)data, size }, &arena, &first) &&
        (!read_and_write(buf_str(&first), &arena, &second) ||
         !str_eq(buf_str(&first), buf_str(&second))))
        abort();
    buf_release(&first);
    buf_release(&second);
    arena_release(&arena);
    return 0;
}
