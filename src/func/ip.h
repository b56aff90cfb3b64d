/*
 * ip.h - addresses and networks of IPv4 and IPv6.
 *
 * An address is 16 bytes; IPv4 lies in the last four, behind the prefix ::ffff:0:0/96,
 * and text that spells an address so is an IPv4 address. The two families never match
 * each other: ::/0 holds no IPv4 address.
 */
#ifndef FUNC_IP_H
#define FUNC_IP_H

#include "base/str.h"

struct ip {
    uint8_t byte[16];
    bool is_v4;
};

/* A network: an address whose bits behind `bits` are 0. bits counts from byte[0]. */
struct ip_net {
    struct ip ip;
    unsigned bits; /* 96 to 128 for IPv4, 0 to 128 for IPv6 */
};

/* Read `1.2.3.4` or `fe80::1`, with nothing before or behind. */
NODISCARD bool ip_parse(struct str s, struct ip *out);

/* Read `address/bits`, or an address alone, which is a network of one. */
NODISCARD bool ip_net_parse(struct str s, struct ip_net *out);

/* Clear what is behind the first `bits` bits. */
void ip_mask(struct ip *ip, unsigned bits);

/* Length of the text of the longest address, with its NUL. */
enum { IP_TEXT_MAX = 46 };

/* Write the usual text and return its length. */
size_t ip_print(const struct ip *ip, char out[static IP_TEXT_MAX]);

#endif
