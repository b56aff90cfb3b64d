/*
 * roots_store.h - the user's imported roots: where they are, making and replacing them.
 */
#ifndef CLI_ROOTS_STORE_H
#define CLI_ROOTS_STORE_H

#include "base/buf.h"
#include "cli/console.h"
#include "signature/trust_import.h"

/*
 * Append the path of the index: COUNTERSIGN_STORE, else countersign/roots.idx below
 * XDG_DATA_HOME or ~/.local/share; nothing when none of these is set.
 */
void roots_store_path(struct buf *out);

/* Is there an index at that place? */
bool roots_store_exists(void);

/*
 * Finish the import and put its index in the place of the old one in one step: at
 * `path`, or at the usual place when it is NULL. Says on the console what it holds.
 */
NODISCARD enum status roots_store_replace(struct trust_import *im, const char *path,
                                          const struct console *console,
                                          struct diag *diag);

#endif
