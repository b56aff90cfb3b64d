/*
 * test_json_flat - every fast scanner gives the rows that walking each line gives, on
 * good lines, on damaged ones, and wherever the lines stand within the blocks.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "input/json_flat.h"
#include "input/lines.h"

/* Rows of one way to decode, as text. */
struct way {
    const struct json_scanner *scanner; /* NULL: walk every line */
    struct buf out;
    struct feed_stats stats;
    size_t nflat; /* rows that the scanner made */
};

struct fields {
    struct arena arena;
    struct slots slots;
    struct want want;
    int32_t slot[8];
    bool is_spare[8];
    struct want_choice choice;
};

static void note_bad(void *ctx, const struct chunk *chunk UNUSED, size_t offset,
                     const char *why)
{
    buf_printf(ctx, "! %zu %s\n", offset, why);
}

/* `c` or a one-digit `a` makes nobody look at `bb` and `Name`. */
static const char spare_names[] = "c,a,bb,Name";

static bool is_digit(struct value v)
{
    return v.kind == VALUE_STRING && v.n == 1;
}

static void make_choice(struct fields *f)
{
    f->choice = (struct want_choice){ .own = 0, .first = 1, .suffices = is_digit };
    f->is_spare[2] = f->is_spare[3] = true;
    f->want.choice = &f->choice;
    f->want.nchoices = 1;
    f->want.is_spare = f->is_spare;
}

/* Does somebody look at slot `k` of the row? */
static bool is_seen(const struct fields *f, const struct batch *b, uint32_t i,
                    uint32_t k)
{
    return !f->is_spare[k] ||
           (value_is_missing(b->col[0][i]) && !is_digit(b->col[1][i]));
}

static void make_fields(struct fields *f, const char *names, bool raw)
{
    struct str rest = str_from_cstr(names);

    *f = (struct fields){ .want = { .raw = raw, .all = strcmp(names, "bb,*") == 0 } };
    arena_init(&f->arena, SIZE_MAX);
    slots_init(&f->slots, &f->arena);
    while (rest.n)
        f->slot[f->want.n++] = slots_add(&f->slots, str_cut(&rest, ','));
    if (strcmp(names, spare_names) == 0)
        make_choice(f);
    f->want.slots = &f->slots;
    f->want.slot = f->slot;
    assert_int_equal(json_plan_make(&f->want, &f->arena, &f->want.compiled, NULL),
                     ST_OK);
}

static void print_rows(const struct fields *f, struct batch *b, struct buf *out)
{
    for (uint32_t i = 0; i < b->nrows; i++) {
        const struct field_list *rest = batch_rest(b, i);

        buf_printf(out, "%llu", (unsigned long long)b->ord[i]);
        for (uint32_t k = 0; k < f->want.n; k++) {
            struct value v = b->col[f->slot[k]][i];

            if (!value_is_missing(v) && is_seen(f, b, i, k))
                buf_printf(out, " %u:%d:%.*s", k, (int)v.kind, (int)v.n, v.p);
        }
        for (uint32_t k = 0; rest && k < rest->n; k++)
            buf_printf(out, " %.*s=%d:%.*s", STR_ARG(rest->v[k].name),
                       (int)rest->v[k].value.kind, (int)rest->v[k].value.n,
                       rest->v[k].value.p);
        buf_printf(out, " <%.*s>\n", STR_ARG(b->raw[i]));
    }
}

static void run_way(const struct fields *f, struct str bytes, struct way *way)
{
    const struct chunk chunk = { .bytes = bytes };
    const struct decode_report report = { &way->out, note_bad };
    struct batch *b = batch_new(&f->slots, f->want.all, (size_t)1 << 28);
    const struct json_job job = { &chunk, &f->want,    f->want.compiled,
                                  b,      &way->stats, &report };
    struct json_flat flat = { .job = &job, .scanner = way->scanner };
    struct cursor at = { 0 };
    struct lines lines = { .chunk = &chunk, .at = &at, .stats = &way->stats };
    struct str line;

    assert_non_null(b);
    buf_init(&way->out, SIZE_MAX);
    for (;;) {
        uint32_t n = 0;

        if (way->scanner)
            n = json_flat_add(&flat, &at.pos, BATCH_ROWS);
        way->nflat += n;
        print_rows(f, b, &way->out);
        batch_reset(b);
        if (n)
            continue;
        if (!lines_next(&lines, &line))
            break;
        if (json_space(line) == line.n)
            continue;
        /* In a batch of its own, so that what is told comes in the order of the lines.
         */
        (void)json_row_add(&job, line, NULL);
        print_rows(f, b, &way->out);
        batch_reset(b);
    }
    buf_add_char(&way->out, '\0');
    batch_free(b);
}

/* All ways agree; returns how many rows the first scanner made. */
static size_t compare(const char *names, bool raw, struct str bytes)
{
    struct way careful = { 0 };
    struct fields f;
    size_t nflat = 0;

    make_fields(&f, names, raw);
    run_way(&f, bytes, &careful);
    for (size_t i = 0; i < json_scanner_table_len; i++) {
        struct way way = { .scanner = json_scanner_table[i] };

        if (!way.scanner->is_supported())
            continue;
        run_way(&f, bytes, &way);
        if (strcmp(way.out.p, careful.out.p) != 0)
            fail_msg("%s: %.*s\n--- walked:\n%s\n--- scanned:\n%s", way.scanner->name,
                     STR_ARG(bytes), careful.out.p, way.out.p);
        assert_int_equal(way.stats.events, careful.stats.events);
        assert_int_equal(way.stats.skipped, careful.stats.skipped);
        assert_int_equal(way.stats.bytes, careful.stats.bytes);
        if (i == 0)
            nflat = way.nflat;
        buf_release(&way.out);
    }
    buf_release(&careful.out);
    arena_release(&f.arena);
    return nflat;
}

static const char *const pieces[] = {
    "{\"a\":\"1\"}\n",
    "{\"a\":1}\n",
    "{\"a\":\"\",\"bb\":\"x\",\"Name\":\"long value with {brackets}, [commas]: and more\"}\n",
    "{\"a\": 12, \"bb\": -1.5e+3, \"c\": true, \"Name\": null}\n",
    "{\"bb\":\"\\\\\\\\\\\"\\\\\",\"a\":\"\\\\\",\"c\":\"C:\\\\x\\\\\"}\n",
    "{\"a\":\"\\u0041\\/\\n\",\"Name\":false}\n",
    "{\"Name\":\"x\",\"Name\":\"y\",\"a\":null,\"a\":\"z\"}\n",
    "{\"Identifier\":\"1\",\"Identify\":\"2\",\"Ident\xc3\xa9\":\"3\",\"Id\":\"4\"}\n",
    "{\"Nome\":\"1\",\"Nam\":\"2\",\"Names\":\"3\",\"ab\":\"4\",\"b\":\"5\"}\n",
};

static const char *const odd_pieces[] = {
    "{}\n",
    "\n",
    " {\"a\":\"1\"}\n",
    "{\"a\":\"1\"}\r\n",
    "{\"a\" :\"1\"}\n",
    "{\"a\":{\"bb\":\"1\"},\"bb\":[\"2\"]}\n",
    "{\"\\u0061\":\"1\"}\n",
    "{\"a\":\"1\"\n",
    "{\"a\":\"1\n",
    "{\"a\":1.}\n",
    "{\"a\":\"\\x\"}\n",
    "{\"a\":\"1\",}\n",
    "{\"a\":\"1\"}}\n",
    "{\"a\":\"1\"}{\"bb\":\"1\"}\n",
    "{\"a\":\"1\",\"bb\"}\n",
    "{\"a\":\"1\":\"bb\"}\n",
    "{\"a\",\"bb\":\"1\"}\n",
    "{\"a\":12345678901234567890123456789012345678901234567890123456789012345678901}\n",
};

static uint32_t random_state = 1;

static uint32_t pick(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)random_state * below) >> 32);
}

/* A margin of good lines, so that what comes before is within a scanner's reach. */
static void add_margin(struct buf *b)
{
    for (int i = 0; i < 12; i++)
        buf_add_cstr(b, pieces[2]);
}

/* With the name `*` all fields are kept. */
static const char *const name_lists[] = {
    "a",    "Name,bb",      "a,bb,Name,c,\xff", "",
    "bb,*", "Identifier,a", "Ident\xc3\xa9",    spare_names
};

static void good_lines_are_flat(void **state UNUSED)
{
    struct buf b;
    size_t n = 0;

    buf_init(&b, SIZE_MAX);
    for (; n < 3000; n++)
        buf_add_cstr(&b, pieces[pick(countof(pieces))]);
    add_margin(&b);
    for (size_t i = 0; i < countof(name_lists); i++)
        assert_true(compare(name_lists[i], i % 2 == 0, buf_str(&b)) >= n);
    buf_release(&b);
}

static void odd_lines_are_walked(void **state UNUSED)
{
    for (size_t i = 0; i < countof(odd_pieces); i++) {
        for (size_t shift = 0; shift < 70; shift++) {
            struct buf b;

            buf_init(&b, SIZE_MAX);
            buf_add_cstr(&b, "{\"x\":\"");
            buf_pad(&b, shift, 'y');
            buf_add_cstr(&b, "\"}\n");
            buf_add_cstr(&b, odd_pieces[i]);
            add_margin(&b);
            (void)compare("a,bb", true, buf_str(&b));
            buf_release(&b);
        }
    }
}

/* Change, drop or double a byte that matters to the grammar. */
static void mutate(struct buf *b)
{
    static const char bytes[] = "\"\\{}[]:, \n\r\t\0x1-.eu/tfn\x80";
    size_t at = pick((uint32_t)b->n);

    switch (pick(3)) {
    case 0:
        b->p[at] = bytes[pick(sizeof bytes - 1)];
        break;
    case 1:
        memmove(b->p + at, b->p + at + 1, b->n - at - 1);
        b->n--;
        break;
    default:
        buf_add_char(b, ' ');
        memmove(b->p + at + 1, b->p + at, b->n - at - 1);
        break;
    }
}

static void damaged_lines_agree(void **state UNUSED)
{
    for (size_t round = 0; round < 20000; round++) {
        struct buf b;

        buf_init(&b, SIZE_MAX);
        for (size_t i = pick(6) + 1; i > 0; i--)
            buf_add_cstr(&b, pick(4) ? pieces[pick(countof(pieces))]
                                     : odd_pieces[pick(countof(odd_pieces))]);
        for (size_t i = pick(4); i > 0 && b.n; i--)
            mutate(&b);
        add_margin(&b);
        (void)compare(name_lists[round % countof(name_lists)], round % 3 == 0,
                      buf_str(&b));
        buf_release(&b);
    }
}

/* Nothing of a record that turns out bad late is left in the row that takes its place.
 */
static void nothing_stays_of_a_bad_record(void **state UNUSED)
{
    struct buf b;

    buf_init(&b, SIZE_MAX);
    buf_add_cstr(&b, "{\"a\":\"1\",\"x\":\"");
    buf_pad(&b, 200, 'y');
    buf_add_cstr(&b, "\",}\n{\"bb\":\"2\"}\n");
    add_margin(&b);
    (void)compare("a,bb", true, buf_str(&b));
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_lines_are_flat),
        cmocka_unit_test(odd_lines_are_walked),
        cmocka_unit_test(damaged_lines_agree),
        cmocka_unit_test(nothing_stays_of_a_bad_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
