/*
 * json_scan_kernel.c - a scanner, compiled for one kind of processor: JSON_SCAN_NAME.
 *
 * Two steps for every run of blocks. First 64 bytes at a time are compared with the
 * characters that matter, which gives one word a character and block; this differs
 * between processors. Then the equations are computed for eight blocks at once, a block
 * a lane; the compiler knows how. What leaves a lane on the left enters the next one.
 */
#include "base/base.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "text/json_scan_kernel.h"

/* Lanes fill a register. */
#if defined(__AVX512BW__)
#define LANES 8
#elif defined(__AVX2__)
#define LANES 4
#else
#define LANES 2
#endif

enum { RUN = 32 /* blocks between the two steps; a multiple of LANES */ };

/* Where each character stands, by block; `quote` without the escaped ones. */
struct chars {
    _Alignas(64) uint64_t quote[RUN], backslash[RUN], escaped[RUN], colon[RUN];
    _Alignas(64) uint64_t comma[RUN], open[RUN], close[RUN], newline[RUN], blank[RUN];
    _Alignas(64) uint64_t control[RUN];
};

struct masks {
    uint64_t quote, backslash, colon, comma, open, close, newline, blank, control;
};

/* ---- first step: compare ---------------------------------------------- */

/* What the ways to compare have in common; `x` is 64 bytes, whatever that is. */
#define classify_rest(x, m)                \
    do {                                   \
        (m)->quote = equal((x), '"');      \
        (m)->backslash = equal((x), '\\'); \
        (m)->colon = equal((x), ':');      \
        (m)->comma = equal((x), ',');      \
        (m)->open = equal((x), '{');       \
        (m)->close = equal((x), '}');      \
        (m)->newline = equal((x), '\n');   \
        (m)->blank = equal((x), ' ');      \
    } while (0)

#if defined(__AVX512BW__)

static inline uint64_t equal(__m512i x, char c)
{
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c));
}

static inline void classify(const char *p, struct masks *m)
{
    __m512i x = _mm512_loadu_si512(p);

    m->control = _mm512_cmplt_epu8_mask(x, _mm512_set1_epi8(' '));
    classify_rest(x, m);
}

static inline __mmask64 equal_at(__mmask64 bits, const char *p, char c)
{
    return _mm512_mask_cmpeq_epi8_mask(bits, _mm512_loadu_si512(p),
                                       _mm512_set1_epi8(c));
}

/* The keys at the bits of `keys` that may be one of the names. */
static inline uint64_t sift(const char *p, uint64_t keys,
                            const struct json_probes *probes)
{
    __mmask64 found = 0;

    for (size_t i = 0; i < probes->n; i++) {
        const struct json_probe *probe = &probes->probe[i];
        __mmask64 bits = equal_at(keys, p + 1 + probe->length, '"');

        bits = equal_at(bits, p + probe->length, probe->last);
        found |= equal_at(bits, p + 1, probe->first);
    }
    return found;
}

#elif defined(__AVX2__)

struct bytes {
    __m256i low, high;
};

static inline uint64_t bits(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t equal(struct bytes x, char c)
{
    __m256i all = _mm256_set1_epi8(c);

    return bits(_mm256_cmpeq_epi8(x.low, all), _mm256_cmpeq_epi8(x.high, all));
}

static inline void classify(const char *p, struct masks *m)
{
    __m256i most = _mm256_set1_epi8(0x1f);
    struct bytes x, cut;

    memcpy(&x, p, sizeof x);
    cut.low = _mm256_max_epu8(x.low, most);
    cut.high = _mm256_max_epu8(x.high, most);
    m->control = equal(cut, 0x1f);
    classify_rest(x, m);
}

static inline uint64_t equal_at(const char *p, char c)
{
    struct bytes x;

    memcpy(&x, p, sizeof x);
    return equal(x, c);
}

/* The keys at the bits of `keys` that may be one of the names. */
static inline uint64_t sift(const char *p, uint64_t keys,
                            const struct json_probes *probes)
{
    uint64_t found = 0;

    for (size_t i = 0; i < probes->n; i++) {
        const struct json_probe *probe = &probes->probe[i];

        found |= equal_at(p + 1 + probe->length, '"') & equal_at(p + 1, probe->first);
    }
    return keys & found;
}

#elif defined(__SSE2__)

struct bytes {
    __m128i v[4];
};

static inline uint64_t equal(struct bytes x, char c)
{
    __m128i all = _mm_set1_epi8(c);
    uint64_t bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x.v[i], all))
                << 16 * i;
    return bits;
}

static inline void classify(const char *p, struct masks *m)
{
    __m128i most = _mm_set1_epi8(0x1f);
    struct bytes x, cut;

    memcpy(&x, p, sizeof x);
    for (unsigned i = 0; i < 4; i++)
        cut.v[i] = _mm_max_epu8(x.v[i], most);
    m->control = equal(cut, 0x1f);
    classify_rest(x, m);
}

#else

static inline uint64_t equal(const char *x, char c)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < JSON_BLOCK; i++)
        bits |= (uint64_t)(x[i] == c) << i;
    return bits;
}

static inline void classify(const char *p, struct masks *m)
{
    const char *x = p;

    m->control = 0;
    for (unsigned i = 0; i < JSON_BLOCK; i++)
        m->control |= (uint64_t)((unsigned char)x[i] < 0x20) << i;
    classify_rest(x, m);
}

#endif

#if !defined(__AVX2__)

/* The keys at the bits of `keys` that may be one of the names: no faster here than
 * later. */
static inline uint64_t sift(const char *p UNUSED, uint64_t keys,
                            const struct json_probes *probes UNUSED)
{
    return keys;
}

#endif

/*
 * A run of backslashes escapes what follows it when its length is odd. Subtracting the
 * starts of runs from the odd bits makes a borrow run through each and leaves a trace
 * of where it ends. (The method is that of simdjson.)
 */
static inline uint64_t find_escaped(uint64_t backslash, uint64_t *carry)
{
    const uint64_t odd = 0xaaaaaaaaaaaaaaaau;
    uint64_t starts = backslash & ~*carry;
    uint64_t trace = (((starts << 1) | odd) - starts) ^ odd;
    uint64_t escaped = trace ^ (backslash | *carry);

    *carry = (trace & backslash) >> 63;
    return escaped;
}

static void classify_run(const char *p, size_t n, uint64_t *escape, struct chars *c)
{
    for (size_t i = 0; i < n; i++) {
        struct masks m;

        classify(p + i * JSON_BLOCK, &m);
        c->escaped[i] = find_escaped(m.backslash, escape);
        c->quote[i] = m.quote & ~c->escaped[i];
        c->escaped[i] &= ~(m.quote | m.backslash);
        c->backslash[i] = m.backslash;
        c->colon[i] = m.colon;
        c->comma[i] = m.comma;
        c->open[i] = m.open;
        c->close[i] = m.close;
        c->newline[i] = m.newline;
        c->blank[i] = m.blank;
        c->control[i] = m.control;
    }
}

/* ---- second step: the equations --------------------------------------- */

typedef uint64_t words __attribute__((vector_size(LANES * sizeof(uint64_t))));

/* What the next blocks need to know: the last lane of these words counts. */
struct carry {
    words token, string_end, mark, blank_mark, brace, line;
    uint64_t in_string, in_value; /* all bits or none */
};

#define LOAD(array) (*(const words *)(const void *)(array))

/* The lanes of `x` moved to the right by k, with the last lanes of `before` first. */
#if LANES == 8
#define LANES_MOVE(before, x, k)                                                 \
    __builtin_shufflevector((before), (x), 8 - (k), 9 - (k), 10 - (k), 11 - (k), \
                            12 - (k), 13 - (k), 14 - (k), 15 - (k))
#elif LANES == 4
#define LANES_MOVE(before, x, k) \
    __builtin_shufflevector((before), (x), 4 - (k), 5 - (k), 6 - (k), 7 - (k))
#else
#define LANES_MOVE(before, x, k) \
    __builtin_shufflevector((before), (x), 2 - (k), 3 - (k))
#endif

/* Every bit of `x` moved to the next byte; `before` is that of the lanes before.
 */
#define NEXT(before, x) ((x) << 1 | LANES_MOVE((before), (x), 1) >> 63)

/*
 * Turn `x` into its sums modulo 2 from the left, over all lanes: first within each,
 * then the sums of whole lanes are added to those behind them.
 */
static inline void sum_up(words *x, uint64_t *carry)
{
    const words zero = { 0 };
    words s = *x, lane;

    s ^= s << 1;
    s ^= s << 2;
    s ^= s << 4;
    s ^= s << 8;
    s ^= s << 16;
    s ^= s << 32;
    lane = s >> 63;
    lane ^= LANES_MOVE(zero, lane, 1);
#if LANES > 2
    lane ^= LANES_MOVE(zero, lane, 2);
#endif
#if LANES > 4
    lane ^= LANES_MOVE(zero, lane, 4);
#endif
    s ^= -LANES_MOVE(zero, lane, 1) ^ *carry;
    *carry = -(s[LANES - 1] >> 63);
    *x = s;
}

/* The words whose bits need a look at single bytes, and what the scanner tells. */
struct findings {
    words starts, escapes, keys, lines, bad;
};

static inline void solve(const struct chars *c, size_t i, struct carry *carry,
                         struct findings *f)
{
    words quote = LOAD(c->quote + i), in_string = quote, outside, in_value, ends;
    words opening, closing, colon, comma, open, close, line, blank, token, next_token;
    words mark, blank_mark, bad;

    sum_up(&in_string, &carry->in_string);
    outside = ~in_string;
    colon = LOAD(c->colon + i) & outside;
    comma = LOAD(c->comma + i) & outside;
    close = LOAD(c->close + i) & outside;
    open = LOAD(c->open + i) & outside;
    line = LOAD(c->newline + i) & outside;
    blank = LOAD(c->blank + i) & outside;
    ends = colon | comma | close;
    in_value = ends;
    sum_up(&in_value, &carry->in_value);
    opening = quote & in_string;
    closing = quote & outside;
    token = outside & ~(closing | ends | open | line | blank);
    next_token = NEXT(carry->token, token);
    f->starts = token & ~next_token;
    mark = colon | comma | open;
    bad = ends ^ (NEXT(carry->string_end, closing) | (next_token & ~token));
    carry->string_end = closing;
    carry->token = token;
    closing = NEXT(carry->mark, mark);
    carry->mark = mark;
    blank_mark = closing & blank;
    bad |= (opening | f->starts) ^
           ((closing & ~blank) | NEXT(carry->blank_mark, blank_mark));
    carry->blank_mark = blank_mark;
    bad |= (ends & (colon ^ in_value));
    bad |= line ^ NEXT(carry->brace, close);
    carry->brace = close;
    bad |= open ^ NEXT(carry->line, line);
    carry->line = line;
    bad |= (LOAD(c->control + i) | (LOAD(c->backslash + i) & ~in_value)) & in_string;
    bad |= f->starts & ~in_value;
    f->escapes = LOAD(c->escaped + i);
    f->keys = opening & ~in_value;
    f->lines = line;
    f->bad = bad;
}

static inline bool is_any(const words *x)
{
    uint64_t any = 0;

    for (unsigned i = 0; i < LANES; i++)
        any |= (*x)[i];
    return any != 0;
}

/* Look at the bytes of tokens and rare escapes. */
static void look(const char *p, size_t n, struct findings *f)
{
    for (size_t i = 0; i < n; i++) {
        f->bad[i] |= json_scan_bad_tokens(p + i * JSON_BLOCK, f->starts[i]);
        f->bad[i] |= json_scan_bad_escapes(p + i * JSON_BLOCK, f->escapes[i]);
    }
}

/* What is known of some blocks in the middle of a run. */
struct words_in {
    const struct chars *chars;
    size_t first; /* place of the first block */
    const struct json_probes *probes;
};

/* As many blocks as there are lanes, at `p`. */
static inline size_t scan_lanes(const char *p, size_t n, const struct words_in *in,
                                struct carry *carry, struct json_block *out)
{
    struct findings f;
    words special;

    solve(in->chars, in->first, carry, &f);
    special = f.starts | f.escapes;
    if (is_any(&special))
        look(p, n, &f);
    for (size_t k = 0; k < n; k++)
        out[k] = (struct json_block){ f.keys[k], f.lines[k], f.bad[k] };
    for (size_t k = 0; in->probes->n && k < n; k++)
        out[k].keys = sift(p + k * JSON_BLOCK, out[k].keys, in->probes);
    if (!is_any(&f.bad))
        return n;
    for (size_t k = 0; k < n; k++)
        if (f.bad[k])
            return k + 1;
    return n;
}

static struct carry carry_of(const struct json_scan_state *s)
{
    struct carry c = { .in_string = s->in_string, .in_value = s->in_value };

    c.token[LANES - 1] = s->token << 63;
    c.string_end[LANES - 1] = s->after_string << 63;
    c.mark[LANES - 1] = s->after_mark << 63;
    c.blank_mark[LANES - 1] = s->after_blank << 63;
    c.brace[LANES - 1] = s->after_brace << 63;
    c.line[LANES - 1] = s->after_line << 63;
    return c;
}

static void keep_carry(const struct carry *c, uint64_t escape,
                       struct json_scan_state *s)
{
    *s = (struct json_scan_state){ .in_string = c->in_string,
                                   .in_value = c->in_value,
                                   .escaped = escape,
                                   .token = c->token[LANES - 1] >> 63,
                                   .after_string = c->string_end[LANES - 1] >> 63,
                                   .after_mark = c->mark[LANES - 1] >> 63,
                                   .after_blank = c->blank_mark[LANES - 1] >> 63,
                                   .after_brace = c->brace[LANES - 1] >> 63,
                                   .after_line = c->line[LANES - 1] >> 63 };
}

size_t JSON_SCAN_NAME(const char *p, size_t n, const struct json_probes *probes,
                      struct json_scan_state *state, struct json_block *out)
{
    struct carry carry = carry_of(state);
    uint64_t escape = state->escaped;
    struct chars c;
    size_t done = 0;
    bool is_bad = false;

    while (done < n && !is_bad) {
        size_t run = n - done < RUN ? n - done : RUN;

        classify_run(p + done * JSON_BLOCK, run, &escape, &c);
        for (size_t i = 0; i < run && !is_bad; i += LANES) {
            size_t lanes = run - i < LANES ? run - i : LANES;
            const struct words_in in = { &c, i, probes };
            size_t k =
                scan_lanes(p + done * JSON_BLOCK, lanes, &in, &carry, out + done);

            done += k;
            is_bad = k < lanes || out[done - 1].bad;
        }
    }
    keep_carry(&carry, escape, state);
    return done;
}
