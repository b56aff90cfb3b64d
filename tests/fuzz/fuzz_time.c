/*
 * fuzz_time - everything that reads a moment, a span, a pattern or a zone.
 *
 * Input: one byte that chooses, the first text up to a NUL, the second text. What is
 * read lies within the text, and what is printed reads back.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/buf.h"
#include "text/civil.h"
#include "text/time_format.h"
#include "text/time_iso.h"
#include "text/time_pattern.h"
#include "text/time_span.h"
#include "text/tz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool give_bytes(void *bytes, struct str name, struct arena *arena,
                       struct str *out)
{
    (void)name;
    (void)arena;
    *out = *(const struct str *)bytes;
    return true;
}

static void check_moment(int64_t ms)
{
    char text[TIME_ISO_MAX];
    size_t n = time_print_iso(ms, text);
    int64_t back;

    if (n > TIME_ISO_MAX)
        abort();
    if (time_parse_iso((struct str){ text, n }, tz_utc(), &back) && back != ms)
        abort();
}

static void check_zone(struct arena *arena, struct str bytes, int64_t ms)
{
    const struct tz_source source = { give_bytes, &bytes };
    const struct tz *tz;
    struct str name;

    if (tz_find(&tz, arena, STR("Some/Zone"), &source, NULL) != ST_OK)
        return;
    for (int i = -40; i < 40; i++) {
        int64_t at = ms + i * (INT64_C(1) << (i < 0 ? 40 : i));
        int32_t offset_s = tz_offset(tz, at, &name);

        if (offset_s < -168 * 3600 || offset_s > 169 * 3600 || name.n > bytes.n)
            abort();
        (void)tz_to_utc(tz, at);
        (void)time_floor(at, TIME_QUARTER, tz);
    }
}

static void check_pattern(struct arena *arena, struct str pattern, struct str text)
{
    struct time_context context = { .tz = tz_utc(), .now_ms = INT64_C(1795416939000) };
    const struct time_pattern *p;
    struct time_found found;

    if (time_pattern_new(&p, arena, pattern, false, NULL) != ST_OK)
        return;
    if (!time_pattern_read(p, &context, text, &found))
        return;
    if (found.n > text.n || found.zone.n > TZ_NAME_MAX + text.n)
        abort();
    check_moment(found.ms);
}

static void check_finder(struct arena *arena, struct str text)
{
    struct time_context context = { .tz = tz_utc(), .now_ms = INT64_C(1795416939000) };
    const struct time_finder *finder = time_finder_new(arena);
    struct time_found found;

    if (finder && time_find(finder, &context, text, &found)) {
        if (found.n > text.n)
            abort();
        check_moment(found.ms);
    }
}

static void check_point(struct str text)
{
    int64_t ms;

    if (time_point_parse(text, INT64_C(1795416939000), tz_utc(), &ms))
        check_moment(ms);
}

static void check_format(struct str format, struct str moment)
{
    int64_t ms = 0;
    struct buf out;

    memcpy(&ms, moment.p, moment.n < sizeof ms ? moment.n : sizeof ms);
    buf_init(&out, 1 << 16);
    time_format(&out, format, ms, tz_utc());
    if (out.n > out.max)
        abort();
    buf_release(&out);
    check_moment(ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data + 1, size ? size - 1 : 0 }, all = rest,
               first;
    struct arena arena;

    if (size == 0 || size > 1 << 16)
        return 0;
    arena_init(&arena, 1 << 24);
    first = str_cut(&rest, '\0');
    if (!rest.p)
        rest = STR("");
    switch (data[0] % 5) {
    case 0:
        check_zone(&arena, all, (int64_t)size << 32);
        break;
    case 1:
        check_pattern(&arena, first, rest);
        break;
    case 2:
        check_finder(&arena, all);
        break;
    case 3:
        check_point(all);
        break;
    default:
        check_format(first, rest);
        break;
    }
    arena_release(&arena);
    return 0;
}
