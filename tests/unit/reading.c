#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "reading.h"

enum { ARENA_MAX = 1 << 24 };

void reading_open(struct reading *r, const struct container *c, const char *path,
                  struct str bytes)
{
    *r = (struct reading){ .bytes = bytes };
    arena_init(&r->arena, ARENA_MAX);
    subject_from_memory(&r->subject, str_from_cstr(path), &r->bytes, &r->arena);
    findings_init(&r->found.findings, &r->arena);
    assert_true(c->bid(&r->subject) > 0);
    assert_int_equal(c->find_signature(&r->subject, &r->found, NULL), ST_OK);
}

void reading_release(struct reading *r)
{
    arena_release(&r->arena);
}

int reading_bid(const struct container *c, const char *path, struct str bytes)
{
    struct reading r = { .bytes = bytes };
    int bid;

    arena_init(&r.arena, ARENA_MAX);
    subject_from_memory(&r.subject, str_from_cstr(path), &r.bytes, &r.arena);
    bid = c->bid(&r.subject);
    arena_release(&r.arena);
    return bid;
}
