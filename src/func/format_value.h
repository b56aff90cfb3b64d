/*
 * format_value.h - one value as a conversion of format() wants it.
 */
#ifndef FUNC_FORMAT_VALUE_H
#define FUNC_FORMAT_VALUE_H

#include "base/buf.h"
#include "event/value.h"
#include "func/format_spec.h"

struct tz;

/*
 * Append `v` to `out`, padded to the item's width. False, with something of it perhaps
 * appended, when the conversion wants a number and the value is none; a missing value
 * is empty text for %s and false for %b. Text from `v` is decoded in `arena`.
 */
NODISCARD bool format_value(struct buf *out, const struct format_item *item,
                            struct value v, const struct tz *tz, struct arena *arena);

#endif
