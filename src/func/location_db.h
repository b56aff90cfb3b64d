/*
 * location_db.h - a MaxMind database: what is known of an address.
 *
 * A wrapper of libmaxminddb, which maps the file and checks what it reads. A database
 * may be asked by several threads. A record is a tree; a path is the names from its
 * root, up to NULL, digits for the elements of a list.
 *
 * Source: maxmind.github.io/MaxMind-DB.
 */
#ifndef FUNC_LOCATION_DB_H
#define FUNC_LOCATION_DB_H

#include "func/func.h"

struct location_db;

/* The record of an address. Lives as long as the database. */
struct location_record {
    const void *db; /* libmaxminddb's MMDB_entry_s */
    uint32_t offset;
};

/*
 * Heap; free with location_db_free(). ST_IO with the reason when the file is not there
 * or is no such database.
 */
NODISCARD enum status location_db_open(struct location_db **out, const char *path,
                                       struct diag *diag);
void location_db_free(struct location_db *db); /* NULL is allowed */

/* False when the text is no address, or nothing is known of it. */
bool location_db_find(const struct location_db *db, struct str address,
                      struct location_record *out);

/* A text or number of the record, in the batch's arena; missing when there is none. */
struct value location_record_get(const struct location_record *record,
                                 const char *const *path, struct func_run *run);

#endif
