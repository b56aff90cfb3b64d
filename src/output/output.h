/*
 * output.h - what a writer of rows is.
 *
 * One format, one file: out_<name>.c with a `const struct output`. A writer
 * appends text to a buf that the caller flushes; it opens no files. Rows come in
 * their final order. Every value is printed as a string, as the language has it.
 */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include "base/buf.h"
#include "base/diag.h"
#include "event/batch.h"

struct about;
struct output_state;

struct output_options {
    bool color;
    size_t width;              /* columns of the terminal; 0: unlimited */
    bool fit_columns;          /* table: cut cells so that a row fits the width */
    const struct about *about; /* of findings: what found them; NULL: other rows */
};

struct output {
    const char *name;    /* as in --format=ndjson */
    const char *summary; /* one sentence for --help */
    bool is_for_screen;  /* makes values harmless itself, and may use colour */
    bool is_of_findings; /* needs options.about: other rows have nothing to say */

    /* ST_OK with *state set, or a status with diag; only close() releases the state. */
    enum status (*open)(struct output_state **state,
                        const struct output_options *options, struct diag *diag);
    /* Append the selected rows. A table may hold rows back until end(). */
    enum status (*rows)(struct output_state *state, struct batch *batch,
                        struct buf *out, struct diag *diag);
    enum status (*end)(struct output_state *state, struct buf *out, struct diag *diag);
    void (*close)(struct output_state *state); /* NULL is allowed */
};

extern const struct output *const output_table[];
extern const size_t output_table_len;

/* The writer called `name`, or NULL. */
const struct output *output_find(const char *name);

#endif
