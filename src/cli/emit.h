/*
 * emit.h - result rows on their way to stdout or a file.
 *
 * A file appears only when the work is done (os/write.h), so a run that fails
 * leaves no half result behind. On a terminal every format that is not made for it
 * goes through text_add_clean(), so that no record can drive the terminal.
 */
#ifndef CLI_EMIT_H
#define CLI_EMIT_H

#include "cli/console.h"
#include "cli/progress.h"
#include "exec/exec.h"
#include "os/write.h"
#include "output/output.h"

struct emitter {
    const struct output *format;
    struct output_state *state;
    struct output_file file;
    struct buf text;
    struct buf clean; /* the text made harmless, when to a terminal */
    bool to_terminal;
    uint64_t rows;
    struct progress *progress; /* to be cleared before anything is printed; or NULL */
};

struct emitter_options {
    const char *format;        /* NULL: a table on a terminal, NDJSON elsewhere */
    const char *path;          /* a file, or NULL for stdout */
    const struct about *about; /* of findings; NULL: formats for findings are refused */
};

/*
 * ST_UNSUPPORTED names the nearest format. After ST_OK either emitter_finish() or
 * emitter_abandon() must follow; `about` must live until then.
 */
NODISCARD enum status emitter_open(struct emitter *e,
                                   const struct emitter_options *options,
                                   const struct console *console, struct diag *diag);

/* Where exec_run() puts its rows; `e` must outlive it. */
struct row_output emitter_output(struct emitter *e);

/* End the format, flush, and give the file its name. */
NODISCARD enum status emitter_finish(struct emitter *e, struct diag *diag);

/* Drop everything; no file appears. */
void emitter_abandon(struct emitter *e);

/* Nobody reads the pipe any more: the run may end in silence. */
bool emitter_is_broken(const struct emitter *e);

#endif
