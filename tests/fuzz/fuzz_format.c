/*
 * fuzz_format - formats of format(), and values put into them.
 *
 * The input is a format, a line end, and a value for every field. What is made of a
 * conversion is at least as wide as it asks for, and whole numbers read back.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/format_value.h"
#include "text/number.h"
#include "text/tz.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 8 << 20, OUT_MAX = 1 << 20 };

static void check_item(const struct format_item *item, struct value v,
                       struct arena *arena)
{
    struct buf out;
    struct str s;
    int64_t whole;
    int64_t back;

    buf_init(&out, OUT_MAX);
    if (!format_value(&out, item, v, tz_utc(), arena) || out.failed) {
        buf_release(&out);
        return;
    }
    s = buf_str(&out);
    if (utf8_count(s) < (size_t)item->width)
        abort();
    if (item->conversion == 'd' &&
        !(item->flags & (FORMAT_GROUP | FORMAT_PARENTHESES)) &&
        value_integer(v, &whole) &&
        (!number_parse_int64(str_trim(s), &back) || back != whole))
        abort();
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size };
    struct str text = str_cut(&rest, '\n');
    struct format_spec spec;
    struct diag diag = { 0 };
    struct arena arena;

    arena_init(&arena, MEMORY);
    if (format_spec_new(&spec, &arena, text, &diag) != ST_OK) {
        if (diag.offset > text.n || diag.text[0] == '\0')
            abort();
    } else {
        for (size_t i = 0; i < spec.n; i++) {
            if (spec.item[i].conversion && spec.item[i].arg >= spec.nargs)
                abort();
            if (spec.item[i].conversion)
                check_item(&spec.item[i], value_str(rest), &arena);
        }
    }
    arena_release(&arena);
    return 0;
}
