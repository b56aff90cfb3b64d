/*
 * member.h - a member of a zip archive, read in place and unpacked on the way.
 *
 * Nothing is unpacked to disk or as a whole: a member is a run of bytes of the archive
 * that goes through inflate piece by piece, so memory does not grow with what it
 * unpacks to. What the directory says of it is checked at its end.
 *
 * Source: APPNOTE.TXT of PKWARE, section 4.4; RFC 1951.
 */
#ifndef INPUT_MEMBER_H
#define INPUT_MEMBER_H

#include "base/zip_directory.h"
#include "os/file.h"

/* Where a member is; all of it lives as long as the list of sources. */
struct member {
    const char *archive;    /* path of the zip file */
    struct zip_entry entry; /* record is empty */
};

/* What hinders reading a member, from its entry alone; NULL: nothing. */
const char *member_refusal(const struct zip_entry *e);

/* An open archive as its directory is read; `f` is borrowed. */
struct zip_file member_archive(const struct file *f);

/* A member while it is read; used by one thread at a time. */
struct unpacking;

/*
 * Find the data in the open archive. ST_FORMAT when they are not where the directory
 * says, ST_IO, ST_NOMEM; the diag speaks of the archive.
 */
NODISCARD enum status unpacking_open(struct unpacking **out, const struct member *m,
                                     const struct file *archive, struct diag *diag);
void unpacking_close(struct unpacking *u); /* NULL is allowed */

/*
 * Up to `n` bytes of the contents; *got == 0 is the end. Damage is ST_FORMAT with the
 * reason alone in the diag; what came before it has been handed out by then.
 */
NODISCARD enum status unpacking_read(struct unpacking *u, void *to, size_t n,
                                     size_t *got, struct diag *diag);

/* Packed bytes read so far. */
uint64_t unpacking_bytes_in(const struct unpacking *u);

#endif
