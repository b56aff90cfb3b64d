/*
 * json_scan_kernel.c - a scanner, compiled for one kind of processor: JSON_SCAN_NAME.
 *
 * Two steps for every run of blocks. First 64 bytes at a time are sorted into classes,
 * which gives one word a class and block; this differs between processors. Then the
 * equations are computed for several blocks at once, a block a lane; the compiler knows
 * how. What leaves a lane on the left enters the next one.
 */
#include "base/base.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "text/json_scan_kernel.h"

/* Lanes fill a register. */
#if defined(__AVX512VBMI__)
#define LANES 8
#elif defined(__AVX2__)
#define LANES 4
#else
#define LANES 2
#endif

/* The characters that matter. Of the control characters only '\n' can be right. */
enum { QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE, BLANK, CONTROL, CLASSES };

/* Where those of each class stand, by block. */
struct chars {
    _Alignas(64) uint64_t of[CLASSES][JSON_RUN];
};

/* ---- first step: sort into classes ------------------------------------- */

#if defined(__AVX512VBMI__)

#define EIGHT_CONTROLS 128, 128, 128, 128, 128, 128, 128, 128

/* For every character below 0x80 the bit of its class. */
static const _Alignas(64) uint8_t class_bit[128] = {
    EIGHT_CONTROLS,          EIGHT_CONTROLS,     EIGHT_CONTROLS,     EIGHT_CONTROLS,
    [' '] = 1 << BLANK,      ['"'] = 1 << QUOTE, [','] = 1 << COMMA, [':'] = 1 << COLON,
    ['\\'] = 1 << BACKSLASH, ['{'] = 1 << OPEN,  ['}'] = 1 << CLOSE
};
_Static_assert(1 << CONTROL == 128, "the first entries of the table");

/*
 * The words of the classes of a block: each byte becomes its class, of eight bytes at a
 * time the matrix of 8 x 8 bits is transposed, and bytes of one class are put together.
 */
static inline __m512i classify(const char *p, __m512i low, __m512i high)
{
    const __m512i turn =
        _mm512_broadcast_i32x4(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    const __m512i diagonal = _mm512_set1_epi64((int64_t)0x8040201008040201);
    const __m512i gather = _mm512_set_epi64(
        0x3f372f271f170f07, 0x3e362e261e160e06, 0x3d352d251d150d05, 0x3c342c241c140c04,
        0x3b332b231b130b03, 0x3a322a221a120a02, 0x3931292119110901, 0x3830282018100800);
    __m512i x = _mm512_shuffle_epi8(_mm512_loadu_si512(p), turn);
    __mmask64 is_ascii = _mm512_testn_epi8_mask(x, _mm512_set1_epi8((char)0x80));

    x = _mm512_maskz_permutex2var_epi8(is_ascii, low, x, high);
    x = _mm512_gf2p8affine_epi64_epi8(diagonal, x, 0);
    return _mm512_permutexvar_epi8(gather, x);
}

/* Two classes of eight blocks, from the even or the odd ones of four pairs of blocks.
 */
static inline void put_classes(const __m512i *pair, uint64_t of[][JSON_RUN], size_t i)
{
    __m512i a = _mm512_shuffle_i64x2(pair[0], pair[1], 0x88);
    __m512i b = _mm512_shuffle_i64x2(pair[0], pair[1], 0xdd);
    __m512i c = _mm512_shuffle_i64x2(pair[2], pair[3], 0x88);
    __m512i d = _mm512_shuffle_i64x2(pair[2], pair[3], 0xdd);

    _mm512_store_si512(&of[0][i], _mm512_shuffle_i64x2(a, c, 0x88));
    _mm512_store_si512(&of[2][i], _mm512_shuffle_i64x2(b, d, 0x88));
    _mm512_store_si512(&of[4][i], _mm512_shuffle_i64x2(a, c, 0xdd));
    _mm512_store_si512(&of[6][i], _mm512_shuffle_i64x2(b, d, 0xdd));
}

static void classify_run(const char *p, size_t n, struct chars *c)
{
    const __m512i low = _mm512_load_si512(class_bit);
    const __m512i high = _mm512_load_si512(class_bit + 64);

    for (size_t i = 0; i < n; i += LANES) {
        __m512i even[4], odd[4];

        for (size_t k = 0; k < LANES; k += 2) {
            /* Lanes behind the last block are filled with it: nobody looks there. */
            size_t at = i + k < n ? i + k : n - 1, next = at + 1 < n ? at + 1 : at;
            __m512i a = classify(p + at * JSON_BLOCK, low, high);
            __m512i b = classify(p + next * JSON_BLOCK, low, high);

            even[k / 2] = _mm512_unpacklo_epi64(a, b);
            odd[k / 2] = _mm512_unpackhi_epi64(a, b);
        }
        put_classes(even, c->of, i);
        put_classes(odd, c->of + 1, i);
    }
}

/* The bits of the names that have such characters in one place, for 64 keys. */
static inline __m512i look_up(const char *p, const __m512i *table)
{
    return _mm512_permutex2var_epi8(table[0], _mm512_loadu_si512(p), table[1]);
}

/* Leave out keys that are none of the names. */
static void sift(const char *p, size_t n, const struct json_probes *probes,
                 uint64_t *keys)
{
    __m512i table[JSON_PROBES][2];

    memcpy(table, probes->table, sizeof table);
    for (size_t i = 0; i < n; i++, p += JSON_BLOCK) {
        __m512i x = look_up(p + 1 + json_probe_place[0], table[0]);

        x = _mm512_and_si512(x, look_up(p + 1 + json_probe_place[1], table[1]));
        x = _mm512_and_si512(x, look_up(p + 1 + json_probe_place[2], table[2]));
        keys[i] &= _mm512_test_epi8_mask(x, x);
    }
}

#else

#if defined(__AVX2__)

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

static inline uint64_t below_blank(struct bytes x)
{
    const __m256i most = _mm256_set1_epi8(0x1f);

    return equal(
        (struct bytes){ _mm256_max_epu8(x.low, most), _mm256_max_epu8(x.high, most) },
        0x1f);
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

static inline uint64_t below_blank(struct bytes x)
{
    for (unsigned i = 0; i < 4; i++)
        x.v[i] = _mm_max_epu8(x.v[i], _mm_set1_epi8(0x1f));
    return equal(x, 0x1f);
}

#else

struct bytes {
    char v[JSON_BLOCK];
};

static inline uint64_t equal(struct bytes x, char c)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < JSON_BLOCK; i++)
        bits |= (uint64_t)(x.v[i] == c) << i;
    return bits;
}

static inline uint64_t below_blank(struct bytes x)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < JSON_BLOCK; i++)
        bits |= (uint64_t)((unsigned char)x.v[i] < ' ') << i;
    return bits;
}

#endif

static void classify_run(const char *p, size_t n, struct chars *c)
{
    static const char character[CONTROL] = {
        [QUOTE] = '"', [BACKSLASH] = '\\', [COLON] = ':', [COMMA] = ',',
        [OPEN] = '{',  [CLOSE] = '}',      [BLANK] = ' '
    };

    for (size_t i = 0; i < n; i++) {
        struct bytes x;

        memcpy(&x, p + i * JSON_BLOCK, sizeof x);
        for (unsigned k = 0; k < CONTROL; k++)
            c->of[k][i] = equal(x, character[k]);
        c->of[CONTROL][i] = below_blank(x);
    }
}

/* The keys at the bits of `keys` that may be one of the names. */
static inline uint64_t sift_block(const char *p, uint64_t keys,
                                  const struct json_probes *probes)
{
    uint64_t found = 0;

    for (; keys; keys &= keys - 1) {
        const char *key = p + __builtin_ctzll(keys) + 1;
        unsigned bits = UINT8_MAX;

        for (unsigned i = 0; i < JSON_PROBES; i++)
            bits &= probes->table[i][key[json_probe_place[i]] & 0x7f];
        if (bits)
            found |= keys & -keys;
    }
    return found;
}

/* Leave out keys that are none of the names. */
static void sift(const char *p, size_t n, const struct json_probes *probes,
                 uint64_t *keys)
{
    for (size_t i = 0; i < n; i++, p += JSON_BLOCK)
        keys[i] = sift_block(p, keys[i], probes);
}

#endif

/* ---- second step: the equations --------------------------------------- */

typedef uint64_t words __attribute__((vector_size(LANES * sizeof(uint64_t))));

/* What the next blocks need to know: the last lane of these words counts. */
struct carry {
    words token, string_end, mark, blank_mark, brace, line;
    uint64_t in_string, in_value; /* all bits or none */
    uint64_t escaped;             /* bit 0 */
};

#define LOAD(array) (*(const words *)(const void *)(array))

#define STORE(array, x) (*(words *)(void *)(array) = (x))

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
#if LANES == 8
#define NEXT(before, x) \
    ((words)_mm512_shldi_epi64((__m512i)(x), (__m512i)LANES_MOVE((before), (x), 1), 1))
#else
#define NEXT(before, x) ((x) << 1 | LANES_MOVE((before), (x), 1) >> 63)
#endif

/*
 * Turn `x` into its sums modulo 2 from the left, over all lanes: first within each,
 * then the sums of whole lanes are added to those behind them.
 */
#if LANES == 8

static inline void sum_up(words *x, uint64_t *carry)
{
    /* A carry-less product with 11…1 adds every bit to all on its left. */
    const __m512i ones = _mm512_set1_epi64(-1);
    __m512i even = _mm512_clmulepi64_epi128((__m512i)*x, ones, 0x00);
    __m512i odd = _mm512_clmulepi64_epi128((__m512i)*x, ones, 0x01);
    __m512i s = _mm512_unpacklo_epi64(even, odd);
    unsigned lanes = _mm512_movepi64_mask(s);

    lanes ^= lanes << 1;
    lanes ^= lanes << 2;
    lanes ^= lanes << 4;
    lanes = (lanes << 1 & 0x1fe) ^ ((unsigned)*carry & 0x1ff);
    *carry = -(uint64_t)(lanes >> 8);
    *x = (words)_mm512_mask_xor_epi64(s, (__mmask8)lanes, s, ones);
}

#else

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
    s ^= -LANES_MOVE(zero, lane, 1) ^ *carry;
    *carry = -(s[LANES - 1] >> 63);
    *x = s;
}

#endif

/* The lanes that are not 0, a bit each. */
static inline unsigned which(words x)
{
#if LANES == 8
    return _mm512_test_epi64_mask((__m512i)x, (__m512i)x);
#else
    unsigned bits = 0;

    for (unsigned i = 0; i < LANES; i++)
        bits |= (unsigned)(x[i] != 0) << i;
    return bits;
#endif
}

static inline bool is_any(words x)
{
    return which(x) != 0;
}

/*
 * A run of backslashes escapes what follows it when its length is odd. Subtracting the
 * starts of runs from the odd bits makes a borrow run through each and leaves a trace
 * of where it ends. (The method is that of simdjson.) Bit 0 of each lane of `before`
 * says that the lane starts behind such a run; `behind` says so of the next lane.
 */
static inline words escaped_by(words backslash, words before, words *behind)
{
    const words odd = (words){ 0 } + 0xaaaaaaaaaaaaaaaau;
    words starts = backslash & ~before;
    words trace = (((starts << 1) | odd) - starts) ^ odd;

    *behind = (trace & backslash) >> 63;
    return trace ^ (backslash | before);
}

/*
 * The bytes that backslashes escape. What a lane hands on depends on what it was handed
 * only if it is nothing but backslashes: then lane by lane.
 */
static inline words find_escaped(words backslash, uint64_t *carry)
{
    words before = { 0 }, behind, escaped;

    before[LANES - 1] = *carry;
    if (!is_any(backslash | before))
        return before;
    (void)escaped_by(backslash, LANES_MOVE(before, (words){ 0 }, 1), &behind);
    for (unsigned i = 1; is_any((words)(backslash == UINT64_MAX)) && i < LANES; i++)
        (void)escaped_by(backslash, LANES_MOVE(before, behind, 1), &behind);
    escaped = escaped_by(backslash, LANES_MOVE(before, behind, 1), &behind);
    *carry = behind[LANES - 1];
    return escaped;
}

/* The words whose bits need a look at single bytes, and what the scanner tells. */
struct findings {
    words starts, escapes, keys, lines, bad;
};

static inline void solve(const struct chars *c, size_t i, struct carry *carry,
                         struct findings *f)
{
    words backslash = LOAD(&c->of[BACKSLASH][i]);
    words escaped = find_escaped(backslash, &carry->escaped);
    words quotes = LOAD(&c->of[QUOTE][i]), quote = quotes & ~escaped;
    words control = LOAD(&c->of[CONTROL][i]), in_string = quote, outside, in_value;
    words opening, closing, colon, comma, open, close, line, blank, token, next_token;
    words mark, blank_mark, ends, bad;

    sum_up(&in_string, &carry->in_string);
    outside = ~in_string;
    colon = LOAD(&c->of[COLON][i]) & outside;
    comma = LOAD(&c->of[COMMA][i]) & outside;
    close = LOAD(&c->of[CLOSE][i]) & outside;
    open = LOAD(&c->of[OPEN][i]) & outside;
    line = control & outside;
    blank = LOAD(&c->of[BLANK][i]) & outside;
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
    bad |= (control | (backslash & ~in_value)) & in_string;
    bad |= f->starts & ~in_value;
    f->escapes = escaped & ~(quotes | backslash);
    f->keys = opening & ~in_value;
    f->lines = line;
    f->bad = bad;
}

/* Look at the bytes of tokens, line ends and rare escapes of a block. */
static inline uint64_t look(const char *p, uint64_t starts, uint64_t escapes,
                            uint64_t lines)
{
    uint64_t bad = 0;

    for (; lines; lines &= lines - 1)
        if (p[__builtin_ctzll(lines)] != '\n')
            bad |= lines & -lines;
    if (starts)
        bad |= json_scan_bad_tokens(p, starts);
    if (escapes)
        bad |= json_scan_bad_escapes(p, escapes);
    return bad;
}

/* As many blocks as there are lanes, at `p`; they are the `first` of the run and so on.
 */
static inline size_t scan_lanes(const char *p, size_t n, size_t first,
                                const struct chars *chars, struct carry *carry,
                                struct json_blocks *out)
{
    struct findings f;

    solve(chars, first, carry, &f);
    for (unsigned odd = which(f.starts | f.escapes | f.lines); odd; odd &= odd - 1) {
        size_t k = (size_t)__builtin_ctz(odd);

        if (k < n)
            f.bad[k] |= look(p + k * JSON_BLOCK, f.starts[k], f.escapes[k], f.lines[k]);
    }
    STORE(&out->keys[first], f.keys);
    STORE(&out->lines[first], f.lines);
    STORE(&out->bad[first], f.bad);
    if (!is_any(f.bad))
        return n;
    for (size_t k = 0; k < n; k++)
        if (f.bad[k])
            return k + 1;
    return n;
}

static struct carry carry_of(const struct json_scan_state *s)
{
    struct carry c = { .in_string = s->in_string,
                       .in_value = s->in_value,
                       .escaped = s->escaped };

    c.token[LANES - 1] = s->token << 63;
    c.string_end[LANES - 1] = s->after_string << 63;
    c.mark[LANES - 1] = s->after_mark << 63;
    c.blank_mark[LANES - 1] = s->after_blank << 63;
    c.brace[LANES - 1] = s->after_brace << 63;
    c.line[LANES - 1] = s->after_line << 63;
    return c;
}

static void keep_carry(const struct carry *c, struct json_scan_state *s)
{
    *s = (struct json_scan_state){ .in_string = c->in_string,
                                   .in_value = c->in_value,
                                   .escaped = c->escaped,
                                   .token = c->token[LANES - 1] >> 63,
                                   .after_string = c->string_end[LANES - 1] >> 63,
                                   .after_mark = c->mark[LANES - 1] >> 63,
                                   .after_blank = c->blank_mark[LANES - 1] >> 63,
                                   .after_brace = c->brace[LANES - 1] >> 63,
                                   .after_line = c->line[LANES - 1] >> 63 };
}

static uint32_t find_busy(const struct json_blocks *blocks, size_t n)
{
    uint64_t busy = 0;

    for (size_t i = 0; i < n; i += LANES)
        busy |= (uint64_t)which(LOAD(&blocks->keys[i]) | LOAD(&blocks->lines[i]) |
                                LOAD(&blocks->bad[i]))
                << i;
    return (uint32_t)(busy & ((1ull << n) - 1));
}

size_t JSON_SCAN_NAME(const char *p, size_t n, const struct json_probes *probes,
                      struct json_scan_state *state, struct json_blocks *out)
{
    struct carry carry = carry_of(state);
    struct chars c;
    size_t done = 0;
    bool is_bad = false;

    classify_run(p, n, &c);
    while (done < n && !is_bad) {
        size_t lanes = n - done < LANES ? n - done : LANES;
        size_t k = scan_lanes(p + done * JSON_BLOCK, lanes, done, &c, &carry, out);

        done += k;
        is_bad = k < lanes || out->bad[done - 1];
    }
    if (probes->is_on)
        sift(p, done, probes, out->keys);
    out->busy = find_busy(out, done);
    keep_carry(&carry, state);
    return done;
}
