/*
 * fuzz_pack - any bytes as a pack.yaml: a pack or a message with file and line.
 */
#include "base/base.h"

#include "detect/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct pack pack;
    struct diag diag = { 0 };

    arena_init(&arena, 16 << 20);
    if (pack_parse(&pack, (struct str){ (const char *)data, size }, "pack.yaml", &arena,
                   &diag) == ST_OK) {
        /* What is accepted has what every user of a pack relies on. */
        if (!pack.id.n || !pack.query.n || !pack.technique.n || !pack.events.n)
            abort();
        if (memchr(pack.query.p, '/', pack.query.n))
            abort();
    } else if (strncmp(diag.text, "pack.yaml:", 10) != 0 &&
               strcmp(diag.text, "out of memory") != 0) {
        abort();
    }
    arena_release(&arena);
    return 0;
}
