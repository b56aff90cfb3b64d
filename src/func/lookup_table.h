/*
 * lookup_table.h - read the bytes of a lookup file, CSV or JSON, as a table.
 *
 * What begins with a bracket or brace is JSON. CSV: the first record names the columns;
 * blanks count. JSON: an array of objects, or an object of objects, whose keys are then
 * the column `key`; nested values have the names that parseJson() gives them. Lives in
 * the query's arena.
 */
#ifndef FUNC_LOOKUP_TABLE_H
#define FUNC_LOOKUP_TABLE_H

#include "func/func.h"

/* A table has at most so many rows and columns. */
enum { LOOKUP_ROWS_MAX = 10000000, LOOKUP_COLUMNS_MAX = 4096 };

/* Read the bytes of the file `name`, which live as long as the query. */
NODISCARD enum status lookup_table_read(struct arena *arena, struct str name,
                                        struct str bytes, struct func_table *out,
                                        struct diag *diag);

#endif
