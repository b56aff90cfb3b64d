/*
 * zip.h - the central directory of a zip file, and single files out of it.
 *
 * The directory is what counts; local headers are read only to find the data behind
 * them. Limits: ZIP_ENTRIES_MAX entries, ZIP_DIRECTORY_MAX bytes of directory, one
 * disk.
 *
 * Source: APPNOTE.TXT of PKWARE, sections 4.3 and 4.5.3.
 */
#ifndef SIGNATURE_ZIP_H
#define SIGNATURE_ZIP_H

#include "signature/subject.h"

enum { ZIP_ENTRIES_MAX = 65536, ZIP_DIRECTORY_MAX = 16 * 1024 * 1024 };

struct zip_entry {
    struct str name;
    struct str record; /* its bytes of the directory */
    unsigned method;   /* 0 stored, 8 deflate */
    uint64_t packed, size;
    uint64_t offset; /* of the local header */
};

struct zip {
    const struct subject *subject;
    struct str directory;
    struct str tail; /* everything behind the directory, to the end of the file */
    uint64_t directory_offset;
    struct zip_entry *entry;
    size_t nentries;
};

/* Read the directory into the subject's arena. ST_FORMAT or ST_LIMIT with the reason.
 */
NODISCARD enum status zip_open(struct zip *z, const struct subject *s,
                               struct diag *diag);

/* The entry of that name, or NULL. */
const struct zip_entry *zip_find(const struct zip *z, struct str name);

/* Where in the file the packed contents lie: [*from, *to). */
NODISCARD enum status zip_data(const struct zip *z, const struct zip_entry *e,
                               uint64_t *from, uint64_t *to, struct diag *diag);

/*
 * The unpacked contents in the arena. ST_LIMIT: more than `limit` bytes, packed or not;
 * ST_FORMAT: they do not unpack to the size that the directory says.
 */
NODISCARD enum status zip_view(const struct zip *z, const struct zip_entry *e,
                               size_t limit, struct str *out, struct diag *diag);

#endif
