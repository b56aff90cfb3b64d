/*
 * folder.h - make folders.
 */
#ifndef OS_FOLDER_H
#define OS_FOLDER_H

#include "base/diag.h"

/* Make every folder that `path` names before its last '/', for this user alone. */
NODISCARD enum status folder_make_for(const char *path, struct diag *diag);

#endif
