/*
 * ip_set.h - many networks, searched for the narrowest that holds an address.
 *
 * One hash look-up for each different prefix length, the longest first: the number of
 * networks does not matter. Filled once, then shared by threads.
 */
#ifndef FUNC_IP_SET_H
#define FUNC_IP_SET_H

#include "base/hash.h"
#include "func/ip.h"

struct ip_set {
    struct map map;     /* key: family, bits, masked address */
    bool has_bits[129]; /* is there a network of that length? */
};

void ip_set_init(struct ip_set *s, struct arena *arena);

/*
 * Add a network with a number; a network that is there gets the new number. False when
 * memory ran out.
 */
NODISCARD bool ip_set_add(struct ip_set *s, const struct ip_net *net, uint32_t number);

/* The number of exactly this network; false when it was not added. */
bool ip_set_get(const struct ip_set *s, const struct ip_net *net, uint32_t *number);

/* The number of the narrowest network that holds `ip`; false when none does. */
bool ip_set_find(const struct ip_set *s, const struct ip *ip, uint32_t *number);

#endif
