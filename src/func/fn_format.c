/*
 * fn_format.c - format(): a text with the values of fields in it.
 *
 * A value that is missing is empty for %s. Where a conversion wants a number and the
 * field holds none, there is no result at all. Times are milliseconds since 1970.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/format_value.h"
#include "func/zone.h"

enum { FORMAT, FIELD, AS, TIMEZONE };

struct format_state {
    struct format_spec spec;
    const struct tz *tz;
};

static enum status format_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    struct format_state *s = arena_new(call->env->arena, struct format_state);
    struct diag why = { 0 };
    enum status st;

    if (!s)
        return arg_fail(call, FORMAT, ST_NOMEM, diag, "out of memory");
    st = format_spec_new(&s->spec, call->env->arena, call->arg[FORMAT].text[0], &why);
    if (st != ST_OK)
        return arg_fail(call, FORMAT, st, diag, "%s", why.text);
    if (s->spec.nargs > call->arg[FIELD].n)
        return arg_fail(call, FORMAT, ST_TYPE, diag,
                        "the format wants %zu fields and there are %zu", s->spec.nargs,
                        call->arg[FIELD].n);
    TRY(zone_open(call, TIMEZONE, &s->tz, diag));
    s->tz = s->tz ? s->tz : tz_utc();
    *state = s;
    return ST_OK;
}

static struct value format_result(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    const struct format_state *s = call->state;
    const struct field *field = call->arg[FIELD].field;
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    for (size_t i = 0; i < s->spec.n && !b.failed; i++) {
        const struct format_item *item = &s->spec.item[i];

        if (!item->conversion)
            buf_add(&b, item->text);
        else if (!format_value(&b, item, row_get(row, &field[item->arg]), s->tz,
                               run->arena))
            b.failed = true;
    }
    return buf_value(run, &b);
}

const struct func func_format = {
    .name = "format",
    .summary =
        "Put the values of fields into a text, as printf does: %s, %d, %,.2f, "
        "%08x, %tY; nothing is added where a number is wanted and there is none.",
    .source = "library.humio.com/data-analysis/functions-format.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "format",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_format" },
            { .name = "timezone",
              .kind = PARAM_STRING,
              .help = "of times; UTC without" },
            { .name = NULL },
        },
    .open = format_open,
    .value = format_result,
    .examples =
        (const struct func_example[]){
            { .query = "format(\"%s: %,.2f\", field=[name, size])",
              .input =
                  "{\"name\":\"a\",\"size\":\"1234.567\"}\n{\"name\":\"b\",\"size\":"
                  "\"?\"}",
              .output = "{\"name\":\"a\",\"size\":\"1234.567\",\"_format\":\"a: "
                        "1,234.57\"}\n{\"name\":\"b\",\"size\":\"?\"}" },
            { .query = "hex := format(\"0x%08X\", field=n)",
              .input = "{\"n\":\"48879\"}",
              .output = "{\"n\":\"48879\",\"hex\":\"0x0000BEEF\"}" },
            { .query = "format(\"%1$tF %1$tT\", field=t, timezone=\"+01:00\", as=when)",
              .input = "{\"t\":\"0\"}",
              .output = "{\"t\":\"0\",\"when\":\"1970-01-01 01:00:00\"}" },
            { .query = NULL },
        },
};
