/*
 * suite.h - all tests of one detection, and how much they prove.
 *
 * Coverage asks of every condition (conditions.h) whether it was true of some row and
 * false of some; mutation changes one at a time and asks whether a test fails. Both
 * use the positive and negative tests; baselines may be large and are only run.
 *
 * Queries are run by the caller, who has the input: see struct suite_engine.
 */
#ifndef DETECT_SUITE_H
#define DETECT_SUITE_H

#include "detect/conditions.h"
#include "detect/harvest.h"

enum { SUITE_TESTS_MAX = 1000 };

struct suite_engine {
    void *ctx;
    /*
     * Run `query` over the input of a test and add what it finds to `out`. ST_SYNTAX or
     * ST_TYPE: it does not compile.
     */
    enum status (*run)(void *ctx, size_t test, struct str query, struct harvest *out,
                       struct diag *diag);
};

enum suite_state { SUITE_SKIPPED, SUITE_PASSED, SUITE_FAILED };

struct suite_test {
    struct pack_test test;
    struct str id;   /* file name without .yaml */
    struct str path; /* of the file, for messages */
    enum suite_state state;
    struct str why; /* lines, when failed; a sentence, when skipped */
};

enum weakness_kind {
    WEAKNESS_NEVER_TRUE,
    WEAKNESS_NEVER_FALSE,
    WEAKNESS_UNREACHED, /* neither */
    WEAKNESS_DROPPED,   /* no test notices */
    WEAKNESS_FLIPPED
};

struct weakness {
    enum weakness_kind kind;
    const struct condition *condition;
};

struct suite {
    struct arena *arena; /* borrowed; conditions, texts */
    struct str query;    /* text */
    const struct ast *tree;
    struct conditions conditions;

    struct suite_test *test; /* ntests; filled by the caller, `state` SKIPPED or not */
    size_t ntests;

    struct weakness *weakness; /* in the order of the conditions */
    size_t nweaknesses;
    size_t noutcomes, nseen;  /* of coverage: conditions times two, and those seen */
    size_t nmutants, ncaught; /* of mutation */
};

/*
 * Begin with a parsed query: finds its conditions. ST_NOMEM.
 */
NODISCARD enum status suite_init(struct suite *s, struct str query,
                                 const struct ast *tree, struct arena *arena,
                                 struct diag *diag);

/* Run every test that is not SKIPPED: sets state and why. What fails to run fails. */
NODISCARD enum status suite_run(struct suite *s, const struct suite_engine *engine,
                                struct diag *diag);

/* Add what is not covered, and what is not noticed, to the weaknesses. */
NODISCARD enum status suite_cover(struct suite *s, const struct suite_engine *engine,
                                  struct diag *diag);
NODISCARD enum status suite_mutate(struct suite *s, const struct suite_engine *engine,
                                   struct diag *diag);

/* How many tests of a kind there are that were not skipped. */
size_t suite_count(const struct suite *s, enum test_kind kind);

/* "never true", "dropped: no test notices", … */
const char *weakness_text(enum weakness_kind kind);

#endif
