/*
 * fuzz_json - the pull reader and the escapes of strings.
 *
 * Tokens lie in the text in order, brackets balance, and a string that is unescaped,
 * written and unescaped again is the same.
 */
#include "base/base.h"

#include "text/json.h"
#include "text/json_text.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(struct str inside)
{
    char *first = malloc(inside.n + 1), *second;
    size_t n = first ? json_unescape(inside, first) : 0;
    struct buf written;

    buf_init(&written, SIZE_MAX / 2);
    json_add_escaped(&written, (struct str){ first, n });
    second = malloc(written.n + 1);
    if (first && second && !written.failed) {
        size_t back = json_unescape(buf_str(&written), second);

        if (n > inside.n || !utf8_is_valid(buf_str(&written)))
            abort();
        if (utf8_is_valid((struct str){ first, n }) &&
            !str_eq((struct str){ second, back }, (struct str){ first, n }))
            abort();
    }
    free(first);
    free(second);
    buf_release(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct json_token t;
    struct json j;
    size_t end = 0;

    check_string(text);
    json_init(&j, text);
    while ((t = json_next(&j)).kind != JSON_END && t.kind != JSON_ERROR) {
        if (t.offset < end || j.pos > size || j.pos <= t.offset)
            abort();
        end = j.pos;
        if (t.kind == JSON_STRING || t.kind == JSON_KEY)
            check_string(t.text);
    }
    if (t.kind == JSON_END ? j.depth != 0 || j.pos != size : j.error_offset > size)
        abort();
    return 0;
}
