/*
 * time_format.h - moments as text, by a strftime-like format.
 */
#ifndef TEXT_TIME_FORMAT_H
#define TEXT_TIME_FORMAT_H

#include "base/buf.h"

struct tz;

/*
 * Append the moment `utc_ms` in the zone `tz`. Conversions, as formatTime() takes them
 * from Java's Formatter, with a few of strftime:
 *
 *     %Y %C %y year, century, its two digits    %H %I %k %l  hour: 00-23 01-12,
 * unpadded %m %B %b %h  month: 01-12, name, short    %M %S        minute, second %d %e
 * day: 01-31, unpadded             %L %N        milli-, nanoseconds %j       day of the
 * year, 001-366         %p           am or pm %A %a %u weekday: name, short, 1-7 from
 * Monday; %w 0-6 from Sunday %V %G %U week: ISO with its year; from Sunday %z %Z zone:
 * +0100, abbreviation        %s %Q        seconds, ms since 1970 %F %T %R %D %r %c
 * 2026-01-31, 12:00:05, 12:00, 01/31/26, 12:00:05 PM, all of it %n %t %%  newline, tab,
 * percent
 *
 * Anything else behind a percent sign stays as it stands.
 */
void time_format(struct buf *out, struct str format, int64_t utc_ms,
                 const struct tz *tz);

#endif
