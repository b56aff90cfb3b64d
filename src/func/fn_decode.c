/*
 * fn_decode.c - base64 and percent-encoding, both ways; bytes in hexadecimal.
 *
 * What cannot be decoded gives no result. Decoded bytes are text in the charset that is
 * named; what is none in it becomes U+FFFD.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/hex.h"
#include "text/base64.h"
#include "text/charset.h"
#include "text/url.h"

enum { FIELD, AS, CHARSET };

/* Bytes as text in the charset that the call names. */
static struct value in_charset(const struct func_call *call, struct func_run *run,
                               struct str bytes)
{
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    if (!charset_add(&b, bytes, call->arg[CHARSET].text[0]))
        b.failed = true;
    return buf_value(run, &b);
}

static enum status charset_open(const struct func_call *call, void **state UNUSED,
                                struct diag *diag)
{
    struct str name = call->arg[CHARSET].text[0];
    struct buf nothing;
    bool ok;

    buf_init(&nothing, 1);
    ok = charset_add(&nothing, STR(""), name);
    buf_release(&nothing);
    return ok ? ST_OK
              : arg_fail(call, CHARSET, ST_TYPE, diag, "%s: unknown charset '%.*s'",
                         call->func->name, STR_ARG(name));
}

static struct value base64_decode_value(const struct func_call *call, struct row row,
                                        struct func_run *run)
{
    struct str s;
    size_t n;
    char *p;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    p = arena_text(run->arena, s.n);
    if (!p || !base64_decode(s, p, &n))
        return value_missing();
    return in_charset(call, run, (struct str){ p, n });
}

static struct value base64_encode_value(const struct func_call *call, struct row row,
                                        struct func_run *run)
{
    struct str s;
    struct buf b;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    base64_add(&b, s);
    return buf_value(run, &b);
}

static struct value url_decode_value(const struct func_call *call, struct row row,
                                     struct func_run *run)
{
    struct str s;
    char *p;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    p = arena_text(run->arena, s.n);
    return p ? value_str((struct str){ p, url_decode(s, true, p) }) : value_missing();
}

static struct value url_encode_value(const struct func_call *call, struct row row,
                                     struct func_run *run)
{
    struct str s;
    struct buf b;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    url_add_encoded(&b, s);
    return buf_value(run, &b);
}

/* Two digits a byte; blanks and colons between them are skipped. */
static bool read_hex(struct str s, char *out, size_t *n)
{
    int high = -1;

    *n = 0;
    if (s.n > 2 && str_eq_nocase(str_slice(s, 0, 2), STR("0x")))
        s = str_slice(s, 2, s.n);
    for (size_t i = 0; i < s.n; i++) {
        int digit = hex_digit(s.p[i]);

        if (digit < 0 && high < 0 && strchr(" :", s.p[i]) && s.p[i])
            continue;
        if (digit < 0)
            return false;
        if (high >= 0)
            out[(*n)++] = (char)(high << 4 | digit);
        high = high < 0 ? digit : -1;
    }
    return high < 0;
}

static struct value parse_hex_value(const struct func_call *call, struct row row,
                                    struct func_run *run)
{
    struct str s;
    size_t n;
    char *p;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    p = arena_text(run->arena, s.n);
    if (!p || !read_hex(s, p, &n))
        return value_missing();
    return in_charset(call, run, (struct str){ p, n });
}

const struct func func_base64Decode = {
    .name = "base64Decode",
    .summary = "Decode base64, in either alphabet, to text.",
    .source = "library.humio.com/data-analysis/functions-base64decode.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_base64Decode" },
            { .name = "charset",
              .kind = PARAM_STRING,
              .def = "UTF-8",
              .help = "UTF-16LE for PowerShell's encoded commands" },
            { .name = NULL },
        },
    .open = charset_open,
    .value = base64_decode_value,
    .examples =
        (const struct func_example[]){
            { .query = "base64Decode(a)",
              .input = "{\"a\":\"aGVsbG8=\"}\n{\"a\":\"?\"}",
              .output =
                  "{\"a\":\"aGVsbG8=\",\"_base64Decode\":\"hello\"}\n{\"a\":\"?\"}" },
            { .query = "base64Decode(a, charset=\"UTF-16LE\", as=cmd)",
              .input = "{\"a\":\"ZABpAHIA\"}",
              .output = "{\"a\":\"ZABpAHIA\",\"cmd\":\"dir\"}" },
            { .query = NULL },
        },
};

const struct func func_base64Encode = {
    .name = "base64Encode",
    .summary = "Encode a field in base64.",
    .source = "library.humio.com/data-analysis/functions-base64encode.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_base64Encode" },
            { .name = NULL },
        },
    .value = base64_encode_value,
    .examples =
        (const struct func_example[]){
            { .query = "base64Encode(a)",
              .input = "{\"a\":\"hello\"}",
              .output = "{\"a\":\"hello\",\"_base64Encode\":\"aGVsbG8=\"}" },
            { .query = NULL },
        },
};

const struct func func_urlDecode = {
    .name = "urlDecode",
    .summary = "Decode percent-encoding; a plus becomes a blank.",
    .source = "library.humio.com/data-analysis/functions-urldecode.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_urldecode" },
            { .name = NULL },
        },
    .value = url_decode_value,
    .examples =
        (const struct func_example[]){
            { .query = "urlDecode(q)",
              .input = "{\"q\":\"a%20b%2Fc+d\"}",
              .output = "{\"q\":\"a%20b%2Fc+d\",\"_urldecode\":\"a b/c d\"}" },
            { .query = NULL },
        },
};

const struct func func_urlEncode = {
    .name = "urlEncode",
    .summary = "Percent-encode everything but letters, digits and - _ . ~.",
    .source = "library.humio.com/data-analysis/functions-urlencode.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_urlencode" },
            { .name = "type", .kind = PARAM_STRING, .help = "accepted, no effect" },
            { .name = NULL },
        },
    .value = url_encode_value,
    .examples =
        (const struct func_example[]){
            { .query = "urlEncode(q)",
              .input = "{\"q\":\"a b/\u00e4\"}",
              .output = "{\"q\":\"a b/\u00e4\",\"_urlencode\":\"a%20b%2F%C3%A4\"}" },
            { .query = NULL },
        },
};

const struct func func_parseHexString = {
    .name = "parseHexString",
    .summary = "Decode hexadecimal digits to text.",
    .source = "library.humio.com/data-analysis/functions-parsehexstring.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_parsehexstring" },
            { .name = "charset", .kind = PARAM_STRING, .def = "UTF-8" },
            { .name = NULL },
        },
    .open = charset_open,
    .value = parse_hex_value,
    .examples =
        (const struct func_example[]){
            { .query = "parseHexString(h)",
              .input = "{\"h\":\"68656c6C6f\"}\n{\"h\":\"6\"}",
              .output = "{\"h\":\"68656c6C6f\",\"_parsehexstring\":\"hello\"}\n"
                        "{\"h\":\"6\"}" },
            { .query = NULL },
        },
};
