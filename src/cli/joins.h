/*
 * joins.h - the joins of a run: what they look up, gathered before the query runs.
 *
 * Three passes, the first two only where they are needed:
 *
 *   ask      the leading steps of each query, which no join can change: what would the
 *            events that get through have to be told? (hosts, processes)
 *   gather   records that tell it, of these hosts and processes alone; newest wins
 *   fill     the query itself; events are completed as they are decoded (enrich.h)
 *
 * A query whose first step already looks at what a join fills in has no leading steps:
 * then everything is gathered. Memory is bounded; a join that would need more is left
 * out and told. Nothing depends on threads or on the order of files.
 *
 * Filling may be done by several threads; the rest by one.
 */
#ifndef CLI_JOINS_H
#define CLI_JOINS_H

#include "cli/runner.h"

struct joins;

enum { JOINS_MEMORY = 64 << 20 }; /* of all tables, unless the user says otherwise */

/* What a runner's decoders do for joins. */
enum joins_mode { JOINS_OFF, JOINS_ASK, JOINS_FILL };

/* Tables that may take `memory` bytes. NULL: memory. */
NODISCARD struct joins *joins_new(size_t memory);
void joins_free(struct joins *joins); /* NULL is allowed */

/*
 * Ask for `n` queries, each made with is_joined and this step behind it, in one pass
 * over the runner's input. The plans are spent. Nothing is asked of input that cannot
 * be read again.
 */
#define JOINS_ASK_STEP "\n| groupBy(\"@join\", function=[], limit=max)"
/* The same for a query whose result is whole events: they show all fields. */
#define JOINS_ASK_ALL_STEP                                                         \
    "\n| groupBy(\"@join\", limit=max, function=collect([ComputerName, UserName, " \
    "UserSid, CommandLine, ParentBaseFileName], limit=1))"
NODISCARD enum status joins_ask(struct joins *joins, struct runner *runner,
                                struct plan *const *plan, size_t n, struct diag *diag);

/* Gather from the runner's own input, or from other files. */
NODISCARD enum status joins_gather(struct joins *joins, struct runner *runner,
                                   struct diag *diag);
NODISCARD enum status joins_gather_files(struct joins *joins, const char *const *path,
                                         const struct console *console,
                                         struct diag *diag);

/* From here on events are completed. */
void joins_start(struct joins *joins);

/* What the runner's decoders call: rows of the batch from `first` on were decoded. */
void joins_rows(struct joins *joins, struct batch *batch, uint32_t first);

/* Warn of what was left out, and of lookups without an answer. */
void joins_report(const struct joins *joins, const struct console *console);

#endif
