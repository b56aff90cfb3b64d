#include "base/base.h"

#include "cli/now.h"
#include "cli/values.h"
#include "cli/verify_setting.h"
#include "cli/verify_trust.h"
#include "os/file.h"

enum { KNOWN_FILE_MAX = 256 * 1024 * 1024 };

static enum status read_known(struct verify_setting *s, const char *const *path,
                              struct diag *diag)
{
    TRY(known_new(&s->known, diag));
    for (size_t i = 0; path[i]; i++) {
        struct diag why = { .offset = 0 };
        struct str text;
        enum status st;

        TRY(file_load(path[i], KNOWN_FILE_MAX, &text, diag));
        st = known_add_list(s->known, text, &why);
        free((void *)(uintptr_t)text.p);
        if (st != ST_OK)
            return diag_set(diag, st, why.offset, "%s: %s", path[i], why.text);
    }
    s->options.known = s->known;
    return ST_OK;
}

/* Index the catalogs once. */
static enum status read_catalogs(struct verify_setting *s, const char *const *path,
                                 const struct console *console, struct diag *diag)
{
    struct verify_options *o = &s->options;

    if (!path[0])
        return ST_OK;
    TRY(catalogs_new(&s->catalogs, diag));
    for (size_t i = 0; path[i]; i++)
        TRY(catalogs_add_path(s->catalogs, path[i], diag));
    if (catalogs_skipped(s->catalogs))
        console_warn(console, "%zu catalogs could not be read",
                     catalogs_skipped(s->catalogs));
    o->catalog_lookup = catalogs_find;
    o->catalogs = s->catalogs;
    o->ncatalogs = catalogs_count(s->catalogs);
    o->digests |= DIGEST_BIT(DIGEST_SHA1);
    return ST_OK;
}

enum status verify_setting_open(struct verify_setting *s,
                                const struct verify_inputs *inputs,
                                const struct console *console, struct diag *diag)
{
    int64_t now;

    *s = (struct verify_setting){ .options = { .now = 0 } };
    TRY(now_ms(&now, diag));
    if (inputs->at)
        TRY(value_of_time("at", inputs->at, now, &now, diag));
    s->options.now = now / 1000;
    TRY(read_known(s, inputs->known, diag));
    TRY(read_catalogs(s, inputs->catalogs, console, diag));
    TRY(verify_trust_open(&s->trust, inputs->roots, inputs->crl, diag));
    s->options.trust = s->trust;
    return ST_OK;
}

void verify_setting_close(struct verify_setting *s)
{
    catalogs_free(s->catalogs);
    known_free(s->known);
    trust_free(s->trust);
    *s = (struct verify_setting){ .options = { .now = 0 } };
}
