/*
 * lookup.h - the files that a query may read: lookup tables and saved queries.
 *
 * A query names a file by a relative name without `..`; it is looked for in the
 * folders that the user opened, in their order. A saved query `scope/pkg:name` is the
 * file scope/pkg/name.cql in a library. Nothing outside of these folders can be
 * reached, so a query from a stranger cannot read what it likes. (A link inside such a
 * folder is followed: the folder's owner made it.)
 */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "query/plan.h"

enum { LOOKUP_FOLDERS_MAX = 16, LOOKUP_FILE_BYTES = 256 << 20 };

struct lookup {
    struct str folder[LOOKUP_FOLDERS_MAX]; /* borrowed */
    size_t nfolders;
    struct str library[LOOKUP_FOLDERS_MAX]; /* likewise */
    size_t nlibraries;
};

/* Look in `folder` too; those beyond LOOKUP_FOLDERS_MAX are refused. */
NODISCARD enum status lookup_add(struct lookup *l, struct str folder,
                                 struct diag *diag);

/* Look for saved queries in `folder` first; same limit. */
NODISCARD enum status lookup_add_library(struct lookup *l, struct str folder,
                                         struct diag *diag);

/* Add the folders of an option that takes a list. */
NODISCARD enum status lookup_add_all(struct lookup *l, const char *const *folders,
                                     const char *const *libraries, struct diag *diag);

/* The folder of a file name: "queries/a.cql" gives "queries", "a.cql" gives ".". */
struct str lookup_folder_of(const char *path);

/*
 * The location databases that `options` has none of and that lie in the folders under
 * one of their usual names. The paths live in `arena`.
 */
NODISCARD enum status lookup_databases(const struct lookup *l, struct arena *arena,
                                       struct plan_options *options, struct diag *diag);

/* Set the handlers of `options`; `l` must live as long as the plan. */
void lookup_attach(struct lookup *l, struct plan_options *options);

#endif
