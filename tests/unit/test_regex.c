/*
 * test_regex - the dialect: what matches, what is captured, what is refused or noted.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "regex/regex.h"

enum { I = REGEX_IGNORE_CASE, M = REGEX_MULTILINE, D = REGEX_DOTALL };
enum { V2 = REGEX_VERSION_2, STRICT = REGEX_STRICT };

static struct regex *compiled(const char *pattern, unsigned flags,
                              struct regex_notes *notes)
{
    struct regex *re;
    struct diag diag = { 0 };

    if (regex_new(&re, str_from_cstr(pattern), flags, notes, &diag) != ST_OK)
        fail_msg("%s: %s", pattern, diag.text);
    return re;
}

static const struct {
    const char *pattern, *text;
    unsigned flags;
    bool is_match;
} match_cases[] = {
    { "", "", 0, true },
    { "", "x", 0, true },
    { ".", "", 0, false },
    { ".", "x", 0, true },
    { "a.c", "a\nc", 0, false },
    { "a.c", "a\nc", D, true },
    { "^b", "a\nb", 0, false },
    { "^b", "a\nb", M, true },
    { "(?:invalid|expired|revoked|untrusted)", "is Expired", I, true },
    { "(?:invalid|expired|revoked|untrusted)", "is Expired", 0, false },
    { "(?i)a|b", "A", 0, true },
    { "(?i)a|b", "B", 0, false },
    { "(?i)a|b", "B", V2, true },
    { "x((?i)a|b)", "xA", 0, true },
    { "x((?i)a|b)", "xB", 0, false },
    { "(?i:a)b", "Ab", 0, true },
    { "(?i:a)b", "AB", 0, false },
    { "a(?i)b|c", "aB", 0, true },
    { "\\u0041\\x42", "AB", 0, true },
    { "\\Qa.b*\\E+", "a.b**", 0, true },
    { "\\Qa.b", "axb", 0, false },
    { "[/]x", "/x", 0, true },
    { "[]x]", "]", 0, true },
    { "[a[b]", "[", 0, true },
    { "a{,2}", "a{,2}", 0, true },
    { "{x}", "{x}", 0, true },
    { "a{2}", "aa", 0, true },
    { "^a{2,3}?$", "aaa", 0, true },
    { "\\powershell", "powershell", 0, true },
    { "c:\\Users", "c:Users", 0, true },
    { "(?<=a)b", "ab", 0, true },
    { "(?>a+)b", "aab", 0, true },
    { "(a)\\1", "aa", 0, true },
    { "(?<x>a)\\k<x>", "aa", 0, true },
    { "(?<x>a)\\k<x>", "ab", 0, false },
    { "(?P<x>a)(?P=x)", "aa", 0, true },
    { "[[:alpha:]]", "\xc3\xa9", 0, false },
    { "^.$", "\xc3\xa9", 0, true },
    { "^[^a]$", "\xc3\xa9", 0, true },
    { "\xc3\x89", "\xc3\xa9", I, true },
    { "k", "\xe2\x84\xaa", I, false },
    { "s", "\xc5\xbf", I, false },
    { "a\xff", "a\xff", 0, true },
    { "a.b",
      "a\xff"
      "b",
      0, false },
    { "b",
      "\xff"
      "b",
      0, true },
    { "\\bx", "\xc3\xa9x", 0, false },
    { "\\bx", "\xc3\xa9x", V2, true },
    { "\\b\\w+\\b", "\xc3\xa9", 0, false },
    { "\\w", "\xc3\xa9", 0, false },
    { "a$", "a\n", 0, true },
    { "a\\z", "a\n", 0, false },
    { "a\\Z", "a\n", 0, true },
    { "[\\d\\w]", "_", 0, true },
    { "[\\b]", "\b", 0, true },
    { "(?x)a b # c", "ab", 0, true },
    { "a++b", "aab", 0, true },
    { "(?=x)x", "x", 0, true },
    { "a(?!b)", "ab", 0, false },
    { "\\e\\t", "\033\t", 0, true },
};

static void matches_a_table(void **state UNUSED)
{
    struct regex_memory *m = regex_memory_new();

    for (size_t i = 0; i < countof(match_cases); i++) {
        struct regex *re = compiled(match_cases[i].pattern, match_cases[i].flags, NULL);
        struct str text = str_from_cstr(match_cases[i].text);
        struct regex_match match;

        if (regex_test(re, m, text) != match_cases[i].is_match ||
            regex_search(re, m, text, 0, &match) != match_cases[i].is_match)
            fail_msg("/%s/ on \"%s\"", match_cases[i].pattern, match_cases[i].text);
        regex_free(re);
    }
    regex_memory_free(m);
}

static void captures_named_groups(void **state UNUSED)
{
    struct regex *re =
        compiled("(x)?(?<@time.a#b>\\d+)(?:-(?P<opt>y))?(?<rest>.*)", 0, NULL);
    struct regex_memory *m = regex_memory_new();
    struct regex_match match;

    assert_int_equal(regex_ngroups(re), 3);
    assert_true(str_eq(regex_group_name(re, 0), STR("@time.a#b")));
    assert_true(str_eq(regex_group_name(re, 1), STR("opt")));
    assert_true(regex_search(re, m, STR("ab x12-z"), 0, &match));
    assert_int_equal(match.start, 3);
    assert_int_equal(match.end, 8);
    assert_true(str_eq(match.group[0], STR("12")));
    assert_null(match.group[1].p);
    assert_true(str_eq(match.group[2], STR("-z")));
    assert_true(regex_search(re, m, STR("ab x12-z"), 5, &match));
    assert_int_equal(match.start, 5);
    assert_false(regex_search(re, m, STR("12"), 2, &match));
    assert_false(regex_search(re, m, STR("12"), 3, &match));
    regex_free(re);
    re = compiled("(?<empty>)", 0, NULL);
    assert_true(regex_search(re, m, STR(""), 0, &match));
    assert_non_null(match.group[0].p);
    assert_int_equal(match.group[0].n, 0);
    regex_free(re);
    regex_memory_free(m);
}

static void search_begins_between_characters(void **state UNUSED)
{
    struct regex *re = compiled("", 0, NULL);
    struct regex_memory *m = regex_memory_new();
    struct regex_match match;

    assert_true(regex_search(re, m, STR("\xe2\x82\xacx"), 1, &match));
    assert_int_equal(match.start, 3);
    regex_free(re);
    regex_memory_free(m);
}

static void errors_name_the_place(void **state UNUSED)
{
    static const struct {
        const char *pattern;
        unsigned flags;
        size_t offset;
    } cases[] = {
        { "a(b", 0, 3 },
        { "ab)", 0, 2 },
        { "a[b", 0, 1 },
        { "*a", 0, 0 },
        { "a|+", 0, 2 },
        { "a**", 0, 2 },
        { "ab\\", 0, 2 },
        { "(?<1a b>x)", 0, 0 },
        { "(?(1)a|b)", 0, 0 },
        { "(*ACCEPT)", 0, 1 },
        { "\\x4", 0, 0 },
        { "xy\\K", 0, 2 },
        { "\\k<none>", 0, 0 },
        { "abc[z-a]", 0, 3 },
        { "\\Qlong\\E(?<n>[z-a])", 0, 13 },
        { "a(?<=b)", STRICT, 1 },
        { "a(?>b)", STRICT, 1 },
        { "a++", STRICT, 2 },
        { "(?<x>a)\\k<x>", STRICT, 7 },
        { "\\pL", STRICT, 0 },
        { "\\powershell", STRICT, 0 },
        { "[[:alpha:]]", STRICT, 1 },
        { "\\h", STRICT, 0 },
        { "(?<x>a)(?<x>b)", STRICT, 7 },
        { "(?x)a", STRICT, 0 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct diag diag = { 0 };
        struct regex *re;
        enum status st = regex_new(&re, str_from_cstr(cases[i].pattern), cases[i].flags,
                                   NULL, &diag);

        if (st != ST_SYNTAX || diag.offset != cases[i].offset || re)
            fail_msg("%s: %d, offset %zu: %s", cases[i].pattern, (int)st, diag.offset,
                     diag.text);
    }
}

static void strict_accepts_the_dialect(void **state UNUSED)
{
    static const char *const cases[] = {
        "[a-z]\\d\\D\\s\\S\\w\\W^$\\b\\B\\A\\z\\Z",
        "a?b*c+d{1,2}e??f*?g+?h{1}?",
        "(?:a)(?=b)(?!c)(?i)(?s:d)",
        "\\Qx\\E\\x41\\u0041(?<n>X)(?P<p>Y)(z)",
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct regex_notes notes;

        regex_free(compiled(cases[i], STRICT, &notes));
        assert_int_equal(notes.n, 0);
    }
}

static void lenient_notes_what_is_foreign(void **state UNUSED)
{
    static const struct {
        const char *pattern;
        size_t n;
    } cases[] = {
        { "a", 0 },        { "(?<=a)b", 1 }, { "(?<=a)(?<!b)", 1 },
        { "a++(?>b)", 2 }, { "(?i)a|b", 1 }, { "(?i)a", 0 },
        { "(?i:a)|b", 0 }, { "\\Users", 1 }, { "\\pL\\h[[:digit:]](?<=a)a++", 4 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct regex_notes notes;

        regex_free(compiled(cases[i].pattern, 0, &notes));
        if (notes.n != cases[i].n)
            fail_msg("%s: %zu notes", cases[i].pattern, notes.n);
    }
}

static void catastrophes_end(void **state UNUSED)
{
    static const struct {
        const char *pattern;
        bool is_given_up; /* the others an automaton refutes */
    } cases[] = {
        { "(?<x>(?:aaaa+)+)+$", false }, { "^(aaa([a-z])+.)+[A-Z]$", false },
        { "(?<x>a+)+$", true },          { "(?=(a+)+$)a", true },
        { "(\\w+)+\\1$", true },
    };
    char text[5001];

    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < countof(cases); i++) {
        struct regex_memory *m = regex_memory_new();
        struct regex *re = compiled(cases[i].pattern, 0, NULL);
        struct regex_match match;

        assert_false(regex_test(re, m, (struct str){ text, sizeof text }));
        assert_false(regex_search(re, m, (struct str){ text, sizeof text }, 0, &match));
        assert_int_equal(regex_memory_limited(m), cases[i].is_given_up ? 2 : 0);
        regex_free(re);
        regex_memory_free(m);
    }
}

static void tells_its_literals(void **state UNUSED)
{
    static const struct {
        const char *pattern;
        unsigned flags;
        const char *literals; /* joined by a blank; "" if nothing is known */
        bool ignore_case;
    } cases[] = {
        { "abc", 0, "abc", false },
        { "AbC", I, "abc", true },
        { "(?:invalid|expired)", I, "invalid expired", true },
        { "invalid|expired|", 0, "", false },
        { "ab?cdef", 0, "cdef", false },
        { "a(bc|de)f", 0, "abcf adef", false },
        { "a(bc|de)*fgh", 0, "fgh", false },
        { "(abc)+", 0, "abc", false },
        { "(?:abc){0,3}", 0, "", false },
        { "(?:abc){2,}", 0, "abc", false },
        { "[Ii]nv", 0, "Inv inv", false },
        { "[^a]bc", 0, "bc", false },
        { "[a-c]de", 0, "de", false },
        { "x.*longer", 0, "longer", false },
        { "\\bword\\b", 0, "word", false },
        { "(?<n>foo)=\\d+", 0, "foo=", false },
        { "(?=abc)d", 0, "d", false },
        { "(?<!abc)d", 0, "d", false },
        { "a(?i)bc", 0, "abc", true },
        { "\\\\cmd\\.exe$", I, "\\cmd.exe", true },
        { "\\x41\\u0042", 0, "AB", false },
        { "(?x)a b", 0, "", false },
        { "\\d+", 0, "", false },
        { "a|\\d", 0, "", false },
        { "caf\xc3\xa9", 0, "caf\xc3\xa9", false },
        { "caf\xc3\xa9", I, "caf", true },
        { "[k]x", I, "x", true },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct regex *re = compiled(cases[i].pattern, cases[i].flags, NULL);
        struct regex_literals found;
        char joined[200] = "";
        size_t n = 0;

        regex_literals(re, &found);
        for (size_t k = 0; k < found.n; k++) {
            if (k)
                joined[n++] = ' ';
            memcpy(joined + n, found.text[k].p, found.text[k].n);
            n += found.text[k].n;
        }
        joined[n] = '\0';
        assert_string_equal(joined, cases[i].literals);
        assert_true(found.n == 0 || found.ignore_case == cases[i].ignore_case);
        regex_free(re);
    }
}

static void reads_flags(void **state UNUSED)
{
    unsigned flags;
    bool global;

    assert_true(regex_parse_flags(STR("dimF"), &flags, &global));
    assert_int_equal(flags, I | M | D | V2);
    assert_false(global);
    assert_true(regex_parse_flags(STR("g"), &flags, &global));
    assert_int_equal(flags, 0);
    assert_true(global);
    assert_false(regex_parse_flags(STR("ix"), &flags, &global));
}

static void depth_and_length_are_limited(void **state UNUSED)
{
    static char text[1 << 17];
    struct diag diag;
    struct regex *re;

    memset(text, '(', 201);
    memset(text + 201, ')', 201);
    assert_int_equal(regex_new(&re, (struct str){ text, 402 }, 0, NULL, &diag),
                     ST_LIMIT);
    assert_int_equal(regex_new(&re, (struct str){ text + 1, 400 }, 0, NULL, &diag),
                     ST_OK);
    regex_free(re);
    memset(text, 'a', sizeof text);
    assert_int_equal(regex_new(&re, (struct str){ text, 65537 }, 0, NULL, &diag),
                     ST_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_a_table),
        cmocka_unit_test(captures_named_groups),
        cmocka_unit_test(search_begins_between_characters),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(strict_accepts_the_dialect),
        cmocka_unit_test(lenient_notes_what_is_foreign),
        cmocka_unit_test(catastrophes_end),
        cmocka_unit_test(tells_its_literals),
        cmocka_unit_test(reads_flags),
        cmocka_unit_test(depth_and_length_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
