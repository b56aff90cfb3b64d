/*
 * need.h - what the raw bytes of a record must hold for the query to want it.
 *
 * Derived from the leading steps of a plan: a list of clauses, all of which must
 * hold; each is a list of literals, one of which must occur. It may only
 * over-approximate: a record that does not fulfil it cannot pass the first filters.
 *
 *     #event_simpleName=ProcessRollup2 | SignInfoFlags=/invalid|revoked/i
 *
 *     clause 0: "ProcessRollup2"
 *     clause 1: "invalid" or "revoked", in any case
 */
#ifndef EXEC_NEED_H
#define EXEC_NEED_H

#include "query/plan.h"

/* How much a clause is expected to tell records apart; the best is sought first. */
enum need_rank {
    NEED_VALUE,      /* a value or free text */
    NEED_EVENT_NAME, /* a value of the tag or name that every record has */
    NEED_KEY,        /* the name of a field */
};

struct need_literal {
    struct str
        text; /* 2 bytes or more, ASCII without quote, backslash, slash, control */
    bool ignore_case;
};

struct need_clause {
    const struct need_literal *literal; /* n of them */
    size_t n;
    enum need_rank rank;
};

struct need {
    const struct need_clause *clause;
    size_t n; /* 0: every record may matter */
};

/*
 * What the steps of `pipeline` up to its first aggregate need; lives in the arena,
 * as views into plan memory. ST_NOMEM only.
 */
NODISCARD enum status need_of_pipeline(const struct plan *plan,
                                       const struct pipeline *pipeline,
                                       struct arena *arena, struct need *out);

/* The clause to seek first: of the best rank, then with the longest literals. */
const struct need_clause *need_best(const struct need *need);

#endif
