/*
 * test_cab - the reserved bytes of a cabinet that say where its signature lies.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "reading.h"

extern const struct container container_cab;

enum { HEADER = 60, DATA = 40, TABLE = 20, FILE_BYTES = HEADER + DATA + TABLE };

struct cabinet {
    char bytes[FILE_BYTES + 8];
    size_t n;
};

static void put(struct cabinet *c, size_t at, uint32_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        c->bytes[at + i] = (char)(value >> (8 * i));
}

/* A signed cabinet: the signature stands behind the data, at the end. */
static void make(struct cabinet *c)
{
    *c = (struct cabinet){ .n = FILE_BYTES };
    memcpy(c->bytes, "MSCF", 4);
    put(c, 30, 4, 2);
    put(c, 36, 20, 2);
    put(c, 40, 0x00100000, 4);
    put(c, 44, HEADER + DATA, 4);
    put(c, 48, TABLE, 4);
    memset(c->bytes + HEADER + DATA, 0x30, TABLE);
}

static void open_cabinet(struct reading *r, const struct cabinet *c)
{
    reading_open(r, &container_cab, "x.cab", (struct str){ c->bytes, c->n });
}

static void signature_is_found(void **state UNUSED)
{
    struct reading r;
    struct cabinet c;

    make(&c);
    open_cabinet(&r, &c);
    assert_int_equal(r.found.nblobs, 1);
    assert_int_equal(r.found.blob[0].offset, HEADER + DATA);
    assert_int_equal(r.found.blob[0].der.n, TABLE);
    /* The field at 4; number, reserve sizes and reserve but 4 bytes; the signature. */
    assert_int_equal(r.found.nskips, 3);
    assert_int_equal(r.found.skip[0].offset, 4);
    assert_int_equal(r.found.skip[1].offset, 34);
    assert_int_equal(r.found.skip[1].size, 22);
    assert_int_equal(r.found.skip[2].offset, HEADER + DATA);
    assert_false(r.found.findings.has[FINDING_DATA_BEHIND_TABLE]);
    reading_release(&r);
}

static void data_behind(void **state UNUSED)
{
    struct reading r;
    struct cabinet c;

    make(&c);
    c.n += 8;
    open_cabinet(&r, &c);
    assert_int_equal(r.found.nblobs, 1);
    assert_true(r.found.findings.has[FINDING_DATA_BEHIND_TABLE]);
    reading_release(&r);
}

/* One byte beyond the file, and within the header. */
static void places_outside(void **state UNUSED)
{
    static const uint32_t places[][2] = {
        { HEADER + DATA, TABLE + 1 }, { HEADER + DATA + 1, TABLE },
        { HEADER - 1, TABLE },        { 0xFFFFFFFF, 1 },
        { HEADER, 0xFFFFFFFF },
    };

    for (size_t i = 0; i < countof(places); i++) {
        struct reading r;
        struct cabinet c;

        make(&c);
        put(&c, 44, places[i][0], 4);
        put(&c, 48, places[i][1], 4);
        open_cabinet(&r, &c);
        assert_true(r.found.is_malformed);
        assert_int_equal(r.found.nblobs, 0);
        reading_release(&r);
    }
}

/* Without reserve, or with another's, there is no signature; that is no damage. */
static void unsigned_ones(void **state UNUSED)
{
    static const struct {
        size_t at, n;
        uint32_t value;
    } changes[] = { { 30, 2, 0 }, { 36, 2, 24 }, { 40, 4, 0 }, { 48, 4, 0 } };

    for (size_t i = 0; i < countof(changes); i++) {
        struct reading r;
        struct cabinet c;

        make(&c);
        put(&c, changes[i].at, changes[i].value, changes[i].n);
        open_cabinet(&r, &c);
        assert_false(r.found.is_malformed);
        assert_int_equal(r.found.nblobs, 0);
        reading_release(&r);
    }
}

static void only_cabinets(void **state UNUSED)
{
    struct cabinet c;

    make(&c);
    assert_int_equal(reading_bid(&container_cab, "x.cab", (struct str){ c.bytes, 35 }),
                     0);
    assert_true(reading_bid(&container_cab, "x", (struct str){ c.bytes, 36 }) > 0);
    assert_int_equal(reading_bid(&container_cab, "x.cab",
                                 STR("MSCE....................................")),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signature_is_found), cmocka_unit_test(data_behind),
        cmocka_unit_test(places_outside),     cmocka_unit_test(unsigned_ones),
        cmocka_unit_test(only_cabinets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
