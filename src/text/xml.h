/*
 * xml.h - the values of an XML document, each with the path to it.
 *
 * A wrapper of expat. The text is taken as UTF-8 whatever it declares
 * (Windows writes `utf-16` into documents that no longer are). A document type is
 * refused, so that there are no entities to expand but the five of XML; depth and size
 * are limited. Memory is linear in the text.
 *
 * A reader is reused from document to document, by one thread at a time.
 */
#ifndef TEXT_XML_H
#define TEXT_XML_H

#include "base/diag.h"
#include "base/str.h"

enum { XML_DEPTH_MAX = 128, XML_SIZE_MAX = 16 << 20 };

struct xml_value {
    const struct str *path; /* names of the elements from the root, as written */
    size_t depth;           /* how many; at least 1 */
    struct str attribute;   /* its name; empty for the text of the element */
    struct str text;        /* of an element without the blanks round it */
    struct str whole;       /* the same with them */
};

/* Called for each value, in the order of the text; false ends the reading with ST_OK.
 */
typedef bool xml_handler(void *context, const struct xml_value *value);

struct xml;

struct xml *xml_new(void); /* NULL: memory */
void xml_free(struct xml *xml);

/*
 * Read a document. Attributes come when their element begins, its text when it ends: of
 * an element without children always, of others unless it is blank. What is handed out
 * lives for the call. ST_FORMAT with the offset in `text`, ST_LIMIT, ST_NOMEM; values
 * that came before an error have been handed out.
 */
NODISCARD enum status xml_read(struct xml *xml, struct str text, xml_handler *handler,
                               void *context, struct diag *diag);

#endif
