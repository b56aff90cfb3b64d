/*
 * test_publisher - imitations are recognised, neighbours are not.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "signature/publisher.h"

static void names(void **state UNUSED)
{
    const struct {
        const char *name;
        const char *is; /* NULL: nobody we watch */
    } cases[] = {
        { "Microsoft Corporation", "Microsoft Corporation" },
        { "MICROSOFT  CORPORATION.", "Microsoft Corporation" },
        { "Micr\xd0\xbesoft Corporation", "Microsoft Corporation" },
        { "\xef\xbc\xad\xef\xbd\x89"
          "crosoft Corporation",
          "Microsoft Corporation" },
        { "Microsofl Corporation", "Microsoft Corporation" },
        { "Microsft Corporation", "Microsoft Corporation" },
        { "Microssoft Corporation", "Microsoft Corporation" },
        { "Microsoft Fan Club BV", NULL },
        { "Microsoft Corporation Ltd", NULL },
        { "Micr\xe4\xb8\xadsoft Corporation", "Microsoft Corporation" },
        { "\xe4\xb8\xad\xe5\x9b\xbdsoft Corporation", NULL },
        { "Google LLC", "Google LLC" },
        { "Simon Tatham", NULL },
        { "HP Inc.", "HP Inc." },
        { "HQ Inc.", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        const struct publisher *p = publisher_find(str_from_cstr(cases[i].name));

        if (cases[i].is)
            assert_string_equal(p ? p->name : "nobody", cases[i].is);
        else
            assert_null(p);
    }
}

static void very_long_names_match_nobody(void **state UNUSED)
{
    char name[4096];

    memset(name, 'a', sizeof name);
    assert_null(publisher_find((struct str){ name, sizeof name }));
}

static void issuers(void **state UNUSED)
{
    const struct publisher *microsoft = publisher_find(STR("Microsoft Corporation"));
    const struct publisher *google = publisher_find(STR("Google LLC"));

    assert_non_null(microsoft);
    assert_non_null(google);
    assert_true(publisher_allows(microsoft, STR("Microsoft Code Signing PCA 2011")));
    assert_false(publisher_allows(microsoft, STR("Some Public CA")));
    assert_true(publisher_allows(google, STR("Some Public CA")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(very_long_names_match_nobody),
        cmocka_unit_test(issuers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
