#include "base/base.h"

#include "asn1/ber.h"

enum { HEADER = 6, CONSTRUCTED_OCTETS = 0x24 };

/* Input, and output so far; sticky. */
struct ber {
    struct str rest;
    char *out;
    size_t n, cap;
    bool failed;
};

bool ber_is_indefinite(struct str bytes)
{
    return bytes.n >= 2 && (uint8_t)bytes.p[1] == 0x80;
}

/* An indefinite element takes four bytes at least, and grows by two. */
size_t ber_room(size_t n)
{
    return n <= SIZE_MAX / 2 - HEADER ? n + n / 2 + HEADER : 0;
}

static void add(struct ber *b, struct str bytes)
{
    if (b->failed || bytes.n > b->cap - b->n) {
        b->failed = true;
        return;
    }
    if (bytes.n)
        memcpy(b->out + b->n, bytes.p, bytes.n);
    b->n += bytes.n;
}

/* Leave room for identifier and length, to be filled when the contents are there. */
static size_t begin(struct ber *b, uint8_t tag)
{
    size_t at = b->n;

    add(b, (struct str){ "\0\x84\0\0\0\0", HEADER });
    if (!b->failed)
        b->out[at] = (char)tag;
    return at;
}

static void end(struct ber *b, size_t at)
{
    size_t length = b->n - at - HEADER;

    if (b->failed || length > UINT32_MAX) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < 4; i++)
        b->out[at + 2 + i] = (char)(length >> (8 * (3 - i)) & 0xFF);
}

/* The element of definite length that comes next; tag 0 and failed when it is broken.
 */
static struct der_item take_definite(struct ber *b)
{
    struct der_error error;
    struct der d = der_init(&error, b->rest);
    struct der_item item = der_next(&d);

    b->failed |= item.tag == 0;
    b->rest = d.rest;
    return item;
}

static bool at_end_mark(const struct ber *b)
{
    return b->rest.n >= 2 && b->rest.p[0] == 0 && b->rest.p[1] == 0;
}

static void rewrite(struct ber *b, unsigned depth, bool only_octets);

/* Everything up to the end mark, which is taken. */
static void rewrite_contents(struct ber *b, unsigned depth, bool only_octets)
{
    b->rest = str_slice(b->rest, 2, b->rest.n);
    while (!b->failed && !at_end_mark(b))
        rewrite(b, depth + 1, only_octets);
    b->rest = str_slice(b->rest, 2, b->rest.n);
}

/*
 * One element. With `only_octets` it is a piece of an OCTET STRING, of which only the
 * contents are wanted.
 */
static void rewrite(struct ber *b, unsigned depth, bool only_octets)
{
    uint8_t tag = b->rest.n ? (uint8_t)b->rest.p[0] : 0;
    size_t at = 0;

    if (b->rest.n < 2 || depth > DER_DEPTH_MAX || (tag & 0x1F) == 0x1F) {
        b->failed = true;
        return;
    }
    if (!ber_is_indefinite(b->rest)) {
        struct der_item item = take_definite(b);

        b->failed |= only_octets && item.tag != DER_OCTET_STRING;
        add(b, only_octets ? item.value : item.whole);
        return;
    }
    if (only_octets && tag != CONSTRUCTED_OCTETS)
        b->failed = true;
    if (!only_octets)
        at = begin(b, tag == CONSTRUCTED_OCTETS ? DER_OCTET_STRING : tag);
    rewrite_contents(b, depth, tag == CONSTRUCTED_OCTETS);
    if (!only_octets)
        end(b, at);
}

size_t ber_rewrite(struct str in, char *out, size_t *used)
{
    struct ber b = { .rest = in, .out = out, .cap = ber_room(in.n) };

    rewrite(&b, 0, false);
    *used = in.n - b.rest.n;
    return b.failed ? 0 : b.n;
}
