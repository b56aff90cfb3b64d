#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "decode_case.h"
#include "evtx_case.h"

void evtx_case_start(struct make_evtx *m)
{
    make_evtx_start(m, 0);
    make_chunk(m);
}

void evtx_case_end(struct make_evtx *m)
{
    make_record_end(m);
    make_chunk_end(m);
}

/* Decode, cut what is printed to `most` bytes, compare, and forget the log. */
static void compare(struct make_evtx *m, const struct decode_options *options,
                    size_t most, const char *expected)
{
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_evtx.decoder, make_evtx_chunks(m), options, &out);
    if (out.n > most)
        out.n = most;
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
    make_evtx_release(m);
}

void evtx_case_expect_flags(struct make_evtx *m, const char *fields, uint32_t flags,
                            const char *expected)
{
    const struct decode_options options = { .fields = fields, .flags = flags };

    compare(m, &options, SIZE_MAX, expected);
}

void evtx_case_expect(struct make_evtx *m, const char *fields, const char *expected)
{
    evtx_case_expect_flags(m, fields, 0, expected);
}

void evtx_case_expect_start(struct make_evtx *m, const char *expected)
{
    const struct decode_options options = { .fields = "EventID" };

    compare(m, &options, strlen(expected), expected);
}

void evtx_case_expect_xml(struct make_evtx *m, const char *expected)
{
    const struct decode_options options = { .fields = "", .raw = true };

    compare(m, &options, SIZE_MAX, expected);
}
