/*
 * path_glob.h - patterns of Windows paths.
 *
 * Paths compare part by part, whatever the case and the kind of slash, and without
 * their volume: `\Device\HarddiskVolume3\Temp\a.exe`, `\??\C:\Temp\a.exe` and
 * `C:\Temp\a.exe` are all `\Temp\a.exe`. `\Device\Mup\server\share` is
 * `\\server\share`, which nothing on a volume matches. Within a part `*` is any run of
 * characters; a part `**` is any number of parts. A pattern that begins with a slash is
 * bound to the root of the volume, any other may begin at every part.
 *
 * Parts are compared as they stand: `\Windows \System32` (with a blank) is another
 * folder than `\Windows\System32`, and a path with a part `.` or `..` matches nothing,
 * since it is not where it seems to be.
 */
#ifndef DETECT_PATH_GLOB_H
#define DETECT_PATH_GLOB_H

#include "text/glob.h"

enum { PATH_PARTS_MAX = 128 };

struct path_glob {
    struct glob *part; /* n of them */
    bool *is_deep;     /* the part is `**` */
    size_t n;
    bool is_anchored;
    bool is_share; /* `\\server\share\…` */
};

/* Compile into `arena`; false when it has more parts than that or memory ran out. */
NODISCARD bool path_glob_compile(struct path_glob *g, struct arena *arena,
                                 struct str pattern);

/* Does the whole path match? */
bool path_glob_match(const struct path_glob *g, struct str path);

/*
 * `path` without its volume, beginning with a slash, or without what stands before the
 * server of a share; as it is when it has neither.
 */
struct str path_below_volume(struct str path, bool *is_share);

#endif
