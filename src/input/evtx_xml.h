/*
 * evtx_xml.h - a record as the XML text that Windows shows for it.
 *
 * One line without blanks between elements, attributes in single quotes, as EvtRender()
 * writes it. Elements and attributes whose only content is an optional value that is
 * null are left out; an element whose content is an array is written once an item.
 * What XML does not allow (control characters, odd names) becomes U+FFFD or `_`, so
 * that the text is always well formed. Comments do not exist in binary XML; processing
 * instructions are left out.
 */
#ifndef INPUT_EVTX_XML_H
#define INPUT_EVTX_XML_H

#include "input/evtx_text.h"
#include "input/evtx_token.h"

enum { EVTX_XML_MAX = 16 << 20 /* bytes; what would be longer is cut there */ };

struct evtx_xml {
    const uint8_t *chunk;
    size_t chunk_end;
    struct evtx_value *pool; /* room for the values of a record */
    size_t npool;
    struct evtx_text *out;
    struct evtx_text *scratch; /* of the same arena; nothing in it is kept */
};

/*
 * The text of the stream at [from, to) of the chunk. Damage ends it. It lives as the
 * arena of xml->out; out of memory shows there.
 */
struct str evtx_xml_render(struct evtx_xml *xml, size_t from, size_t to);

#endif
