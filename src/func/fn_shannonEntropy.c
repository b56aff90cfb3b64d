/*
 * fn_shannonEntropy.c - shannonEntropy(): how surprising the characters of a text are.
 *
 * The sum of -p log2 p over the different characters, p being a character's share of
 * the text: 0 for `aaaa`, 2 for `abcd`. The characters are sorted and runs are counted,
 * so that any alphabet takes the same memory.
 */
#include "base/base.h"

#include <math.h>

#include "base/arena.h"
#include "func/arg.h"
#include "text/utf8.h"

enum { FIELD };

static int compare_characters(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The part that a character which occurs `n` times in `total` adds. */
static double share(size_t n, size_t total)
{
    double p = (double)n / (double)total;

    return -p * log2(p);
}

static double entropy_of_bytes(struct str s)
{
    size_t count[256] = { 0 };
    double sum = 0;

    for (size_t i = 0; i < s.n; i++)
        count[(unsigned char)s.p[i]]++;
    for (size_t c = 0; c < countof(count); c++)
        if (count[c])
            sum += share(count[c], s.n);
    return sum;
}

static double entropy_of_characters(struct str s, uint32_t *c)
{
    size_t total = 0;
    size_t run = 0;
    double sum = 0;

    for (size_t at = 0; at < s.n;) {
        size_t before = at;
        uint32_t code = utf8_decode(s, &at);

        /* Bytes that are no UTF-8 differ from each other and from every character. */
        c[total++] =
            code == UTF8_INVALID ? 0x80000000u | (unsigned char)s.p[before] : code;
    }
    qsort(c, total, sizeof *c, compare_characters);
    for (size_t i = 0; i < total; i++) {
        run++;
        if (i + 1 == total || c[i + 1] != c[i]) {
            sum += share(run, total);
            run = 0;
        }
    }
    return sum;
}

static struct value shannon_value(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    struct str s;
    uint32_t *c;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    if (utf8_is_ascii(s))
        return value_double(entropy_of_bytes(s));
    c = arena_new_array(run->arena, uint32_t, s.n);
    return c ? value_double(entropy_of_characters(s, c)) : value_missing();
}

const struct func func_shannonEntropy = {
    .name = "shannonEntropy",
    .summary = "The entropy of a text in bits per character: high for random names.",
    .source = "library.humio.com/data-analysis/functions-shannonentropy.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_shannonentropy" },
            { .name = NULL },
        },
    .value = shannon_value,
    .examples =
        (const struct func_example[]){
            { .query = "shannonEntropy(s)",
              .input = "{\"s\":\"abcd\"}\n{\"s\":\"aaaa\"}\n{\"s\":\"\"}",
              .output = "{\"s\":\"abcd\",\"_shannonentropy\":\"2\"}\n"
                        "{\"s\":\"aaaa\",\"_shannonentropy\":\"0\"}\n"
                        "{\"s\":\"\",\"_shannonentropy\":\"0\"}" },
            { .query = NULL },
        },
};
