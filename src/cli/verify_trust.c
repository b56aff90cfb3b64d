#include "base/base.h"

#include "cli/roots_store.h"
#include "cli/verify_trust.h"

static enum status add_paths(struct trust *t, const char *const *path,
                             struct diag *diag)
{
    for (size_t i = 0; path[i]; i++)
        TRY(trust_add_path(t, path[i], diag));
    return ST_OK;
}

/* What the user imported, when the command line names no roots. */
static enum status add_store(struct trust *t, struct diag *diag)
{
    struct buf path;
    enum status st = ST_OK;

    if (!roots_store_exists())
        return ST_OK;
    buf_init(&path, SIZE_MAX);
    roots_store_path(&path);
    st = path.failed ? diag_set(diag, ST_NOMEM, 0, "out of memory")
                     : trust_add_path(t, path.p, diag);
    buf_release(&path);
    return st;
}

enum status verify_trust_open(struct trust **out, const char *const *roots,
                              const char *const *crls, struct diag *diag)
{
    struct trust *t;
    enum status st;

    TRY(trust_new(&t, diag));
    st = roots[0] ? add_paths(t, roots, diag) : add_store(t, diag);
    if (st == ST_OK && roots[0] && !trust_source(t)->name.n)
        trust_describe(t, str_from_cstr(roots[0]), TIME_NONE, false);
    if (st == ST_OK)
        st = add_paths(t, crls, diag);
    if (st == ST_OK)
        st = trust_seal(t, diag);
    if (st != ST_OK) {
        trust_free(t);
        t = NULL;
    }
    *out = t;
    return st;
}

bool verify_trust_can_judge_roots(const struct trust *t)
{
    return trust_source(t)->is_microsoft;
}

void verify_trust_tell_unjudged(uint64_t files, const struct console *console)
{
    if (files)
        console_warn(
            console,
            "%llu soundly signed file%s left out: without Microsoft's trust list nobody "
            "can say whether the root is good; get it with 'countersign roots fetch', "
            "or give it to 'countersign roots import'",
            (unsigned long long)files, files == 1 ? " was" : "s were");
}

void verify_trust_tell(const struct trust *t, const struct console *console)
{
    const struct trust_source *s = trust_source(t);

    if (s->nskipped)
        console_warn(console, "%zu certificates or revocation lists could not be read",
                     s->nskipped);
    if (s->nroots == 0)
        console_warn(
            console,
            "no trusted roots, so no signature can be valid; get Microsoft's with "
            "'countersign roots fetch', or give roots as PEM with --roots FILE");
    else if (!s->is_microsoft)
        console_note(
            console,
            "%zu roots, all trusted for every usage: the bundle does not say what "
            "Microsoft's trust list would",
            s->nroots);
}
