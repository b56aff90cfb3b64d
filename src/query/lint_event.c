/*
 * lint_event.c - a field that the events asked for do not carry.
 *
 * Said where the query asks for events by exact name, and the dictionary knows for each
 * of them which fields it has, but not this one. A filter that also passes events
 * without the field is no mistake.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "event/map_source.h"
#include "query/lint_rule.h"

/* Of an event with fewer entries the dictionary knows too little to say what it lacks.
 */
enum { EVENTS_MAX = 16, DESCRIBED_MIN = 6 };

struct events {
    struct str name[EVENTS_MAX];
    size_t n;
};

static bool is_event_field(struct str field)
{
    return str_eq(field, STR("#event_simpleName")) ||
           str_eq(field, STR("event_simpleName"));
}

/* `#event_simpleName=A`, or such joined with OR: the names; false for anything else. */
static bool names_of(const struct ast *ast, struct events *out)
{
    if (ast->kind == AST_OR) {
        for (uint32_t i = 0; i < ast->nkids; i++)
            if (!names_of(ast->kid[i], out))
                return false;
        return true;
    }
    if (ast->kind != AST_COMPARE || ast->op != OP_EQ || !is_event_field(ast->text) ||
        ast->kid[0]->kind != AST_PATTERN || out->n == EVENTS_MAX ||
        str_find(ast->kid[0]->text, STR("*")) != SIZE_MAX)
        return false;
    out->name[out->n++] = ast->kid[0]->text;
    return true;
}

static bool find_names(const struct ast *step, struct events *out)
{
    out->n = 0;
    if (names_of(step, out))
        return true;
    for (uint32_t i = 0; step->kind == AST_AND && i < step->nkids; i++) {
        out->n = 0;
        if (names_of(step->kid[i], out))
            return true;
    }
    return false;
}

/* Does the dictionary tell the fields of this event? */
static bool is_described(struct str event)
{
    size_t n = 0;

    for (size_t i = 0; i < field_dictionary_len; i++)
        n += field_dictionary[i].events[0] != '*' &&
             field_info_on_event(&field_dictionary[i], event);
    return n >= DESCRIBED_MIN;
}

static bool is_on_none(const struct field_info *info, const struct events *events)
{
    for (size_t i = 0; i < events->n; i++)
        if (!is_described(events->name[i]) ||
            field_info_on_event(info, events->name[i]) ||
            map_makes(events->name[i], str_from_cstr(info->name)))
            return false;
    return events->n > 0;
}

static void check_filter(struct lint *lint, const struct ast *ast,
                         const struct events *events)
{
    const struct field_info *info;
    struct problem *p;

    if (ast->kind == AST_AND || ast->kind == AST_NESTED)
        for (uint32_t i = 0; i < ast->nkids; i++)
            check_filter(lint, ast->kid[i], events);
    if (ast->kind != AST_COMPARE || ast->op == OP_NE)
        return;
    info = field_info_find(ast->text);
    if (!info || info->events[0] == '*' || info->events[0] == '-' ||
        !is_on_none(info, events) || lint_makes(lint, ast->text))
        return;
    p = problems_add(lint->problems, "W511", ast->span,
                     "%.*s has no field %s, so this is never true",
                     STR_ARG(events->name[0]), info->name);
    problem_help(lint->problems, p, "%s is a field of %s", info->name, info->events);
}

static void check_pipeline(struct lint *lint, const struct ast *ast)
{
    struct events events = { .n = 0 };
    struct events found;

    if (ast->kind != AST_PIPELINE)
        return;
    for (uint32_t i = 0; i < ast->nkids; i++) {
        const struct ast *step = ast->kid[i];

        if (lint_is_filter(step) && find_names(step, &found))
            events = found;
        else if (!lint_is_filter(step) && step->kind != AST_ASSIGN)
            events.n = 0; /* a join may add fields, an aggregate takes them */
        if (lint_is_filter(step))
            check_filter(lint, step, &events);
    }
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_pipeline, lint);
}

const struct lint_rule lint_rule_event = {
    .name = "event",
    .code = "W511",
    .check = check,
};
