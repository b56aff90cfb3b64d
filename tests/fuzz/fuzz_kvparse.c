/*
 * fuzz_kvparse - key=value pairs in any text.
 *
 * The first byte is the separator, the rest the text, read with each kind of padding.
 * Keys and values lie in the text, in order; the reader always gets on.
 */
#include "base/base.h"

#include "func/kv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pair(struct str text, const struct kv_pair *pair, const char *behind)
{
    const char *end = text.p + text.n;
    char *plain = malloc(pair->value.n + 1);

    if (pair->key.n == 0 || pair->key.p < behind || pair->key.p + pair->key.n > end)
        abort();
    if (pair->value.n && (pair->value.p < pair->key.p + pair->key.n ||
                          pair->value.p + pair->value.n > end))
        abort();
    if (plain && kv_unquote(pair, plain) > pair->value.n)
        abort();
    free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data + 1, size ? size - 1 : 0 };

    for (int padding = KV_PADDING_UNKNOWN; size && padding <= KV_PADDING_YES;
         padding++) {
        struct kv kv = { .s = text,
                         .separator = (char)data[0],
                         .padding = (enum kv_padding)padding };
        const char *behind = text.p;
        struct kv_pair pair;
        size_t at = 0;

        while (kv_next(&kv, &pair)) {
            check_pair(text, &pair, behind);
            if (kv.at <= at && at > 0)
                abort();
            at = kv.at;
            behind = text.p + at;
        }
    }
    return 0;
}
