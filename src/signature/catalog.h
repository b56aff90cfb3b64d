/*
 * catalog.h - catalogs as an index: which catalog lists the file with this digest?
 *
 * Members are found by the digest of a PE image, or of the whole file for others,
 * with SHA-1 or SHA-256. The index is filled once, then only read, by any thread. It
 * says where a digest is listed, not whether the catalog can be trusted: the verifier
 * judges the catalog's own signature with every file that it lists.
 *
 * A catalog is SignedData whose content is a CTL:
 *
 *     SEQUENCE { usage, list id, time, kind of members,
 *         SEQUENCE OF { OCTET STRING tag, SET OF attribute } }
 *
 * The tag is the digest, or in version 1 its digits as UTF-16; a member's attribute
 * SpcIndirectData holds the digest with its algorithm.
 */
#ifndef SIGNATURE_CATALOG_H
#define SIGNATURE_CATALOG_H

#include "signature/verify.h"

struct catalogs;

/* Are these the first bytes of a catalog? */
bool catalog_is_one(struct str head);

/* Heap; empty. */
NODISCARD enum status catalogs_new(struct catalogs **out, struct diag *diag);
void catalogs_free(struct catalogs *c); /* NULL is allowed */

/*
 * Add the members of the catalog in `der`, which is copied, under the name `path`.
 * ST_FORMAT: not a catalog, or broken; then nothing of it counts.
 */
NODISCARD enum status catalogs_add(struct catalogs *c, struct str path, struct str der,
                                   struct diag *diag);

/*
 * Add the catalogs of a file, or of a folder and what is below it; other files of a
 * folder are passed over, broken catalogs are counted.
 */
NODISCARD enum status catalogs_add_path(struct catalogs *c, const char *path,
                                        struct diag *diag);

/* How many catalogs, how many that could not be read, how many files they list. */
size_t catalogs_count(const struct catalogs *c);
size_t catalogs_skipped(const struct catalogs *c);
size_t catalogs_members(const struct catalogs *c);

/* verify_options.catalog_lookup; `index` is a struct catalogs. */
bool catalogs_find(const void *index, const struct digests *digests,
                   struct catalog_hit *out);

#endif
