#include "base/base.h"

#include <math.h>

#include "base/arena.h"
#include "event/value.h"
#include "text/json_text.h"
#include "text/number.h"

/* Room for the longest number with every digit written as \u0030; longer text is none.
 */
enum { NUMBER_BYTES = 6 * NUMBER_PARSE_MAX };

struct value value_double(double d)
{
    if (!isfinite(d))
        return value_missing();
    if (d == floor(d) && fabs(d) <= 9007199254740992.0)
        return value_int((int64_t)d);
    return (struct value){ .d = d, .kind = VALUE_DOUBLE };
}

struct value value_bool(bool b)
{
    return value_str(b ? STR("true") : STR("false"));
}

static struct str printed(struct arena *arena, const char *text, size_t n)
{
    return str_dup(arena, (struct str){ text, n });
}

struct str value_text(struct value v, struct arena *arena)
{
    char text[NUMBER_TEXT_MAX];
    char *p;

    switch (v.kind) {
    case VALUE_MISSING:
        break;
    case VALUE_STRING:
        return (struct str){ v.p, v.n };
    case VALUE_ESCAPED:
        p = arena_text(arena, v.n);
        if (!p)
            break;
        return (struct str){ p, json_unescape((struct str){ v.p, v.n }, p) };
    case VALUE_INTEGER:
        return printed(arena, text, number_print_int64(v.i, text));
    case VALUE_DOUBLE:
        return printed(arena, text, number_print_double(v.d, text));
    }
    return (struct str){ NULL, 0 };
}

/* The text of a string value that is short enough to be a number; else empty. */
static struct str short_text(struct value v, char buf[static NUMBER_BYTES])
{
    if (v.kind == VALUE_STRING)
        return (struct str){ v.p, v.n };
    if (v.kind == VALUE_ESCAPED && v.n <= NUMBER_BYTES)
        return (struct str){ buf, json_unescape((struct str){ v.p, v.n }, buf) };
    return (struct str){ NULL, 0 };
}

bool value_number(struct value v, double *out)
{
    char buf[NUMBER_BYTES];

    switch (v.kind) {
    case VALUE_MISSING:
        return false;
    case VALUE_INTEGER:
        *out = (double)v.i;
        return true;
    case VALUE_DOUBLE:
        *out = v.d;
        return true;
    case VALUE_STRING:
    case VALUE_ESCAPED:
        return number_parse(short_text(v, buf), out);
    }
    return false;
}

bool value_integer(struct value v, int64_t *out)
{
    char buf[NUMBER_BYTES];

    switch (v.kind) {
    case VALUE_MISSING:
    case VALUE_DOUBLE:
        return false;
    case VALUE_INTEGER:
        *out = v.i;
        return true;
    case VALUE_STRING:
    case VALUE_ESCAPED:
        return number_parse_int64(short_text(v, buf), out);
    }
    return false;
}

bool value_is_true(struct value v)
{
    char buf[NUMBER_BYTES];

    return str_eq(short_text(v, buf), STR("true"));
}

struct value value_keep(struct value v, struct arena *arena)
{
    struct str copy;

    if (v.kind != VALUE_STRING && v.kind != VALUE_ESCAPED)
        return v;
    copy = str_dup(arena, (struct str){ v.p, v.n });
    if (!copy.p)
        return value_missing();
    v.p = copy.p;
    return v;
}

bool value_same_text(struct value a, struct value b, struct arena *scratch)
{
    if (value_is_missing(a) || value_is_missing(b))
        return value_is_missing(a) && value_is_missing(b);
    if (a.kind == VALUE_INTEGER && b.kind == VALUE_INTEGER)
        return a.i == b.i;
    return str_eq(value_text(a, scratch), value_text(b, scratch));
}
