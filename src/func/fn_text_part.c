/*
 * fn_text_part.c - text:positionOf(), text:substring(), text:trim(): parts of a text.
 *
 * Positions count characters from 0. A position may be any expression; where it is no
 * whole number there is no result.
 */
#include "base/base.h"

#include "func/arg.h"
#include "text/utf8.h"

/* Bytes of `s` in front of character `n`; SIZE_MAX when it has fewer characters. */
static size_t byte_of(struct str s, int64_t n)
{
    size_t at = 0;

    if (n > (int64_t)s.n)
        return SIZE_MAX;
    while (n > 0 && at < s.n) {
        (void)utf8_decode(s, &at);
        n--;
    }
    return n > 0 ? SIZE_MAX : at;
}

/* Expression argument `i` as a whole number; `missing` when it was not given. */
static bool position(const struct func_call *call, size_t i, struct row row,
                     struct func_run *run, int64_t missing, int64_t *out)
{
    struct value v;
    double d;

    *out = missing;
    if (!call->arg[i].given)
        return true;
    v = func_expr(run, &call->arg[i], 0, row);
    if (value_integer(v, out))
        return true;
    if (!value_number(v, &d) || d < -1e15 || d > 1e15)
        return false;
    *out = (int64_t)d;
    return (double)*out == d;
}

/* ---- positionOf --------------------------------------------------------------- */

enum { STRING, CHARACTER, AS, BEGIN, OCCURRENCE };

static struct value position_of_value(const struct func_call *call, struct row row,
                                      struct func_run *run)
{
    struct value v = func_expr(run, &call->arg[STRING], 0, row);
    struct value wanted = func_expr(run, &call->arg[CHARACTER], 0, row);
    struct str s = value_text(v, run->arena);
    struct str part = value_text(wanted, run->arena);
    int64_t begin;
    int64_t left;
    size_t at;

    if (value_is_missing(v) || part.n == 0 ||
        !position(call, BEGIN, row, run, 0, &begin) || begin < 0 ||
        !position(call, OCCURRENCE, row, run, 1, &left) || left < 1)
        return value_missing();
    at = byte_of(s, begin);
    while (at <= s.n) {
        size_t found = str_find(str_slice(s, at, s.n), part);

        if (found == SIZE_MAX)
            break;
        at += found;
        if (--left == 0)
            return value_int((int64_t)utf8_count(str_slice(s, 0, at)));
        at += part.n;
    }
    return value_missing();
}

const struct func func_text_positionOf = {
    .name = "text:positionOf",
    .summary = "The position of the n-th occurrence of a character or text.",
    .source = "library.humio.com/data-analysis/functions-text-positionof.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "string",
              .kind = PARAM_EXPR,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "character", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_position" },
            { .name = "begin",
              .kind = PARAM_EXPR,
              .help = "where the search starts; 0 without" },
            { .name = "occurrence",
              .kind = PARAM_EXPR,
              .help = "which one; the first without" },
            { .name = NULL },
        },
    .value = position_of_value,
    .examples =
        (const struct func_example[]){
            { .query = "text:positionOf(s, character=\"l\", occurrence=2)",
              .input = "{\"s\":\"hello\"}\n{\"s\":\"hola\"}",
              .output = "{\"s\":\"hello\",\"_position\":\"3\"}\n{\"s\":\"hola\"}" },
            { .query = NULL },
        },
};

/* ---- substring --------------------------------------------------------------------
 */

enum { SUB_STRING, SUB_BEGIN, SUB_END };

static struct value substring_value(const struct func_call *call, struct row row,
                                    struct func_run *run)
{
    struct value v = func_expr(run, &call->arg[SUB_STRING], 0, row);
    struct str s = value_text(v, run->arena);
    int64_t begin;
    int64_t end;
    size_t from;
    size_t to;

    if (value_is_missing(v) || !position(call, SUB_BEGIN, row, run, 0, &begin) ||
        !position(call, SUB_END, row, run, INT64_MAX, &end) || begin < 0 || end < begin)
        return value_missing();
    from = byte_of(s, begin);
    to = byte_of(s, end);
    if (from == SIZE_MAX)
        return value_missing();
    return text_value(run, str_slice(s, from, to));
}

const struct func func_text_substring = {
    .name = "text:substring",
    .summary = "The characters from begin up to, but without, end.",
    .source = "library.humio.com/data-analysis/functions-text-substring.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "string",
              .kind = PARAM_EXPR,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "begin", .kind = PARAM_EXPR, .help = "0 without" },
            { .name = "end",
              .kind = PARAM_EXPR,
              .help = "the end of the text without" },
            { .name = "as", .kind = PARAM_OUT, .def = "_string" },
            { .name = NULL },
        },
    .value = substring_value,
    .examples =
        (const struct func_example[]){
            { .query = "text:substring(s, begin=1, end=3)",
              .input = "{\"s\":\"hello\"}",
              .output = "{\"s\":\"hello\",\"_string\":\"el\"}" },
            { .query = "text:substring(s, begin=3)",
              .input = "{\"s\":\"hello\"}\n{\"s\":\"no\"}",
              .output = "{\"s\":\"hello\",\"_string\":\"lo\"}\n{\"s\":\"no\"}" },
            { .query = NULL },
        },
};

/* ---- trim
 * ---------------------------------------------------------------------------- */

enum { FIELD, TRIM_AS, MODE };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct value trim_value(const struct func_call *call, struct row row,
                               struct func_run *run)
{
    struct str mode = call->arg[MODE].text[0];
    size_t from = 0;
    struct str s;
    size_t to;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    to = s.n;
    while (!str_eq(mode, STR("end")) && from < to && is_space(s.p[from]))
        from++;
    while (!str_eq(mode, STR("start")) && to > from && is_space(s.p[to - 1]))
        to--;
    return text_value(run, str_slice(s, from, to));
}

const struct func func_text_trim = {
    .name = "text:trim",
    .summary = "A field without the white space at its ends.",
    .source = "library.humio.com/data-analysis/functions-text-trim.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_trim" },
            { .name = "mode",
              .kind = PARAM_ENUM,
              .def = "both",
              .choices = "both start end" },
            { .name = NULL },
        },
    .value = trim_value,
    .examples =
        (const struct func_example[]){
            { .query = "text:trim(a)",
              .input = "{\"a\":\" x y \"}",
              .output = "{\"a\":\" x y \",\"_trim\":\"x y\"}" },
            { .query = NULL },
        },
};
