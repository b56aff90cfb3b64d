/*
 * time_names.h - the English names of months and weekdays.
 */
#ifndef TEXT_TIME_NAMES_H
#define TEXT_TIME_NAMES_H

#include "base/str.h"

enum { SHORT_NAME = 3 }; /* the short names are the first three letters */

/* Months are 1 to 12, weekdays 1 (Monday) to 7. Static storage. */
struct str month_name(int month);
struct str weekday_name(int weekday);

#endif
