#include "base/base.h"

#include "base/arena.h"
#include "func/lookup_table.h"
#include "func/table.h"

enum status table_load(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag)
{
    struct func_table *table = arena_new(env->arena, struct func_table);
    struct str bytes = { NULL, 0 };

    if (!table)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(env->read_file(env, name, &bytes, diag));
    TRY(lookup_table_read(env->arena, name, bytes, table, diag));
    *out = table;
    return ST_OK;
}

enum status table_find(const struct func_env *env, struct str name,
                       const struct func_table **out, struct diag *diag)
{
    *out = env->table(env, name);
    return *out ? ST_OK : table_load(env, name, out, diag);
}

size_t table_column(const struct func_table *table, struct str name)
{
    for (size_t i = 0; i < table->ncolumns; i++)
        if (str_eq(table->column[i], name))
            return i;
    return SIZE_MAX;
}
