/*
 * lint_rule.h - what a lint rule is.
 *
 * A rule is a descriptor in lint_<name>.c and one line in meson.build. It walks the
 * tree and puts problems (W5xx) on the list; it never changes anything. What is
 * known of fields comes from event/dictionary.h, never from the rule itself.
 */
#ifndef QUERY_LINT_RULE_H
#define QUERY_LINT_RULE_H

#include "query/problem.h"

/* What a rule sees. */
struct lint {
    const struct ast *query;
    struct problems *problems;
    struct arena *arena;
};

struct lint_rule {
    const char *name;
    const char *code; /* key of problem_codes: title, reason, example */
    void (*check)(struct lint *lint);
};

/* Every rule; generated. */
extern const struct lint_rule *const lint_rule_table[];
extern const size_t lint_rule_table_len;

/* The one that says that nothing will be found. */
extern const struct lint_rule lint_rule_words;

/* Call `fn` for every node, parents first. */
void lint_each(const struct ast *ast,
               void (*fn)(struct lint *lint, const struct ast *ast), struct lint *lint);

/* The argument called `name`, or that without a name when name is NULL; else NULL. */
const struct ast *lint_argument(const struct ast *call, const char *name);

#endif
