/*
 * test_dictionary - the field dictionary is sorted, whole and agrees with derive.h.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "event/derive.h"
#include "event/dictionary.h"
#include "event/map_source.h"

static void every_entry_is_found(void **state UNUSED)
{
    for (size_t i = 0; i < field_dictionary_len; i++) {
        const struct field_info *f = &field_dictionary[i];

        assert_ptr_equal(field_info_find(str_from_cstr(f->name)), f);
        assert_true(f->meaning[0] && f->events[0]);
    }
    assert_null(field_info_find(STR("NoSuchField")));
    assert_null(field_info_find(STR("")));
}

static void events_of_a_field(void **state UNUSED)
{
    const struct field_info *flags = field_info_find(STR("SignInfoFlags"));

    assert_int_equal(flags->kind, FIELD_BITS);
    assert_true(field_info_on_event(flags, STR("ProcessRollup2")));
    assert_true(field_info_on_event(flags, STR("ClassifiedModuleLoad")));
    assert_false(field_info_on_event(flags, STR("SyntheticProcessRollup2")));
    assert_false(field_info_on_event(flags, STR("ProcessRollup")));
    assert_true(field_info_on_event(field_info_find(STR("aid")), STR("Anything")));
    assert_false(field_info_on_event(field_info_find(STR("ComputerName")),
                                     STR("ProcessRollup2")));
}

static void derived_fields_are_known(void **state UNUSED)
{
    for (size_t i = 0; i < derive_table_len; i++) {
        assert_non_null(field_info_find(derive_table[i].name));
        for (size_t k = 0; k < derive_table[i].nsources; k++)
            assert_false(str_eq(derive_table[i].source[k], derive_table[i].name));
    }
}

static void mapped_fields_are_known(void **state UNUSED)
{
    for (size_t s = 0; s < map_source_table_len; s++) {
        for (size_t r = 0; r < map_source_table[s]->nrules; r++) {
            const struct map_rule *rule = &map_source_table[s]->rule[r];

            for (size_t i = 0; i < rule->nfields; i++)
                assert_non_null(field_info_find(rule->field[i].name));
        }
    }
    for (size_t i = 0; i < map_common_len; i++)
        assert_non_null(field_info_find(map_common[i].name));
    assert_true(map_makes(STR("ClassifiedModuleLoad"), STR("CompanyName")));
    assert_false(map_makes(STR("SyntheticProcessRollup2"), STR("SignInfoFlags")));
    assert_false(map_makes(STR("DriverLoad"), STR("RegObjectName")));
    assert_false(map_makes(STR("DriverLoad"), STR("NoSuchField")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_found),
        cmocka_unit_test(events_of_a_field),
        cmocka_unit_test(derived_fields_are_known),
        cmocka_unit_test(mapped_fields_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
