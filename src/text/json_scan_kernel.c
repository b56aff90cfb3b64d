/*
 * json_scan_kernel.c - a scanner, compiled for one kind of processor: JSON_SCAN_NAME.
 *
 * Two steps for every run of blocks. First 64 bytes at a time are sorted into classes,
 * which gives one word a class and block; this differs between processors. Then the
 * equations are computed for several blocks at once, a block a lane; the compiler knows
 * how. What leaves a lane on the left enters the next one.
 */
#include "base/base.h"

#include "text/json_scan_classes.h"
#include "text/json_scan_kernel.h"

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

/* The characters that matter, LANES blocks of each; `control` does not hold newlines.
 */
struct marks {
    words quote, backslash, colon, comma, open, close, blank, newline, control;
};

static inline struct marks marks_of(const struct chars *c, size_t i)
{
#if LANES == 8
    words b0 = LOAD(&c->of[CODE_0][i]), b1 = LOAD(&c->of[CODE_1][i]);
    words b2 = LOAD(&c->of[CODE_2][i]), b3 = LOAD(&c->of[CODE_3][i]);
    words both = b0 & b1;

    return (struct marks){ .quote = b0 & ~b1,
                           .backslash = b1 & ~b0,
                           .colon = both & ~(b2 | b3),
                           .comma = both & b2 & ~b3,
                           .close = both & b3 & ~b2,
                           .open = both & b2 & b3,
                           .blank = ~b0 & b2 & ~b3,
                           .control = ~b0 & b3 & ~b2,
                           .newline = ~b0 & b2 & b3 };
#else
    words newline = LOAD(&c->of[NEWLINE][i]);

    return (struct marks){ .quote = LOAD(&c->of[QUOTE][i]),
                           .backslash = LOAD(&c->of[BACKSLASH][i]),
                           .colon = LOAD(&c->of[COLON][i]),
                           .comma = LOAD(&c->of[COMMA][i]),
                           .close = LOAD(&c->of[CLOSE][i]),
                           .open = LOAD(&c->of[OPEN][i]),
                           .blank = LOAD(&c->of[BLANK][i]),
                           .control = LOAD(&c->of[CONTROL][i]) & ~newline,
                           .newline = newline };
#endif
}

/* The words whose bits need a look at single bytes, and what the scanner tells. */
struct findings {
    words starts, escapes, keys, lines, bad;
};

static inline void solve(const struct marks *m, struct carry *carry, struct findings *f)
{
    words escaped = find_escaped(m->backslash, &carry->escaped);
    words quote = m->quote & ~escaped, in_string = quote, outside, in_value;
    words opening, closing, colon, comma, open, close, line, blank, token, next_token;
    words mark, blank_mark, ends, bad;

    sum_up(&in_string, &carry->in_string);
    outside = ~in_string;
    colon = m->colon & outside;
    comma = m->comma & outside;
    close = m->close & outside;
    open = m->open & outside;
    line = m->newline & outside;
    blank = m->blank & outside;
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
    bad |= m->control | (m->newline & in_string);
    bad |= m->backslash & ~in_value & in_string;
    bad |= f->starts & ~in_value;
    f->escapes = escaped & ~(m->quote | m->backslash);
    f->keys = opening & ~in_value;
    f->lines = line;
    f->bad = bad;
}

/* Look at the bytes of tokens and rare escapes of a block. */
static inline uint64_t look(const char *p, uint64_t starts, uint64_t escapes)
{
    uint64_t bad = 0;

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
    struct marks marks = marks_of(chars, first);
    struct findings f;

    solve(&marks, carry, &f);
    for (unsigned odd = which(f.starts | f.escapes); odd; odd &= odd - 1) {
        size_t k = (size_t)__builtin_ctz(odd);

        if (k < n)
            f.bad[k] |= look(p + k * JSON_BLOCK, f.starts[k], f.escapes[k]);
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

/* ---- keys that may be one of the names ---------------------------------- */

#if LANES == 8

/* The bits of one place, lanes from `i` on; behind the last of `n` blocks all are set.
 */
static inline words probe_lanes(const struct chars *c, unsigned place, size_t i,
                                size_t n)
{
    const __m512i all = _mm512_set1_epi64(-1);
    __mmask8 lanes = i < n ? (__mmask8)_bzhi_u32(0xff, (unsigned)(n - i)) : 0;

    return (words)_mm512_mask_loadu_epi64(all, lanes,
                                          &c->of[PROBE_0 + place][i < n ? i : 0]);
}

/* Has what stands in a place of the key behind each byte the bit of that place? */
#define PLACE(i) (1 + 2 * (i))
#define BEHIND(c, place, i, n)                                                    \
    ((words)_mm512_shrdi_epi64(                                                   \
        (__m512i)probe_lanes((c), (place), (i), (n)),                             \
        _mm512_alignr_epi64((__m512i)probe_lanes((c), (place), (i) + LANES, (n)), \
                            (__m512i)probe_lanes((c), (place), (i), (n)), 1),     \
        PLACE(place)))

/* Leave out keys that are none of the names. Bytes above 0x7f have no bits. */
static void sift(const char *p UNUSED, size_t n, const struct json_probes *probes,
                 const struct chars *c, uint64_t *keys)
{
    for (size_t i = 0; i < n; i += LANES) {
        words found = LOAD(&keys[i]);

        if (!probes->is_open[0])
            found &= BEHIND(c, 0, i, n);
        if (!probes->is_open[1])
            found &= BEHIND(c, 1, i, n);
        if (!probes->is_open[2])
            found &= BEHIND(c, 2, i, n);
        if (!probes->is_open[3])
            found &= BEHIND(c, 3, i, n);
        STORE(&keys[i], found);
    }
}

#else

/* The keys at the bits of `keys` that may be one of the names. */
static inline uint64_t sift_block(const char *p, uint64_t keys,
                                  const struct json_probes *probes)
{
    uint64_t found = 0;

    for (; keys; keys &= keys - 1) {
        const char *key = p + __builtin_ctzll(keys) + 1;
        unsigned bits = ~0u;

        for (unsigned i = 0; i < JSON_PROBES; i++)
            bits &= (unsigned)probes->places[key[json_probe_place[i]] & 0x7f] >> i;
        if (bits & JSON_PROBE_BIT)
            found |= keys & -keys;
    }
    return found;
}

/* Leave out keys that are none of the names. */
static void sift(const char *p, size_t n, const struct json_probes *probes,
                 const struct chars *c, uint64_t *keys)
{
    (void)c;
    for (size_t i = 0; i < n; i++, p += JSON_BLOCK)
        keys[i] = sift_block(p, keys[i], probes);
}

#endif

static uint64_t find_busy(const struct json_blocks *blocks, size_t n)
{
    uint64_t busy = 0;

    for (size_t i = 0; i < n; i += LANES)
        busy |= (uint64_t)which(LOAD(&blocks->keys[i]) | LOAD(&blocks->lines[i]) |
                                LOAD(&blocks->bad[i]))
                << i;
    return busy & (UINT64_MAX >> (JSON_RUN - n));
}

size_t JSON_SCAN_NAME(const char *p, size_t n, const struct json_probes *probes,
                      struct json_scan_state *state, struct json_blocks *out)
{
    struct carry carry = carry_of(state);
    struct chars c;
    size_t done = 0;
    bool is_bad = false;

    classify_run(p, n, probes, &c);
    while (done < n && !is_bad) {
        size_t lanes = n - done < LANES ? n - done : LANES;
        size_t k = scan_lanes(p + done * JSON_BLOCK, lanes, done, &c, &carry, out);

        done += k;
        is_bad = k < lanes || out->bad[done - 1];
    }
    if (probes->is_on)
        sift(p, done, probes, &c, out->keys);
    out->busy = find_busy(out, done);
    keep_carry(&carry, state);
    return done;
}
