/*
 * test_asn1_values - identifiers, times and strings of ASN.1.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "asn1/asn1_text.h"
#include "asn1/asn1_time.h"
#include "asn1/oid.h"
#include "base/buf.h"

#define BYTES(lit) ((struct str){ lit, sizeof(lit) - 1 })

/* The dotted form in the table gives the octets in the table. */
static void identifiers_agree(void **state UNUSED)
{
    for (size_t i = OID_UNKNOWN + 1; i < OID_COUNT; i++) {
        struct buf text;

        buf_init(&text, 256);
        oid_add_dotted(&text, oid_octets((enum oid)i));
        assert_true(str_eq(buf_str(&text), str_from_cstr(oid_dotted((enum oid)i))));
        assert_int_equal(oid_find(oid_octets((enum oid)i)), i);
        assert_string_not_equal(oid_text((enum oid)i), "");
        buf_release(&text);
    }
    assert_int_equal(oid_find(BYTES("")), OID_UNKNOWN);
    assert_int_equal(oid_find(BYTES("\x2b\x06")), OID_UNKNOWN);
}

static void broken_identifiers(void **state UNUSED)
{
    const struct {
        struct str octets;
        const char *text;
    } cases[] = {
        { BYTES(""), "?" },
        { BYTES("\x80"), "?" },
        { BYTES("\x2a\x86"), "1.2.?" },
        { BYTES("\x88\x37"), "2.999" },
        { BYTES("\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "1.2.?" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf text;

        buf_init(&text, 256);
        oid_add_dotted(&text, cases[i].octets);
        assert_true(str_eq(buf_str(&text), str_from_cstr(cases[i].text)));
        buf_release(&text);
    }
}

static void times(void **state UNUSED)
{
    const struct {
        uint8_t tag;
        const char *text;
        const char *is; /* "" when it is not well formed */
    } cases[] = {
        { DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z" },
        { DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z" },
        { DER_UTC_TIME, "000229120000Z", "2000-02-29T12:00:00Z" },
        { DER_UTC_TIME, "010229120000Z", "" },
        { DER_UTC_TIME, "0102281200Z", "" },
        { DER_UTC_TIME, "010228120000+0100", "" },
        { DER_UTC_TIME, "01022812000", "" },
        { DER_UTC_TIME, "", "" },
        { DER_GENERALIZED_TIME, "20260417093000Z", "2026-04-17T09:30:00Z" },
        { DER_GENERALIZED_TIME, "20260417093000.125Z", "2026-04-17T09:30:00Z" },
        { DER_GENERALIZED_TIME, "20260417093000.Z", "" },
        { DER_GENERALIZED_TIME, "20261317093000Z", "" },
        { DER_GENERALIZED_TIME, "20260417243000Z", "" },
        { DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z" },
        { DER_GENERALIZED_TIME, "00000101000000Z", "" },
        { DER_INTEGER, "20260417093000Z", "" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        char text[ASN1_TIME_TEXT];
        int64_t t = asn1_time_parse(cases[i].tag, str_from_cstr(cases[i].text));

        assert_string_equal(asn1_time_text(t, text), cases[i].is);
        assert_int_equal(t == TIME_NONE, cases[i].is[0] == '\0');
    }
    assert_true(asn1_time_from_date(1970, 1, 1, 0, 0, 0) == 0);
    assert_true(asn1_time_from_date(2016, 1, 1, 0, 0, 0) == 1451606400);
}

static void strings(void **state UNUSED)
{
    const struct {
        uint8_t tag;
        struct str bytes;
        const char *text;
    } cases[] = {
        { DER_PRINTABLE_STRING, BYTES("Example"), "Example" },
        { DER_T61_STRING, BYTES("M\xfcnchen"), "M\xc3\xbcnchen" },
        { DER_UTF8_STRING, BYTES("\xc3\xa9\xf0\x9f\x98\x80"),
          "\xc3\xa9\xf0\x9f\x98\x80" },
        { DER_UTF8_STRING, BYTES("a\xff\xc3"), "a\xef\xbf\xbd\xef\xbf\xbd" },
        { DER_UTF8_STRING, BYTES("\xed\xa0\x80"),
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
        { DER_BMP_STRING, BYTES("\x04\x3e\xd8\x3d\xde\x00"),
          "\xd0\xbe\xf0\x9f\x98\x80" },
        { DER_BMP_STRING, BYTES("\xd8\x3d\x00\x41\x42"), "\xef\xbf\xbd\x41" },
        { DER_UNIVERSAL_STRING, BYTES("\x00\x01\xf6\x00"), "\xf0\x9f\x98\x80" },
        { DER_UNIVERSAL_STRING, BYTES("\x7f\xff\xff\xff"), "\xef\xbf\xbd" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf text;

        buf_init(&text, 256);
        asn1_text_add(
            &text, &(struct der_item){ .tag = cases[i].tag, .value = cases[i].bytes });
        assert_true(str_eq(buf_str(&text), str_from_cstr(cases[i].text)));
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_agree),
        cmocka_unit_test(broken_identifiers),
        cmocka_unit_test(times),
        cmocka_unit_test(strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
