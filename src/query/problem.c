/*
 * problem.c - the list of what is wrong or odd about a query.
 */
#include "base/base.h"

#include <stdio.h>

#include "base/arena.h"
#include "query/problem.h"

enum { TEXT_BYTES_MAX = 1000 };

const struct problem_code *problem_code_find(const char *code)
{
    for (size_t i = 0; i < problem_codes_len; i++)
        if (strcmp(problem_codes[i].code, code) == 0)
            return &problem_codes[i];
    return NULL;
}

void problems_init(struct problems *list, struct arena *arena)
{
    *list = (struct problems){ .arena = arena };
}

/* printf into the arena, cut at TEXT_BYTES_MAX; empty when memory ran out. */
PRINTF(2, 0)
static struct str format_text(struct arena *arena, const char *fmt, va_list args)
{
    char text[TEXT_BYTES_MAX];
    int n = vsnprintf(text, sizeof text, fmt, args);
    size_t kept = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;

    return str_dup(arena, (struct str){ text, kept });
}

/* Room for one more, or NULL. */
static struct problem *add(struct problems *list)
{
    if (list->n == PROBLEMS_MAX)
        return NULL;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct problem *v = arena_new_array(list->arena, struct problem, cap);

        if (!v)
            return NULL;
        if (list->n)
            memcpy(v, list->v, list->n * sizeof *v);
        list->v = v;
        list->cap = cap;
    }
    return &list->v[list->n++];
}

/* Of codes that plugged-in functions bring along: "E…", "W…". */
static enum severity severity_of_letter(char letter)
{
    return letter == 'E'   ? SEVERITY_ERROR
           : letter == 'W' ? SEVERITY_WARNING
                           : SEVERITY_NOTE;
}

struct problem *problems_add(struct problems *list, const char *code, struct span span,
                             const char *fmt, ...)
{
    const struct problem_code *known = problem_code_find(code);
    enum severity severity = known ? known->severity : severity_of_letter(code[0]);
    struct problem *p = add(list);
    va_list args;

    list->errors += severity == SEVERITY_ERROR;
    list->warnings += severity == SEVERITY_WARNING;
    if (!p) {
        list->dropped++;
        p = &list->spare;
    }
    va_start(args, fmt);
    *p = (struct problem){ .code = code,
                           .severity = severity,
                           .span = span,
                           .message = format_text(list->arena, fmt, args) };
    va_end(args);
    return p;
}

void problem_help(struct problems *list, struct problem *p, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    p->help = format_text(list->arena, fmt, args);
    va_end(args);
}

void problem_fix(struct problems *list, struct problem *p, struct span span,
                 struct str text)
{
    struct str copy = str_dup(list->arena, text);

    if (copy.p)
        p->fix = (struct fix){ .span = span, .text = copy, .present = true };
}

void problems_sort(struct problems *list)
{
    for (size_t i = 1; i < list->n; i++) {
        struct problem p = list->v[i];
        size_t at = i;

        for (; at > 0 && list->v[at - 1].span.offset > p.span.offset; at--)
            list->v[at] = list->v[at - 1];
        list->v[at] = p;
    }
}
