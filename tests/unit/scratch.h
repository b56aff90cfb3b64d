/*
 * scratch.h - a folder for one test, and odd files in it.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "base/str.h"

/* A new folder, the current one until scratch_remove(). */
void scratch_enter(void);
void scratch_remove(void);

void scratch_write(const char *path, struct str bytes);
void scratch_folder(const char *path);
void scratch_fifo(const char *path);
void scratch_link(const char *target, const char *path);
void scratch_forbid(const char *path); /* nobody may read it */
bool scratch_is_root(void);            /* whom nothing is forbidden */
void scratch_delete(const char *path);

/* Compressed with the program's own libraries; heap, free() the result's p. */
struct str scratch_gzip(struct str bytes);
struct str scratch_zstd(struct str bytes);

#endif
