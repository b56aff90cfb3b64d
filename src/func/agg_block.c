#include "base/base.h"

#include "func/agg_block.h"
#include "func/row_product.h"

void agg_block_init(struct agg_block *block, const struct func_arg *arg,
                    struct arena *arena)
{
    if (!agg_list_init(&block->list, arg, arena))
        return;
    block->states = arena_alloc(arena, block->list.size, 8);
    if (block->states)
        agg_list_start(&block->list, block->states, arena);
}

void agg_block_merge(struct agg_block *into, struct agg_block *from,
                     struct arena *arena)
{
    if (into->states && from->states)
        agg_list_merge(&into->list, into->states, from->states, arena);
}

void agg_block_finish(const struct agg_block *block, struct agg_rows *rows)
{
    struct row_product product;

    row_product_init(&product, rows);
    row_product_begin(&product);
    if (block->states)
        agg_list_finish(&block->list, block->states, &product);
    row_product_emit(&product);
    row_product_end(&product);
}
