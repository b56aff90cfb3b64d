/*
 * xml_print.h - an XML document with a line for each element.
 *
 * An element that holds nothing but text stays on one line where that fits, if need be
 * with single blanks; longer text is broken at blanks, and so are start tags, at their
 * attributes. White space between
 * elements is not kept, all else is: comments, instructions, the declaration. Empty
 * elements become `<a/>`, CDATA becomes text.
 */
#ifndef TEXT_XML_PRINT_H
#define TEXT_XML_PRINT_H

#include "base/buf.h"
#include "base/diag.h"

struct xml_layout {
    size_t step;  /* blanks a level */
    size_t width; /* characters of a line, where there is a choice */
};

/*
 * Write the document to `out`, which is empty, without a line end behind it. ST_FORMAT
 * for text that is no XML or has a document type; ST_LIMIT for more than XML_SIZE_MAX
 * bytes, more than XML_DEPTH_MAX levels, or when `out` is full; ST_NOMEM. Then `out`
 * holds some of it.
 */
NODISCARD enum status xml_print(struct str text, const struct xml_layout *layout,
                                struct buf *out, struct diag *diag);

#endif
