/*
 * separated.h - what CSV and TSV share: a header with the union of all columns,
 * then a line a row. They differ in how a cell is written.
 */
#ifndef OUTPUT_SEPARATED_H
#define OUTPUT_SEPARATED_H

#include "output/output.h"

struct separated_style {
    char separator;
    const char *line_end;
    /* Append a cell; text.p is NULL when the row does not have the field. */
    void (*add_cell)(struct buf *out, struct str text);
};

/* The handlers of struct output; open() also takes the style, which is borrowed. */
NODISCARD enum status separated_open(struct output_state **state,
                                     const struct separated_style *style,
                                     struct diag *diag);
enum status separated_rows(struct output_state *state, struct batch *batch,
                           struct buf *out, struct diag *diag);
enum status separated_end(struct output_state *state, struct buf *out,
                          struct diag *diag);
void separated_close(struct output_state *state);

#endif
