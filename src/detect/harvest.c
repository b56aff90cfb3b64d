#include "base/base.h"

#include "detect/harvest.h"
#include "text/json_text.h"

enum { ARENA_MAX = 256 << 20, LINES_MAX = 8 };

void harvest_init(struct harvest *f)
{
    *f = (struct harvest){ .n = 0 };
    arena_init(&f->arena, ARENA_MAX);
}

void harvest_release(struct harvest *f)
{
    arena_release(&f->arena);
    *f = (struct harvest){ .n = 0 };
}

void harvest_reset(struct harvest *f)
{
    arena_reset(&f->arena);
    f->row = NULL;
    f->n = 0;
    f->cap = 0;
}

static bool grow(struct harvest *f)
{
    size_t cap = f->cap ? f->cap * 2 : 64;
    struct harvest_row *v;

    if (f->n < f->cap)
        return true;
    v = arena_new_array(&f->arena, struct harvest_row, cap);
    if (!v)
        return false;
    if (f->n)
        memcpy(v, f->row, f->n * sizeof *v);
    f->row = v;
    f->cap = cap;
    return true;
}

static bool keep_row(struct harvest *f, struct row row)
{
    struct row_iter it = { 0 };
    struct harvest_row *out;
    size_t n = 0;

    if (!grow(f))
        return false;
    while (row_next(row, &it))
        n++;
    out = &f->row[f->n];
    *out = (struct harvest_row){ .field = arena_new_array(
                                     &f->arena, struct harvest_field, n + 1) };
    if (!out->field)
        return false;
    it = (struct row_iter){ 0 };
    while (out->nfields < n && row_next(row, &it)) {
        struct str text = value_text(it.value, &row.batch->arena);

        out->field[out->nfields++] =
            (struct harvest_field){ str_dup(&f->arena, it.name),
                                    str_dup(&f->arena, text) };
    }
    f->n++;
    return !f->arena.failed && !row.batch->arena.failed;
}

enum status harvest_add(struct harvest *f, struct batch *batch, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        if (f->n == HARVEST_ROWS_MAX)
            return diag_set(diag, ST_LIMIT, 0, "a test has more than %d findings",
                            HARVEST_ROWS_MAX);
        if (!keep_row(f, (struct row){ batch, batch->sel[i] }))
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    return ST_OK;
}

const struct str *harvest_get(const struct harvest_row *row, struct str name)
{
    for (size_t i = 0; i < row->nfields; i++)
        if (str_eq(row->field[i].name, name))
            return &row->field[i].value;
    return NULL;
}

/* ---- comparing ---- */

/* Where differences are told; the rest is counted. */
struct telling {
    struct buf *why;
    size_t n;
};

static bool tell(struct telling *t)
{
    t->n++;
    return t->why && t->n <= LINES_MAX;
}

static void add_row(struct buf *out, const struct harvest_row *row)
{
    for (size_t i = 0; i < row->nfields; i++) {
        buf_add(out, i ? STR(", ") : STR("{"));
        buf_add(out, row->field[i].name);
        buf_add(out, STR(": "));
        json_add_string(out, row->field[i].value);
    }
    buf_add(out, STR("}\n"));
}

static bool field_fits(const struct expected_field *e, const struct harvest_row *row)
{
    const struct str *have = harvest_get(row, e->name);

    return e->is_missing ? !have : have && str_eq(*have, e->value);
}

static bool row_fits(const struct expected *e, const struct harvest_row *row)
{
    for (size_t i = 0; i < e->nfields; i++)
        if (!field_fits(&e->field[i], row))
            return false;
    return true;
}

static bool key_fits(const struct pack_list *key, const struct expected *e,
                     const struct harvest_row *row)
{
    for (size_t i = 0; i < e->nfields; i++)
        for (size_t k = 0; k < key->n; k++)
            if (str_eq(e->field[i].name, key->v[k]) && !field_fits(&e->field[i], row))
                return false;
    return true;
}

/* Say which fields of the finding on line `e->line` are otherwise. */
static void compare(struct telling *t, const struct expected *e,
                    const struct harvest_row *row)
{
    for (size_t i = 0; i < e->nfields; i++) {
        const struct expected_field *field = &e->field[i];
        const struct str *have = harvest_get(row, field->name);

        if (field_fits(field, row) || !tell(t))
            continue;
        buf_printf(t->why, "line %zu: %.*s is ", e->line, STR_ARG(field->name));
        if (have)
            json_add_string(t->why, *have);
        else
            buf_add(t->why, STR("missing"));
        buf_add(t->why, STR(", expected "));
        if (field->is_missing)
            buf_add(t->why, STR("missing"));
        else
            json_add_string(t->why, field->value);
        buf_add_char(t->why, '\n');
    }
}

static void surplus(struct telling *t, const char *what, const struct harvest_row *row)
{
    if (!tell(t))
        return;
    buf_add_cstr(t->why, what);
    add_row(t->why, row);
}

static void judge_in_order(struct telling *t, const struct harvest *f,
                           const struct pack_test *test)
{
    if (f->n != test->nfindings && tell(t))
        buf_printf(t->why, "%zu findings, %zu expected\n", f->n, test->nfindings);
    for (size_t i = 0; i < f->n && i < test->nfindings; i++)
        compare(t, &test->finding[i], &f->row[i]);
    for (size_t i = test->nfindings; i < f->n; i++)
        surplus(t, "not expected: ", &f->row[i]);
}

/*
 * The finding that an expectation is about and that no other has taken: one that fits
 * altogether, else the first whose key does.
 */
static size_t by_key(const struct harvest *f, const struct pack_test *test,
                     const struct expected *e, const bool *is_taken)
{
    for (size_t i = 0; i < f->n; i++)
        if (!is_taken[i] && row_fits(e, &f->row[i]))
            return i;
    for (size_t i = 0; i < f->n; i++)
        if (!is_taken[i] && key_fits(&test->key, e, &f->row[i]))
            return i;
    return SIZE_MAX;
}

static void judge_by_key(struct telling *t, const struct harvest *f,
                         const struct pack_test *test)
{
    bool *is_taken = calloc(f->n + 1, sizeof *is_taken);

    for (size_t i = 0; is_taken && i < test->nfindings; i++) {
        const struct expected *e = &test->finding[i];
        size_t at = by_key(f, test, e, is_taken);

        if (at != SIZE_MAX) {
            is_taken[at] = true;
            compare(t, e, &f->row[at]);
        } else if (tell(t)) {
            buf_printf(t->why, "line %zu: not found\n", e->line);
        }
    }
    for (size_t i = 0; is_taken && i < f->n; i++)
        if (!is_taken[i])
            surplus(t, "not expected: ", &f->row[i]);
    if (!is_taken && tell(t))
        buf_add(t->why, STR("out of memory\n"));
    free(is_taken);
}

static void judge_baseline(struct telling *t, const struct harvest *f,
                           const struct pack_test *test)
{
    for (size_t i = 0; i < f->n; i++) {
        bool is_excepted = false;

        for (size_t k = 0; k < test->nexceptions; k++)
            is_excepted |= row_fits(&test->exception[k], &f->row[i]);
        if (!is_excepted)
            surplus(t, "found: ", &f->row[i]);
    }
    for (size_t k = 0; k < test->nexceptions; k++) {
        bool is_used = false;

        for (size_t i = 0; i < f->n; i++)
            is_used |= row_fits(&test->exception[k], &f->row[i]);
        if (!is_used && tell(t))
            buf_printf(t->why, "line %zu: an exception that nothing needs\n",
                       test->exception[k].line);
    }
}

bool harvest_judge(const struct harvest *f, const struct pack_test *test,
                   struct buf *why)
{
    struct telling t = { .why = why };

    if (test->kind == TEST_BASELINE)
        judge_baseline(&t, f, test);
    else if (test->key.n)
        judge_by_key(&t, f, test);
    else
        judge_in_order(&t, f, test);
    if (why && t.n > LINES_MAX)
        buf_printf(why, "and %zu more\n", t.n - LINES_MAX);
    return t.n == 0;
}
