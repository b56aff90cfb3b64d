/*
 * fn_communityId.c - communityId(): one name for both directions of a network flow.
 *
 * SHA-1 over seed, addresses, protocol and ports, the smaller end first, in base64
 * behind `1:`. For ICMP type and code stand for ports; a type that has an answer is
 * paired with it, a type without keeps its direction.
 *
 *     seed:2  address:4|16  address:4|16  protocol:1  0:1  [port:2  port:2]
 *
 * Source: github.com/corelight/community-id-spec, version 1.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/digest.h"
#include "func/ip.h"
#include "text/base64.h"

enum {
    SOURCE_IP,
    DESTINATION_IP,
    PROTO,
    AS,
    SOURCE_PORT,
    DESTINATION_PORT,
    ICMP_TYPE,
    ICMP_CODE,
    SEED
};
enum { ICMP = 1, TCP = 6, UDP = 17, ICMP6 = 58, SCTP = 132 };
enum { PORT_MAX = 65535, BYTES_MAX = 2 + 16 + 16 + 2 + 4 };

struct flow {
    struct ip from, to;
    int64_t proto;
    int64_t from_port, to_port;
    bool has_ports;
    bool is_one_way; /* never turned round */
};

static bool number_in(const struct func_call *call, size_t i, struct row row,
                      int64_t max, int64_t *out)
{
    return call->arg[i].given && value_integer(arg_value(call, i, row), out) &&
           *out >= 0 && *out <= max;
}

static bool read_proto(const struct func_call *call, struct row row,
                       struct func_run *run, int64_t *out)
{
    static const struct {
        struct str name;
        int64_t number;
    } names[] = {
        { { "icmp", 4 }, ICMP },       { { "tcp", 3 }, TCP },
        { { "udp", 3 }, UDP },         { { "icmp6", 5 }, ICMP6 },
        { { "ipv6-icmp", 9 }, ICMP6 }, { { "sctp", 4 }, SCTP },
    };
    struct str s;

    if (number_in(call, PROTO, row, 255, out))
        return true;
    if (!arg_text(call, PROTO, row, run, &s))
        return false;
    for (size_t i = 0; i < countof(names); i++)
        if (str_eq_nocase(s, names[i].name)) {
            *out = names[i].number;
            return true;
        }
    return false;
}

/* The type that answers `type`, or -1. */
static int64_t answer_of(int64_t proto, int64_t type)
{
    static const uint8_t v4[][2] = {
        { 8, 0 }, { 13, 14 }, { 15, 16 }, { 17, 18 }, { 10, 9 }
    };
    static const uint8_t v6[][2] = { { 128, 129 }, { 133, 134 }, { 135, 136 },
                                     { 130, 131 }, { 139, 140 }, { 144, 145 } };
    const uint8_t(*pair)[2] = proto == ICMP ? v4 : v6;
    size_t n = proto == ICMP ? countof(v4) : countof(v6);

    for (size_t i = 0; i < n; i++) {
        if (pair[i][0] == type)
            return pair[i][1];
        if (pair[i][1] == type)
            return pair[i][0];
    }
    return -1;
}

static bool read_ports(const struct func_call *call, struct row row, struct flow *f)
{
    int64_t code = 0;

    f->has_ports = f->proto == TCP || f->proto == UDP || f->proto == SCTP ||
                   f->proto == ICMP || f->proto == ICMP6;
    if (!f->has_ports)
        return true;
    if (f->proto != ICMP && f->proto != ICMP6)
        return number_in(call, SOURCE_PORT, row, PORT_MAX, &f->from_port) &&
               number_in(call, DESTINATION_PORT, row, PORT_MAX, &f->to_port);
    if (!number_in(call, ICMP_TYPE, row, 255, &f->from_port))
        return false;
    f->to_port = answer_of(f->proto, f->from_port);
    f->is_one_way = f->to_port < 0;
    if (f->is_one_way && !number_in(call, ICMP_CODE, row, 255, &code))
        return false;
    if (f->is_one_way)
        f->to_port = code;
    return true;
}

/* Does the flow begin at its larger end? */
static bool is_reversed(const struct flow *f)
{
    int order = memcmp(f->from.byte, f->to.byte, sizeof f->from.byte);

    if (f->is_one_way)
        return false;
    return order > 0 || (order == 0 && f->from_port > f->to_port);
}

static size_t put_u16(unsigned char *out, int64_t v)
{
    out[0] = (unsigned char)(v >> 8);
    out[1] = (unsigned char)v;
    return 2;
}

static size_t put_ip(unsigned char *out, const struct ip *ip)
{
    size_t n = ip->is_v4 ? 4 : 16;

    memcpy(out, ip->byte + sizeof ip->byte - n, n);
    return n;
}

static size_t write_flow(const struct flow *f, int64_t seed,
                         unsigned char out[static BYTES_MAX])
{
    bool reversed = is_reversed(f);
    size_t n = put_u16(out, seed);

    n += put_ip(out + n, reversed ? &f->to : &f->from);
    n += put_ip(out + n, reversed ? &f->from : &f->to);
    out[n++] = (unsigned char)f->proto;
    out[n++] = 0;
    if (!f->has_ports)
        return n;
    n += put_u16(out + n, reversed ? f->to_port : f->from_port);
    return n + put_u16(out + n, reversed ? f->from_port : f->to_port);
}

static struct value community_id_value(const struct func_call *call, struct row row,
                                       struct func_run *run)
{
    struct flow f = { .proto = 0 };
    unsigned char bytes[BYTES_MAX];
    unsigned char digest[SHA1_BYTES];
    struct str from;
    struct str to;
    struct buf b;

    if (!arg_text(call, SOURCE_IP, row, run, &from) || !ip_parse(from, &f.from) ||
        !arg_text(call, DESTINATION_IP, row, run, &to) || !ip_parse(to, &f.to) ||
        f.from.is_v4 != f.to.is_v4 || !read_proto(call, row, run, &f.proto) ||
        !read_ports(call, row, &f))
        return value_missing();
    if (!digest_sha1(bytes, write_flow(&f, call->arg[SEED].integer, bytes), digest))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, STR("1:"));
    base64_add(&b, (struct str){ (const char *)digest, sizeof digest });
    return buf_value(run, &b);
}

const struct func func_communityId = {
    .name = "communityId",
    .summary = "The Community ID of a network flow, the same for both directions.",
    .source = "library.humio.com/data-analysis/functions-communityid.html",
    .family = "network",
    .params =
        (const struct func_param[]){
            { .name = "sourceip", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "destinationip", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "proto",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED,
              .help = "field with a number, or tcp, udp, sctp, icmp, icmp6" },
            { .name = "as", .kind = PARAM_OUT, .def = "_community_id" },
            { .name = "sourceport", .kind = PARAM_FIELD },
            { .name = "destinationport", .kind = PARAM_FIELD },
            { .name = "icmptype", .kind = PARAM_FIELD },
            { .name = "icmpcode", .kind = PARAM_FIELD },
            { .name = "seed", .kind = PARAM_INT, .def = "0", .max = PORT_MAX },
            { .name = NULL },
        },
    .value = community_id_value,
    .examples =
        (const struct func_example[]){
            { .query =
                  "communityId(proto=p, sourceip=s, sourceport=sp, destinationip=d, "
                  "destinationport=dp, as=id) | select(id)",
              .input =
                  "{\"p\":\"tcp\",\"s\":\"128.232.110.120\",\"sp\":\"34855\",\"d\":"
                  "\"66.35.250.204\",\"dp\":\"80\"}",
              .output = "{\"id\":\"1:LQU9qZlK+B5F3KDmev6m5PMibrg=\"}" },
            { .query = NULL },
        },
};
