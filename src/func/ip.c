#include "base/base.h"

#include <arpa/inet.h>

#include "func/ip.h"
#include "text/number.h"

static const uint8_t v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

bool ip_parse(struct str s, struct ip *out)
{
    char text[IP_TEXT_MAX];
    struct ip ip = { .is_v4 = false };

    if (s.n == 0 || s.n >= sizeof text || memchr(s.p, '\0', s.n))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    if (inet_pton(AF_INET, text, ip.byte + 12) == 1)
        memcpy(ip.byte, v4_prefix, sizeof v4_prefix);
    else if (inet_pton(AF_INET6, text, ip.byte) != 1)
        return false;
    ip.is_v4 = memcmp(ip.byte, v4_prefix, sizeof v4_prefix) == 0;
    *out = ip;
    return true;
}

void ip_mask(struct ip *ip, unsigned bits)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned kept = bits > 8 * i ? bits - 8 * i : 0;

        if (kept < 8)
            ip->byte[i] &= (uint8_t)(0xff00u >> kept);
    }
}

bool ip_net_parse(struct str s, struct ip_net *out)
{
    struct str rest = s;
    struct str address = str_cut(&rest, '/');
    unsigned longest;
    struct ip_net net;
    int64_t bits;

    if (!ip_parse(address, &net.ip))
        return false;
    /* `::ffff:1.2.3.0/120` counts as IPv6 does. */
    longest = net.ip.is_v4 && !memchr(address.p, ':', address.n) ? 32 : 128;
    bits = longest;
    if (rest.p && (!number_parse_int64(rest, &bits) || rest.p[0] == '+'))
        return false;
    if (bits < 0 || bits > longest)
        return false;
    net.bits = (unsigned)bits + 128 - longest;
    ip_mask(&net.ip, net.bits);
    *out = net;
    return true;
}

size_t ip_print(const struct ip *ip, char out[static IP_TEXT_MAX])
{
    const void *from = ip->is_v4 ? ip->byte + 12 : ip->byte;

    if (!inet_ntop(ip->is_v4 ? AF_INET : AF_INET6, from, out, IP_TEXT_MAX))
        return 0;
    return strlen(out);
}
