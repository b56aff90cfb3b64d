#include "base/base.h"

#include "text/time_names.h"

struct str month_name(int month)
{
    static const char *const names[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December",
    };

    return str_from_cstr(names[month - 1]);
}

struct str weekday_name(int weekday)
{
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    };

    return str_from_cstr(names[weekday - 1]);
}
