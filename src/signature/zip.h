/*
 * zip.h - a zip file that is being verified, and single files out of it.
 */
#ifndef SIGNATURE_ZIP_H
#define SIGNATURE_ZIP_H

#include "base/zip_directory.h"
#include "signature/subject.h"

struct zip {
    const struct subject *subject;
    struct zip_file file;
    struct zip_directory directory; /* in the subject's arena */
};

/* Read the directory. ST_FORMAT or ST_LIMIT with the reason. */
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

/*
 * Hand out the unpacked contents in pieces of `piece` bytes, the last one what is left,
 * until `take` returns false; then the rest is not looked at. ST_FORMAT: they do not
 * unpack to the size that the directory says.
 */
NODISCARD enum status zip_each(const struct zip *z, const struct zip_entry *e,
                               size_t piece,
                               bool (*take)(void *context, struct str bytes),
                               void *context, struct diag *diag);

#endif
