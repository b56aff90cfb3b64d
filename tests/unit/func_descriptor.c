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

void func_check_descriptor(const struct func *func)
{
    int handlers = (func->value != NULL) + (func->test != NULL) +
                   (func->rewrite != NULL) + (func->aggregate != NULL) +
                   (func->expand != NULL && func->expands == NULL);
    int wanted = func->special == FUNC_ORDINARY;

    if (handlers != wanted)
        fail_msg("%s: %d handlers", func->name, handlers);
    if (!func->summary || !func->source || !func->family || !func->params)
        fail_msg("%s: summary, source, family or parameters are missing", func->name);
    if (!func->examples || !func->examples[0].query)
        fail_msg("%s has no example", func->name);
    if (func->value && func->aggregate == NULL) {
        const struct func_param *p = func->params;

        while (p->name && strcmp(p->name, "as") != 0)
            p++;
        if (!p->name || p->kind != PARAM_OUT)
            fail_msg("%s has a value and no parameter `as`", func->name);
    }
    check_params(func);
}
