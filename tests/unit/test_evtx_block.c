/*
 * test_evtx_block - event logs that were made on the spot: chunks and records, whole
 * and in every way damaged.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "evtx_case.h"

enum { DIRTY = 1, CHUNK_HEADER = 512 };

/* ---- framing ----------------------------------------------------------------------
 */

static void test_recognised(void **state UNUSED)
{
    struct make_evtx m;

    evtx_case_start(&m);
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

    evtx_case_start(&m);
    make_sysmon(&m, &definition, "C:\\a.exe");
    make_sysmon(&m, &definition, "C:\\b.exe");
    make_chunk_end(&m);
    definition = 0;
    make_chunk(&m);
    make_sysmon(&m, &definition, "C:\\c.exe");
    make_chunk_end(&m);
    evtx_case_expect(&m, "EventID,Image,ImageFileName,event_simpleName,Computer",
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
    evtx_case_expect(&m, "Image", "66048 Image=x\n");
}

static void test_chunk_without_magic_is_lost(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    evtx_case_start(&m);
    make_sysmon(&m, &definition, "x");
    make_chunk_end(&m);
    definition = 0;
    make_chunk(&m);
    make_sysmon(&m, &definition, "y");
    make_chunk_end(&m);
    m.file.p[4096] = 'e';
    evtx_case_expect(
        &m, "Image",
        "! 0 no chunk of an event log; its records are lost\n66048 Image=y\n");
}

static void test_cut_file_keeps_whole_records(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    evtx_case_start(&m);
    make_sysmon(&m, &definition, "x");
    make_sysmon(&m, &definition, "y");
    make_chunk_end(&m);
    m.file.n = 4096 + m.at - 1;
    evtx_case_expect(&m, "Image", "! 1107 record is damaged\n512 Image=x\n");
}

static void test_damaged_record_is_stepped_over(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0, second, third;

    evtx_case_start(&m);
    make_sysmon(&m, &definition, "x");
    second = m.at;
    make_sysmon(&m, &definition, "y");
    third = m.at;
    make_sysmon(&m, &definition, "z");
    m.chunk[second + 4]++;
    make_chunk_end(&m);
    assert_true(third > second);
    evtx_case_expect(&m, "Image",
                     "! 1107 record is damaged\n512 Image=x\n1166 Image=z\n");
}

static void test_record_of_no_size(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    evtx_case_start(&m);
    make_u32(&m, 0x2a2a);
    make_u32(&m, 0);
    make_sysmon(&m, &definition, "z");
    make_chunk_end(&m);
    evtx_case_expect(&m, "Image", "! 512 record is damaged\n520 Image=z\n");
}

/* Behind the free-space offset: left over, or written since the header was. */
static void make_behind(struct make_evtx *m, uint64_t id)
{
    size_t definition = 0, end;

    evtx_case_start(m);
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
    evtx_case_expect(&m, "Image", "512 Image=x\n");
    make_behind(&m, 2);
    evtx_case_expect_flags(&m, "Image", DIRTY, "512 Image=x\n1107 Image=y\n");
    make_behind(&m, 12);
    evtx_case_expect_flags(&m, "Image", DIRTY, "512 Image=x\n");
}

static void test_sums(void **state UNUSED)
{
    struct make_evtx m;
    size_t definition = 0;

    evtx_case_start(&m);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
