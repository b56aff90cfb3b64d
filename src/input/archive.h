/*
 * archive.h - zip archives among the files that a user named: one source a member.
 *
 * An archive is recognised by its first bytes. Members that a folder's walk would pass
 * over (empty, `_SUCCESS`, names that begin with a dot) are passed over as well, and so
 * is `__MACOSX/`; a member that cannot be read is noted. Private to input/.
 */
#ifndef INPUT_ARCHIVE_H
#define INPUT_ARCHIVE_H

#include "input/source_list.h"

/*
 * Add the members of the archive at `path`, a regular file. *is_archive is false, and
 * nothing was added, when it is something else or cannot be opened.
 */
NODISCARD enum status archive_collect(struct sources *s, const char *path,
                                      bool *is_archive, struct diag *diag);

/* Does a file that begins with `head` claim to be an archive? */
bool archive_begins(struct str head);

/* Would a walk pass over a file or folder of that name? */
bool archive_name_is_left_out(struct str name);

#endif
