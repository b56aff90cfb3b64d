/*
 * naive_json.h - a JSON reader that is short enough to be right, to hold others
 * against.
 */
#ifndef TESTS_NAIVE_JSON_H
#define TESTS_NAIVE_JSON_H

#include "base/str.h"

/* Is `s` one JSON object of at most `depth` levels with white space around it? */
bool naive_json_object(struct str s, unsigned depth);

#endif
