#include "base/base.h"

#include "cli/roots_store.h"
#include "os/file.h"
#include "os/folder.h"
#include "os/write.h"
#include "signature/trust_index.h"

enum { PATH_BYTES_MAX = 4096 };

void roots_store_path(struct buf *out)
{
    const char *own = getenv("COUNTERSIGN_STORE");
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (own) {
        buf_add_cstr(out, own);
    } else if (data && *data) {
        buf_add_cstr(out, data);
        buf_add_cstr(out, "/countersign/roots.idx");
    } else if (home && *home) {
        buf_add_cstr(out, home);
        buf_add_cstr(out, "/.local/share/countersign/roots.idx");
    }
    buf_add_char(out, '\0');
}

bool roots_store_exists(void)
{
    struct file_info info;
    struct buf path;
    bool is_there;

    buf_init(&path, PATH_BYTES_MAX);
    roots_store_path(&path);
    is_there = !path.failed && path.n > 1 && file_look(path.p, &info, NULL) == ST_OK &&
               info.type == FILE_REGULAR;
    buf_release(&path);
    return is_there;
}

static void tell(const struct trust *t, const char *path, const struct console *console)
{
    const struct trust_source *s = trust_source(t);
    size_t missing = 0, disallowed = 0, at = 0;
    char date[ASN1_TIME_TEXT];
    struct str hash;

    for (size_t i = 0; i < trust_count(t); i++)
        missing += trust_at(t, i)->is_root && trust_at(t, i)->cert.der.n == 0;
    while (trust_next_disallowed(t, &at, &hash))
        disallowed++;
    if (s->is_microsoft)
        console_note(console,
                     "%zu roots of the list of %s, %zu disallowed certificates: %s",
                     s->nroots, asn1_time_text(s->date, date), disallowed, path);
    else
        console_note(console, "%zu roots, trusted for every usage: %s", s->nroots,
                     path);
    if (missing)
        console_warn(console, "the certificates of %zu roots are not at hand", missing);
    if (s->nskipped)
        console_warn(console, "%zu certificates could not be read", s->nskipped);
}

static enum status write_index(const struct trust *t, const char *path,
                               struct diag *diag)
{
    struct digester *g;
    struct buf index;
    enum status st;

    TRY(digester_new(&g, diag));
    buf_init(&index, TRUST_INDEX_MAX);
    trust_index_write(t, g, &index);
    st = index.failed ? diag_set(diag, ST_LIMIT, 0, "too many certificates to keep")
                      : folder_make_for(path, diag);
    if (st == ST_OK)
        st = write_whole(path, buf_str(&index), diag);
    buf_release(&index);
    digester_free(g);
    return st;
}

enum status roots_store_replace(struct trust_import *im, const char *path,
                                const struct console *console, struct diag *diag)
{
    struct buf usual;
    struct trust *t = NULL;
    enum status st;

    buf_init(&usual, PATH_BYTES_MAX);
    roots_store_path(&usual);
    if (!path && !usual.failed && usual.n > 1)
        path = usual.p;
    st = path ? trust_import_finish(im, &t, diag)
              : diag_set(diag, ST_IO, 0, "no place for the roots: set HOME or give -o");
    if (st == ST_OK && trust_source(t)->nroots == 0)
        st = diag_set(diag, ST_FORMAT, 0, "no root in what was given");
    if (st == ST_OK)
        st = write_index(t, path, diag);
    if (st == ST_OK)
        tell(t, path, console);
    trust_free(t);
    buf_release(&usual);
    return st;
}
