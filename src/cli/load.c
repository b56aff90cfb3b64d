#include "base/base.h"

#include "base/buf.h"
#include "cli/load.h"
#include "os/file.h"

enum { PATH_BYTES_MAX = 1 << 14 };

struct str load_path(struct arena *arena, struct str folder, struct str name)
{
    struct str copy;
    struct buf path;

    buf_init(&path, PATH_BYTES_MAX);
    buf_add(&path, folder);
    buf_add_char(&path, '/');
    buf_add(&path, name);
    copy = path.failed ? (struct str){ NULL, 0 } : str_dup(arena, buf_str(&path));
    buf_release(&path);
    return copy;
}

enum status load_file(const char *path, size_t limit, struct arena *arena,
                      struct str *out, struct diag *diag)
{
    struct str bytes;

    TRY(file_load(path, limit, &bytes, diag));
    *out = str_dup(arena, bytes);
    free((void *)(uintptr_t)bytes.p);
    return out->p ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}
