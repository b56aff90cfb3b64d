/*
 * fn_parseTimestamp.c - parseTimestamp(), findTimestamp(): moments out of text.
 *
 * The result is milliseconds since 1970. The zone is the one in the text, else
 * timezone=, else the one that the event names in timezoneField; text without any names
 * no moment. The zone that was used is kept in the field timezoneAs. Text that is no
 * moment sets @error and @error_msg unless addErrors=false; an event without the field
 * is left as it is.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/zone.h"
#include "text/time_pattern.h"

enum { FIELD, AS, TIMEZONE, TIMEZONE_AS, TIMEZONE_FIELD, ADD_ERRORS, FORMAT, CASE };

struct timestamp_state {
    const struct time_pattern *pattern; /* parseTimestamp() */
    const struct time_finder *finder;   /* findTimestamp() */
    const struct tz *tz;
    struct field error, message;
};

static enum status state_new(const struct func_call *call,
                             struct timestamp_state **state, struct diag *diag)
{
    struct timestamp_state *s = arena_new(call->env->arena, struct timestamp_state);

    if (!s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    TRY(zone_open(call, TIMEZONE, &s->tz, diag));
    TRY(call->env->field(call->env, STR("@error"), &s->error, diag));
    TRY(call->env->field(call->env, STR("@error_msg"), &s->message, diag));
    *state = s;
    return ST_OK;
}

static enum status parse_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    struct timestamp_state *s = NULL;
    struct diag why = { 0 };
    enum status st;

    TRY(state_new(call, &s, diag));
    st = time_pattern_new(&s->pattern, call->env->arena,
                          call->arg[FORMAT].given
                              ? call->arg[FORMAT].text[0]
                              : STR("yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXXXX"),
                          !call->arg[CASE].boolean, &why);
    if (st != ST_OK)
        return arg_fail(call, FORMAT, st, diag, "%s", why.text);
    *state = s;
    return ST_OK;
}

static enum status find_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    struct timestamp_state *s = NULL;

    TRY(state_new(call, &s, diag));
    if (!s)
        return ST_NOMEM;
    s->finder = time_finder_new(call->env->arena);
    if (!s->finder)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = s;
    return ST_OK;
}

/* ---- a row ------------------------------------------------------------------------
 */

struct zone_lookup {
    const struct func_call *call;
    struct func_run *run;
};

static const struct tz *find_zone(void *context, struct str name)
{
    const struct zone_lookup *lookup = context;
    const struct tz *tz = NULL;

    if (tz_find(&tz, lookup->run->arena, name, lookup->call->env->zones, NULL) != ST_OK)
        return NULL;
    return tz;
}

static bool read_moment(const struct timestamp_state *s,
                        const struct time_context *context, struct str text,
                        struct time_found *out)
{
    if (s->finder)
        return time_find(s->finder, context, text, out);
    return time_pattern_read(s->pattern, context, text, out) && out->n == text.n;
}

static void set_zone(const struct func_call *call, struct row row, struct func_run *run,
                     struct str in_text)
{
    const struct func_arg *given = &call->arg[TIMEZONE];

    if (in_text.n)
        row_set(row, &call->arg[TIMEZONE_AS].field[0], text_value(run, in_text));
    else if (given->given)
        row_set(row, &call->arg[TIMEZONE_AS].field[0], value_str(given->text[0]));
    else
        row_set(row, &call->arg[TIMEZONE_AS].field[0],
                arg_value(call, TIMEZONE_FIELD, row));
}

static void set_error(const struct func_call *call, struct row row,
                      struct func_run *run, bool has_zone)
{
    const struct timestamp_state *s = call->state;
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_printf(&b, "%s: no moment in the field %.*s%s", call->func->name,
               STR_ARG(call->arg[FIELD].field[0].name),
               has_zone ? "" : ", or one without a zone: give timezone=");
    row_set(row, &s->error, value_bool(true));
    row_set(row, &s->message, buf_value(run, &b));
}

static bool timestamp_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    const struct timestamp_state *s = call->state;
    struct zone_lookup lookup = { call, run };
    struct time_context context = { .tz = s->tz,
                                    .now_ms = call->env->now_ms,
                                    .find_zone = find_zone,
                                    .context = &lookup };
    struct time_found found;
    struct str text;

    if (!arg_text(call, FIELD, row, run, &text))
        return true;
    if (!context.tz)
        context.tz = zone_of_row(call, TIMEZONE_FIELD, row, run);
    if (read_moment(s, &context, text, &found)) {
        set_zone(call, row, run, found.zone);
        row_set(row, &call->arg[AS].field[0], value_int(found.ms));
    } else if (call->arg[ADD_ERRORS].boolean) {
        set_error(call, row, run, context.tz != NULL);
    }
    return true;
}

/* ---- descriptors
 * --------------------------------------------------------------------- */

/* Both have these, in the order of the enum, behind their field. */
#define COMMON_PARAMS                                                                \
    { .name = "as", .kind = PARAM_OUT, .def = "@timestamp" },                        \
        { .name = "timezone",                                                        \
          .kind = PARAM_STRING,                                                      \
          .help = "of text that names none" },                                       \
        { .name = "timezoneAs",                                                      \
          .kind = PARAM_OUT,                                                         \
          .def = "@timezone",                                                        \
          .help = "field for the zone that was used" },                              \
        { .name = "timezoneField",                                                   \
          .kind = PARAM_FIELD,                                                       \
          .def = "@timezone",                                                        \
          .help =                                                                    \
              "field with the zone, where neither the text nor timezone= has one" }, \
    {                                                                                \
        .name = "addErrors", .kind = PARAM_BOOL, .def = "true",                      \
        .help = "set @error and @error_msg where there is no moment"                 \
    }

const struct func func_parseTimestamp = {
    .name = "parseTimestamp",
    .summary = "Read a moment by a pattern such as yyyy-MM-dd HH:mm:ss, or millis, "
               "seconds, nanos.",
    .source = "library.humio.com/data-analysis/functions-parsetimestamp.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            COMMON_PARAMS,
            { .name = "format",
              .kind = PARAM_STRING,
              .flags = PARAM_UNNAMED,
              .help = "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXXXX without" },
            { .name = "caseSensitive", .kind = PARAM_BOOL, .def = "true" },
            { .name = NULL },
        },
    .open = parse_open,
    .rewrite = timestamp_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseTimestamp(field=t, as=ms) | drop(@timezone)",
              .input = "{\"t\":\"2023-11-14T22:13:20Z\"}",
              .output = "{\"t\":\"2023-11-14T22:13:20Z\",\"ms\":\"1700000000000\"}" },
            { .query = "parseTimestamp(\"dd.MM.yyyy HH:mm\", field=t, as=ms, "
                       "timezone=\"+01:00\", timezoneAs=zone)",
              .input = "{\"t\":\"01.01.1970 01:00\"}",
              .output = "{\"t\":\"01.01.1970 "
                        "01:00\",\"ms\":\"0\",\"zone\":\"+01:00\"}" },
            { .query = NULL },
        },
};

const struct func func_findTimestamp = {
    .name = "findTimestamp",
    .summary = "Find a moment in a text, in one of the usual forms.",
    .source = "library.humio.com/data-analysis/functions-findtimestamp.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field", .kind = PARAM_FIELD, .def = "@rawstring" },
            COMMON_PARAMS,
            { .name = NULL },
        },
    .open = find_open,
    .rewrite = timestamp_rewrite,
    .examples =
        (const struct func_example[]){
            { .query =
                  "findTimestamp(field=line, as=ms, timezone=UTC, timezoneAs=zone)",
              .input = "{\"line\":\"started 2023-11-14 22:13:20 ok\"}",
              .output = "{\"line\":\"started 2023-11-14 22:13:20 "
                        "ok\",\"ms\":\"1700000000000\",\"zone\":\"UTC\"}" },
            { .query = NULL },
        },
};
