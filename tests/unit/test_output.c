/*
 * test_output - every format over the same few awkward rows.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "output/grid.h"
#include "output/output.h"

enum { FIELDS_MAX = 4, ROWS_MAX = 3 };

struct cell {
    const char *name, *value;
};

struct sheet {
    struct arena arena;
    struct slots slots;
    struct batch *batch;
};

static void sheet_open(struct sheet *s)
{
    arena_init(&s->arena, SIZE_MAX);
    slots_init(&s->slots, &s->arena);
    s->batch = batch_new(&s->slots, true, 1 << 20);
    assert_non_null(s->batch);
}

static void sheet_close(struct sheet *s)
{
    batch_free(s->batch);
    arena_release(&s->arena);
}

static void sheet_add(struct sheet *s, const struct cell *cells, size_t n)
{
    int32_t row = batch_add_row(s->batch, 0, 0);

    for (size_t i = 0; i < n && cells[i].name; i++)
        row_set_name((struct row){ s->batch, (uint32_t)row },
                     str_from_cstr(cells[i].name),
                     value_str(str_from_cstr(cells[i].value)));
}

/* Print the sheet as `format`, in one piece. */
static void print_sheet(struct sheet *s, const char *format,
                        const struct output_options *options, struct buf *out)
{
    const struct output *output = output_find(format);
    struct output_state *state;
    struct diag diag;

    assert_non_null(output);
    assert_int_equal(output->open(&state, options, &diag), ST_OK);
    assert_int_equal(output->rows(state, s->batch, out, &diag), ST_OK);
    assert_int_equal(output->end(state, out, &diag), ST_OK);
    if (output->close)
        output->close(state);
}

static void expect(const char *format, const struct output_options *options,
                   const struct cell rows[][FIELDS_MAX], size_t nrows, const char *want)
{
    struct sheet s;
    struct buf out;

    sheet_open(&s);
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < nrows; i++)
        sheet_add(&s, rows[i], FIELDS_MAX);
    print_sheet(&s, format, options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, want);
    buf_release(&out);
    sheet_close(&s);
}

static const struct cell awkward[ROWS_MAX][FIELDS_MAX] = {
    { { "name", "a,\"b\"" }, { "n", "12" } },
    { { "n", "3" }, { "users", "eve\nmallory" } },
    { { "name", "" }, { "users", "\033[31m\xff=1" } },
};

static void text_formats(void **state UNUSED)
{
    static const struct output_options plain = { 0 };

    expect("ndjson", &plain, awkward, ROWS_MAX,
           "{\"name\":\"a,\\\"b\\\"\",\"n\":\"12\"}\n"
           "{\"n\":\"3\",\"users\":\"eve\\nmallory\"}\n"
           "{\"name\":\"\",\"users\":\"\\u001b[31m\xef\xbf\xbd=1\"}\n");
    expect("json", &plain, awkward, 2,
           "[\n{\"name\":\"a,\\\"b\\\"\",\"n\":\"12\"},\n"
           "{\"n\":\"3\",\"users\":\"eve\\nmallory\"}\n]\n");
    expect("csv", &plain, awkward, ROWS_MAX,
           "name,n,users\r\n"
           "\"a,\"\"b\"\"\",12,\r\n"
           ",3,\"eve\nmallory\"\r\n"
           "\"\",,\"\033[31m\xff=1\"\r\n");
    expect("tsv", &plain, awkward, 2,
           "name\tn\tusers\n"
           "a,\"b\"\t12\t\n"
           "\t3\teve\\nmallory\n");
    expect("table", &plain, awkward, ROWS_MAX,
           "name    n  users\n"
           "─────  ──  ──────────────\n"
           "a,\"b\"  12\n"
           "        3  eve\n"
           "           mallory\n"
           "           \\x1b[31m\\xff=1\n");
}

static void no_rows(void **state UNUSED)
{
    static const struct output_options plain = { 0 };

    expect("ndjson", &plain, NULL, 0, "");
    expect("json", &plain, NULL, 0, "[]\n");
    expect("csv", &plain, NULL, 0, "");
    expect("tsv", &plain, NULL, 0, "");
    expect("table", &plain, NULL, 0, "");
}

static void table_fits_the_terminal(void **state UNUSED)
{
    static const struct output_options narrow = { .width = 32, .fit_columns = true };
    static const struct output_options tiny = { .width = 12, .fit_columns = true };
    static const struct output_options colored = { .color = true };
    static const struct cell rows[1][FIELDS_MAX] = {
        { { "path", "\\Device\\HarddiskVolume3\\Temp\\x.exe" },
          { "command", "x.exe --install --quiet" } },
    };

    expect("table", &narrow, rows, 1,
           "path             command\n"
           "───────────────  ───────────────\n"
           "\\De…\\Temp\\x.exe  x.exe --instal…\n");
    expect("table", &tiny, rows, 1,
           "── 1 ────────────────────────────────────────\n"
           "path     \\Device\\HarddiskVolume3\\Temp\\x.exe\n"
           "command  x.exe --install --quiet\n");
    expect("table", &colored, rows, 1,
           "\033[1mpath                                command                \033[0m\n"
           "\033[2m──────────────────────────────────  ───────────────────────\033[0m\n"
           "\\Device\\HarddiskVolume3\\Temp\\x.exe  x.exe --install --quiet\n");
}

static void times_on_a_screen(void **state UNUSED)
{
    static const struct output_options plain = { 0 };
    static const struct cell rows[2][FIELDS_MAX] = {
        { { "@timestamp", "1700000000000" }, { "n", "1700000000000" } },
        { { "@timestamp", "17" }, { "n", "17" } },
    };

    expect("table", &plain, rows, 2,
           "@timestamp                            n\n"
           "────────────────────────  ─────────────\n"
           "2023-11-14T22:13:20.000Z  1700000000000\n"
           "17                                   17\n");
    expect("ndjson", &plain, rows, 1,
           "{\"@timestamp\":\"1700000000000\",\"n\":\"1700000000000\"}\n");
}

static void raw_needs_records(void **state UNUSED)
{
    static const struct output_options plain = { 0 };
    struct sheet s;
    struct buf out;
    struct diag diag;

    sheet_open(&s);
    buf_init(&out, 1 << 20);
    sheet_add(&s, awkward[0], FIELDS_MAX);
    assert_int_equal(output_find("raw")->rows(NULL, s.batch, &out, &diag),
                     ST_UNSUPPORTED);
    s.batch->raw[0] = STR("{\"as\": \"read\"}");
    print_sheet(&s, "raw", &plain, &out);
    assert_int_equal(out.n, sizeof("{\"as\": \"read\"}\n") - 1);
    buf_release(&out);
    sheet_close(&s);
}

static void grid_streams_behind_its_limit(void **state UNUSED)
{
    struct sheet s;
    struct grid g;
    struct diag diag;
    struct row row;

    sheet_open(&s);
    grid_init(&g, 1);
    sheet_add(&s, awkward[0], FIELDS_MAX);
    sheet_add(&s, awkward[1], FIELDS_MAX);
    row = (struct row){ s.batch, 0 };
    assert_int_equal(grid_add(&g, row, &diag), ST_OK);
    assert_true(grid_is_full(&g));
    grid_freeze(&g);
    assert_int_equal(grid_add(&g, row, &diag), ST_OK);
    assert_int_equal(g.nrows, 1);
    row.i = 1; /* has the new column "users" */
    assert_int_equal(grid_add(&g, row, &diag), ST_LIMIT);
    assert_non_null(strstr(diag.text, "'users'"));
    grid_release(&g);
    sheet_close(&s);
}

static void unknown_format(void **state UNUSED)
{
    assert_null(output_find("xml"));
    assert_null(output_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_formats),
        cmocka_unit_test(no_rows),
        cmocka_unit_test(table_fits_the_terminal),
        cmocka_unit_test(raw_needs_records),
        cmocka_unit_test(times_on_a_screen),
        cmocka_unit_test(grid_streams_behind_its_limit),
        cmocka_unit_test(unknown_format),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
