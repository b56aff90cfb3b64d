/*
 * harvest.h - what a detection found, kept to be compared with what a test expects.
 */
#ifndef DETECT_HARVEST_H
#define DETECT_HARVEST_H

#include "base/buf.h"
#include "detect/pack_test.h"
#include "event/batch.h"

enum { HARVEST_ROWS_MAX = 20000 };

struct harvest_field {
    struct str name, value;
};

struct harvest_row {
    struct harvest_field *field;
    size_t nfields;
};

struct harvest {
    struct arena arena; /* everything below */
    struct harvest_row *row;
    size_t n, cap;
};

void harvest_init(struct harvest *f);
void harvest_release(struct harvest *f);

/* Forget the rows, keep the memory. */
void harvest_reset(struct harvest *f);

/* Add the selected rows of a batch. ST_LIMIT beyond HARVEST_ROWS_MAX, ST_NOMEM. */
NODISCARD enum status harvest_add(struct harvest *f, struct batch *batch,
                                  struct diag *diag);

/* The value of a field, or NULL. */
const struct str *harvest_get(const struct harvest_row *row, struct str name);

/*
 * Is this what the test expects? What is not is appended to `why`, a line each, at
 * most a few; `why` may be NULL.
 */
bool harvest_judge(const struct harvest *f, const struct pack_test *test,
                   struct buf *why);

#endif
