/*
 * windows_xml.h - a Windows event in XML as kind and fields.
 *
 * For files of such events and for records of other formats that carry one as text.
 * What the fields are called is said in event/map.h. Characters that XML does not
 * allow, and bytes that are no UTF-8, do not cost the event: they become U+FFFD.
 *
 * Source: [MS-EVEN6] 2.2.13, the schema of events; telemetry.md 5.
 */
#ifndef INPUT_WINDOWS_XML_H
#define INPUT_WINDOWS_XML_H

#include "input/windows_row.h"

enum { WINDOWS_XML_FIELDS_MAX = 4096 };

struct windows_xml;

/* A reader, used by one thread at a time. NULL: memory. */
NODISCARD struct windows_xml *windows_xml_new(void);
void windows_xml_free(struct windows_xml *x); /* NULL is allowed */

/*
 * Read one event: `text` is an element Event and nothing else. The list of fields lives
 * until the next call, names and values as `arena`; event->raw is `text`, and
 * event->ordinal is left to the caller. ST_FORMAT with the place in diag->offset,
 * ST_LIMIT: too large, too deep or too many fields; ST_NOMEM. An arena that has failed
 * does not show here.
 */
NODISCARD enum status windows_xml_event(struct windows_xml *x, struct str text,
                                        struct arena *arena,
                                        struct windows_event *event, struct diag *diag);

#endif
