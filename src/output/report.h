/*
 * report.h - what the formats for findings share.
 *
 * Such a format is one function that writes one finding, and if need be others for what
 * stands before and behind all of them. It is asked for by hunt alone, since other rows
 * are no findings.
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include "output/finding.h"
#include "output/output.h"

struct report;

struct report_style {
    void (*begin)(struct report *r, struct buf *out); /* NULL: nothing */
    void (*add)(struct report *r, const struct finding *f, struct buf *out);
    void (*end)(struct report *r, struct buf *out); /* NULL: nothing */
    void (*close)(struct report *r); /* NULL: `own` holds nothing but arena memory */
};

struct report {
    const struct report_style *style;
    struct output_options options;
    struct about about;      /* a copy; empty when nobody said anything */
    struct arena arena;      /* lives as long as the report */
    struct arena *row_arena; /* while a finding is added: for texts of its own */
    uint64_t n;              /* findings so far, without the one at hand */
    void *own;               /* of the style, in `arena` */
    bool has_begun;
};

/* The functions of struct output, for a format with this style. */
enum status report_open(struct output_state **state, const struct report_style *style,
                        const struct output_options *options, struct diag *diag);
/* As rows(): every row is read as a finding and handed to the style. */
enum status report_rows(struct output_state *state, struct batch *batch,
                        struct buf *out, struct diag *diag);
/* As end(). */
enum status report_end(struct output_state *state, struct buf *out, struct diag *diag);
/* As close(); NULL is allowed. */
void report_close(struct output_state *state);

#endif
