/*
 * test_odd_words - unknown words are counted, and no more of them kept than there is
 * room for.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "event/odd_words.h"

static uint64_t count_of(const struct odd_words *o, const char *word)
{
    for (uint32_t i = 0; i < o->n; i++)
        if (str_eq((struct str){ o->word[i].text, o->word[i].n }, str_from_cstr(word)))
            return o->word[i].count;
    return 0;
}

static void counting(void **state UNUSED)
{
    struct odd_words a = { .n = 0 }, b = { .n = 0 };

    odd_words_note(&a, STR("x"));
    odd_words_note(&a, STR("y"));
    odd_words_note(&a, STR("x"));
    odd_words_note(&b, STR("x"));
    odd_words_note(&b, STR(""));
    odd_words_add(&a, &b);
    assert_int_equal(a.n, 3);
    assert_int_equal(count_of(&a, "x"), 3);
    assert_int_equal(count_of(&a, "y"), 1);
    assert_int_equal(count_of(&a, ""), 1);
}

static void bounds(void **state UNUSED)
{
    struct odd_words o = { .n = 0 }, twice;
    char text[ODD_WORD_BYTES + 8];

    memset(text, 'a', sizeof text);
    odd_words_note(&o, (struct str){ text, ODD_WORD_BYTES });
    odd_words_note(&o, (struct str){ text, ODD_WORD_BYTES + 1 }); /* the same, cut */
    assert_int_equal(o.n, 1);
    assert_int_equal(o.word[0].count, 2);
    assert_int_equal(o.word[0].n, ODD_WORD_BYTES);
    for (int i = 1; i < ODD_WORDS_MAX + 3; i++) {
        int n = snprintf(text, sizeof text, "w%d", i);

        odd_words_note(&o, (struct str){ text, (size_t)n });
    }
    assert_int_equal(o.n, ODD_WORDS_MAX);
    assert_int_equal(o.others, 3);
    twice = o;
    odd_words_add(&twice, &o);
    assert_int_equal(twice.n, ODD_WORDS_MAX);
    assert_int_equal(twice.others, 6);
    assert_int_equal(twice.word[0].count, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counting),
        cmocka_unit_test(bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
