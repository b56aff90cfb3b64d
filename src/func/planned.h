/*
 * planned.h - the names of all functions of the language, built or not.
 */
#ifndef FUNC_PLANNED_H
#define FUNC_PLANNED_H

#include "base/base.h"

/* Canonical spelling, sorted by name whatever the case. */
extern const char *const func_names[];
extern const size_t func_names_len;

#endif
