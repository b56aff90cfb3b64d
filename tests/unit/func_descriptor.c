/*
 * func_descriptor.c - is what a descriptor says in order?
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

enum { PARAMS_MAX = 24 };

static void check_params(const struct func *func)
{
    size_t unnamed = 0;

    for (size_t i = 0; func->params[i].name; i++) {
        const struct func_param *p = &func->params[i];
        bool is_enum = p->kind == PARAM_ENUM || p->kind == PARAM_ENUMS;

        unnamed += (p->flags & PARAM_UNNAMED) != 0;
        if (is_enum != (p->choices != NULL))
            fail_msg("%s: %s: choices go with PARAM_ENUM", func->name, p->name);
        if (p->def && (p->flags & PARAM_REQUIRED))
            fail_msg("%s: %s is required and has a default", func->name, p->name);
        assert_true(i + 1 < PARAMS_MAX);
    }
    if (unnamed > 1)
        fail_msg("%s: %zu unnamed parameters", func->name, unnamed);
}

static int count_handlers(const struct func *func)
{
    /* A rewrite may bring a test, for where it is a condition, and expand. */
    return (func->value != NULL) + (func->test && !func->rewrite) +
           (func->rewrite != NULL) + (func->aggregate != NULL) +
           (func->expand != NULL && func->expands == NULL);
}

static void check_output(const struct func *func)
{
    const struct func_param *p = func->params;

    while (p->name && strcmp(p->name, "as") != 0)
        p++;
    if (!p->name || p->kind != PARAM_OUT)
        fail_msg("%s has a value and no parameter `as`", func->name);
}

void func_check_descriptor(const struct func *func)
{
    int handlers = count_handlers(func);

    if (handlers != (func->special == FUNC_ORDINARY))
        fail_msg("%s: %d handlers", func->name, handlers);
    if (!func->summary || !func->source || !func->family || !func->params)
        fail_msg("%s: summary, source, family or parameters are missing", func->name);
    if ((func->examples && func->examples[0].query) == !!(func->flags & FUNC_REFUSED))
        fail_msg("%s has no example, or one that cannot run", func->name);
    if (func->value)
        check_output(func);
    check_params(func);
}
