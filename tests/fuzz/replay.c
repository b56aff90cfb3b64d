/*
 * replay - feed every file of a corpus folder to a fuzz target, without a fuzzer.
 *
 * Linked in place of libFuzzer in ordinary builds, so that every input that ever
 * broke something is run with every test run. The folder must hold at least one
 * file: an empty corpus is a mistake, not a success.
 */
#include "base/base.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Run one file. The bytes are copied to a block of exactly their size, so that a
 * sanitizer sees a read beyond them.
 */
static bool replay_file(const char *path)
{
    static uint8_t buf[1 << 22];
    FILE *f = fopen(path, "rb");
    uint8_t *exact;
    size_t n;

    if (!f)
        return false;
    n = fread(buf, 1, sizeof buf, f);
    (void)fclose(f);
    exact = malloc(n ? n : 1);
    if (!exact)
        return false;
    memcpy(exact, buf, n);
    (void)LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return true;
}

int main(int argc, char **argv)
{
    struct dirent *e;
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    size_t runs = 0;
    bool ok = true;

    if (!dir)
        return 1;
    while ((e = readdir(dir)) != NULL) {
        char path[4096];

        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        if (!replay_file(path)) {
            (void)fprintf(stderr, "replay: cannot read %s\n", path);
            ok = false;
        }
        runs++;
    }
    (void)closedir(dir);
    (void)printf("%zu inputs\n", runs);
    return ok && runs ? 0 : 1;
}
