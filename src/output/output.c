#include "base/base.h"

#include "output/output.h"

const struct output *output_find(const char *name)
{
    for (size_t i = 0; i < output_table_len; i++)
        if (strcmp(output_table[i]->name, name) == 0)
            return output_table[i];
    return NULL;
}
