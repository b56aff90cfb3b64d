#include "base/base.h"

#include "input/json_flat.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

struct flat {
    const struct json_job *job;
    const struct json_plan *plan;
    const char *end;  /* of the chunk */
    const char *line; /* start of the record at hand */
    uint32_t row;     /* its place in the batch */
    uint32_t most;    /* rows in the batch when we are done */
    bool is_touched;  /* a cell of the row has been filled */
    bool keep_all;
    struct json_build build; /* used when all fields are kept */
};

/* First quote or backslash at or behind `p`, or `end`. */
static const char *find_quote(const char *p, const char *end)
{
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');

    for (; end - p >= 16; p += 16) {
        __m128i x, hit;
        int bits;

        memcpy(&x, p, sizeof x);
        hit = _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, backslash));
        bits = _mm_movemask_epi8(hit);
        if (bits)
            return p + __builtin_ctz((unsigned)bits);
    }
#endif
    while (p < end && *p != '"' && *p != '\\')
        p++;
    return p;
}

/* The string whose inside starts at `p`. */
static struct value string_value(const char *p, const char *end)
{
    struct value v = { .p = p, .kind = VALUE_STRING };
    const char *at = find_quote(p, end);

    while (at < end && *at == '\\') {
        v.kind = VALUE_ESCAPED;
        at = end - at > 2 ? find_quote(at + 2, end) : end;
    }
    v.n = (uint32_t)(at - p);
    return v;
}

/* A number, true or false; null is missing. */
static struct value token_value(const char *p, const char *end)
{
    struct value v = { .p = p, .kind = VALUE_STRING };
    const char *at = p;

    if (*p == 'n')
        return value_missing();
    while (at < end && *at != ',' && *at != '}')
        at++;
    v.n = (uint32_t)(at - p);
    return v;
}

/* The value behind the colon at `p`. Nothing is checked here but the end. */
static struct value value_behind(const char *p, const char *end)
{
    if (end - p < 4 || *p != ':')
        return value_missing();
    p += p[1] == ' ' ? 2 : 1;
    return *p == '"' ? string_value(p + 1, end) : token_value(p, end);
}

/* The kind of a value by its looks: the scanner has seen that it is one. */
static enum json_kind kind_of(struct value v)
{
    if (value_is_missing(v))
        return JSON_NULL;
    return v.kind == VALUE_ESCAPED ? JSON_ESCAPED : JSON_PLAIN;
}

/* A field of a record whose fields are all kept. The scanner has no keys with escapes.
 */
static void take_field(struct flat *f, const char *key)
{
    const char *behind = find_quote(key, f->end);
    struct json_scalar s = { .path = { key, (size_t)(behind - key) },
                             .path_is_view = true };
    struct value v;

    if (behind == f->end)
        return;
    v = value_behind(behind + 1, f->end);
    s.kind = kind_of(v);
    s.text = (struct str){ v.p, v.n };
    json_build_take(&f->build, &s);
    f->is_touched = true;
}

/* A key that starts at `key` has two bytes of a wanted name: is it one? */
static void take_key(struct flat *f, const char *key, uint16_t first)
{
    const struct json_wanted *w = &f->plan->by_bytes[first - 1];
    size_t room = (size_t)(f->end - key);

    for (;; w++) {
        if (w->name.n + 1 < room && key[w->name.n] == '"' &&
            memcmp(key, w->name.p, w->name.n) == 0) {
            struct value *cell = &f->job->batch->col[w->slot][f->row];

            if (value_is_missing(*cell))
                *cell = value_behind(key + w->name.n + 1, f->end);
            f->is_touched = true;
            return;
        }
        if (w->is_last)
            return;
    }
}

/* The keys of a block whose opening quotes are the bits of `keys`. */
static void take_keys(struct flat *f, const char *block, uint64_t keys)
{
    const uint16_t *filter = f->plan->filter;

    for (; keys; keys &= keys - 1) {
        const char *key = block + __builtin_ctzll(keys) + 1;
        uint16_t first = filter[json_plan_filter(key)];

        if (f->keep_all)
            take_field(f, key);
        else if (first)
            take_key(f, key, first);
    }
}

/*
 * The record at hand is whole and ends before the line end at `newline`. False: it did
 * not fit, or nothing more should be put into the batch.
 */
static bool commit(struct flat *f, const char *newline)
{
    const struct json_job *job = f->job;
    struct batch *b = job->batch;
    uint64_t offset = (uint64_t)(f->line - job->chunk->bytes.p);

    if (b->arena.failed)
        return false;
    (void)batch_add_row(b, job->chunk->ordinal + offset, 0);
    if (job->want->raw)
        b->raw[f->row] = (struct str){ f->line, (size_t)(newline - f->line) };
    f->row = b->nrows;
    f->line = newline + 1;
    f->is_touched = false;
    if (f->row == f->most || b->arena.used > b->arena.limit / 2)
        return false;
    if (f->keep_all)
        json_build_start(&f->build, job, f->row);
    return true;
}

/* A block in which records end or something is odd; false: stop here. */
static bool take_border(struct flat *f, const char *block, const struct json_blocks *b,
                        size_t i)
{
    uint64_t good = b->bad[i] ? (b->bad[i] & -b->bad[i]) - 1 : UINT64_MAX;
    uint64_t lines = b->lines[i] & good, keys = b->keys[i] & good;

    for (; lines; lines &= lines - 1) {
        uint64_t before = (lines & -lines) - 1;

        take_keys(f, block, keys & before);
        keys &= ~before;
        if (!commit(f, block + __builtin_ctzll(lines)))
            return false;
    }
    take_keys(f, block, keys);
    return !b->bad[i];
}

/* Blocks in a row; false: stop here. */
static bool take_blocks(struct flat *f, const char *p, const struct json_blocks *b,
                        size_t n)
{
    for (size_t i = 0; i < n; i++, p += JSON_BLOCK) {
        if (b->lines[i] | b->bad[i]) {
            if (!take_border(f, p, b, i))
                return false;
        } else if (b->keys[i]) {
            take_keys(f, p, b->keys[i]);
        }
    }
    return true;
}

static void start(struct flat *f, const struct json_job *job, const char *line,
                  uint32_t most)
{
    f->job = job;
    f->plan = job->plan;
    f->end = job->chunk->bytes.p + job->chunk->bytes.n;
    f->line = line;
    f->row = job->batch->nrows;
    f->most = f->row + most;
    f->is_touched = false;
    f->keep_all = job->want->all;
    if (f->keep_all)
        json_build_start(&f->build, job, f->row);
}

uint32_t json_flat_add(const struct json_job *job, const struct json_scanner *scanner,
                       size_t *pos, uint32_t most)
{
    const char *p = job->chunk->bytes.p + *pos;
    uint32_t before = job->batch->nrows, room = BATCH_ROWS - before;
    struct flat f;
    struct json_scan_state state = json_scan_start();
    struct json_blocks blocks;
    size_t behind;

    start(&f, job, p, most < room ? most : room);
    while (f.end - p >= JSON_BLOCK + JSON_SCAN_MARGIN) {
        size_t n = (size_t)(f.end - p - JSON_SCAN_MARGIN) / JSON_BLOCK;
        size_t done = scanner->scan(p, n < JSON_RUN ? n : JSON_RUN, &f.plan->probes,
                                    &state, &blocks);

        if (!take_blocks(&f, p, &blocks, done))
            break;
        p += done * JSON_BLOCK;
    }
    if (f.is_touched)
        json_build_undo(job, f.row);
    job->batch->arena.failed = false; /* the record that failed is not in the batch */
    behind = (size_t)(f.line - job->chunk->bytes.p);
    job->stats->events += f.row - before;
    job->stats->bytes += behind - *pos;
    *pos = behind;
    return f.row - before;
}
