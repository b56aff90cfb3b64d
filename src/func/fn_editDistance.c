/*
 * fn_editDistance.c - text:editDistance(): how many edits make one text of another?
 *
 * An edit puts a character in, leaves one out, changes one, or (allowTranspositions)
 * swaps two neighbours. Distances above maxDistance give no result; only the band of
 * the table that can lead to one below is computed, so that the cost is the length
 * times maxDistance.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/utf8.h"

enum { MAX_DISTANCE, REFERENCE, TARGET, SWAPS, AS, IGNORE_CASE };
enum { DISTANCE_MAX = 1000 };

struct characters {
    uint32_t *v;
    size_t n;
};

static bool read_characters(const struct func_call *call, size_t arg, struct row row,
                            struct func_run *run, struct characters *out)
{
    struct value v = func_expr(run, &call->arg[arg], 0, row);
    struct str s = value_text(v, run->arena);

    out->n = 0;
    out->v = arena_new_array(run->arena, uint32_t, s.n + 1);
    for (size_t at = 0; out->v && at < s.n;) {
        uint32_t c = utf8_decode(s, &at);

        out->v[out->n++] =
            call->arg[IGNORE_CASE].boolean && c != UTF8_INVALID ? utf8_lower(c) : c;
    }
    return out->v && !value_is_missing(v);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Cell `k` of row `i`; row[0] is two rows above, row[1] one, row[2] the row itself. */
static size_t cell(size_t *const row[3], struct characters a, struct characters b,
                   size_t i, size_t k, bool swaps)
{
    size_t cost = a.v[i - 1] != b.v[k - 1];
    size_t best = least(least(row[1][k], row[2][k - 1]) + 1, row[1][k - 1] + cost);

    if (swaps && i > 1 && k > 1 && a.v[i - 1] == b.v[k - 2] && a.v[i - 2] == b.v[k - 1])
        best = least(best, row[0][k - 2] + 1);
    return best;
}

/* The distance, or anything above `max`. */
static size_t distance(struct arena *arena, struct characters a, struct characters b,
                       size_t max, bool swaps)
{
    size_t far = max + 1;
    size_t *row[3];

    if (a.n > b.n + max || b.n > a.n + max)
        return far;
    for (int r = 0; r < 3; r++) {
        row[r] = arena_new_array(arena, size_t, b.n + 2);
        if (!row[r])
            return far;
    }
    for (size_t k = 0; k <= b.n + 1; k++)
        row[2][k] = k > max ? far : k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t from = i > max ? i - max : 1;
        size_t to = least(b.n, i + max);
        size_t *oldest = row[0];

        row[0] = row[1];
        row[1] = row[2];
        row[2] = oldest;
        row[2][from - 1] = from == 1 ? least(i, far) : far;
        for (size_t k = from; k <= to; k++)
            row[2][k] = least(cell(row, a, b, i, k, swaps), far);
        row[2][to + 1] = far;
    }
    return row[2][b.n];
}

static struct value edit_distance_value(const struct func_call *call, struct row row,
                                        struct func_run *run)
{
    size_t max = (size_t)call->arg[MAX_DISTANCE].integer;
    struct characters reference;
    struct characters target;
    size_t d;

    if (!read_characters(call, REFERENCE, row, run, &reference) ||
        !read_characters(call, TARGET, row, run, &target))
        return value_missing();
    d = distance(run->arena, reference, target, max, call->arg[SWAPS].boolean);
    return d <= max ? value_int((int64_t)d) : value_missing();
}

const struct func func_text_editDistance = {
    .name = "text:editDistance",
    .summary = "The number of edits between two texts, up to a maximum.",
    .source = "library.humio.com/data-analysis/functions-text-editdistance.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "maxDistance",
              .kind = PARAM_INT,
              .flags = PARAM_REQUIRED,
              .min = 0,
              .max = DISTANCE_MAX,
              .help = "larger distances give no result" },
            { .name = "reference", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "target", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "allowTranspositions", .kind = PARAM_BOOL, .def = "true" },
            { .name = "as", .kind = PARAM_OUT, .def = "_distance" },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = NULL },
        },
    .value = edit_distance_value,
    .examples =
        (const struct func_example[]){
            { .query = "text:editDistance(target=name, reference=\"svchost.exe\", "
                       "maxDistance=2)",
              .input = "{\"name\":\"scvhost.exe\"}\n{\"name\":\"explorer.exe\"}",
              .output = "{\"name\":\"scvhost.exe\",\"_distance\":\"1\"}\n"
                        "{\"name\":\"explorer.exe\"}" },
            { .query = NULL },
        },
};
