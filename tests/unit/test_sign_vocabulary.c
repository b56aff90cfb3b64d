/*
 * test_sign_vocabulary - the words of SignatureState are the verifier's, whatever log
 * they were made of, and so are the flags behind them.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "event/map_code.h"
#include "event/map_sign.h"
#include "signature/verdict.h"

/* Words of the logs for what a verifier, which has the file, never meets. */
static bool is_word_of_logs(const char *word)
{
    static const char *const words[] = { "untrusted", "policy", "no_data" };

    for (size_t i = 0; i < countof(words); i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Logs do not tell embedded signatures from those in catalogs. */
static void check(const char *state, uint32_t flags)
{
    enum verdict verdict = verdict_from_word(state);

    if (verdict == VERDICT_COUNT) {
        assert_true(is_word_of_logs(state));
        return;
    }
    if (flags == SIGN_UNKNOWN_ERROR)
        return; /* the word says more than the flags of a log's code can */
    if (verdict == VERDICT_DISTRUSTED) {
        assert_int_equal(flags, SIGN_CERT_REVOKED);
        return;
    }
    assert_int_equal(flags, verdict_row(verdict)->sign_info_flags &
                                ~(uint32_t)SIGN_EMBEDDED_SIGNED);
}

static void check_codes(const struct sign_codes *codes)
{
    for (size_t i = 0; i < codes->n; i++)
        check(codes->code[i].state, codes->code[i].flags);
    check(codes->other.state, codes->other.flags);
}

static void words(void **state UNUSED)
{
    for (size_t i = 0; i < sign_words_len; i++)
        check(sign_words[i].state, sign_words[i].flags);
}

static void codes(void **state UNUSED)
{
    check_codes(&sign_codes_integrity);
    check_codes(&sign_codes_hresult);
    check_codes(&sign_codes_status);
}

/* WinVerifyTrust() and the verifier give one code one word. */
static void hresults(void **state UNUSED)
{
    for (size_t i = 0; i < sign_codes_hresult.n; i++) {
        const struct sign_code *code = &sign_codes_hresult.code[i];

        assert_int_equal(verdict_row(verdict_from_word(code->state))->windows_code,
                         code->code);
    }
}

/* What Elastic says of each verdict is read as that verdict, or as less. */
static void elastic_words(void **state UNUSED)
{
    for (size_t i = 0; i < sign_words_len; i++) {
        enum verdict verdict = verdict_from_word(sign_words[i].state);
        struct str word = sign_words[i].word;

        if (verdict != VERDICT_COUNT && str_starts_with(word, STR("error")))
            assert_true(str_eq(word, str_from_cstr(verdict_row(verdict)->elastic)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(codes),
        cmocka_unit_test(hresults),
        cmocka_unit_test(elastic_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
