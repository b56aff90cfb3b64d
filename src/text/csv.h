/*
 * csv.h - comma-separated values, read field by field and written.
 *
 * RFC 4180 over memory, with any separator: records end with LF or CRLF, a field in
 * quotes may hold separators, line ends and doubled quotes. A quote inside of a field
 * that does not begin with one is an ordinary character. Empty lines are no records.
 * The text may begin with a byte order mark. Nothing is allocated; errors are sticky.
 *
 *     struct csv csv;
 *     struct csv_field f;
 *
 *     csv_init(&csv, text, ',');
 *     while (csv_next(&csv, &f))
 *         ... f.text, f.is_last ...
 *     if (csv.error) ...
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "base/buf.h"

struct csv {
    struct str text;
    size_t pos;
    char separator;
    bool in_record;    /* a separator was read: one more field is due */
    size_t line;       /* of the position, from 1 */
    const char *error; /* static storage; NULL: none so far */
    size_t error_offset;
};

struct csv_field {
    struct str text; /* a view; between the quotes if there are any */
    bool has_quote;  /* `text` holds doubled quotes: see csv_unquote() */
    bool is_last;    /* of its record */
    size_t line;     /* where it begins */
};

/* Begin to read `text`, which must outlive the fields. */
void csv_init(struct csv *csv, struct str text, char separator);

/* The next field; false at the end and after an error. */
NODISCARD bool csv_next(struct csv *csv, struct csv_field *out);

/*
 * Undo doubled quotes; `out` has room for text.n bytes and may be text.p itself.
 * Returns the length, which is never more.
 */
size_t csv_unquote(struct str text, char *out);

/* Append a field, in quotes where it holds a quote, the separator or a line end. */
void csv_add_field(struct buf *out, struct str text, char separator);

#endif
