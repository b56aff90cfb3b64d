/*
 * table.h - lookup files as tables, for match(), cidr() and readFile().
 *
 * What a file may look like stands in lookup_table.h. A cell that a row does not have
 * is missing. Tables live as the query.
 *
 * Source: cql-functions.md, match() and readFile().
 */
#ifndef FUNC_TABLE_H
#define FUNC_TABLE_H

#include "func/func.h"

/*
 * Read the file `name` through env->read_file. ST_FORMAT with the line when it is no
 * table, ST_IO when there is no such file.
 */
enum status table_load(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag);

/*
 * The table called `name`: one that defineTable() made, else a file. An ad-hoc table
 * has its rows only once the query runs (func->prepare).
 */
enum status table_find(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag);

/* The index of a column, or SIZE_MAX. */
size_t table_column(const struct func_table *table, struct str name);

#endif
