#include "base/base.h"

#include "base/arena.h"
#include "func/array.h"
#include "text/number.h"

/* The longest index is that of a 64-bit number. */
enum { SHORT_NAME = 192, INDEX_ROOM = NUMBER_TEXT_MAX + 2 };

/* Write `name[i]` to `out`, which has room for name.n + INDEX_ROOM; the length. */
static size_t write_element(char *out, struct str name, size_t i)
{
    size_t n = name.n;

    memcpy(out, name.p, n);
    out[n++] = '[';
    n += number_print_int64((int64_t)i, out + n);
    out[n++] = ']';
    return n;
}

struct str array_element(struct arena *arena, struct str name, size_t i)
{
    char *p = arena_text(arena, name.n + INDEX_ROOM);

    if (!p)
        return (struct str){ NULL, 0 };
    return (struct str){ p, write_element(p, name, i) };
}

struct value array_get(struct row row, struct arena *arena, struct str name, size_t i)
{
    char text[SHORT_NAME + INDEX_ROOM];

    if (name.n > SHORT_NAME)
        return row_get_name(row, array_element(arena, name, i));
    return row_get_name(row, (struct str){ text, write_element(text, name, i) });
}

void array_set(struct row row, struct arena *arena, struct str name, size_t i,
               struct value v)
{
    struct str element = array_element(arena, name, i);

    if (element.p)
        row_set_name(row, element, v);
}

size_t array_length(struct row row, struct arena *arena, struct str name)
{
    size_t n = 0;

    while (n < ARRAY_MAX && !value_is_missing(array_get(row, arena, name, n)))
        n++;
    return n;
}

bool array_owns(struct str name, struct str field, size_t *index, struct str *rest)
{
    size_t at = name.n + 1;
    size_t number = 0;

    if (!str_starts_with(field, name) || field.n < at || field.p[name.n] != '[')
        return false;
    while (at < field.n && field.p[at] >= '0' && field.p[at] <= '9') {
        size_t digit = (size_t)(field.p[at++] - '0');

        number = number > (SIZE_MAX - digit) / 10 ? SIZE_MAX : number * 10 + digit;
    }
    if (at == name.n + 1 || at == field.n || field.p[at] != ']')
        return false;
    *index = number;
    *rest = str_slice(field, at + 1, field.n);
    return true;
}

size_t array_bound(struct row row, struct str name)
{
    struct row_iter it = { 0 };
    struct str rest;
    size_t bound = 0;
    size_t index;

    while (row_next(row, &it))
        if (array_owns(name, it.name, &index, &rest) && index < ARRAY_MAX &&
            index >= bound)
            bound = index + 1;
    return bound;
}

void array_remove(struct row row, struct str name)
{
    struct row_iter it = { 0 };
    struct str rest;
    size_t index;

    while (row_next(row, &it)) {
        if (array_owns(name, it.name, &index, &rest))
            row_set_name(row, it.name, value_missing());
    }
}
