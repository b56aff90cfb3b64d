/*
 * packs.h - the detections that a run uses, found and read.
 */
#ifndef CLI_PACKS_H
#define CLI_PACKS_H

#include "detect/pack.h"

enum { PACKS_MAX = 1000 };

struct loaded_pack {
    struct pack pack;
    struct str folder;     /* where pack.yaml lies */
    struct str query_path; /* of the query, for messages */
    struct str query;      /* its text */
};

struct packs {
    struct loaded_pack *v;
    size_t n, cap;
};

/*
 * Read every pack below `folder`, in path order, or the one that `folder` is. A pack
 * that cannot be read is an error: a hunt that silently leaves a detection out would
 * look clean. Everything lives in `arena`.
 */
NODISCARD enum status packs_add(struct packs *packs, const char *folder,
                                struct arena *arena, struct diag *diag);

/* Where the packs are when the user names none: installed, or of the source tree. */
NODISCARD enum status packs_default_folder(const char **folder, struct diag *diag);

#endif
