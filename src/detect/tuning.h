/*
 * tuning.h - findings that somebody has looked at and decided not to see again.
 *
 *     suppressions:
 *       - id: sensor-update
 *         reason: the sensor's packages carry test signatures while they unpack
 *         owner: soc@example.com
 *         expires: 2027-06-30
 *         match:                       all keys must hold, of a list one entry
 *           class: [untrusted, test_signed]
 *           path: '\Windows\Temp\CrowdStrike-*\**'
 *           host: BUILD-*
 *
 * A suppression says what it is about: at least one key besides class and detection.
 * What a finding does not have matches nothing, and of several users or command lines
 * all must match. Signatures over other bytes, revoked and invalid ones are hidden only
 * when `class` names them or `hash` names the file: a path proves nothing.
 *
 * A value `?name` is a parameter, to be given with --param; without it the suppression
 * is off. An expired one is off as well. Both are told.
 *
 * The file comes from whoever wrote it: limits and messages as for packs.
 */
#ifndef DETECT_TUNING_H
#define DETECT_TUNING_H

#include "detect/path_glob.h"
#include "detect/yaml_tree.h"
#include "output/finding.h"

enum tuning_key {
    TUNING_DETECTION,
    TUNING_CLASS,
    TUNING_HASH,
    TUNING_SIGNER,
    TUNING_ISSUER,
    TUNING_THUMBPRINT,
    TUNING_PATH,
    TUNING_HOST,
    TUNING_USER,
    TUNING_COMMAND,
    TUNING_KEYS
};

enum { TUNING_SUPPRESSIONS_MAX = 10000, TUNING_EXAMPLES = 3 };

/* The values of one key: a finding's value must match one of them. */
struct tuning_values {
    struct glob *glob;      /* n of them; of TUNING_PATH not used */
    struct path_glob *path; /* likewise, of TUNING_PATH */
    struct str *text;       /* as written */
    size_t n;
};

struct suppression {
    struct str id, reason, owner;
    const char *file; /* borrowed */
    size_t line;
    bool has_expiry;
    int64_t expires_ms; /* the day after the one that is named, UTC */
    struct tuning_values match[TUNING_KEYS];
    struct str needs; /* the parameter that was not given; empty: none */
    bool is_off;      /* expired, or a parameter is missing */
    bool has_matched;
};

struct tuning {
    struct suppression *v;
    size_t n, cap;
};

/* Values of `?name`: the ones of --param. */
struct tuning_param {
    struct str name;
    struct str value;
};

struct tuning_context {
    const char *name; /* of the file, for messages; lives as the tuning */
    int64_t now_ms;
    const struct tuning_param *param;
    size_t nparams;
    struct arena *arena;
};

/*
 * Read a tuning file and add its suppressions. Everything lives in the arena. ST_FORMAT
 * with "path:line: what"; an id that is there already is refused.
 */
NODISCARD enum status tuning_add(struct tuning *t, struct str bytes,
                                 const struct tuning_context *context,
                                 struct diag *diag);

/* The first suppression that hides the finding, or NULL. Marks it as matched. */
struct suppression *tuning_find(struct tuning *t, const struct finding *f);

#endif
