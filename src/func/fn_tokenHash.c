/*
 * fn_tokenHash.c - tokenHash(): one number for the same words in any order.
 *
 * The sum of the hashes of the words, which white space separates, as eight
 * hexadecimal digits. It is the same on every machine and in every version, and not
 * LogScale's.
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/arg.h"

enum { FIELD, AS };

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct value token_hash_value(const struct func_call *call, struct row row,
                                     struct func_run *run)
{
    static const char digits[] = "0123456789abcdef";
    uint32_t sum = 0;
    struct str s;
    char text[8];

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    for (size_t i = 0; i < s.n;) {
        size_t from;

        while (i < s.n && is_blank(s.p[i]))
            i++;
        from = i;
        while (i < s.n && !is_blank(s.p[i]))
            i++;
        if (i > from)
            sum += (uint32_t)(hash_bytes(s.p + from, i - from) >> 32);
    }
    for (size_t i = sizeof text; i-- > 0; sum >>= 4)
        text[i] = digits[sum & 15];
    return text_value(run, (struct str){ text, sizeof text });
}

const struct func func_tokenHash = {
    .name = "tokenHash",
    .summary = "A hash of the words of a text that does not depend on their order.",
    .source = "library.humio.com/data-analysis/functions-tokenhash.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_tokenHash" },
            { .name = NULL },
        },
    .value = token_hash_value,
    .examples =
        (const struct func_example[]){
            { .query = "tokenHash(a, as=x) | tokenHash(b, as=y) | test(x == y) | "
                       "drop([x, y])",
              .input = "{\"a\":\"abc def ghi\",\"b\":\"def ghi  abc\"}\n"
                       "{\"a\":\"abc\",\"b\":\"abd\"}",
              .output = "{\"a\":\"abc def ghi\",\"b\":\"def ghi  abc\"}" },
            { .query = NULL },
        },
};
