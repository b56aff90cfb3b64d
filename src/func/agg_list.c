#include "base/base.h"

#include "func/agg_list.h"
#include "func/fn_count.h"
#include "func/row_product.h"

enum { STATE_ALIGN = 8 };

bool agg_list_init(struct agg_list *list, const struct func_arg *arg,
                   struct arena *arena)
{
    *list = (struct agg_list){ .n = arg->n };
    if (list->n == 0)
        return true;
    list->part = arena_new_array(arena, struct agg_part, list->n);
    if (!list->part) {
        list->n = 0;
        return false;
    }
    for (size_t i = 0; i < list->n; i++) {
        const struct func_call *call = arg->call[i];
        const struct aggregate *agg = call->func->aggregate;
        size_t size = agg->state_size ? agg->state_size(call) : agg->size;

        list->part[i] = (struct agg_part){ .call = call,
                                           .agg = agg,
                                           .offset = list->size,
                                           .is_plain_count = count_is_plain(call) };
        list->size += (size + STATE_ALIGN - 1) & ~(size_t)(STATE_ALIGN - 1);
    }
    return true;
}

bool agg_list_has_sequence(const struct func_arg *arg)
{
    for (size_t i = 0; i < arg->n; i++) {
        const struct func_call *call = arg->call[i];
        const struct func_param *param = call->func->params;

        if (call->func->flags & FUNC_SEQUENCE)
            return true;
        for (size_t k = 0; param && param[k].name; k++)
            if (param[k].kind == PARAM_AGGREGATES &&
                agg_list_has_sequence(&call->arg[k]))
                return true;
    }
    return false;
}

static void *state_at(void *states, size_t offset)
{
    return (unsigned char *)states + offset;
}

void agg_list_start(const struct agg_list *list, void *states, struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct agg_part *part = &list->part[i];

        if (part->agg->init)
            part->agg->init(part->call, state_at(states, part->offset), arena);
    }
}

void agg_list_add(const struct agg_list *list, void *states, struct row row,
                  struct func_run *run, struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct agg_part *part = &list->part[i];
        void *state = state_at(states, part->offset);

        if (part->is_plain_count)
            count_one(state);
        else
            part->agg->add(part->call, state, row, run, arena);
    }
}

static void add_each(const struct agg_part *part, void *state, struct batch *batch,
                     struct func_run *run, struct arena *arena)
{
    for (uint32_t j = 0; j < batch->nsel; j++)
        part->agg->add(part->call, state, (struct row){ batch, batch->sel[j] }, run,
                       arena);
}

void agg_list_add_batch(const struct agg_list *list, void *states, struct batch *batch,
                        struct func_run *run, struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct agg_part *part = &list->part[i];
        void *state = state_at(states, part->offset);

        if (part->agg->add_batch)
            part->agg->add_batch(part->call, state, batch, run, arena);
        else
            add_each(part, state, batch, run, arena);
    }
}

void agg_list_merge(const struct agg_list *list, void *into, void *from,
                    struct arena *arena)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct agg_part *part = &list->part[i];

        part->agg->merge(part->call, state_at(into, part->offset),
                         state_at(from, part->offset), arena);
    }
}

void agg_list_finish(const struct agg_list *list, void *states,
                     struct row_product *product)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct agg_part *part = &list->part[i];

        part->agg->finish(part->call, state_at(states, part->offset),
                          row_product_part(product));
    }
}
