/*
 * fn_parseCEF.c - parseCEF(), parseLEEF(): make fields of such a line.
 *
 * A key cs2Label gives the key cs2 its name: the two become one field below
 * labelprefix=, and with keeplabels=true stay as they are, too. A label without its key
 * is an ordinary field. Text that is no such line adds nothing.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "func/arg.h"
#include "func/log_line.h"
#include "func/zone.h"
#include "text/number.h"
#include "text/time_pattern.h"
#include "text/utf8.h"

/* Both have these, then their own. */
enum { FIELD, HEADER_PREFIX, KEEP_LABELS, LABEL_PREFIX, PREFIX, OWN };

struct line_state {
    struct field header[LOG_HEADER_MAX];
    /* parseLEEF() alone */
    struct field timestamp;
    const struct tz *tz;
    const struct time_finder *finder;
};

/* A line on its way into fields. */
struct reading {
    const struct func_call *call;
    struct row row;
    struct func_run *run;
    struct log_line line;
    struct log_pair *pair;
    size_t n;
    bool *is_used;   /* by the label of another */
    struct map keys; /* key to its last pair */
};

static struct str joined(struct arena *arena, struct str a, struct str b)
{
    char *p = arena_text(arena, a.n + b.n);

    if (!p)
        return (struct str){ NULL, 0 };
    if (a.n)
        memcpy(p, a.p, a.n);
    if (b.n)
        memcpy(p + a.n, b.p, b.n);
    return (struct str){ p, a.n + b.n };
}

static enum status open_headers(const struct func_call *call, const char *const *names,
                                size_t n, struct line_state *s, struct diag *diag)
{
    for (size_t i = 0; i < n; i++) {
        struct str name = joined(call->env->arena, call->arg[HEADER_PREFIX].text[0],
                                 str_from_cstr(names[i]));

        if (!name.p)
            return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
        TRY(call->env->field(call->env, name, &s->header[i], diag));
    }
    return ST_OK;
}

/* ---- a line ------------------------------------------------------------------- */

/* The value without its escapes; the pairs of a separator have none. */
static struct str plain(const struct reading *r, struct str value)
{
    char *p;

    if (r->line.separator_n || !value.n || !memchr(value.p, '\\', value.n))
        return value;
    p = arena_text(r->run->arena, value.n);
    return p ? (struct str){ p, log_unescape(value, false, p) } : value;
}

/* Collect the pairs; of those with the same key the last counts. False: memory. */
static bool collect(struct reading *r)
{
    struct log_pairs pairs = { .line = &r->line };
    struct log_pair pair;
    struct map_entry *e;
    size_t cap = 0;

    map_init(&r->keys, r->run->arena);
    while (log_pairs_next(&pairs, &pair)) {
        if (r->n == cap) {
            struct log_pair *grown;

            cap = cap ? 2 * cap : 32;
            grown = arena_new_array(r->run->arena, struct log_pair, cap);
            if (!grown)
                return false;
            if (r->n)
                memcpy(grown, r->pair, r->n * sizeof *grown);
            r->pair = grown;
        }
        e = map_put(&r->keys, pair.key, 0);
        if (!e)
            return false;
        e->value = (uint32_t)r->n;
        r->pair[r->n++] = pair;
    }
    r->is_used = arena_new_array(r->run->arena, bool, r->n + 1);
    return r->is_used != NULL;
}

static bool is_last(const struct reading *r, size_t i)
{
    return map_find(&r->keys, r->pair[i].key)->value == i;
}

static void set_field(const struct reading *r, size_t prefix, struct str name,
                      struct str value)
{
    struct str full = joined(r->run->arena, r->call->arg[prefix].text[0], name);

    if (full.p)
        row_set_name(r->row, full, value_str(value));
}

/* If pair `i` names another, set that one's field. */
static void apply_label(struct reading *r, size_t i)
{
    static const struct str suffix = { "Label", 5 };
    struct str key = r->pair[i].key;
    const struct map_entry *e = NULL;

    if (key.n > suffix.n && str_ends_with(key, suffix))
        e = map_find(&r->keys, str_slice(key, 0, key.n - suffix.n));
    if (!e)
        return;
    set_field(r, LABEL_PREFIX, plain(r, r->pair[i].value),
              plain(r, r->pair[e->value].value));
    r->is_used[i] = true;
    r->is_used[e->value] = true;
}

static void set_fields(struct reading *r)
{
    const struct line_state *s = r->call->state;
    bool has_labels =
        r->line.separator_n == 0 || !str_eq(r->line.header[0], STR("2.0"));
    bool keep = r->call->arg[KEEP_LABELS].boolean;

    for (size_t i = 0; i < r->line.nheader; i++) {
        struct str h = r->line.header[i];
        char *p = arena_text(r->run->arena, h.n);

        if (p)
            row_set(r->row, &s->header[i],
                    value_str((struct str){ p, log_unescape(h, true, p) }));
    }
    for (size_t i = 0; has_labels && i < r->n; i++)
        if (is_last(r, i))
            apply_label(r, i);
    for (size_t i = 0; i < r->n; i++)
        if (is_last(r, i) && (keep || !r->is_used[i]))
            set_field(r, PREFIX, r->pair[i].key, plain(r, r->pair[i].value));
}

/* ---- parseCEF ----------------------------------------------------------------- */

static enum status cef_open(const struct func_call *call, void **state,
                            struct diag *diag)
{
    static const char *const names[] = { "version",        "device.vendor",
                                         "device.product", "device.version",
                                         "event_class_id", "name",
                                         "severity" };
    struct line_state *s = arena_new(call->env->arena, struct line_state);

    if (!s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = s;
    return open_headers(call, names, countof(names), s, diag);
}

static bool cef_rewrite(const struct func_call *call, struct row row,
                        struct func_run *run)
{
    struct reading r = { .call = call, .row = row, .run = run };
    struct str text;

    if (arg_text(call, FIELD, row, run, &text) && log_line_read_cef(text, &r.line) &&
        collect(&r))
        set_fields(&r);
    return true;
}

/* ---- parseLEEF ---------------------------------------------------------------- */

enum { DELIMITER = OWN, PARSE_TIME, TIMEZONE };

static enum status leef_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    static const char *const names[] = { "version", "device.vendor", "device.product",
                                         "device.version", "event_id" };
    struct line_state *s = arena_new(call->env->arena, struct line_state);
    struct str delimiter = arg_string(call, DELIMITER);
    size_t at = 0;

    if (!s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (delimiter.n)
        (void)utf8_decode(delimiter, &at);
    if (at != delimiter.n || at == UTF8_MAX)
        return arg_fail(call, DELIMITER, ST_TYPE, diag,
                        "the delimiter is a single character");
    *state = s;
    s->finder = time_finder_new(call->env->arena);
    if (!s->finder)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    TRY(zone_open(call, TIMEZONE, &s->tz, diag));
    TRY(open_headers(call, names, countof(names), s, diag));
    return call->env->field(call->env, STR("@timestamp"), &s->timestamp, diag);
}

static const struct log_pair *pair_called(const struct reading *r, struct str key)
{
    const struct map_entry *e = map_find(&r->keys, key);

    return e ? &r->pair[e->value] : NULL;
}

/* Without a format: seconds or milliseconds since 1970, or one of the usual forms. */
static bool read_usual(const struct reading *r, const struct time_context *context,
                       struct str text, struct time_found *out)
{
    enum { DIGITS_OF_SECONDS = 11 };
    const struct line_state *s = r->call->state;
    int64_t number;

    if (!number_parse_int64(text, &number))
        return time_find(s->finder, context, text, out);
    if (text.n > DIGITS_OF_SECONDS)
        out->ms = number;
    else if (__builtin_mul_overflow(number, 1000, &out->ms))
        return false;
    return true;
}

static bool read_time(const struct reading *r, struct str text, struct time_found *out)
{
    const struct line_state *s = r->call->state;
    const struct log_pair *format = pair_called(r, STR("devTimeFormat"));
    struct time_context context = { .tz = s->tz, .now_ms = r->call->env->now_ms };
    const struct time_pattern *pattern;

    if (!format)
        return read_usual(r, &context, text, out);
    return time_pattern_new(&pattern, r->run->arena, plain(r, format->value), false,
                            NULL) == ST_OK &&
           time_pattern_read(pattern, &context, text, out);
}

static bool leef_rewrite(const struct func_call *call, struct row row,
                         struct func_run *run)
{
    const struct line_state *s = call->state;
    struct reading r = { .call = call, .row = row, .run = run };
    const struct log_pair *time;
    struct time_found found;
    struct str text;

    if (!arg_text(call, FIELD, row, run, &text) ||
        !log_line_read_leef(text, arg_string(call, DELIMITER), &r.line) || !collect(&r))
        return true;
    set_fields(&r);
    time = call->arg[PARSE_TIME].boolean ? pair_called(&r, STR("devTime")) : NULL;
    if (time && read_time(&r, str_trim(plain(&r, time->value)), &found))
        row_set(row, &s->timestamp, value_int(found.ms));
    return true;
}

/* ---- descriptors -------------------------------------------------------------- */

#define COMMON_PARAMS(header, label, ext)                                            \
    { .name = "field",                                                               \
      .kind = PARAM_FIELD,                                                           \
      .flags = PARAM_UNNAMED,                                                        \
      .def = "@rawstring" },                                                         \
        { .name = "headerprefix", .kind = PARAM_STRING, .def = header },             \
        { .name = "keeplabels",                                                      \
          .kind = PARAM_BOOL,                                                        \
          .def = "false",                                                            \
          .help = "keep keys such as cs2 and cs2Label beside the field they make" }, \
        { .name = "labelprefix", .kind = PARAM_STRING, .def = label },               \
    {                                                                                \
        .name = "prefix", .kind = PARAM_STRING, .def = ext                           \
    }

const struct func func_parseCEF = {
    .name = "parseCEF",
    .summary = "Make fields of a line in the Common Event Format.",
    .source = "library.humio.com/data-analysis/functions-parsecef.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            COMMON_PARAMS("cef.", "cef.label.", "cef.ext."),
            { .name = NULL },
        },
    .open = cef_open,
    .rewrite = cef_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseCEF(line) | drop(line)",
              .input = "{\"line\":\"host CEF:0|Acme|Wall|1.0|100|a \\\\\\\\ b|10|"
                       "src=10.0.0.1 act=was blocked cs2=yes cs2Label=Script\"}",
              .output =
                  "{\"cef.version\":\"0\",\"cef.device.vendor\":\"Acme\","
                  "\"cef.device.product\":\"Wall\",\"cef.device.version\":\"1.0\","
                  "\"cef.event_class_id\":\"100\",\"cef.name\":\"a \\\\ b\","
                  "\"cef.severity\":\"10\",\"cef.label.Script\":\"yes\","
                  "\"cef.ext.src\":\"10.0.0.1\",\"cef.ext.act\":\"was blocked\"}" },
            { .query = NULL },
        },
};

const struct func func_parseLEEF = {
    .name = "parseLEEF",
    .summary = "Make fields of a line in the Log Event Extended Format; devTime "
               "becomes @timestamp.",
    .source = "library.humio.com/data-analysis/functions-parseleef.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            COMMON_PARAMS("leef.", "leef.label", "leef.ext."),
            { .name = "delimiter",
              .kind = PARAM_STRING,
              .help = "between the pairs of LEEF 1.0; the tab, or blanks, without" },
            { .name = "parsetime", .kind = PARAM_BOOL, .def = "true" },
            { .name = "timezone",
              .kind = PARAM_STRING,
              .def = "Z",
              .help = "of a devTime that names none" },
            { .name = NULL },
        },
    .open = leef_open,
    .rewrite = leef_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseLEEF(line) | drop(line)",
              .input = "{\"line\":\"<13>LEEF:2.0|Acme|Wall|1.0|41|^|src=10.0.0.1^"
                       "act=was blocked^cat=\"}",
              .output = "{\"leef.version\":\"2.0\",\"leef.device.vendor\":\"Acme\","
                        "\"leef.device.product\":\"Wall\","
                        "\"leef.device.version\":\"1.0\",\"leef.event_id\":\"41\","
                        "\"leef.ext.src\":\"10.0.0.1\","
                        "\"leef.ext.act\":\"was blocked\",\"leef.ext.cat\":\"\"}" },
            { .query = "parseLEEF(line) | select(@timestamp)",
              .input = "{\"line\":\"LEEF:1.0|A|B|1|2|devTime=2023-11-14 "
                       "22:13:20\\tdevTimeFormat=yyyy-MM-dd HH:mm:ss\"}",
              .output = "{\"@timestamp\":\"1700000000000\"}" },
            { .query = NULL },
        },
};
