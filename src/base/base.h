/*
 * base.h - what every file of the project may assume.
 *
 * Include this first in every .c file. It pulls in the few standard headers
 * the whole project shares, names the attributes we use, and refuses the
 * functions we do not (see banned.h). It declares no types of its own.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define countof(a) (sizeof(a) / sizeof((a)[0]))

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
#define HOT __attribute__((hot))
#define COLD __attribute__((cold))
#define PREFETCH(p) __builtin_prefetch(p)

#include "base/banned.h"

#endif
