/*
 * verify_setting.h - what verdicts rest on, read from what the command line names.
 */
#ifndef CLI_VERIFY_SETTING_H
#define CLI_VERIFY_SETTING_H

#include "cli/console.h"
#include "cli/verify_inputs.h"
#include "signature/catalog.h"

/* `options` is for verify_run(); callers may set more of it. */
struct verify_setting {
    struct verify_options options;
    struct trust *trust;
    struct known *known;
    struct catalogs *catalogs;
};

/*
 * Read everything, before any file is looked at. A status names the option or the path.
 * Must not move afterwards; close it in any case.
 */
NODISCARD enum status verify_setting_open(struct verify_setting *s,
                                          const struct verify_inputs *inputs,
                                          const struct console *console,
                                          struct diag *diag);
/* All zero is closed. */
void verify_setting_close(struct verify_setting *s);

#endif
