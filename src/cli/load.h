/*
 * load.h - paths and whole files into an arena.
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

/* "folder/name" with a NUL behind it; p is NULL when it is too long or memory ran out.
 */
struct str load_path(struct arena *arena, struct str folder, struct str name);

/* All of the file at `path`. ST_LIMIT when it is longer than `limit` bytes. */
NODISCARD enum status load_file(const char *path, size_t limit, struct arena *arena,
                                struct str *out, struct diag *diag);

#endif
