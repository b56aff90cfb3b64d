#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "func/arg.h"
#include "func/bucket_unit.h"
#include "func/unit.h"

/* The part in front of a time that is the bucket's own; false when it is another. */
static bool cut_span(struct str *s)
{
    static const char *const names[] = { "/span", "/bucket" };

    for (size_t i = 0; i < countof(names); i++)
        if (str_ends_with(*s, str_from_cstr(names[i]))) {
            s->n -= strlen(names[i]);
            return true;
        }
    return false;
}

/* Kbytes are kilobytes, although the prefix is a small k. */
static struct str small_k(struct str s, struct arena *arena)
{
    struct str copy = s;

    if (str_starts_with(s, STR("K")) && !str_starts_with(s, STR("Ki")) && s.n > 1)
        copy = str_dup(arena, s);
    if (copy.p && copy.p != s.p)
        *(char *)(uintptr_t)copy.p = 'k';
    return copy.p ? copy : s;
}

/* `from to target`, with blanks round the word. A unit alone, `bytes` or `1/s`, only
 * names what is measured: nothing tells what to convert it from. */
static bool read_one(struct str text, struct arena *arena, struct bucket_unit *out)
{
    size_t word = str_find(text, STR(" to "));
    struct str from = str_trim(str_slice(text, 0, word));
    struct str to =
        str_trim(str_slice(text, word == SIZE_MAX ? text.n : word + 4, text.n));
    bool is_span = cut_span(&from);
    struct str none = { NULL, 0 };
    struct unit a;
    struct unit b;

    if (word == SIZE_MAX) {
        *out = (struct bucket_unit){ .factor = 1 };
        return from.n > 0;
    }
    if (!from.n || !to.n || !unit_read(small_k(from, arena), none, false, &a) ||
        !unit_read(small_k(to, arena), none, false, &b))
        return false;
    *out = (struct bucket_unit){ .factor = a.factor / b.factor, .per_span = is_span };
    return str_eq(a.base, b.base) && (a.is_rate || is_span) == b.is_rate &&
           !(a.is_rate && is_span);
}

enum status bucket_units_read(const struct func_call *call, size_t i, size_t nfunctions,
                              const struct bucket_unit **out, size_t *n,
                              struct diag *diag)
{
    const struct func_arg *arg = &call->arg[i];
    struct bucket_unit *unit;

    *out = NULL;
    *n = 0;
    if (!arg->given || arg->n == 0)
        return ST_OK;
    if (arg->n != 1 && arg->n != nfunctions)
        return arg_fail(call, i, ST_TYPE, diag,
                        "give one unit, or one for each of the %zu functions",
                        nfunctions);
    unit = arena_new_array(call->env->arena, struct bucket_unit, arg->n);
    if (!unit)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t k = 0; k < arg->n; k++)
        if (!read_one(arg->text[k], call->env->arena, &unit[k]))
            return arg_fail(
                call, i, ST_TYPE, diag,
                "'%.*s' is no conversion such as \"bytes/span to kbytes/day\"",
                STR_ARG(arg->text[k]));
    *out = unit;
    *n = arg->n;
    return ST_OK;
}

/* ---- a face that converts ------------------------------------------------------- */

/* A product without the last bits that two factors leave behind: 4320 for
 * 4320.000000000001. */
static double tidy(double x)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%.15g", x);
    return strtod(text, NULL);
}

static void convert_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    const struct bucket_converter *c = rows->ctx;
    double number;

    if (value_number(v, &number))
        v = value_double(tidy(number * c->factor));
    c->to->set(c->to, f, v);
}

static void convert_keep(struct agg_rows *rows, const struct kept_row *row)
{
    const struct bucket_converter *c = rows->ctx;

    c->to->keep(c->to, row);
}

static void convert_next(struct agg_rows *rows)
{
    const struct bucket_converter *c = rows->ctx;

    c->to->next(c->to);
}

static void convert_none(struct agg_rows *rows)
{
    const struct bucket_converter *c = rows->ctx;

    c->to->none(c->to);
}

static void convert_warn(struct agg_rows *rows, const char *code, const char *text)
{
    const struct bucket_converter *c = rows->ctx;

    c->to->warn(c->to, code, text);
}

struct agg_rows *bucket_convert(struct bucket_converter *c, struct agg_rows *to,
                                const struct bucket_unit *unit, int64_t span_ms)
{
    double per = unit->per_span ? (double)span_ms / 1000 : 1;

    *c = (struct bucket_converter){ .rows = { .ctx = c,
                                              .arena = to->arena,
                                              .set = convert_set,
                                              .keep = convert_keep,
                                              .next = convert_next,
                                              .none = convert_none,
                                              .warn = convert_warn },
                                    .to = to,
                                    .factor = unit->factor / per };
    return &c->rows;
}
