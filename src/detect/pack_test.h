/*
 * pack_test.h - a test of a detection: events in, findings out.
 *
 * One YAML file a test, in the pack's folder tests/:
 *
 *     name: A revoked certificate is found whatever else holds
 *     kind: positive            positive, negative or baseline
 *     input:
 *       events: |               records as a sensor writes them, or
 *         {"event_simpleName": …}
 *       file: session.evtx      a file beside the test, or
 *       forge: [sigthief]       what a host sends when forged programs run, or
 *       folder: $SAMPLES/quiet  a folder, of a baseline
 *     params: {Days: 7}         parameters of the query: a text, or a list of
 * alternatives findings:                 in their order; fields that are not named may
 * hold anything,
 *       - {SignatureState: revoked, Severity: high, Users: null}     null: missing
 *     key: [SHA256HashData]     findings belong together by these fields, in any order
 *     exceptions:               of a baseline: what may be found nevertheless
 *       - {finding: {ImageFileName: …}, why: a sentence}
 *
 * A positive test has findings, a negative one has none, a baseline has a folder in
 * which nothing may be found but the exceptions. Read within the limits of
 * yaml_tree.h; every message has file and line.
 */
#ifndef DETECT_PACK_TEST_H
#define DETECT_PACK_TEST_H

#include "detect/pack.h"
#include "query/plan.h"

enum test_kind { TEST_POSITIVE, TEST_NEGATIVE, TEST_BASELINE };

enum pack_input { INPUT_EVENTS, INPUT_FILE, INPUT_FORGE, INPUT_FOLDER };

struct expected_field {
    struct str name;
    struct str value;
    bool is_missing; /* the finding must not have the field */
};

struct expected {
    const struct expected_field *field;
    size_t nfields;
    struct str why; /* of an exception */
    size_t line;
};

struct pack_test {
    struct str name;
    enum test_kind kind;
    enum pack_input input;
    struct str text;        /* events; or the name of a file or folder */
    struct pack_list forge; /* cases */
    struct str form;        /* of forge: falcon (default), windows, windows-xml */
    const struct plan_param *param;
    size_t nparams;
    const struct expected *finding;
    size_t nfindings;
    struct pack_list key; /* n == 0: findings are compared in their order */
    const struct expected *exception;
    size_t nexceptions;
};

/*
 * Read a test. `name` is its path, for messages. Strings live in `arena`. ST_FORMAT
 * with "path:line: what", ST_NOMEM.
 */
NODISCARD enum status pack_test_parse(struct pack_test *out, struct str bytes,
                                      const char *name, struct arena *arena,
                                      struct diag *diag);

/* "positive", "negative", "baseline". */
const char *test_kind_word(enum test_kind kind);

#endif
