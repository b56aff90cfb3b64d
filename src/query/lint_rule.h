/*
 * lint_rule.h - what a lint rule is.
 *
 * A rule is a descriptor in lint_<name>.c and one line in meson.build. It walks the
 * tree, or the steps of the plan, and puts problems (W5xx, N5xx) on the list; it never
 * changes anything. What is known of fields comes from event/dictionary.h, what is
 * known of functions from their descriptors, never from the rule itself.
 */
#ifndef QUERY_LINT_RULE_H
#define QUERY_LINT_RULE_H

#include "query/plan.h"

/* What a rule sees. */
struct lint {
    const struct plan *plan; /* its main is NULL when the query did not check */
    const struct ast *query;
    struct str text; /* of the query */
    struct problems *problems;
    struct arena *arena;
    size_t nasked; /* how often lint_makes() has looked through the query */
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

/* The parameter that an argument of a call to `f` goes to, or NULL. */
const struct func_param *lint_param(const struct func *f, const struct ast *arg);

/* Is it a call of the function `name`, however spelt? */
bool lint_is_call(const struct ast *ast, const char *name);

/* What was written there. */
struct str lint_source(const struct lint *lint, struct span span);

/* The step is a filter: a comparison, free text, or these joined. */
bool lint_is_filter(const struct ast *step);

/*
 * May the query itself set the field: by :=, a parameter, a group, a result's name?
 * Each call looks through all of the query; from the thousandth on the answer is yes.
 */
bool lint_makes(struct lint *lint, struct str field);

/* Does the query ask for events by their Falcon name? Then its fields are Falcon's. */
bool lint_is_falcon(const struct lint *lint);

/* Fix: insert `text` at `offset`. */
void lint_insert(struct lint *lint, struct problem *p, size_t offset, const char *text);

/* Fix: give the call one more argument, "limit=max". */
void lint_add_argument(struct lint *lint, struct problem *p, const struct ast *call,
                       const char *argument);

#endif
