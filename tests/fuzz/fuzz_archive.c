/*
 * fuzz_archive - zip archives: nothing breaks, members give no more than the directory
 * says, and a second pass gives what the first did.
 */
#include "base/base.h"

#include "input/sources.h"
#include "os/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

/* All bytes of a pass, counted, and a sum that notices when they differ. */
static uint64_t read_all(struct sources *s, uint64_t *sum)
{
    struct feed *feed = NULL;
    struct chunk chunk;
    uint64_t n = 0;

    must(sources_open(s, true, &feed, NULL) == ST_OK);
    while (feed->next(feed, 0, &chunk, NULL) == ST_OK && chunk.bytes.n) {
        n += chunk.bytes.n;
        for (size_t i = 0; i < chunk.bytes.n; i++)
            *sum = *sum * 31 + (unsigned char)chunk.bytes.p[i];
    }
    sources_close(s, feed);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sources_options options = { .workers = 1, .format = "ndjson" };
    char path[MEMORY_FILE_PATH];
    const char *paths[] = { path };
    struct output_file file = { .fd = -1 };
    uint64_t first = 0, second = 0, n;
    struct sources *s = NULL;

    if (size == 0 || size > 1 << 16)
        return 0;
    must(memory_file_open(&file, path, NULL) == ST_OK);
    must(output_write(&file, (struct str){ (const char *)data, size }, NULL) == ST_OK);
    if (sources_new(&s, paths, 1, &options, NULL) == ST_OK) {
        n = read_all(s, &first);
        must(n <= (uint64_t)size * 1100 * 1100); /* deflate in deflate */
        must(read_all(s, &second) == n && first == second);
        sources_free(s);
    }
    memory_file_close(&file);
    return 0;
}
