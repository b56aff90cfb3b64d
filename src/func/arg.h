/*
 * arg.h - how a function reads its arguments and hands back text.
 *
 * Short names for what nearly every handler does first and last. `i` is the place of a
 * parameter in the descriptor's table; a file names these places in an enum.
 */
#ifndef FUNC_ARG_H
#define FUNC_ARG_H

#include "base/buf.h"
#include "func/func.h"

/* No function makes a longer text of one row; one that would makes none. */
enum { FUNC_TEXT_MAX = 16 << 20 };

/* The row's value of the field that parameter `i` names. */
static inline struct value arg_value(const struct func_call *call, size_t i,
                                     struct row row)
{
    return row_get(row, &call->arg[i].field[0]);
}

/*
 * The same as text; false when the field is missing. The text lives as long as the
 * batch.
 */
NODISCARD static inline bool arg_text(const struct func_call *call, size_t i,
                                      struct row row, struct func_run *run,
                                      struct str *out)
{
    struct value v = arg_value(call, i, row);

    *out = value_text(v, run->arena);
    return !value_is_missing(v);
}

/* The same as a number; false when the field is missing or holds none. */
NODISCARD static inline bool arg_number(const struct func_call *call, size_t i,
                                        struct row row, double *out)
{
    return value_number(arg_value(call, i, row), out);
}

/* The text of argument `i`, empty when it was not given. */
static inline struct str arg_string(const struct func_call *call, size_t i)
{
    return call->arg[i].given ? call->arg[i].text[0] : (struct str){ NULL, 0 };
}

/* Fail because of argument `i`: its place goes into the diag. */
#define arg_fail(call, i, st, diag, ...) \
    diag_set((diag), (st), (call)->arg[i].offset, __VA_ARGS__)

/* A copy of `s` as a value that lives as long as the batch; missing without memory. */
static inline struct value text_value(struct func_run *run, struct str s)
{
    struct str copy = str_dup(run->arena, s);

    return copy.p ? value_str(copy) : value_missing();
}

/*
 * The text of `b` as such a value, missing when the buf failed; releases the buf. For
 * text whose length is not known beforehand:
 *
 *     struct buf b;
 *     buf_init(&b, FUNC_TEXT_MAX);
 *     ...
 *     return buf_value(run, &b);
 */
static inline struct value buf_value(struct func_run *run, struct buf *b)
{
    struct value v = b->failed ? value_missing() : text_value(run, buf_str(b));

    run->arena->failed |= b->is_out_of_memory;
    buf_release(b);
    return v;
}

#endif
