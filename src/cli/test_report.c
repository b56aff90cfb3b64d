#include "base/base.h"

#include "cli/console.h"
#include "cli/test_report.h"
#include "text/json_text.h"

bool test_points_add(struct test_points *p, const struct test_point *point)
{
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 64;
        struct test_point *v = arena_new_array(p->arena, struct test_point, cap);

        if (!v)
            return false;
        if (p->n)
            memcpy(v, p->v, p->n * sizeof *v);
        p->v = v;
        p->cap = cap;
    }
    p->v[p->n++] = *point;
    return true;
}

size_t test_points_count(const struct test_points *p, enum suite_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->v[i].state == state;
    return n;
}

/* Every line of `text` behind `prefix`. */
static void add_lines(struct buf *out, const char *prefix, struct str text)
{
    while (text.n) {
        struct str line = str_cut(&text, '\n');

        buf_printf(out, "%s%.*s\n", prefix, STR_ARG(line));
    }
}

/* ---- table ---- */

static const char *const state_words[] = {
    [SUITE_SKIPPED] = "skipped", [SUITE_PASSED] = "passed", [SUITE_FAILED] = "failed"
};

static void print_table(const struct test_points *p, bool has_color, struct buf *out)
{
    static const enum tone tones[] = { [SUITE_SKIPPED] = TONE_WARNING,
                                       [SUITE_PASSED] = TONE_GOOD,
                                       [SUITE_FAILED] = TONE_ERROR };

    for (size_t i = 0; i < p->n; i++) {
        const struct test_point *t = &p->v[i];

        if (i == 0 || !str_eq(t->pack, p->v[i - 1].pack))
            buf_printf(out, "%s%.*s%s\n", tone_text(has_color, TONE_BOLD),
                       STR_ARG(t->pack), tone_text(has_color, TONE_PLAIN));
        buf_printf(out, "  %s%-8s%s %.*s", tone_text(has_color, tones[t->state]),
                   state_words[t->state], tone_text(has_color, TONE_PLAIN),
                   STR_ARG(t->name));
        if (t->shows.n)
            buf_printf(out, ": %.*s", STR_ARG(t->shows));
        buf_add_char(out, '\n');
        add_lines(out, "           ", t->why);
    }
}

/* ---- TAP ---- */

static void print_tap(const struct test_points *p, bool has_color UNUSED,
                      struct buf *out)
{
    buf_printf(out, "1..%zu\n", p->n);
    for (size_t i = 0; i < p->n; i++) {
        const struct test_point *t = &p->v[i];
        bool is_skipped = t->state == SUITE_SKIPPED;

        buf_printf(out, "%s %zu - %.*s/%.*s",
                   t->state == SUITE_FAILED ? "not ok" : "ok", i + 1, STR_ARG(t->pack),
                   STR_ARG(t->name));
        if (is_skipped)
            buf_printf(out, " # SKIP %.*s", STR_ARG(t->why));
        buf_add_char(out, '\n');
        if (!is_skipped)
            add_lines(out, "# ", t->why);
    }
}

/* ---- JUnit ---- */

static void add_xml(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '<')
            buf_add(out, STR("&lt;"));
        else if (c == '&')
            buf_add(out, STR("&amp;"));
        else if (c == '"')
            buf_add(out, STR("&quot;"));
        else if (c == '\n')
            buf_add(out, STR("&#10;"));
        else if (c >= ' ' || c == '\t')
            buf_add_char(out, s.p[i]);
    }
}

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    add_xml(out, value);
    buf_add_char(out, '"');
}

static void print_case(const struct test_point *t, struct buf *out)
{
    buf_add(out, STR("    <testcase"));
    add_attribute(out, "classname", t->pack);
    add_attribute(out, "name", t->name);
    if (t->state == SUITE_PASSED) {
        buf_add(out, STR("/>\n"));
        return;
    }
    buf_printf(out, "><%s", t->state == SUITE_FAILED ? "failure" : "skipped");
    add_attribute(out, "message", t->why);
    buf_add(out, STR("/></testcase>\n"));
}

static void print_junit(const struct test_points *p, bool has_color UNUSED,
                        struct buf *out)
{
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
    buf_printf(out,
               "  <testsuite name=\"countersign\" tests=\"%zu\" failures=\"%zu\" "
               "skipped=\"%zu\">\n",
               p->n, test_points_count(p, SUITE_FAILED),
               test_points_count(p, SUITE_SKIPPED));
    for (size_t i = 0; i < p->n; i++)
        print_case(&p->v[i], out);
    buf_add(out, STR("  </testsuite>\n</testsuites>\n"));
}

/* ---- JSON ---- */

static void add_member(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, "\"%s\":", name);
    json_add_string(out, value);
    buf_add_char(out, ',');
}

static void print_json(const struct test_points *p, bool has_color UNUSED,
                       struct buf *out)
{
    buf_add(out, STR("["));
    for (size_t i = 0; i < p->n; i++) {
        const struct test_point *t = &p->v[i];

        buf_add(out, i ? STR(",\n{") : STR("\n{"));
        add_member(out, "pack", t->pack);
        add_member(out, "name", t->name);
        add_member(out, "shows", t->shows);
        add_member(out, "detail", t->why);
        buf_printf(out, "\"state\":\"%s\"}", state_words[t->state]);
    }
    buf_add(out, STR("\n]\n"));
}

/* ---- all of them ---- */

static const struct test_format formats[] = {
    { "table", print_table },
    { "tap", print_tap },
    { "junit", print_junit },
    { "json", print_json },
};

const struct test_format *test_format_find(const char *name)
{
    for (size_t i = 0; i < countof(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
