/*
 * json_span.h - where a JSON object ends, by brackets alone.
 *
 * Brackets inside strings do not count; nothing else is checked. It tells records apart
 * in text that is not cut into lines; json_walk() then says whether they are any good.
 */
#ifndef TEXT_JSON_SPAN_H
#define TEXT_JSON_SPAN_H

#include "base/str.h"

/*
 * Length of the object that starts with the first byte of `text`, which is a '{', up to
 * and with the bracket that closes it; 0 when that does not come.
 */
size_t json_span(struct str text);

#endif
