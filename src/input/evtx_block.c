#include "base/base.h"

#include <isa-l/crc.h>

#include "input/evtx_block.h"
#include "input/evtx_reader.h"

enum { SIZE_MIN = EVTX_RECORD_HEADER + 4 };

static const uint8_t record_magic[4] = { '*', '*', 0, 0 };

static bool is_zero(const uint8_t *p, size_t n)
{
    return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

enum evtx_block_fate evtx_block_open(struct evtx_block *b, struct str bytes,
                                     bool is_dirty)
{
    uint32_t free_space;

    *b = (struct evtx_block){ .p = (const uint8_t *)bytes.p,
                              .n = bytes.n,
                              .end = bytes.n,
                              .is_dirty = is_dirty };
    if (is_zero(b->p, b->n))
        return EVTX_BLOCK_EMPTY;
    if (b->n < EVTX_BLOCK_HEADER || memcmp(b->p, "ElfChnk", 8) != 0)
        return EVTX_BLOCK_BAD;
    free_space = evtx_get32(b->p + 48);
    if (free_space >= EVTX_BLOCK_HEADER && free_space < b->n)
        b->end = free_space;
    return EVTX_BLOCK_GOOD;
}

/* Is there a whole record at `at`? Its size stands at both ends. */
static bool is_record(const struct evtx_block *b, size_t at, size_t end)
{
    uint32_t size;

    if (at > end || end - at < SIZE_MIN || memcmp(b->p + at, record_magic, 4) != 0)
        return false;
    size = evtx_get32(b->p + at + 4);
    return size >= SIZE_MIN && size <= end - at &&
           evtx_get32(b->p + at + size - 4) == size;
}

static void take_record(const struct evtx_block *b, size_t *at, struct evtx_record *out)
{
    uint32_t size = evtx_get32(b->p + *at + 4);

    *out = (struct evtx_record){ .at = *at,
                                 .from = *at + EVTX_RECORD_HEADER,
                                 .to = *at + size - 4,
                                 .id = evtx_get64(b->p + *at + 8) };
    *at += size;
}

/* Where the next record behind `at` starts, or the end. */
static size_t resume(const struct evtx_block *b, size_t at)
{
    while (++at < b->end) {
        const uint8_t *p = memchr(b->p + at, record_magic[0], b->end - at);

        if (!p)
            break;
        at = (size_t)(p - b->p);
        if (is_record(b, at, b->end))
            return at;
    }
    return b->end;
}

/* The id of the last whole record before `at`, counted from the start; 0: none. */
static uint64_t last_id(const struct evtx_block *b, size_t at)
{
    size_t from = EVTX_BLOCK_HEADER;
    struct evtx_record record = { 0 };

    while (from < at && is_record(b, from, b->n))
        take_record(b, &from, &record);
    return from == at ? record.id : 0;
}

/* Behind the end that the header tells: written since, or left over? */
static enum evtx_record_fate read_on(const struct evtx_block *b, size_t *at,
                                     struct evtx_record *out)
{
    uint64_t before;

    if (!b->is_dirty || !is_record(b, *at, b->n))
        return EVTX_RECORD_END;
    before = last_id(b, *at);
    take_record(b, at, out);
    return before && out->id == before + 1 ? EVTX_RECORD_GOOD : EVTX_RECORD_END;
}

enum evtx_record_fate evtx_record_next(const struct evtx_block *b, size_t *at,
                                       struct evtx_record *out)
{
    if (*at >= b->end)
        return read_on(b, at, out);
    if (is_record(b, *at, b->end)) {
        take_record(b, at, out);
        return EVTX_RECORD_GOOD;
    }
    out->at = *at;
    *at = resume(b, *at);
    return EVTX_RECORD_BAD;
}

static uint32_t crc32(uint32_t before, const char *p, size_t n)
{
    return crc32_gzip_refl(before, (const unsigned char *)p, n);
}

static uint32_t word(struct str s, size_t at)
{
    return evtx_get32((const uint8_t *)s.p + at);
}

bool evtx_header_sum_holds(struct str head)
{
    if (head.n < 128 || memcmp(head.p, "ElfFile", 8) != 0)
        return true;
    return word(head, 124) == 0 || crc32(0, head.p, 120) == word(head, 124);
}

bool evtx_block_sums_hold(struct str bytes)
{
    uint32_t free_space, sum;

    if (bytes.n < EVTX_BLOCK_HEADER || memcmp(bytes.p, "ElfChnk", 8) != 0)
        return true;
    sum = crc32(crc32(0, bytes.p, 120), bytes.p + 128, EVTX_BLOCK_HEADER - 128);
    if (word(bytes, 124) && sum != word(bytes, 124))
        return false;
    free_space = word(bytes, 48);
    if (word(bytes, 52) == 0 || free_space < EVTX_BLOCK_HEADER || free_space > bytes.n)
        return true;
    sum = crc32(0, bytes.p + EVTX_BLOCK_HEADER, free_space - EVTX_BLOCK_HEADER);
    return sum == word(bytes, 52);
}
