/*
 * fn_parseUri.c - parseUri(), parseUrl(): the parts of a URI as fields.
 *
 * A part that is not there adds no field, and nothing is decoded. parseUri() wants an
 * authority, its own or that of defaultBase=, and else changes nothing. parseUrl()
 * takes any reference, also a bare path, but refuses text with characters that a URI
 * may not hold, as the class java.net.URI that it is documented by does.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/uri.h"

struct uri_out {
    struct field part[URI_PARTS];
};

/* Make the fields `prefix.suffix`. */
static enum status open_parts(const struct func_call *call, struct str prefix,
                              const char *const suffix[URI_PARTS], void **state,
                              struct diag *diag)
{
    struct uri_out *out = arena_new(call->env->arena, struct uri_out);

    if (!out)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < URI_PARTS; i++) {
        struct str tail = str_from_cstr(suffix[i]);
        char *p = arena_text(call->env->arena, prefix.n + 1 + tail.n);

        if (!p)
            return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
        if (prefix.n)
            memcpy(p, prefix.p, prefix.n);
        p[prefix.n] = '.';
        memcpy(p + prefix.n + 1, tail.p, tail.n);
        TRY(call->env->field(call->env, (struct str){ p, prefix.n + 1 + tail.n },
                             &out->part[i], diag));
    }
    *state = out;
    return ST_OK;
}

static void set_parts(const struct func_call *call, struct row row,
                      const struct uri *uri)
{
    const struct uri_out *out = call->state;

    for (size_t i = 0; i < URI_PARTS; i++)
        if (uri->part[i].p)
            row_set(row, &out->part[i], value_str(uri->part[i]));
}

static struct str prefix_of(const struct func_call *call, size_t field, size_t prefix)
{
    return call->arg[prefix].given ? call->arg[prefix].text[0]
                                   : call->arg[field].field[0].name;
}

/* ---- parseUri -------------------------------------------------------------------- */

enum { FIELD, DEFAULT_BASE, PREFIX };

/* `//` or `scheme://` and nothing else. */
static bool is_base(struct str base)
{
    struct uri uri;

    return str_ends_with(base, STR("//")) && uri_split(base, &uri) &&
           uri.has_authority && uri.part[URI_HOST].n == 0 && !uri.part[URI_PATH].p;
}

static enum status parse_uri_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    static const char *const suffix[URI_PARTS] = {
        [URI_SCHEME] = "scheme",     [URI_USERNAME] = "username",
        [URI_PASSWORD] = "password", [URI_HOST] = "hostname",
        [URI_PORT] = "port",         [URI_PATH] = "path",
        [URI_QUERY] = "query",       [URI_FRAGMENT] = "fragment",
    };
    struct str prefix = prefix_of(call, FIELD, PREFIX);

    if (prefix.n == 0)
        return arg_fail(call, PREFIX, ST_TYPE, diag, "the prefix must not be empty");
    if (call->arg[DEFAULT_BASE].given && !is_base(call->arg[DEFAULT_BASE].text[0]))
        return arg_fail(call, DEFAULT_BASE, ST_TYPE, diag,
                        "the base is // or a scheme with ://");
    return open_parts(call, prefix, suffix, state, diag);
}

/* Split `text`, with the base in front where it has no authority of its own. */
static bool split_with_base(const struct func_call *call, struct func_run *run,
                            struct str text, struct uri *uri)
{
    struct str base = arg_string(call, DEFAULT_BASE);
    bool is_split = uri_split(text, uri);
    struct uri base_uri;
    char *p;

    if (!is_split && uri->has_authority)
        return false;
    if (uri->has_authority) {
        if (!uri->part[URI_SCHEME].p && base.n && uri_split(base, &base_uri))
            uri->part[URI_SCHEME] = base_uri.part[URI_SCHEME];
        return true;
    }
    p = base.n ? arena_text(run->arena, base.n + text.n) : NULL;
    if (!p)
        return false;
    memcpy(p, base.p, base.n);
    if (text.n)
        memcpy(p + base.n, text.p, text.n);
    return uri_split((struct str){ p, base.n + text.n }, uri);
}

static bool parse_uri_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    struct str text;
    struct uri uri;

    if (arg_text(call, FIELD, row, run, &text) &&
        split_with_base(call, run, text, &uri) && uri.part[URI_HOST].n)
        set_parts(call, row, &uri);
    return true;
}

const struct func func_parseUri = {
    .name = "parseUri",
    .summary = "Make fields of the parts of a URI: scheme, username, password, "
               "hostname, port, path, query and fragment below the prefix.",
    .source = "library.humio.com/data-analysis/functions-parseuri.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "defaultBase",
              .kind = PARAM_STRING,
              .help = "// or scheme://, put in front of a text without a host" },
            { .name = "prefix",
              .kind = PARAM_STRING,
              .help = "the name of the input field without" },
            { .name = NULL },
        },
    .open = parse_uri_open,
    .rewrite = parse_uri_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseUri(u, defaultBase=\"https://\", prefix=p)",
              .input = "{\"u\":\"example.com:8443/a?q=1\"}\n{\"u\":\"/a\"}",
              .output = "{\"u\":\"example.com:8443/a?q=1\",\"p.scheme\":\"https\","
                        "\"p.hostname\":\"example.com\",\"p.port\":\"8443\","
                        "\"p.path\":\"/a\",\"p.query\":\"q=1\"}\n{\"u\":\"/a\"}" },
            { .query = NULL },
        },
};

/* ---- parseUrl -------------------------------------------------------------------- */

enum { URL_FIELD, URL_AS };

static enum status parse_url_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    static const char *const suffix[URI_PARTS] = {
        [URI_SCHEME] = "scheme",     [URI_USERNAME] = "username",
        [URI_PASSWORD] = "password", [URI_HOST] = "host",
        [URI_PORT] = "port",         [URI_PATH] = "path",
        [URI_QUERY] = "query",       [URI_FRAGMENT] = "fragment",
    };

    return open_parts(call, prefix_of(call, URL_FIELD, URL_AS), suffix, state, diag);
}

static bool parse_url_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    struct str text;
    struct uri uri;

    if (arg_text(call, URL_FIELD, row, run, &text) && uri_is_valid(text) &&
        uri_split(text, &uri))
        set_parts(call, row, &uri);
    return true;
}

const struct func func_parseUrl = {
    .name = "parseUrl",
    .summary = "Make fields of the parts of a URL: scheme, username, password, host, "
               "port, path, query and fragment below the field's name.",
    .source = "library.humio.com/data-analysis/functions-parseurl.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "url" },
            { .name = "as",
              .kind = PARAM_STRING,
              .help = "prefix; the name of the input field without" },
            { .name = NULL },
        },
    .open = parse_url_open,
    .rewrite = parse_url_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseUrl()",
              .input = "{\"url\":\"http://eve:pw@example.com/a#top\"}\n"
                       "{\"url\":\"no url\"}",
              .output = "{\"url\":\"http://eve:pw@example.com/a#top\","
                        "\"url.scheme\":\"http\",\"url.username\":\"eve\","
                        "\"url.password\":\"pw\",\"url.host\":\"example.com\","
                        "\"url.path\":\"/a\",\"url.fragment\":\"top\"}\n"
                        "{\"url\":\"no url\"}" },
            { .query = NULL },
        },
};
