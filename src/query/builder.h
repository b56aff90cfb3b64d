/*
 * builder.h - a pipeline under construction, as the files of the checker share it.
 */
#ifndef QUERY_BUILDER_H
#define QUERY_BUILDER_H

#include "query/checker.h"

struct builder {
    struct step *step;
    size_t n, cap;
    bool failed; /* there is no pipeline to be had; problems say why */
};

/* Append an empty step; NULL: memory, and `failed` is set. */
struct step *add_step(struct checker *c, struct builder *b, enum step_kind kind,
                      struct span span);

/* Append a call as a step of its own. */
void add_call(struct checker *c, struct builder *b, const struct ast *ast,
              const struct call_form *form);

/*
 * selfJoin() and selfJoinFilter() (check_self_join.c): false and a problem when
 * where-queries that are asked of single rows do not work on those.
 */
bool check_self_join(struct checker *c, struct builder *b, const struct call_site *site,
                     struct span span);

/* The rows of a selfJoin(), behind its filter. */
void add_self_join_rows(struct checker *c, struct builder *b,
                        const struct call_site *site, struct span span);

/* Append what a special function is: a source, a table, a join, an interval. */
void add_special(struct checker *c, struct builder *b, struct call_site *site,
                 struct span span);

#endif
