/*
 * test_evtx - event logs that were made on the spot: every way in which a record can
 * say something, and every way in which a log can be damaged.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "decode_case.h"
#include "make_evtx.h"

extern const struct input input_evtx;

enum { DIRTY = 1, CHUNK_HEADER = 512 };

/* Decode the chunks and compare what is printed; ends the making. */
static void expect_flags(struct make_evtx *m, const char *fields, uint32_t flags,
                         const char *expected)
{
    const struct decode_options options = { .fields = fields, .flags = flags };
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_evtx.decoder, make_evtx_chunks(m), &options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
    make_evtx_release(m);
}

static void expect(struct make_evtx *m, const char *fields, const char *expected)
{
    expect_flags(m, fields, 0, expected);
}

/* The same for the start of what is printed. */
static void expect_start(struct make_evtx *m, const char *expected)
{
    const struct decode_options options = { .fields = "EventID" };
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_evtx.decoder, make_evtx_chunks(m), &options, &out);
    buf_add_char(&out, '\0');
    assert_true(out.n > strlen(expected));
    out.p[strlen(expected)] = '\0';
    assert_string_equal(out.p, expected);
    buf_release(&out);
    make_evtx_release(m);
}

static void start(struct make_evtx *m)
{
    make_evtx_start(m, 0);
    make_chunk(m);
}

/* ---- framing ----------------------------------------------------------------------
 */

static void test_recognised(void **state UNUSED)
{
    struct make_evtx m;

    start(&m);
    make_chunk_end(&m);
    assert_int_equal(input_evtx.bid(make_evtx_file(&m)), 64);
    assert_int_equal(input_evtx.bid(make_evtx_chunks(&m)), 64);
    assert_int_equal(input_evtx.bid(STR("ElfFil")), 0);
    assert_int_equal(input_evtx.bid(STR("ElfFile ")), 0);
    assert_int_equal(input_evtx.look(make_evtx_file(&m)).first_block, 4096);
    assert_int_equal(input_evtx.look(make_evtx_chunks(&m)).first_block, 0);
    make_evtx_release(&m);
}

static void test_template_is_used_again(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    start(&m);
    make_sysmon(&m, &definition, "C:\\a.exe");
    make_sysmon(&m, &definition, "C:\\b.exe");
    make_chunk_end(&m);
    definition = 0;
    make_chunk(&m);
    make_sysmon(&m, &definition, "C:\\c.exe");
    make_chunk_end(&m);
    expect(&m, "EventID,Image,ImageFileName,event_simpleName,Computer",
           "512 EventID=1 Image=C:\\a.exe ImageFileName=C:\\a.exe "
           "event_simpleName=ProcessRollup2 Computer=Host\n"
           "1121 EventID=1 Image=C:\\b.exe ImageFileName=C:\\b.exe "
           "event_simpleName=ProcessRollup2 Computer=Host\n"
           "66048 EventID=1 Image=C:\\c.exe ImageFileName=C:\\c.exe "
           "event_simpleName=ProcessRollup2 Computer=Host\n");
}

static void test_empty_slot_says_nothing(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    make_evtx_start(&m, 0);
    make_empty_slot(&m);
    make_chunk(&m);
    make_sysmon(&m, &definition, "x");
    make_chunk_end(&m);
    make_empty_slot(&m);
    expect(&m, "Image", "66048 Image=x\n");
}

static void test_chunk_without_magic_is_lost(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    start(&m);
    make_sysmon(&m, &definition, "x");
    make_chunk_end(&m);
    definition = 0;
    make_chunk(&m);
    make_sysmon(&m, &definition, "y");
    make_chunk_end(&m);
    m.file.p[4096] = 'e';
    expect(&m, "Image",
           "! 0 no chunk of an event log; its records are lost\n66048 Image=y\n");
}

static void test_cut_file_keeps_whole_records(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    start(&m);
    make_sysmon(&m, &definition, "x");
    make_sysmon(&m, &definition, "y");
    make_chunk_end(&m);
    m.file.n = 4096 + m.at - 1;
    expect(&m, "Image", "! 1107 record is damaged\n512 Image=x\n");
}

static void test_damaged_record_is_stepped_over(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0, second, third;

    start(&m);
    make_sysmon(&m, &definition, "x");
    second = m.at;
    make_sysmon(&m, &definition, "y");
    third = m.at;
    make_sysmon(&m, &definition, "z");
    m.chunk[second + 4]++;
    make_chunk_end(&m);
    assert_true(third > second);
    expect(&m, "Image", "! 1107 record is damaged\n512 Image=x\n1166 Image=z\n");
}

static void test_record_of_no_size(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    start(&m);
    make_u32(&m, 0x2a2a);
    make_u32(&m, 0);
    make_sysmon(&m, &definition, "z");
    make_chunk_end(&m);
    expect(&m, "Image", "! 512 record is damaged\n520 Image=z\n");
}

/* Behind the free-space offset: left over, or written since the header was. */
static void make_behind(struct make_evtx *m, uint64_t id)
{
    size_t definition = 0, end;

    start(m);
    make_sysmon(m, &definition, "x");
    end = m->at;
    m->id = id;
    make_sysmon(m, &definition, "y");
    m->at = end;
    make_chunk_end(m);
}

static void test_left_over_records(void **state UNUSED)
{
    struct make_evtx m;

    make_behind(&m, 2);
    expect(&m, "Image", "512 Image=x\n");
    make_behind(&m, 2);
    expect_flags(&m, "Image", DIRTY, "512 Image=x\n1107 Image=y\n");
    make_behind(&m, 12);
    expect_flags(&m, "Image", DIRTY, "512 Image=x\n");
}

static void test_sums(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    start(&m);
    make_sysmon(&m, &definition, "x");
    make_chunk_end(&m);
    assert_true(input_evtx.check(make_evtx_chunks(&m)));
    assert_false(input_evtx.look(make_evtx_file(&m)).is_damaged);
    m.file.p[4096 + CHUNK_HEADER + 30] ^= 1;
    assert_false(input_evtx.check(make_evtx_chunks(&m)));
    m.file.p[4096 + CHUNK_HEADER + 30] ^= 1;
    m.file.p[4096 + 200] ^= 1;
    assert_false(input_evtx.check(make_evtx_chunks(&m)));
    memset(m.file.p + 4096 + 124, 0, 4);
    memset(m.file.p + 4096 + 52, 0, 4);
    assert_true(input_evtx.check(make_evtx_chunks(&m)));
    m.file.p[100] ^= 1;
    assert_true(input_evtx.look(make_evtx_file(&m)).is_damaged);
    memset(m.file.p + 124, 0, 4);
    assert_false(input_evtx.look(make_evtx_file(&m)).is_damaged);
    make_evtx_release(&m);
}

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

static void end_record(struct make_evtx *m)
{
    make_record_end(m);
    make_chunk_end(m);
}

/* What a forwarded event looks like: no template, no dependency ids. */
static void test_record_without_template(void **state UNUSED)
{
    struct make_evtx m;

    start(&m);
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
    end_record(&m);
    expect(&m, "EventID,TimeCreated,EventData.Channel,Channel",
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

    start(&m);
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
    end_record(&m);
    expect(&m,
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

    start(&m);
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
    end_record(&m);
    expect(&m, "a,b,c,d,Data1,Data2", "512 a= c= d= Data1=e\n");
}

/* A value that is not there at all is like one that says nothing. */
static void test_missing_values(void **state UNUSED)
{
    static const char *const list[] = { "a", "?b" };
    struct make_evtx m;

    start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, 0);
    end_record(&m);
    expect(&m, "a,b", "512 a=\n");
}

static void test_arrays(void **state UNUSED)
{
    static const char *const list[] = { "", "a", "n", "" };
    static const char texts[] = "o\0n\0e\0\0\0\0\0t\0w\0o\0\0";
    static const char numbers[] = "\1\0\2\0\3";
    struct make_evtx m;

    start(&m);
    make_record(&m);
    make_data_definition(&m, list, countof(list));
    make_values(&m, 4);
    make_given(&m, 0x81, texts, sizeof texts);
    make_given(&m, 0x81, texts, 8);
    make_given(&m, 0x86, numbers, sizeof numbers);
    make_given_text(&m, "z");
    end_record(&m);
    expect(&m, "Data1,Data2,Data3,Data4,a,a[0],n,n[0],n[1],n[2],n[3]",
           "512 Data1=one Data2= Data3=two Data4=z a=one n=1 n[0]=1 n[1]=2 n[2]=3\n");
}

/* Values of binary XML: elements without dependency ids, a template of their own. */
static void test_streams_in_values(void **state UNUSED)
{
    struct make_evtx m;
    size_t list, from;

    start(&m);
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
    end_record(&m);
    expect(&m, "UserData.x,y,UserData", "512 UserData.x=1 y=2\n");
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

        start(&m);
        make_record(&m);
        make_data_definition(&m, list, 1);
        make_values(&m, 1);
        make_given(&m, cases[i].type, cases[i].bytes, cases[i].n);
        end_record(&m);
        (void)snprintf(expected, sizeof expected, "512 v=%s\n", cases[i].text);
        expect(&m, "v", expected);
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

    start(&m);
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
    end_record(&m);
    expect(&m, "EventID", "! 512 record is nested too deeply\n");
}

static void test_elements_have_a_depth(void **state UNUSED)
{
    struct make_evtx m;

    start(&m);
    make_record(&m);
    for (unsigned i = 0; i < 65; i++)
        make_event(&m, MAKE_PLAIN);
    end_record(&m);
    expect(&m, "EventID", "! 512 record is damaged\n");
}

/* Every record has a definition of its own that reaches over those of the others. */
static void test_definitions_that_overlap(void **state UNUSED)
{
    enum { DEFINITIONS = 33, STEP = 32, BODY = 8192 };
    struct make_evtx m;
    size_t from;

    start(&m);
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
    expect_start(&m, "! 3073 templates of the chunk overlap\n512\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recognised),
        cmocka_unit_test(test_template_is_used_again),
        cmocka_unit_test(test_empty_slot_says_nothing),
        cmocka_unit_test(test_chunk_without_magic_is_lost),
        cmocka_unit_test(test_cut_file_keeps_whole_records),
        cmocka_unit_test(test_damaged_record_is_stepped_over),
        cmocka_unit_test(test_record_of_no_size),
        cmocka_unit_test(test_left_over_records),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_record_without_template),
        cmocka_unit_test(test_text_in_pieces),
        cmocka_unit_test(test_optional_values),
        cmocka_unit_test(test_missing_values),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_streams_in_values),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_nesting_has_a_limit),
        cmocka_unit_test(test_elements_have_a_depth),
        cmocka_unit_test(test_definitions_that_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
