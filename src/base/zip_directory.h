/*
 * zip_directory.h - what is in a zip file: its central directory.
 *
 * The directory is what counts; local headers are read only to find the data behind
 * them. The file is seen through one function, so that it may as well be memory.
 * Limits: ZIP_ENTRIES_MAX entries, ZIP_DIRECTORY_MAX bytes of directory, one disk.
 *
 * Source: APPNOTE.TXT of PKWARE, sections 4.3 and 4.5.3.
 */
#ifndef BASE_ZIP_DIRECTORY_H
#define BASE_ZIP_DIRECTORY_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum { ZIP_ENTRIES_MAX = 65536, ZIP_DIRECTORY_MAX = 16 * 1024 * 1024 };

enum { ZIP_STORED = 0, ZIP_DEFLATE = 8 }; /* methods that anybody uses */

enum { ZIP_IS_ENCRYPTED = 1 }; /* bit of zip_entry.flags */

struct zip_file {
    uint64_t size; /* bytes in the file */
    /* Read exactly `n` bytes at `offset`, a range inside the file. */
    enum status (*read_at)(void *context, uint64_t offset, void *out, size_t n,
                           struct diag *diag);
    void *context;
};

struct zip_entry {
    struct str name;
    struct str record; /* its bytes of the directory */
    unsigned flags, method;
    uint32_t crc; /* CRC-32 of the contents */
    uint64_t packed, size;
    uint64_t offset; /* of the local header */
};

struct zip_directory {
    struct str bytes;
    struct str tail; /* everything behind the directory, to the end of the file */
    uint64_t offset; /* of the directory in the file */
    struct zip_entry *entry;
    size_t nentries;
};

/* Read the directory into `arena`. ST_FORMAT or ST_LIMIT with the reason; ST_NOMEM. */
NODISCARD enum status zip_directory_read(struct zip_directory *z,
                                         const struct zip_file *file,
                                         struct arena *arena, struct diag *diag);

/* The entry of that name, or NULL. */
const struct zip_entry *zip_directory_find(const struct zip_directory *z,
                                           struct str name);

/* Where in the file the packed contents lie: [*from, *from + e->packed). */
NODISCARD enum status zip_entry_find_data(const struct zip_entry *e,
                                          const struct zip_file *file, uint64_t *from,
                                          struct diag *diag);

#endif
