/*
 * fail_alloc.c - memory that runs out when a test says so.
 *
 * Linked into countersign_fault with --wrap, so that it stands between the program's
 * own allocations and the C library, but not the libraries' (they are trusted to
 * handle theirs). FAULT_ALLOCATION=N makes the Nth call return NULL; FAULT_COUNT=PATH
 * writes at exit how many calls there were; FAULT_TRAP=1 aborts instead of failing, so
 * that a debugger or a sanitizer shows whose call it is.
 */
#include "base/base.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t align, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);

static atomic_ulong calls;
static unsigned long failing; /* 0: none */
static bool is_trap;

static void write_count(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *f = path ? fopen(path, "w") : NULL;

    if (!f)
        return;
    (void)fprintf(f, "%lu\n", atomic_load(&calls));
    (void)fclose(f);
}

/* Before main(), so that every call counts. */
__attribute__((constructor)) static void read_environment(void)
{
    const char *n = getenv("FAULT_ALLOCATION");

    failing = n ? strtoul(n, NULL, 10) : 0;
    is_trap = getenv("FAULT_TRAP") != NULL;
    (void)atexit(write_count);
}

static bool is_failing(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 != failing)
        return false;
    if (is_trap)
        abort();
    return true;
}

void *__wrap_malloc(size_t n)
{
    return is_failing() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return is_failing() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return is_failing() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t align, size_t n)
{
    return is_failing() ? NULL : __real_aligned_alloc(align, n);
}
