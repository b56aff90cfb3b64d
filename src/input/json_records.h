/*
 * json_records.h - JSON objects one after another, told apart by their brackets.
 *
 * What stands between them (white space, commas, the brackets of an array around them)
 * is stepped over without being checked.
 */
#ifndef INPUT_JSON_RECORDS_H
#define INPUT_JSON_RECORDS_H

#include "base/str.h"

/* Behind what may stand between records, from `at` on. */
size_t json_skip_between(struct str s, size_t at);

/* Behind the line that holds `at`, or SIZE_MAX when its end is not there. */
size_t json_behind_line(struct str s, size_t at);

/*
 * Behind the record at `at`, or behind its line if it is no object; SIZE_MAX when it
 * does not end.
 */
size_t json_behind_record(struct str s, size_t at);

/* As whole_records() of struct input. */
size_t json_whole_records(struct str bytes);

/*
 * Where to go on behind a record at `at` that is bad: behind its closing bracket or,
 * when that is missing, at the next line that starts with an object.
 */
size_t json_resume(struct str s, size_t at);

#endif
