/*
 * cfbf_write.h - compound files of one storage, with sectors of 512 bytes and one
 * sector of allocation table: 63 KiB at most.
 */
#ifndef FORGE_CFBF_WRITE_H
#define FORGE_CFBF_WRITE_H

#include "forge/seed.h"

struct cfbf_stream {
    struct str name; /* ASCII, at most 31 characters */
    struct str bytes;
};

/*
 * A file whose root holds the streams and has this class (16 bytes). Streams of 4,096
 * bytes or more lie in sectors, shorter ones in mini sectors.
 *
 * Source: [MS-CFB].
 */
struct str cfbf_write(struct forge *f, struct str class_id,
                      const struct cfbf_stream *stream, size_t n);

#endif
