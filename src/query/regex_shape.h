/*
 * regex_shape.h - what the text of a regular expression tells of how it matches.
 *
 * A reader of the notation, not a matcher: it knows groups, alternatives, classes,
 * quantifiers and anchors. What it does not know (look-around, conditions) makes the
 * shape `is_unknown`, and then nothing else in it may be used.
 */
#ifndef QUERY_REGEX_SHAPE_H
#define QUERY_REGEX_SHAPE_H

#include "base/str.h"

struct regex_shape {
    bool is_unknown;
    bool is_nullable;  /* it matches the empty text */
    bool has_anchor;   /* ^ $ \b and the like: where it matches matters */
    bool has_group;    /* named */
    bool has_dead_end; /* text in front of ^, or behind $: see `at` */
    bool is_nested;    /* a repeated group that is all repetition: (\w+\s?)+ */
    size_t at;         /* offset of the first dead ^ or $, or of the nested group */
};

/* Read `pattern`. ^ and $ are taken for the ends of the text, not of lines. */
struct regex_shape regex_shape_of(struct str pattern);

#endif
