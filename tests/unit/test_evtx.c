/*
 * test_evtx - event logs that were made on the spot: every way in which a record can
 * say something, and the limits of what it may unfold into.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "evtx_case.h"

/* ---- tokens -------------------------------------------------------------------------
 */

/* <Event>, and its end. */
static void make_event(struct make_evtx *m, enum make_form form)
{
    make_open(m, form, "Event", false);
    make_close_start(m);
}

static void end_event(struct make_evtx *m)
{
    make_close(m);
    make_end(m);
}

/* What a forwarded event looks like: no template, no dependency ids. */
static void test_record_without_template(void **state UNUSED)
{
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_event(&m, MAKE_PLAIN);
    make_open(&m, MAKE_PLAIN, "System", false);
    make_close_start(&m);
    make_open(&m, MAKE_PLAIN, "TimeCreated", true);
    make_attribute(&m, "SystemTime");
    make_text(&m, "2026-01-31T12:00:05Z");
    make_close_empty(&m);
    make_element(&m, MAKE_PLAIN, "EventID", "4688", 0);
    make_close(&m);
    make_open(&m, MAKE_PLAIN, "EventData", false);
    make_close_start(&m);
    make_open(&m, MAKE_PLAIN, "Data", true);
    make_attribute(&m, "Name");
    make_text(&m, "Channel");
    make_close_start(&m);
    make_text(&m, "c");
    make_close(&m);
    make_close(&m);
    end_event(&m);
    evtx_case_end(&m);
    evtx_case_expect(
        &m, "EventID,TimeCreated,EventData.Channel,Channel",
        "512 EventID=4688 TimeCreated=2026-01-31T12:00:05Z EventData.Channel=c\n");
}

/* Text in pieces: entities, characters by number, CDATA; in content and attributes. */
static void make_pieces(struct make_evtx *m)
{
    make_text(m, "a");
    make_u8(m, 0x49);
    make_u32(m, (uint32_t)m->at + 4);
    make_bytes(m, "\0\0\0\0\0\0\3\0a\0m\0p\0\0\0", 16);
    make_u8(m, 0x48);
    make_u16(m, 0xe9);
    make_u8(m, 0x07);
    make_u16(m, 2);
    make_utf16(m, "<b");
}

static void test_text_in_pieces(void **state UNUSED)
{
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_event(&m, MAKE_PLAIN);
    make_open(&m, MAKE_PLAIN, "UserData", false);
    make_close_start(&m);
    make_open(&m, MAKE_PLAIN, "E", true);
    make_attribute(&m, "xmlns");
    make_text(&m, "urn:x");
    make_attribute(&m, "p");
    make_pieces(&m);
    make_attribute(&m, "q");
    make_text(&m, "2");
    make_close_start(&m);
    make_pieces(&m);
    make_close(&m);
    make_open(&m, MAKE_PLAIN, "E", false);
    make_close_empty(&m);
    make_close(&m);
    end_event(&m);
    evtx_case_end(&m);
    evtx_case_expect(
        &m,
        "UserData.E,UserData.E.p,UserData.E.q,UserData.E[0],UserData.E[1],"
        "UserData.E.xmlns,UserData",
        "512 UserData.E=a&\xc3\xa9<b UserData.E.p=a&\xc3\xa9<b UserData.E.q=2 "
        "UserData.E[0]=a&\xc3\xa9<b UserData.E[1]=\n");
}

/* A definition with Data as `list` says: a name or "", then ? when it is optional. */
static void make_data_definition(struct make_evtx *m, const char *const *list, size_t n)
{
    make_template(m);
    make_event(m, MAKE_DEFINED);
    make_open(m, MAKE_DEFINED, "EventData", false);
    make_close_start(m);
    for (unsigned i = 0; i < n; i++) {
        bool is_optional = list[i][0] == '?';
        const char *name = list[i] + is_optional;

        make_data(m, MAKE_DEFINED, name[0] ? name : NULL, i, is_optional);
    }
    make_close(m);
    make_close(m);
    make_template_end(m);
}

static void test_optional_values(void **state UNUSED)
{
    static const char *const list[] = { "a", "?b", "c", "?", "", "?d" };
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, countof(list));
    make_given(&m, 0, NULL, 0);
    make_given(&m, 0, NULL, 0);
    make_given_text(&m, "");
    make_given(&m, 0, NULL, 0);
    make_given_text(&m, "e");
    make_given_text(&m, "");
    make_end(&m);
    evtx_case_end(&m);
    evtx_case_expect(&m, "a,b,c,d,Data1,Data2", "512 a= c= d= Data1=e\n");
}

/* A value that is not there at all is like one that says nothing. */
static void test_missing_values(void **state UNUSED)
{
    static const char *const list[] = { "a", "?b" };
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, 0);
    evtx_case_end(&m);
    evtx_case_expect(&m, "a,b", "512 a=\n");
}

static void test_arrays(void **state UNUSED)
{
    static const char *const list[] = { "", "a", "n", "" };
    static const char texts[] = "o\0n\0e\0\0\0\0\0t\0w\0o\0\0";
    static const char numbers[] = "\1\0\2\0\3";
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, 4);
    make_given(&m, 0x81, texts, sizeof texts);
    make_given(&m, 0x81, texts, 8);
    make_given(&m, 0x86, numbers, sizeof numbers);
    make_given_text(&m, "z");
    evtx_case_end(&m);
    evtx_case_expect(
        &m, "Data1,Data2,Data3,Data4,a,a[0],n,n[0],n[1],n[2],n[3]",
        "512 Data1=one Data2= Data3=two Data4=z a=one n=1 n[0]=1 n[1]=2 n[2]=3\n");
}

/* Values of binary XML: elements without dependency ids, a template of their own. */
static void test_streams_in_values(void **state UNUSED)
{
    struct make_evtx m;
    size_t list, from;

    evtx_case_start(&m);
    make_record(&m);
    make_template(&m);
    make_event(&m, MAKE_DEFINED);
    make_element(&m, MAKE_DEFINED, "UserData", NULL, 0);
    make_value(&m, 1, true);
    make_close(&m);
    make_template_end(&m);
    make_values(&m, 2);
    list = m.value_list;
    from = m.at;
    make_u32(&m, 0x0001010f);
    make_element(&m, MAKE_PLAIN, "x", "1", 0);
    make_end(&m);
    m.chunk[list] = (uint8_t)(m.at - from);
    m.chunk[list + 2] = 0x21;
    from = m.at;
    make_u32(&m, 0x0001010f);
    make_template(&m);
    make_open(&m, MAKE_DEFINED, "EventData", false);
    make_close_start(&m);
    make_data(&m, MAKE_DEFINED, "y", 0, false);
    make_close(&m);
    make_template_end(&m);
    make_values(&m, 1);
    make_given_text(&m, "2");
    m.chunk[list + 4] = (uint8_t)(m.at - from);
    m.chunk[list + 6] = 0x21;
    evtx_case_end(&m);
    evtx_case_expect(&m, "UserData.x,y,UserData", "512 UserData.x=1 y=2\n");
}

/* ---- as XML ---------------------------------------------------------------------- */

static void test_xml_of_a_template(void **state UNUSED)
{
    static const char *const list[] = { "a<", "?b", "c", "?", "d" };
    static const char texts[] = "o\0n\0e\0\0\0&\0\0\0";
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, countof(list));
    make_given_text(&m, "x'&<>\r\n\a");
    make_given(&m, 0, NULL, 0);
    make_given(&m, 0x81, texts, sizeof texts - 1);
    make_given(&m, 0, NULL, 0);
    make_given(&m, 0, NULL, 0);
    evtx_case_end(&m);
    evtx_case_expect_xml(
        &m, "512 <<Event><EventData><Data Name='a&lt;'>x'&amp;&lt;&gt;&#13;\n"
            "\xef\xbf\xbd</Data><Data Name='c'>one</Data><Data Name='c'>&amp;</Data>"
            "<Data Name='d'></Data></EventData></Event>>\n");
}

static void test_xml_of_pieces(void **state UNUSED)
{
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    make_event(&m, MAKE_PLAIN);
    make_open(&m, MAKE_PLAIN, "a b", true);
    make_attribute(&m, "p");
    make_pieces(&m);
    make_attribute(&m, "q");
    make_text(&m, "'\n");
    make_close_empty(&m);
    make_open(&m, MAKE_PLAIN, "E", false);
    make_close_start(&m);
    make_pieces(&m);
    make_close(&m);
    end_event(&m);
    evtx_case_end(&m);
    evtx_case_expect_xml(&m, "512 <<Event><a_b p='a&amp;&#233;&lt;b' q='&apos;&#10;'/>"
                             "<E>a&amp;&#233;&lt;b</E></Event>>\n");
}

/* ---- values
 * --------------------------------------------------------------------------- */

#define BYTES(lit) (lit), sizeof(lit) - 1

static void test_values(void **state UNUSED)
{
    static const struct {
        unsigned type;
        const char *bytes;
        size_t n;
        const char *text;
    } cases[] = {
        { 1, BYTES("a\0\0\0b\0"), "a" },
        { 1, BYTES("\x3d\xd8\x00\xde"), "\xf0\x9f\x98\x80" },
        { 1, BYTES("\x3d\xd8x\0\x00\xde"), "\xef\xbf\xbdx\xef\xbf\xbd" },
        { 1, BYTES("\xac\x20\xe9\0\x07\0z"), "\xe2\x82\xac\xc3\xa9\x07" },
        { 2, BYTES("caf\xe9"), "caf\xc3\xa9" },
        { 2, BYTES("caf\xc3\xa9\0x"), "caf\xc3\xa9" },
        { 3, BYTES("\xff"), "-1" },
        { 4, BYTES("\xff"), "255" },
        { 5, BYTES("\x00\x80"), "-32768" },
        { 6, BYTES("\x10\x12"), "4624" },
        { 7, BYTES("\xfe\xff\xff\xff"), "-2" },
        { 8, BYTES("\xfe\xff\xff\xff"), "4294967294" },
        { 9, BYTES("\0\0\0\0\0\0\0\x80"), "-9223372036854775808" },
        { 10, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615" },
        { 11, BYTES("\0\0\x20\x40"), "2.5" },
        { 12, BYTES("\0\0\0\0\0\0\x04\xc0"), "-2.5" },
        { 13, BYTES("\1\0\0\0"), "true" },
        { 13, BYTES("\0"), "false" },
        { 14, BYTES("\x01\xab"), "01AB" },
        { 15, BYTES("\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"),
          "{00112233-4455-6677-8899-aabbccddeeff}" },
        { 16, BYTES("\xe7\x03\0\0"), "0x3e7" },
        { 17, BYTES("\x07\x27\x28\x23\xa9\x92\xdc\x01"),
          "2026-01-31T12:00:05.1234567Z" },
        { 18, BYTES("\xea\x07\x01\0\x06\0\x1f\0\x0c\0\0\0\x05\0\xfa\0"),
          "2026-01-31T12:00:05.250Z" },
        { 19, BYTES("\1\1\0\0\0\0\0\5\x12\0\0\0"), "S-1-5-18" },
        { 19, BYTES("\1\2\0\0\0\0\0\5\x12\0\0\0"), "010200000000000512000000" },
        { 20, BYTES("\x34\x12\0\0"), "0x1234" },
        { 21, BYTES("\0\0\0\0\0\0\0\0"), "0x0" },
        { 6, BYTES("\1\2\3"), "010203" },
        { 77, BYTES("\1"), "01" },
    };
    static const char *const list[] = { "v" };

    for (size_t i = 0; i < countof(cases); i++) {
        struct make_evtx m;
        char expected[200];

        evtx_case_start(&m);
        make_record(&m);
        make_data_definition(&m, list, 1);
        make_values(&m, 1);
        make_given(&m, cases[i].type, cases[i].bytes, cases[i].n);
        evtx_case_end(&m);
        (void)snprintf(expected, sizeof expected, "512 v=%s\n", cases[i].text);
        evtx_case_expect(&m, "v", expected);
    }
}

/* ---- limits
 * ----------------------------------------------------------------------------- */

/* Values that hold the same template again and again unfold without end. */
static void test_nesting_has_a_limit(void **state UNUSED)
{
    enum { INSTANCE = 18 };
    struct make_evtx m;
    size_t from;

    evtx_case_start(&m);
    make_record(&m);
    make_template(&m);
    make_event(&m, MAKE_DEFINED);
    make_value(&m, 0, false);
    make_close(&m);
    make_template_end(&m);
    make_values(&m, 1);
    make_given(&m, 0x21, NULL, 0);
    from = m.at;
    for (unsigned i = 0; i < 20; i++) {
        make_template_again(&m, m.definition);
        make_values(&m, 1);
        make_given(&m, 0x21, NULL, 0);
    }
    /* Each value reaches to the end of the record; its size is told before it. */
    for (size_t at = from; at < m.at; at += INSTANCE) {
        m.chunk[at - 4] = (uint8_t)(m.at - at);
        m.chunk[at - 3] = (uint8_t)((m.at - at) >> 8);
    }
    evtx_case_end(&m);
    evtx_case_expect(&m, "EventID", "! 512 record is nested too deeply\n");
}

static void test_elements_have_a_depth(void **state UNUSED)
{
    struct make_evtx m;

    evtx_case_start(&m);
    make_record(&m);
    for (unsigned i = 0; i < 65; i++)
        make_event(&m, MAKE_PLAIN);
    evtx_case_end(&m);
    evtx_case_expect(&m, "EventID", "! 512 record is damaged\n");
}

/* Every record has a definition of its own that reaches over those of the others. */
static void test_definitions_that_overlap(void **state UNUSED)
{
    enum { DEFINITIONS = 33, STEP = 32, BODY = 8192 };
    struct make_evtx m;
    size_t from;

    evtx_case_start(&m);
    make_record(&m);
    make_end(&m);
    from = m.at;
    for (unsigned i = 0; i < DEFINITIONS; i++) {
        make_bytes(&m, "12345678901234567890", 20);
        make_u32(&m, BODY);
        make_u64(&m, 0);
    }
    make_record_end(&m);
    for (unsigned i = 0; i < DEFINITIONS; i++) {
        make_record(&m);
        make_template_again(&m, from + STEP * (size_t)i);
        make_values(&m, 0);
        make_record_end(&m);
    }
    make_chunk_end(&m);
    evtx_case_expect_start(&m, "! 3073 templates of the chunk overlap\n512\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record_without_template),
        cmocka_unit_test(test_text_in_pieces),
        cmocka_unit_test(test_optional_values),
        cmocka_unit_test(test_missing_values),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_streams_in_values),
        cmocka_unit_test(test_xml_of_a_template),
        cmocka_unit_test(test_xml_of_pieces),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_nesting_has_a_limit),
        cmocka_unit_test(test_elements_have_a_depth),
        cmocka_unit_test(test_definitions_that_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
