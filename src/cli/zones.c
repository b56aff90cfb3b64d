#include "base/base.h"

#include "base/buf.h"
#include "cli/zones.h"
#include "os/file.h"

enum { PATH_BYTES_MAX = 4096 };

/* The name was checked: it is relative and does not climb. */
static bool read_zone(void *context UNUSED, struct str name, struct arena *arena,
                      struct str *bytes)
{
    const char *folder = getenv("TZDIR");
    struct str loaded = { NULL, 0 };
    struct buf path;
    enum status st = ST_IO;

    buf_init(&path, PATH_BYTES_MAX);
    buf_printf(&path, "%s/%.*s", folder ? folder : "/usr/share/zoneinfo",
               STR_ARG(name));
    buf_add_char(&path, '\0');
    if (!path.failed)
        st = file_load(path.p, TZ_FILE_MAX, &loaded, NULL);
    if (st == ST_OK)
        *bytes = str_dup(arena, loaded);
    free((void *)(uintptr_t)loaded.p);
    buf_release(&path);
    return st == ST_OK && bytes->p;
}

const struct tz_source *zone_database(void)
{
    static const struct tz_source source = { .read = read_zone };

    return &source;
}
