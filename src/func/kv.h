/*
 * kv.h - find `key=value` in text that holds other things, too.
 *
 * The separator is one character. A key is the run of letters, digits and _ . - @ # / $
 * % in front of it (or a text in double quotes); what stands before that is passed
 * over. A value is a text in double or single quotes, or runs to the next white space;
 * `,` and
 * `;` end it where white space, the end, or the next key follows, so that `a=1,b=2` are
 * two pairs and `a=1,2` is one. In quotes a backslash before the quote keeps it from
 * ending the text; other backslashes are ordinary, as in paths.
 *
 * Source: LogScale's kvParse().
 */
#ifndef FUNC_KV_H
#define FUNC_KV_H

#include "base/str.h"

/* White space round the separator: what it means, and when a value is empty. */
enum kv_padding {
    KV_PADDING_UNKNOWN, /* allowed; an unquoted value is never empty */
    KV_PADDING_NO,      /* none: `a= b` has an empty a */
    KV_PADDING_YES,     /* allowed; `a = b = 1` has an empty a */
};

struct kv_pair {
    struct str key;
    struct str value; /* without quotes; still with the backslashes before quotes */
    char quote;       /* that the value stood in, or 0 */
};

struct kv {
    struct str s;
    size_t at; /* everything in front of it has been read */
    char separator;
    enum kv_padding padding;
};

/* The next pair; false when there is none. All calls together cost linear time. */
bool kv_next(struct kv *kv, struct kv_pair *out);

/*
 * Write the text of a quoted value without the backslashes before its quote to `out`,
 * which has room for as much as the value; return the length.
 */
size_t kv_unquote(const struct kv_pair *pair, char *out);

#endif
