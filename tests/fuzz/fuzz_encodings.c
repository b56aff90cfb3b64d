/*
 * fuzz_encodings - base64, percent-encoding, character sets, case, numbers and globs.
 *
 * Input: a text up to a NUL, used as a pattern and a name, and the text behind it. What
 * is encoded decodes to the same, and nothing grows beyond what was promised.
 */
#include "base/base.h"

#include "base/arena.h"
#include "text/base64.h"
#include "text/charset.h"
#include "text/glob.h"
#include "text/number.h"
#include "text/url.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_base64(struct str s, char *room)
{
    struct buf coded;
    size_t n;

    if (base64_decode(s, room, &n) && n > s.n)
        abort();
    buf_init(&coded, SIZE_MAX / 2);
    base64_add(&coded, s);
    if (!base64_decode(buf_str(&coded), coded.p, &n) ||
        !str_eq((struct str){ coded.p, n }, s))
        abort();
    buf_release(&coded);
}

static void check_url(struct str s, char *room)
{
    struct buf coded;
    size_t n = url_decode(s, true, room);

    if (n > s.n)
        abort();
    buf_init(&coded, SIZE_MAX / 2);
    url_add_encoded(&coded, s);
    n = coded.n ? url_decode(buf_str(&coded), true, coded.p) : 0;
    if (!str_eq((struct str){ coded.p, n }, s))
        abort();
    buf_release(&coded);
}

static void check_case(struct str s, char *room)
{
    size_t n = utf8_lower_text(s, room);
    struct str once = { room, n };

    if (n > s.n || utf8_is_valid(once) != utf8_is_valid(s) ||
        utf8_count(once) != utf8_count(s))
        abort();
    if (utf8_upper_text(s, room) > s.n)
        abort();
}

static void check_charset(struct str s)
{
    static const char *const names[] = { "UTF-8", "ISO-8859-1", "US-ASCII", "UTF-16" };
    struct buf out;

    for (size_t i = 0; i < countof(names); i++) {
        buf_init(&out, SIZE_MAX / 2);
        if (!charset_add(&out, s, str_from_cstr(names[i])) ||
            !utf8_is_valid(buf_str(&out)))
            abort();
        buf_release(&out);
    }
}

static void check_number(struct str s)
{
    char out[NUMBER_TEXT_MAX];
    int64_t whole;
    double v, back;
    size_t n;

    if (number_parse_int64(s, &whole) && s.n <= NUMBER_PARSE_MAX &&
        !number_parse(s, &v))
        abort();
    if (!number_parse(s, &v))
        return;
    n = number_print_double(v, out);
    if (n == 0 || n > sizeof out || !number_parse((struct str){ out, n }, &back) ||
        back != v)
        abort();
}

static void check_glob(struct str pattern, struct str s)
{
    struct arena arena;
    struct glob exact, nocase;

    arena_init(&arena, SIZE_MAX);
    if (glob_compile(&exact, &arena, pattern, false) &&
        glob_compile(&nocase, &arena, pattern, true)) {
        bool is_match = glob_match(&exact, s);

        /* Half a character is found within one only where case counts. */
        if (is_match && utf8_is_valid(pattern) && !glob_match(&nocase, s))
            abort();
        if (is_match && (!glob_contains(&exact, s) ||
                         str_find(s, glob_longest_literal(&exact)) == SIZE_MAX))
            abort();
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, first;
    char *room = malloc(size + 1);

    first = str_cut(&rest, '\0');
    if (!rest.p)
        rest = first;
    if (room) {
        check_base64(rest, room);
        check_url(rest, room);
        check_case(rest, room);
        check_charset(rest);
        check_number(rest);
        check_glob(first, rest);
    }
    free(room);
    return 0;
}
