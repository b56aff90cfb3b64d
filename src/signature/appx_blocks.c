#include "base/base.h"

#include <stdio.h>

#include "base/hash.h"
#include "signature/appx_blocks.h"
#include "signature/block_map.h"

enum {
    PROBLEM_MAX = 512,
    NAME_SHOWN = 200,
    /* A package may unpack to so many times its size, and so much more. */
    RATIO_MAX = 128,
    SLACK = 64 * 1024 * 1024
};

struct comparison {
    const struct zip *zip;
    struct digester *digester;
    struct block_map map;
    struct map entries; /* by comparable name: numbers of entries */
    uint64_t bytes_left;
    uint64_t block; /* of the file at hand */
    const char *problem;
};

static void complain(struct comparison *c, struct str file, const char *what)
{
    char text[PROBLEM_MAX];
    struct str own;
    int n = snprintf(text, sizeof text, "the block map's file '%.*s' %s",
                     (int)(file.n < NAME_SHOWN ? file.n : NAME_SHOWN), file.p, what);

    own = str_dup(c->zip->subject->arena, (struct str){ text, (size_t)n + 1 });
    c->problem = own.p ? own.p : "a file of the block map is not as it says";
}

/* False, and the arena has failed, when memory ran out. */
static bool index_entries(struct comparison *c)
{
    struct arena *arena = c->zip->subject->arena;
    const struct zip_directory *d = &c->zip->directory;

    map_init(&c->entries, arena);
    for (size_t i = 0; i < d->nentries; i++) {
        char *name = arena_text(arena, d->entry[i].name.n + 1);
        size_t n = name ? block_map_zip_name(d->entry[i].name, name) : 0;

        if (!name || !map_put(&c->entries, (struct str){ name, n }, (uint32_t)i))
            return false;
    }
    return true;
}

/* One block of 64 KiB, or the last of a file; false ends the file. */
static bool compare_block(void *context, struct str piece)
{
    struct comparison *c = context;
    struct block_map_item item;
    struct digest is;

    block_map_next(&c->map, &item);
    digest_compute(c->digester, c->map.algorithm, piece, &is);
    if (item.kind != BLOCK_MAP_BLOCK || !digest_eq(&is, &item.hash))
        return false;
    c->block++;
    return true;
}

static const struct zip_entry *find_entry(const struct comparison *c, struct str name)
{
    char *wanted = arena_text(c->zip->subject->arena, name.n + 1);
    const struct map_entry *hit =
        wanted ? map_find(&c->entries,
                          (struct str){ wanted, block_map_name(name, wanted) })
               : NULL;

    return hit ? &c->zip->directory.entry[hit->value] : NULL;
}

/* The blocks of one file, which the map's next items are. */
static enum status compare_file(struct comparison *c, const struct block_map_item *file,
                                struct diag *diag)
{
    const struct zip_entry *e = find_entry(c, file->name);
    uint64_t nblocks;
    enum status st;

    if (!e) {
        complain(c, file->name, "is not in the package");
        return ST_OK;
    }
    if (e->size != file->size || e->size > c->bytes_left) {
        complain(c, file->name,
                 e->size != file->size ? "has another size"
                                       : "unpacks to too many bytes");
        return ST_OK;
    }
    c->bytes_left -= e->size;
    c->block = 0;
    nblocks = e->size / BLOCK_BYTES + (e->size % BLOCK_BYTES != 0);
    st = zip_each(c->zip, e, BLOCK_BYTES, compare_block, c, diag);
    if (st == ST_NOMEM || st == ST_IO)
        return st;
    if (st != ST_OK || c->block != nblocks)
        complain(c, file->name,
                 st != ST_OK ? "does not unpack"
                             : "has a block that does not fit its hash");
    return ST_OK;
}

enum status appx_blocks_check(const struct zip *z, struct str map, struct digester *g,
                              const char **problem, struct diag *diag)
{
    struct comparison c = { .zip = z, .digester = g };
    struct block_map_item item;
    uint64_t size = z->subject->size;

    *problem = NULL;
    c.bytes_left =
        size > UINT64_MAX / RATIO_MAX - SLACK ? UINT64_MAX : size * RATIO_MAX + SLACK;
    if (!block_map_open(&c.map, map)) {
        *problem = "the block map cannot be read";
        return ST_OK;
    }
    if (!index_entries(&c))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (block_map_next(&c.map, &item); item.kind != BLOCK_MAP_END && !c.problem;
         block_map_next(&c.map, &item)) {
        if (item.kind == BLOCK_MAP_FILE)
            TRY(compare_file(&c, &item, diag));
        else
            c.problem = "the block map has a block that belongs to no file";
    }
    *problem = c.problem;
    return ST_OK;
}
