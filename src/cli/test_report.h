/*
 * test_report.h - results of tests as points, in the forms that people and machines
 * read.
 *
 * A point is anything that passes, fails or is skipped: a test, or a claim about all of
 * them ("every condition is covered").
 */
#ifndef CLI_TEST_REPORT_H
#define CLI_TEST_REPORT_H

#include "base/buf.h"
#include "detect/suite.h"

struct test_point {
    struct str pack; /* its id */
    struct str name;
    struct str shows; /* what a test is about; may be empty */
    enum suite_state state;
    struct str why; /* lines */
};

struct test_points {
    struct arena *arena; /* borrowed */
    struct test_point *v;
    size_t n, cap;
};

/* Add a point; what it points to must live as long. False when memory ran out. */
NODISCARD bool test_points_add(struct test_points *p, const struct test_point *point);

/* How many points are in that state. */
size_t test_points_count(const struct test_points *p, enum suite_state state);

struct test_format {
    const char *name;
    void (*print)(const struct test_points *p, bool has_color, struct buf *out);
};

/* "table", "tap", "junit", "json"; NULL for another name. */
const struct test_format *test_format_find(const char *name);

#endif
