/*
 * verify_format.h - how the result of a file is written.
 *
 * A format turns one result into text; the runner puts header, separators and footer
 * around it. Workers render at the same time, so a format keeps no state.
 */
#ifndef CLI_VERIFY_FORMAT_H
#define CLI_VERIFY_FORMAT_H

#include "base/buf.h"
#include "signature/verify.h"

struct verify_style {
    bool has_color;
};

struct verify_format {
    const char *name;      /* as in --format=ndjson */
    const char *separator; /* between two files */
    const char *footer;
    void (*header)(struct buf *out, const struct verify_style *style);
    void (*file)(struct buf *out, const struct file_result *r,
                 const struct verify_style *style);
};

extern const struct verify_format verify_format_table;
extern const struct verify_format verify_format_csv;
extern const struct verify_format verify_format_events;
extern const struct verify_format verify_format_json;
extern const struct verify_format verify_format_ndjson;
extern const struct verify_format verify_format_explain;

/* The format called `name` (not "explain"), or NULL. */
const struct verify_format *verify_format_find(const char *name);

/* "valid", "not_signable", "unreadable": the word that stands for the file. */
const char *verify_word(const struct file_result *r);

/* Append text made harmless for one line: no control characters, no line ends. */
void verify_add_text(struct buf *out, struct str text);

/* The deciding signature, or NULL. */
const struct signature_report *verify_primary(const struct file_result *r);

#endif
