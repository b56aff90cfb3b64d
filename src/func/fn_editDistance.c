/*
 * fn_editDistance.c - text:editDistance(): how many edits make one text of another?
 *
 * An edit puts a character in, leaves one out, changes one, or (allowTranspositions)
 * swaps two neighbours. A distance above maxDistance answers maxDistance; only the
 * band of the table that can lead to one below is computed, so that the cost is the
 * length times maxDistance. text:editDistanceAsArray() does it for several references.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/array.h"
#include "text/utf8.h"

/* Of both functions; the references and the array stand where these two are. */
enum { MAX_DISTANCE, REFERENCE, TARGET, SWAPS, AS, IGNORE_CASE };
enum { DISTANCE_MIN = 1, DISTANCE_MAX = 100, REFERENCES_MAX = 100 };

struct characters {
    uint32_t *v;
    size_t n;
};

static bool read_characters(const struct func_call *call, struct str s,
                            struct func_run *run, struct characters *out)
{
    out->n = 0;
    out->v = arena_new_array(run->arena, uint32_t, s.n + 1);
    for (size_t at = 0; out->v && at < s.n;) {
        uint32_t c = utf8_decode(s, &at);

        out->v[out->n++] =
            call->arg[IGNORE_CASE].boolean && c != UTF8_INVALID ? utf8_lower(c) : c;
    }
    return out->v != NULL;
}

/* The value of an expression; false when it has none. */
static bool read_argument(const struct func_call *call, size_t arg, struct row row,
                          struct func_run *run, struct characters *out)
{
    struct value v = func_expr(run, &call->arg[arg], 0, row);

    return !value_is_missing(v) &&
           read_characters(call, value_text(v, run->arena), run, out);
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

/* The answer for one reference. */
static struct value edits(const struct func_call *call, struct func_run *run,
                          struct characters reference, struct characters target)
{
    size_t max = (size_t)call->arg[MAX_DISTANCE].integer;
    bool swaps = call->arg[SWAPS].boolean;

    return value_int(
        (int64_t)least(distance(run->arena, reference, target, max, swaps), max));
}

static struct value edit_distance_value(const struct func_call *call, struct row row,
                                        struct func_run *run)
{
    struct characters reference;
    struct characters target;

    if (!read_argument(call, REFERENCE, row, run, &reference) ||
        !read_argument(call, TARGET, row, run, &target))
        return value_missing();
    return edits(call, run, reference, target);
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
              .min = DISTANCE_MIN,
              .max = DISTANCE_MAX,
              .help = "larger distances answer this one" },
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
                        "{\"name\":\"explorer.exe\",\"_distance\":\"2\"}" },
            { .query = NULL },
        },
};

/* ---- text:editDistanceAsArray ------------------------------------------------------
 */

/* The two fields of one element. */
struct element {
    struct field distance, reference;
};

static enum status member(const struct func_call *call, size_t i, const char *name,
                          struct field *out, struct diag *diag)
{
    struct str text = { NULL, 0 };
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_printf(&b, "%.*s[%zu].%s", STR_ARG(call->arg[AS].text[0]), i, name);
    if (!b.failed)
        text = str_dup(call->env->arena, buf_str(&b));
    buf_release(&b);
    if (!text.p)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    return call->env->field(call->env, text, out, diag);
}

static enum status edit_array_open(const struct func_call *call, void **state,
                                   struct diag *diag)
{
    size_t n = call->arg[REFERENCE].n;
    struct element *e = arena_new_array(call->env->arena, struct element, n + 1);

    if (!e)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (n < 1 || n > REFERENCES_MAX)
        return arg_fail(call, REFERENCE, ST_TYPE, diag, "takes 1 to %d references",
                        REFERENCES_MAX);
    for (size_t i = 0; i < n; i++) {
        TRY(member(call, i, "distance", &e[i].distance, diag));
        TRY(member(call, i, "reference", &e[i].reference, diag));
    }
    *state = e;
    return ST_OK;
}

static bool edit_array_rewrite(const struct func_call *call, struct row row,
                               struct func_run *run)
{
    const struct element *e = call->state;
    const struct func_arg *references = &call->arg[REFERENCE];
    struct characters target;

    if (!read_argument(call, TARGET, row, run, &target))
        return true;
    array_remove(row, call->arg[AS].text[0]);
    for (size_t i = 0; i < references->n; i++) {
        struct characters reference;

        if (!read_characters(call, references->text[i], run, &reference))
            return true;
        row_set(row, &e[i].distance, edits(call, run, reference, target));
        row_set(row, &e[i].reference, value_str(references->text[i]));
    }
    return true;
}

const struct func func_text_editDistanceAsArray = {
    .name = "text:editDistanceAsArray",
    .summary = "The number of edits between a text and each of several references, as "
               "an array of objects with a distance and a reference.",
    .source = "library.humio.com/data-analysis/functions-text-editdistanceasarray.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "maxDistance",
              .kind = PARAM_INT,
              .flags = PARAM_REQUIRED,
              .min = DISTANCE_MIN,
              .max = DISTANCE_MAX,
              .help = "larger distances answer this one" },
            { .name = "references",
              .kind = PARAM_STRINGS,
              .flags = PARAM_REQUIRED,
              .help = "1 to 100 texts" },
            { .name = "target", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "allowTranspositions", .kind = PARAM_BOOL, .def = "true" },
            { .name = "asArray", .kind = PARAM_ARRAY, .def = "_distance" },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = edit_array_open,
    .rewrite = edit_array_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "text:editDistanceAsArray(target=name, maxDistance=3, "
                       "references=[\"svchost.exe\", \"lsass.exe\"])",
              .input = "{\"name\":\"scvhost.exe\"}",
              .output = "{\"name\":\"scvhost.exe\",\"_distance[0].distance\":\"1\","
                        "\"_distance[0].reference\":\"svchost.exe\","
                        "\"_distance[1].distance\":\"3\","
                        "\"_distance[1].reference\":\"lsass.exe\"}" },
            { .query = NULL },
        },
};
