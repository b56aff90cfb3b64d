/*
 * test_verdict - the one table of classes and that of findings, against what other
 * programs print.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "signature/finding.h"

/* Rows as other programs were seen to write them; decimal SignInfoFlags. */
static void words_of_others(void **state UNUSED)
{
    const struct {
        enum verdict verdict;
        const char *word;
        uint32_t code, flags;
        const char *sysmon_signed, *sysmon_status, *powershell, *elastic;
    } cases[] = {
        { VERDICT_VALID, "valid", 0, 786432, "true", "Valid", "Valid", "trusted" },
        { VERDICT_UNSIGNED, "unsigned", 0x800B0100, 512, "false", "Unavailable",
          "NotSigned", "" },
        { VERDICT_HASH_MISMATCH, "hash_mismatch", 0x80096010, 526336,
          "failed: Invalid hash", "-", "HashMismatch", "errorBadDigest" },
        { VERDICT_BAD_SIGNATURE, "bad_signature", 0x80096004, 540672, "false",
          "Invalid", "UnknownError", "errorBadDigest" },
        { VERDICT_BAD_TIMESTAMP, "bad_timestamp", 0x80096005, 540672, "false",
          "Invalid", "UnknownError", "errorCode_endpoint" },
        { VERDICT_UNTRUSTED_ROOT, "untrusted_root", 0x800B0109, 525312, "false",
          "Untrusted", "UnknownError", "errorUntrustedRoot" },
        { VERDICT_INCOMPLETE_CHAIN, "incomplete_chain", 0x800B010A, 525312, "false",
          "Untrusted", "UnknownError", "errorChaining" },
        { VERDICT_TEST_ROOT, "test_root", 0x800B010D, 525316, "false", "Untrusted",
          "UnknownError", "errorUntrustedRoot" },
        { VERDICT_EXPIRED, "expired", 0x800B0101, 268959744, "false", "Expired",
          "UnknownError", "errorExpired" },
        { VERDICT_NOT_YET_VALID, "not_yet_valid", 0x800B0101, 268959744, "false",
          "Expired", "UnknownError", "errorExpired" },
        { VERDICT_REVOKED, "revoked", 0x800B010C, 537395200, "false", "Revoked",
          "UnknownError", "errorRevoked" },
        { VERDICT_REVOCATION_UNKNOWN, "revocation_unknown", 0x800B010E, 786432, "true",
          "Valid", "UnknownError", "errorCode_endpoint" },
        { VERDICT_DISTRUSTED, "distrusted", 0x800B0111, 540672, "false", "Untrusted",
          "NotTrusted", "errorCode_endpoint" },
        { VERDICT_WRONG_USAGE, "wrong_usage", 0x800B0110, 528384, "false", "Invalid",
          "UnknownError", "errorCode_endpoint" },
        { VERDICT_BAD_CONSTRAINTS, "bad_constraints", 0x80096019, 525312, "false",
          "Untrusted", "UnknownError", "errorChaining" },
        { VERDICT_WEAK_ALGORITHM, "weak_algorithm", 0x80096004, 540672, "false",
          "Invalid", "UnknownError", "errorCode_endpoint" },
        { VERDICT_MALFORMED, "malformed", 0x800B0003, 131584, "false", "Unavailable",
          "UnknownError", "" },
    };

    assert_int_equal(countof(cases), VERDICT_COUNT);
    for (size_t i = 0; i < countof(cases); i++) {
        const struct verdict_row *row = verdict_row(cases[i].verdict);

        assert_string_equal(row->word, cases[i].word);
        assert_int_equal(row->windows_code, cases[i].code);
        assert_int_equal(row->sign_info_flags, cases[i].flags);
        assert_string_equal(row->sysmon_signed, cases[i].sysmon_signed);
        assert_string_equal(row->sysmon_status, cases[i].sysmon_status);
        assert_string_equal(row->powershell, cases[i].powershell);
        assert_string_equal(row->elastic, cases[i].elastic);
        assert_int_equal(verdict_from_word(cases[i].word), cases[i].verdict);
    }
    assert_int_equal(verdict_from_word("fine"), VERDICT_COUNT);
}

static void the_first_of_rank_decides(void **state UNUSED)
{
    assert_int_equal(verdict_of_set(0), VERDICT_VALID);
    assert_int_equal(verdict_of_set(VERDICT_BIT(VERDICT_EXPIRED) |
                                    VERDICT_BIT(VERDICT_UNTRUSTED_ROOT)),
                     VERDICT_UNTRUSTED_ROOT);
    assert_int_equal(
        verdict_of_set(VERDICT_BIT(VERDICT_REVOKED) | VERDICT_BIT(VERDICT_WRONG_USAGE)),
        VERDICT_REVOKED);
    assert_int_equal(
        verdict_of_set(VERDICT_BIT(VERDICT_MALFORMED) | VERDICT_BIT(VERDICT_UNSIGNED)),
        VERDICT_MALFORMED);
}

static void findings_are_sorted_and_unique(void **state UNUSED)
{
    for (size_t i = 0; i < FINDING_COUNT; i++) {
        const char *word = finding_word((enum finding)i);

        assert_int_equal(finding_from_word(word), i);
        assert_true(strlen(finding_sentence((enum finding)i)) > 10);
        if (i > 0 && i < FINDING_OWN_COUNT)
            assert_true(strcmp(finding_word((enum finding)(i - 1)), word) < 0);
    }
    assert_int_equal(finding_from_word("haunted"), FINDING_COUNT);
}

static void classes_are_findings_too(void **state UNUSED)
{
    enum finding list[FINDING_COUNT];
    struct findings f;
    struct arena arena;

    arena_init(&arena, 1 << 16);
    findings_init(&f, &arena);
    finding_add(&f, FINDING_SELF_SIGNED, NULL);
    finding_add(&f, FINDING_OF_VERDICT(VERDICT_EXPIRED), NULL);
    finding_add(&f, FINDING_WEAK_SHA1, "first");
    finding_add(&f, FINDING_WEAK_SHA1, "second");
    finding_add(&f, FINDING_WEAK_SHA1, "first");
    assert_int_equal(findings_sorted(&f, list), 3);
    assert_string_equal(finding_word(list[0]), "expired");
    assert_string_equal(finding_word(list[1]), "self_signed");
    assert_true(str_eq(f.evidence[FINDING_WEAK_SHA1], STR("first; second")));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_others),
        cmocka_unit_test(the_first_of_rank_decides),
        cmocka_unit_test(findings_are_sorted_and_unique),
        cmocka_unit_test(classes_are_findings_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
