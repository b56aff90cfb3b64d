/*
 * test_options - the forms of a command line, and what is refused.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "cli/options.h"

enum { VERBOSE, OUTPUT, PARAM, MODE };

static const struct option table[] = {
    [VERBOSE] = { 'v', "verbose", OPTION_FLAG, NULL, "" },
    [OUTPUT] = { 'o', "output", OPTION_TEXT, "FILE", "" },
    [PARAM] = { 'p', "param", OPTION_LIST, "NAME=VALUE", "" },
    [MODE] = { 0, "mode", OPTION_TEXT, "fast|slow", "" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

static const struct command command = { .name = "test", .options = table };

struct fixture {
    struct arena arena;
    struct parsed parsed;
    struct diag diag;
};

enum { WORDS_MAX = 8 };

static enum status parse(struct fixture *f, const char *const words[WORDS_MAX])
{
    static char copy[WORDS_MAX][64];
    char *argv[WORDS_MAX];
    int argc = 0;

    for (; argc < WORDS_MAX && words[argc]; argc++) {
        memcpy(copy[argc], words[argc], strlen(words[argc]) + 1);
        argv[argc] = copy[argc];
    }
    arena_init(&f->arena, SIZE_MAX);
    return options_parse(&f->parsed, &command, argc, argv, &f->arena, &f->diag);
}

static void forms_that_are_accepted(void **state UNUSED)
{
    static const char *const forms[][WORDS_MAX] = {
        { "-v", "-o", "x", "a" },
        { "-vo", "x", "a" },
        { "-vox", "a" },
        { "a", "--output=x", "--verbose" },
        { "--output", "x", "a", "-v" },
        { "-v", "--output=x", "--", "a" },
        { "-v", "-v", "-ox", "--", "a" },
    };

    for (size_t i = 0; i < countof(forms); i++) {
        struct fixture f;

        assert_int_equal(parse(&f, forms[i]), ST_OK);
        assert_string_equal(f.parsed.args.text[VERBOSE], "");
        assert_string_equal(f.parsed.args.text[OUTPUT], "x");
        assert_null(f.parsed.args.text[MODE]);
        assert_int_equal(f.parsed.args.noperands, 1);
        assert_string_equal(f.parsed.args.operand[0], "a");
        arena_release(&f.arena);
    }
}

static void forms_that_are_refused(void **state UNUSED)
{
    static const struct {
        const char *words[WORDS_MAX];
        const char *message;
    } cases[] = {
        { { "--outptu=x" },
          "test: unknown option '--outptu'; did you mean '--output'?" },
        { { "--zzz" },
          "test: unknown option '--zzz'; 'countersign test --help' lists them" },
        { { "-vz" },
          "test: unknown option '-z'; 'countersign test --help' lists them" },
        { { "-o" }, "test: --output needs a value: FILE" },
        { { "--verbose=1" }, "test: --verbose takes no value" },
        { { "-o", "a", "-o", "b" }, "test: --output is given twice" },
        { { "--mode=medium" }, "test: --mode takes one of fast|slow, not 'medium'" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct fixture f;

        assert_int_equal(parse(&f, cases[i].words), ST_SYNTAX);
        assert_string_equal(f.diag.text, cases[i].message);
        arena_release(&f.arena);
    }
}

static void lists_and_odd_operands(void **state UNUSED)
{
    static const char *const words[WORDS_MAX] = { "-",   "-pa=1", "--param",
                                                  "b=2", "--",    "-v" };
    struct fixture f;

    assert_int_equal(parse(&f, words), ST_OK);
    assert_string_equal(f.parsed.args.list[PARAM][0], "a=1");
    assert_string_equal(f.parsed.args.list[PARAM][1], "b=2");
    assert_null(f.parsed.args.list[PARAM][2]);
    assert_null(f.parsed.args.text[VERBOSE]);
    assert_int_equal(f.parsed.args.noperands, 2);
    assert_string_equal(f.parsed.args.operand[0], "-");
    assert_string_equal(f.parsed.args.operand[1], "-v");
    arena_release(&f.arena);
}

static void common_options_are_known(void **state UNUSED)
{
    static const char *const words[WORDS_MAX] = { "-hv", "--color=never" };
    struct fixture f;

    assert_int_equal(parse(&f, words), ST_OK);
    assert_string_equal(f.parsed.common[COMMON_HELP], "");
    assert_string_equal(f.parsed.common[COMMON_COLOR], "never");
    assert_null(f.parsed.common[COMMON_QUIET]);
    assert_string_equal(f.parsed.args.text[VERBOSE], "");
    arena_release(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_that_are_accepted),
        cmocka_unit_test(forms_that_are_refused),
        cmocka_unit_test(lists_and_odd_operands),
        cmocka_unit_test(common_options_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
