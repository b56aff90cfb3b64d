/*
 * test_changed.h - which packs differ from what is committed.
 */
#ifndef CLI_TEST_CHANGED_H
#define CLI_TEST_CHANGED_H

#include "base/diag.h"

/*
 * Does a file in `folder` differ from the commit `since` ("HEAD"), or is one there that
 * git does not know? ST_IO: there is no git, no repository or no such commit; the diag
 * says which.
 */
NODISCARD enum status test_changed(const char *folder, const char *since, bool *changed,
                                   struct diag *diag);

#endif
