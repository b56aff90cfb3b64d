#include "base/base.h"

#include "base/nearest.h"

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * The usual table of distances between prefixes, three rows of it: `row[0]` is
 * the one being filled, `row[1]` the one before, and `row[2]` the one before
 * that, which a swap of two neighbours looks back to.
 */
static void fill_row(size_t *row[3], struct str a, size_t i, struct str b)
{
    row[0][0] = i;
    for (size_t k = 1; k <= b.n; k++) {
        unsigned char x = fold(a.p[i - 1]);
        unsigned char y = fold(b.p[k - 1]);
        size_t best = row[1][k - 1] + (x != y);

        best = least(best, row[1][k] + 1);
        best = least(best, row[0][k - 1] + 1);
        if (i > 1 && k > 1 && x == fold(b.p[k - 2]) && fold(a.p[i - 2]) == y)
            best = least(best, row[2][k - 2] + 1);
        row[0][k] = best;
    }
}

size_t edit_distance(struct str a, struct str b)
{
    size_t table[3][NEAREST_BYTES_MAX + 1];
    size_t *row[3] = { table[0], table[1], table[2] };

    if (a.n > NEAREST_BYTES_MAX || b.n > NEAREST_BYTES_MAX)
        return SIZE_MAX;
    for (size_t k = 0; k <= b.n; k++)
        row[0][k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *oldest = row[2];

        row[2] = row[1];
        row[1] = row[0];
        row[0] = oldest;
        fill_row(row, a, i, b);
    }
    return row[0][b.n];
}

struct nearest nearest_start(struct str word)
{
    return (struct nearest){ .word = word, .distance = word.n / 3 + 2 };
}

void nearest_offer(struct nearest *n, const char *name)
{
    size_t distance = edit_distance(n->word, str_from_cstr(name));

    if (distance >= n->distance)
        return;
    n->distance = distance;
    n->name = name;
}
