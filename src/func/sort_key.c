#include "base/base.h"

#include "func/sort_key.h"

enum sort_type sort_type_of(struct str name)
{
    static const char *const names[] = { "number", "string", "hex", "any" };

    for (size_t i = 0; i < countof(names); i++)
        if (str_eq(name, str_from_cstr(names[i])))
            return (enum sort_type)i;
    return SORT_NUMBER;
}

static bool is_hex_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The digits without 0x and leading zeros. */
static bool read_hex(struct str text, struct str *digits)
{
    if (str_starts_with(text, STR("0x")) || str_starts_with(text, STR("0X")))
        text = str_slice(text, 2, text.n);
    if (text.n == 0)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!is_hex_digit(text.p[i]))
            return false;
    while (text.n > 1 && text.p[0] == '0')
        text = str_slice(text, 1, text.n);
    *digits = text;
    return true;
}

struct sort_key sort_key_read(struct value v, enum sort_type type, struct arena *arena)
{
    struct sort_key key = { .class = SORT_IS_NONE };

    if (value_is_missing(v))
        return key;
    if (type == SORT_NUMBER || type == SORT_ANY) {
        if (agg_number_read(v, &key.number))
            key.class = SORT_IS_NUMBER;
        if (type == SORT_NUMBER || key.class == SORT_IS_NUMBER)
            return key;
    }
    key.text = value_text(v, arena);
    if (type != SORT_HEX)
        key.class = SORT_IS_TEXT;
    else if (read_hex(key.text, &key.text))
        key.class = SORT_IS_HEX;
    return key;
}

/* Digits have bit 0x20 set, letters get it: both cases sort alike, behind the digits.
 */
static int compare_hex(struct str a, struct str b)
{
    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    for (size_t i = 0; i < a.n; i++) {
        int d = (a.p[i] | 0x20) - (b.p[i] | 0x20);

        if (d)
            return d;
    }
    return 0;
}

static int compare(const struct sort_key *a, const struct sort_key *b)
{
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    switch (a->class) {
    case SORT_IS_NUMBER:
        return agg_number_cmp(&a->number, &b->number);
    case SORT_IS_HEX:
        return compare_hex(a->text, b->text);
    case SORT_IS_TEXT:
        return str_cmp(a->text, b->text);
    case SORT_IS_NONE:
        return 0;
    }
    return 0;
}

int sort_key_cmp(const struct sort_key *a, const struct sort_key *b, bool is_descending)
{
    int d = compare(a, b);
    bool has_none = a->class == SORT_IS_NONE || b->class == SORT_IS_NONE;

    return is_descending && !has_none ? -d : d;
}
