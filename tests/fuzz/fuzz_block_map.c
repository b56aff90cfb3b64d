/*
 * fuzz_block_map - the block map of a package, which is XML that anybody may write.
 *
 * Items end, names lie inside the text, made comparable they are no longer than before,
 * and a hash is of the kind that the map names.
 */
#include "base/base.h"

#include "signature/block_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(struct str xml, struct str name)
{
    char *out = malloc(name.n + 1);

    if (!out)
        abort();
    if (name.n && (name.p < xml.p || name.p + name.n > xml.p + xml.n))
        abort();
    if (block_map_name(name, out) > name.n || block_map_zip_name(name, out) > name.n)
        abort();
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str xml = { (const char *)data, size };
    struct block_map_item item;
    struct block_map map;
    size_t before;

    if (!block_map_open(&map, xml))
        return 0;
    do {
        before = map.rest.n;
        block_map_next(&map, &item);
        if (item.kind == BLOCK_MAP_FILE)
            check_name(xml, item.name);
        if (item.kind == BLOCK_MAP_BLOCK && item.hash.algorithm != DIGEST_NONE &&
            item.hash.algorithm != map.algorithm)
            abort();
        if (item.kind != BLOCK_MAP_END && map.rest.n >= before)
            abort();
    } while (item.kind != BLOCK_MAP_END);
    return 0;
}
