/*
 * func_harness.h - run one query function on one row, without parser and executor.
 *
 * A case is a function, arguments, a row, and what must come of it, all as short texts:
 *
 *     { &func_round, { "field=x", "how=ceil" }, { "x=1.2" }, { "x=2" } }
 *
 * Arguments are bound by the descriptor's parameter table, defaults too. In a list, and
 * between the members of pairs, stands `|`. An expression is a field's name, or a text
 * in single quotes; a condition is a field that holds "true". A pipeline is
 * `has:field:text` (passes where the field holds the text), `set:field:text` or
 * `upper:field`; several stand behind each other with `&`. A file is `file:name=bytes`,
 * an ad-hoc table `table:name=csv` (as plain as it gets: no quotes), the clock stands
 * at HARNESS_NOW_MS.
 *
 * What must come of it:
 *
 *     "x=2"      the field has this value     "x"   the field is missing
 *     "!"        the row is dropped           "--"  here begins the next row (expand)
 *     "#3"       the row has so many fields   "0"   no row at all (expand)
 *     "?words"   open() fails and says words
 */
#ifndef TESTS_FUNC_HARNESS_H
#define TESTS_FUNC_HARNESS_H

#include "func/func.h"

#define HARNESS_NOW_MS INT64_C(1700000000000)

struct func_case {
    const struct func *func;
    const char *arg[10];
    const char *row[14];
    const char *want[14];
};

/* Run all cases; the test fails with the number of the first case that differs. */
void func_check(const struct func_case *cases, size_t n);

/* As one case, for rows and expectations of n texts that are made at run time. */
struct func_long_case {
    const struct func *func;
    const char *const *arg; /* ends with NULL, like the others */
    const char *const *row;
    const char *const *want;
};
void func_check_long(const struct func_long_case *c, const char *label);

/*
 * The descriptors are in order: every parameter has a kind that its default fits, there
 * is exactly one handler, and examples, summary and source are there.
 */
void func_check_descriptor(const struct func *func);

#endif
