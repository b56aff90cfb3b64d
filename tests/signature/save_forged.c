/*
 * save_forged.c DIR - write every forged case for other verifiers, and a table of them.
 *
 *     DIR/<case>/<file>    what is to be judged
 *     DIR/<case>/root.der  the trusted root
 *     DIR/<case>/<n>.crl   revocation lists, DER
 *
 * On standard output a line a case: name, file, verdict, findings (blanks between),
 * number of revocation lists, "required" when revocation is; with tabs between. Cases
 * that need more than files can say (properties of a root) are left out.
 */
#include "base/base.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "forge/forge.h"
#include "os/write.h"

enum { PATH_BYTES = 4096 };

/* Where the files of a case go. */
struct place {
    const char *top;
    const char *name;
};

static enum status save(const struct place *place, const char *file, struct str bytes,
                        struct diag *diag)
{
    char path[PATH_BYTES];
    int n;

    n = snprintf(path, sizeof path, "%s/%s", place->top, place->name);
    if (n > 0 && (size_t)n < sizeof path)
        (void)mkdir(path, 0777); /* what goes wrong here shows in the file */
    n = snprintf(path, sizeof path, "%s/%s/%s", place->top, place->name, file);
    if (n < 0 || (size_t)n >= sizeof path)
        return diag_set(diag, ST_LIMIT, 0, "%s: the path is too long", place->top);
    return write_whole(path, bytes, diag);
}

static enum status save_case(struct forge *f, const struct forge_case *c,
                             const char *top, struct diag *diag)
{
    struct forge_sample s;
    struct place place = { top, c->name };
    char name[64];

    TRY(forge_make(f, c, &s, diag));
    snprintf(name, sizeof name, "%.*s", STR_ARG(s.file));
    TRY(save(&place, name, s.bytes, diag));
    TRY(save(&place, "root.der", s.root, diag));
    for (size_t i = 0; i < s.ncrls; i++) {
        char list[32];

        snprintf(list, sizeof list, "%zu.crl", i);
        TRY(save(&place, list, s.crl[i], diag));
    }
    printf("%s\t%s\t%s\t%s\t%zu\t%s\n", c->name, name, c->verdict, c->findings, s.ncrls,
           c->require_revocation ? "required" : "");
    return ST_OK;
}

static bool fits_in_files(const struct forge_case *c)
{
    return !c->disallow_signer && !c->listed.signer && !c->property.disabled &&
           !c->property.not_before && !c->property.lacks_code_signing;
}

int main(int argc, char **argv)
{
    struct forge *f = NULL;
    struct diag diag = { .offset = 0 };
    enum status st = ST_IO;

    if (argc == 2)
        st = forge_new(&f, STR("countersign"), &diag);
    for (size_t i = 0; st == ST_OK && i < forge_case_count; i++)
        if (fits_in_files(&forge_case_table[i]))
            st = save_case(f, &forge_case_table[i], argv[1], &diag);
    if (st != ST_OK)
        fprintf(stderr, "save_forged: %s\n", diag.text);
    forge_free(f);
    return st != ST_OK;
}
