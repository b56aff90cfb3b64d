/*
 * test_fn_math - arithmetic, digests and places on the globe.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_math_abs, func_math_ceil, func_math_log, func_math_sqrt;
extern const struct func func_math_mod, func_math_pow, func_math_arctan2, func_math_tan;
extern const struct func func_math_spherical2cartesian, func_math_arcsin, func_math_exp;
extern const struct func func_hash, func_crypto_md5, func_crypto_sha1,
    func_crypto_sha256;
extern const struct func func_geohash, func_geography_distance;

static void results_that_are_none_are_left_out(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_math_abs, { "field=x" }, { "x=-3" }, { "_abs=3" } },
        { &func_math_abs, { "field=x" }, { "x=abc" }, { "_abs" } },
        { &func_math_abs, { "field=x" }, { "x=" }, { "_abs" } },
        { &func_math_abs, { "field=x", "as=y" }, { "z=1", "y=7" }, { "y=7" } },
        { &func_math_ceil, { "field=x", "as=x" }, { "x=1.01" }, { "x=2" } },
        { &func_math_log, { "field=x" }, { "x=0" }, { "_log" } },
        { &func_math_log, { "field=x" }, { "x=-1" }, { "_log" } },
        { &func_math_sqrt, { "field=x" }, { "x=2" }, { "_sqrt=1.4142135623730951" } },
        { &func_math_sqrt, { "field=x" }, { "x=-2" }, { "_sqrt" } },
        { &func_math_arcsin, { "field=x" }, { "x=1.1" }, { "_arcsin" } },
        { &func_math_exp, { "field=x" }, { "x=1000" }, { "_exp" } },
        { &func_math_tan, { "field=x" }, { "x=0" }, { "_tan=0" } },
        { &func_math_mod, { "field=x", "divisor=3" }, { "x=7.5" }, { "_mod=1.5" } },
        { &func_math_mod, { "field=x", "divisor=3" }, { "x=-1" }, { "_mod=2" } },
        { &func_math_mod, { "field=x", "divisor=-3" }, { "x=1" }, { "_mod=-2" } },
        { &func_math_mod, { "field=x", "divisor=0" }, { "x=1" }, { "_mod" } },
        { &func_math_pow, { "field=x", "exponent=0.5" }, { "x=9" }, { "_pow=3" } },
        { &func_math_pow, { "field=x", "exponent=0.5" }, { "x=-9" }, { "_pow" } },
        { &func_math_arctan2,
          { "x=a", "y=b" },
          { "a=0", "b=1" },
          { "_arctan2=1.5707963267948966" } },
        { &func_math_arctan2, { "x=a", "y=b" }, { "a=0" }, { "_arctan2" } },
        { &func_math_spherical2cartesian,
          { "azimuth=a", "polar=p", "radius=r" },
          { "a=0", "p=0", "r=2" },
          { "_spherical2cartesian.x=0", "_spherical2cartesian.z=2", "#6" } },
        { &func_math_spherical2cartesian,
          { "azimuth=a", "polar=p", "radius=r", "as=v" },
          { "a=0", "r=2" },
          { "v.x", "#2" } },
    };

    func_check(cases, countof(cases));
}

static void digests_are_the_known_ones(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_crypto_md5,
          { "field=a" },
          { "a=" },
          { "_md5=d41d8cd98f00b204e9800998ecf8427e" } },
        { &func_crypto_md5,
          { "field=a|b|c", "as=h" },
          { "a=a", "c=bc" },
          { "h=900150983cd24fb0d6963f7d28e17f72" } },
        { &func_crypto_md5, { "field=a|b" }, { "c=1" }, { "_md5" } },
        { &func_crypto_sha1,
          { "field=a" },
          { "a=abc" },
          { "_sha1=a9993e364706816aba3e25717850c26c9cd0d89d" } },
        { &func_crypto_sha256,
          { "field=a" },
          { "a=" },
          { "_sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" } },
    };

    func_check(cases, countof(cases));
}

static void hash_keeps_its_value(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_hash, { "field=a" }, { "a=x" }, { "_hash=980209837329707" } },
        { &func_hash, { "field=a", "seed=s" }, { "a=x" }, { "_hash=520659685986569" } },
        { &func_hash, { "field=a|b" }, { "a=x" }, { "_hash=7546426278004512" } },
        { &func_hash, { "field=a|b" }, { "a=x", "b=" }, { "_hash=6998519414761891" } },
        { &func_hash, { "field=a", "limit=10" }, { "a=x" }, { "_hash=7" } },
        { &func_hash, { "field=a|b" }, { "c=x" }, { "_hash" } },
    };

    func_check(cases, countof(cases));
}

static void places(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_geohash,
          { "lat=a", "lon=b" },
          { "a=57.64911", "b=10.40744" },
          { "_geohash=u4pruydqqvj8" } },
        { &func_geohash,
          { "precision=1" },
          { "ip.lat=-25.4", "ip.lon=-49.3" },
          { "_geohash=6" } },
        { &func_geohash,
          { "lat=a", "lon=b" },
          { "a=90", "b=180" },
          { "_geohash=zzzzzzzzzzzz" } },
        { &func_geohash, { "lat=a", "lon=b" }, { "a=90.1", "b=10" }, { "_geohash" } },
        { &func_geohash, { "lat=a", "lon=b" }, { "a=1", "b=x" }, { "_geohash" } },
        { &func_geohash, { "lat=a", "lon=b" }, { "a=1" }, { "_geohash" } },
        { &func_geography_distance,
          { "lat1=a", "lon1=b", "lat2=c", "lon2=d" },
          { "a=0", "b=0", "c=0", "d=180" },
          { "_distance=20015086.79602057" } },
        { &func_geography_distance,
          { "lat1=a", "lon1=b", "lat2=a", "lon2=b" },
          { "a=48.1", "b=11.5" },
          { "_distance=0" } },
        { &func_geography_distance,
          { "lat1=a", "lon1=b", "lat2=c", "lon2=d" },
          { "a=0", "b=0", "c=0", "d=181" },
          { "_distance" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_that_are_none_are_left_out),
        cmocka_unit_test(digests_are_the_known_ones),
        cmocka_unit_test(hash_keeps_its_value),
        cmocka_unit_test(places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
