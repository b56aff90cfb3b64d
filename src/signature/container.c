#include "base/base.h"

#include "signature/container.h"

void found_skip(struct found *found, uint64_t offset, uint64_t size)
{
    size_t at = found->nskips;

    if (size == 0 || at >= CONTAINER_SKIPS_MAX)
        return;
    for (; at > 0 && found->skip[at - 1].offset > offset; at--)
        found->skip[at] = found->skip[at - 1];
    found->skip[at] = (struct byte_range){ offset, size };
    found->nskips++;
}

const struct container *container_for(const struct subject *s)
{
    const struct container *best = NULL;
    int most = 0;

    for (size_t i = 0; i < container_table_len; i++) {
        int bid = container_table[i]->bid(s);

        if (bid > most) {
            most = bid;
            best = container_table[i];
        }
    }
    return best;
}
