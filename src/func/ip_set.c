#include "base/base.h"

#include "func/ip_set.h"

enum { KEY_BYTES = 18 };

static struct str make_key(char key[static KEY_BYTES], const struct ip *ip,
                           unsigned bits)
{
    struct ip masked = *ip;

    ip_mask(&masked, bits);
    key[0] = (char)ip->is_v4;
    key[1] = (char)bits;
    memcpy(key + 2, masked.byte, sizeof masked.byte);
    return (struct str){ key, KEY_BYTES };
}

void ip_set_init(struct ip_set *s, struct arena *arena)
{
    *s = (struct ip_set){ .has_bits = { false } };
    map_init(&s->map, arena);
}

bool ip_set_add(struct ip_set *s, const struct ip_net *net, uint32_t number)
{
    char key[KEY_BYTES];
    struct map_entry *e = map_put(&s->map, make_key(key, &net->ip, net->bits), number);

    if (!e)
        return false;
    e->value = number;
    s->has_bits[net->bits] = true;
    return true;
}

bool ip_set_get(const struct ip_set *s, const struct ip_net *net, uint32_t *number)
{
    char key[KEY_BYTES];
    const struct map_entry *e = map_find(&s->map, make_key(key, &net->ip, net->bits));

    if (e)
        *number = e->value;
    return e != NULL;
}

bool ip_set_find(const struct ip_set *s, const struct ip *ip, uint32_t *number)
{
    char key[KEY_BYTES];

    for (unsigned bits = 129; bits-- > 0;) {
        const struct map_entry *e;

        if (!s->has_bits[bits])
            continue;
        e = map_find(&s->map, make_key(key, ip, bits));
        if (e) {
            *number = e->value;
            return true;
        }
    }
    return false;
}
