#include "base/base.h"

#include "input/json_flat.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* What the list of a record's fields may take, when somebody asks for it. */
enum { REST_BYTES = 2048, REST_BYTES_A_BYTE = 32 };

/* Rows that needed spare fields before these are looked for at once. */
enum { MISSES_MAX = 4 };

struct flat {
    const struct json_job *job;
    const struct json_sieve *sieve;
    unsigned *misses;
    const char *end;  /* of the chunk */
    const char *line; /* start of the record at hand */
    uint32_t row;     /* its place in the batch */
    uint32_t most;    /* rows in the batch when we are done */
    bool is_touched;  /* a cell of the row has been filled */
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
    if (end - p < 3 || *p != ':')
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

/*
 * The next key of a record from *at on, NULL at the end. The scanner has seen that the
 * record is flat and right, and has no escapes in keys.
 */
static const char *next_key(const char **at, const char *end, size_t *n,
                            struct value *v)
{
    const char *quote = memchr(*at, '"', (size_t)(end - *at)), *behind;

    if (!quote)
        return NULL;
    behind = find_quote(quote + 1, end);
    *n = (size_t)(behind - quote - 1);
    *v = value_behind(behind + 1, end);
    *at = value_is_missing(*v) ? behind + 1 : v->p + v->n + (v->p[v->n] == '"');
    return quote + 1;
}

/*
 * The fields of a record whose columns are filled: what most queries never ask for.
 */
static void read_rest(struct batch *b, uint32_t i, struct str record)
{
    static const struct want everything = { .all = true };
    const struct json_job job = { .want = &everything, .batch = b };
    const char *at = record.p, *end = record.p + record.n, *key;
    struct json_build build;
    struct value v;
    size_t n;

    json_build_start(&build, &job, i);
    while ((key = next_key(&at, end, &n, &v))) {
        struct json_scalar s = { .path = { key, n },
                                 .path_is_view = true,
                                 .text = { v.p, v.n },
                                 .kind = kind_of(v) };

        json_build_list(&build, &s);
    }
}

/* The wanted name that the key at `key` is, or NULL; two bytes of it are known. */
static const struct json_wanted *find_name(const struct json_sieve *sieve,
                                           const char *key, size_t room)
{
    uint16_t first = sieve->filter[json_plan_filter(key)];
    const struct json_wanted *w;

    if (!first)
        return NULL;
    for (w = &sieve->by_bytes[first - 1];; w++) {
        if (w->name.n + 1 < room && key[w->name.n] == '"' &&
            bytes_same(key, w->name.p, w->name.n))
            return w;
        if (w->is_last)
            return NULL;
    }
}

/* ---- fields that few records need ------------------------------------------- */

/* Are all choices made, so that nobody looks at the spare fields of the row? */
static bool is_settled(const struct json_job *job, uint32_t row)
{
    const struct want *want = job->want;

    for (uint32_t i = 0; i < want->nchoices; i++) {
        const struct want_choice *c = &want->choice[i];

        if (value_is_missing(job->batch->col[c->own][row]) &&
            (c->first < 0 || !c->suffices(job->batch->col[c->first][row])))
            return false;
    }
    return true;
}

/* Go over the record again, for the names that were not looked out for. */
static void take_spares(struct flat *f, const char *newline)
{
    const struct json_sieve *all = &f->job->plan->all;
    const char *at = f->line, *key;
    struct value v;
    size_t n;

    while ((key = next_key(&at, newline, &n, &v))) {
        const struct json_wanted *w = find_name(all, key, (size_t)(f->end - key));
        struct value *cell = w ? &f->job->batch->col[w->slot][f->row] : NULL;

        if (cell && value_is_missing(*cell))
            *cell = v;
    }
    (*f->misses)++;
}

static bool knows_spares(const struct flat *f)
{
    return f->sieve == &f->job->plan->all;
}

/* ---- records ------------------------------------------------------------------ */

static void take_key(struct flat *f, const char *key)
{
    size_t room = (size_t)(f->end - key);
    const struct json_wanted *w = find_name(f->sieve, key, room);
    struct value *cell;

    if (!w)
        return;
    cell = &f->job->batch->col[w->slot][f->row];
    if (value_is_missing(*cell))
        *cell = value_behind(key + w->name.n + 1, f->end);
    f->is_touched = true;
}

/* The keys of a block whose opening quotes are the bits of `keys`. */
static void take_keys(struct flat *f, const char *block, uint64_t keys)
{
    for (; keys; keys &= keys - 1)
        take_key(f, block + __builtin_ctzll(keys) + 1);
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
    size_t length = (size_t)(newline - f->line);
    size_t rest = job->want->all ? REST_BYTES + length * REST_BYTES_A_BYTE : 0;

    if (b->promised + rest > b->arena.limit / 2)
        return false;
    b->promised += rest;
    if (!knows_spares(f) && !is_settled(job, f->row))
        take_spares(f, newline);
    (void)batch_add_row(b, job->chunk->ordinal + offset, 0);
    if (job->want->raw)
        b->raw[f->row] = (struct str){ f->line, length };
    if (job->want->all) {
        b->unread[f->row] = (struct str){ f->line, length };
        b->read_rest = read_rest;
    }
    f->row = b->nrows;
    f->line = newline + 1;
    f->is_touched = false;
    return f->row < f->most && (knows_spares(f) || *f->misses < MISSES_MAX);
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
static bool take_blocks(struct flat *f, const char *p, const struct json_blocks *b)
{
    for (uint64_t busy = b->busy; busy; busy &= busy - 1) {
        size_t i = (size_t)__builtin_ctzll(busy);
        const char *block = p + i * JSON_BLOCK;

        if (!(b->lines[i] | b->bad[i]))
            take_keys(f, block, b->keys[i]);
        else if (!take_border(f, block, b, i))
            return false;
    }
    return true;
}

static void start(struct flat *f, struct json_flat *flat, const char *line,
                  uint32_t most)
{
    const struct json_job *job = flat->job;
    bool look_at_all = job->want->nchoices == 0 || flat->misses >= MISSES_MAX;

    f->job = job;
    f->sieve = look_at_all ? &job->plan->all : &job->plan->usual;
    f->misses = &flat->misses;
    f->end = job->chunk->bytes.p + job->chunk->bytes.n;
    f->line = line;
    f->row = job->batch->nrows;
    f->most = f->row + most;
    f->is_touched = false;
}

uint32_t json_flat_add(struct json_flat *flat, size_t *pos, uint32_t most)
{
    const struct json_job *job = flat->job;
    const char *p = job->chunk->bytes.p + *pos;
    uint32_t before = job->batch->nrows, room = BATCH_ROWS - before;
    struct flat f;
    struct json_scan_state state = json_scan_start();
    struct json_blocks blocks;
    size_t run = flat->run ? flat->run : JSON_RUN, behind;

    start(&f, flat, p, most < room ? most : room);
    while (f.end - p >= JSON_BLOCK + JSON_SCAN_MARGIN) {
        size_t n = (size_t)(f.end - p - JSON_SCAN_MARGIN) / JSON_BLOCK;
        size_t done = flat->scanner->scan(p, n < run ? n : run, &f.sieve->probes,
                                          &state, &blocks);

        if (!take_blocks(&f, p, &blocks))
            break;
        p += done * JSON_BLOCK;
    }
    if (f.is_touched)
        json_build_undo(job, f.row);
    behind = (size_t)(f.line - job->chunk->bytes.p);
    job->stats->events += f.row - before;
    job->stats->bytes += behind - *pos;
    *pos = behind;
    return f.row - before;
}
