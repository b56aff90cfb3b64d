#include "base/base.h"

#include "cli/test_changed.h"
#include "os/process.h"

enum { NAMES_MAX = 1 << 22 };

static enum status ask(const char *const *argv, const char *folder, bool *any,
                       struct diag *diag)
{
    struct buf names;
    int exit_status = 0;
    enum status st;

    buf_init(&names, NAMES_MAX);
    st = process_run(argv, &names, &exit_status, diag);
    *any |= names.n > 0;
    buf_release(&names);
    if (st == ST_OK && exit_status != 0)
        return diag_set(diag, ST_IO, 0,
                        "%s: no git repository, or no such commit in it", folder);
    return st;
}

enum status test_changed(const char *folder, const char *since, bool *changed,
                         struct diag *diag)
{
    const char *const differ[] = { "git", "-C", folder, "diff", "--name-only",
                                   since, "--", ".",    NULL };
    const char *const unknown[] = { "git",      "-C",       folder,
                                    "ls-files", "--others", "--exclude-standard",
                                    "--",       ".",        NULL };

    *changed = false;
    /* What begins with a dash would be an option of git's. */
    if (since[0] == '-' || !since[0])
        return diag_set(diag, ST_IO, 0, "'%s' is no commit", since);
    TRY(ask(differ, folder, changed, diag));
    return ask(unknown, folder, changed, diag);
}
