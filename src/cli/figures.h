/*
 * figures.h - numbers as people read them: 1,234,567 · 2.9 GB · 850 MB/s · 1 min 20 s.
 */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include "base/buf.h"

/* With a comma between thousands. */
void add_count(struct buf *out, uint64_t n);

/* Bytes in powers of 1000 with at most three digits, as disks and networks count. */
void add_bytes(struct buf *out, uint64_t n);

/* A length of time from nanoseconds: "12 ms", "3.4 s", "1 min 20 s", "2 h 5 min". */
void add_elapsed(struct buf *out, uint64_t ns);

/* "1 file", "3 files"; the plural is the noun with an s. */
void add_counted(struct buf *out, uint64_t n, const char *noun);

/* `bytes` in `ns` as "850 MB/s"; nothing when no time has passed. */
void add_rate(struct buf *out, uint64_t bytes, uint64_t ns);

#endif
