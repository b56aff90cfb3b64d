/*
 * test_pe - the certificate table of PE images: found, cut, doubled, misplaced.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "signature/pe.h"

extern const struct container container_pe;

enum {
    PE_AT = 0x40,
    OPTIONAL_AT = PE_AT + 24,
    CHECKSUM_AT = OPTIONAL_AT + 64,
    DIRECTORY_AT = OPTIONAL_AT + 112 + 32,
    TABLE_AT = 0x200,
    IMAGE_MAX = 0x400
};

struct image {
    char bytes[IMAGE_MAX];
    size_t n;
};

static void put32(struct image *m, size_t at, uint32_t v)
{
    for (size_t i = 0; i < 4; i++)
        m->bytes[at + i] = (char)(v >> (8 * i));
}

static void put16(struct image *m, size_t at, uint16_t v)
{
    m->bytes[at] = (char)v;
    m->bytes[at + 1] = (char)(v >> 8);
}

/* A PE32+ header and `size` bytes of certificate table, unfilled. */
static void make_image(struct image *m, uint32_t size)
{
    memset(m, 0, sizeof *m);
    memcpy(m->bytes, "MZ", 2);
    put32(m, 0x3C, PE_AT);
    memcpy(m->bytes + PE_AT, "PE\0\0", 4);
    put16(m, PE_AT + 4, 0x8664);
    put16(m, PE_AT + 20, 240);
    put16(m, OPTIONAL_AT, 0x20B);
    put32(m, OPTIONAL_AT + 108, 16);
    put32(m, DIRECTORY_AT, size ? TABLE_AT : 0);
    put32(m, DIRECTORY_AT + 4, size);
    m->n = TABLE_AT + size;
}

static void put_entry(struct image *m, size_t at, uint32_t length, uint16_t revision,
                      uint16_t type)
{
    put32(m, at, length);
    put16(m, at + 4, revision);
    put16(m, at + 6, type);
}

struct reading {
    struct arena arena;
    struct subject subject;
    struct str bytes;
    struct found found;
};

static void read_image(struct reading *r, const struct image *m)
{
    memset(r, 0, sizeof *r);
    arena_init(&r->arena, 1 << 22);
    r->bytes = (struct str){ m->bytes, m->n };
    subject_from_memory(&r->subject, STR("x.exe"), &r->bytes, &r->arena);
    findings_init(&r->found.findings, &r->arena);
    assert_true(container_pe.bid(&r->subject) > 0);
    assert_int_equal(container_pe.find_signature(&r->subject, &r->found, NULL), ST_OK);
}

static void one_entry(void **state UNUSED)
{
    struct reading r;
    struct image m;

    make_image(&m, 24);
    put_entry(&m, TABLE_AT, 21, 0x200, 2);
    read_image(&r, &m);
    assert_int_equal(r.found.nblobs, 1);
    assert_int_equal(r.found.blob[0].offset, TABLE_AT + 8);
    assert_int_equal(r.found.blob[0].der.n, 13);
    assert_int_equal(r.found.nskips, 3);
    assert_int_equal(r.found.skip[0].offset, CHECKSUM_AT);
    assert_int_equal(r.found.skip[1].offset, DIRECTORY_AT);
    assert_int_equal(r.found.skip[2].offset, TABLE_AT);
    assert_false(r.found.is_malformed);
    arena_release(&r.arena);
}

static void two_entries(void **state UNUSED)
{
    struct reading r;
    struct image m;

    /* The second starts on the next multiple of eight. */
    make_image(&m, 40);
    put_entry(&m, TABLE_AT, 13, 0x200, 2);
    put_entry(&m, TABLE_AT + 16, 24, 0x200, 2);
    read_image(&r, &m);
    assert_int_equal(r.found.nblobs, 2);
    assert_int_equal(r.found.blob[1].offset, TABLE_AT + 24);
    assert_true(r.found.findings.has[FINDING_MULTIPLE_CERTIFICATES]);
    arena_release(&r.arena);
}

static void unsupported_entries(void **state UNUSED)
{
    const uint16_t cases[][2] = { { 0x100, 2 }, { 0x200, 1 }, { 0x200, 3 } };

    for (size_t i = 0; i < countof(cases); i++) {
        struct reading r;
        struct image m;

        make_image(&m, 16);
        put_entry(&m, TABLE_AT, 16, cases[i][0], cases[i][1]);
        read_image(&r, &m);
        assert_int_equal(r.found.nblobs, 0);
        assert_false(r.found.is_malformed);
        assert_true(r.found.findings.has[FINDING_UNSUPPORTED_CERTIFICATE_ENTRY]);
        arena_release(&r.arena);
    }
}

static void unreadable_tables(void **state UNUSED)
{
    const struct {
        uint32_t offset, size, length;
    } cases[] = {
        { TABLE_AT, 16, 7 },          /* shorter than its header */
        { TABLE_AT, 16, 17 },         /* longer than the table */
        { TABLE_AT, 24, 16 },         /* the table ends behind the file */
        { 0xFFFFFFF0, 16, 16 },       /* it begins there */
        { TABLE_AT, 0xFFFFFFFF, 16 }, /* the sum would wrap */
        { TABLE_AT, 4, 16 },          /* no room for a header */
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct reading r;
        struct image m;

        make_image(&m, 16);
        put_entry(&m, TABLE_AT, cases[i].length, 0x200, 2);
        put32(&m, DIRECTORY_AT, cases[i].offset);
        put32(&m, DIRECTORY_AT + 4, cases[i].size);
        read_image(&r, &m);
        assert_true(r.found.is_malformed);
        assert_true(r.found.findings.has[FINDING_CERTIFICATE_TABLE_UNREADABLE]);
        assert_int_equal(r.found.nblobs, 0);
        arena_release(&r.arena);
    }
}

static void places(void **state UNUSED)
{
    struct reading r;
    struct image m;

    /* Three bytes behind the table. */
    make_image(&m, 16);
    put_entry(&m, TABLE_AT, 16, 0x200, 2);
    m.n += 3;
    read_image(&r, &m);
    assert_true(r.found.findings.has[FINDING_DATA_BEHIND_TABLE]);
    assert_int_equal(r.found.nblobs, 1);
    arena_release(&r.arena);

    /* A table that is not on a multiple of eight. */
    make_image(&m, 16);
    put32(&m, DIRECTORY_AT, TABLE_AT + 3);
    put_entry(&m, TABLE_AT + 3, 16, 0x200, 2);
    m.n += 3;
    read_image(&r, &m);
    assert_true(r.found.findings.has[FINDING_UNALIGNED_TABLE]);
    assert_int_equal(r.found.nblobs, 1);
    arena_release(&r.arena);
}

static void without_directory(void **state UNUSED)
{
    struct reading r;
    struct image m;

    /* Only four directories: the fifth is no table, whatever stands there. */
    make_image(&m, 16);
    put_entry(&m, TABLE_AT, 16, 0x200, 2);
    put32(&m, OPTIONAL_AT + 108, 4);
    read_image(&r, &m);
    assert_int_equal(r.found.nblobs, 0);
    assert_int_equal(r.found.nskips, 1);
    arena_release(&r.arena);
}

static void not_a_pe(void **state UNUSED)
{
    const struct {
        size_t at, n;
        uint32_t value;
    } cases[] = {
        { 0x3C, 0x200, 0xFFFFFFFF },   /* header outside the file */
        { PE_AT, 0x200, 0x454E },      /* 16-bit NE */
        { 0x80, 0x20, 0 },             /* too short for 0x3C */
        { 0x80, PE_AT + 60, 0 },       /* cut before the checksum */
        { OPTIONAL_AT, 0x200, 0x107 }, /* a ROM image */
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct reading r;
        struct image m;

        make_image(&m, 0);
        put32(&m, cases[i].at, cases[i].value);
        m.n = cases[i].n;
        read_image(&r, &m);
        assert_true(r.found.findings.has[FINDING_NOT_PE]);
        assert_int_equal(r.found.nblobs, 0);
        arena_release(&r.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_entry),
        cmocka_unit_test(two_entries),
        cmocka_unit_test(unsupported_entries),
        cmocka_unit_test(unreadable_tables),
        cmocka_unit_test(places),
        cmocka_unit_test(without_directory),
        cmocka_unit_test(not_a_pe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
