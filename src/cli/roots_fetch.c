#include "base/base.h"

#include "cli/roots_fetch.h"
#include "os/http.h"
#include "os/signals.h"

enum { URL_BYTES_MAX = 4096, CERTIFICATE_MAX = 64 * 1024, ROOTS_MAX = 4096 };

struct fetch {
    struct trust_import *im;
    const char *base;
    struct http *http;
    struct buf url, body;
    size_t ntried, nmissing;
    struct diag *diag;
};

/* Fetch base/name into f->body. */
static enum status get(struct fetch *f, const char *name, struct diag *diag)
{
    size_t n = strlen(f->base);

    buf_reset(&f->url);
    buf_reset(&f->body);
    buf_add_cstr(&f->url, f->base);
    if (n && f->base[n - 1] != '/')
        buf_add_char(&f->url, '/');
    buf_add_cstr(&f->url, name);
    buf_add_char(&f->url, '\0');
    if (f->url.failed)
        return diag_set(diag, ST_LIMIT, 0, "the URL is too long");
    return http_get(f->http, f->url.p, &f->body, diag);
}

static enum status add_list(struct fetch *f, const char *name, struct diag *diag)
{
    f->body.max = TRUST_LIST_BYTES_MAX;
    TRY(get(f, name, diag));
    return trust_import_add(f->im, str_from_cstr(name), buf_str(&f->body), diag);
}

/* Fetch the certificate with this SHA-1; the store compares it with the list. */
static enum status add_certificate(void *context, struct str sha1)
{
    static const char digit[] = "0123456789ABCDEF";
    struct fetch *f = context;
    char name[40 + sizeof ".crt"];
    enum status st;

    if (signals_interrupted())
        return diag_set(f->diag, ST_IO, 0, "interrupted; the roots are as they were");
    if (sha1.n != 20 || ++f->ntried > ROOTS_MAX)
        return diag_set(f->diag, ST_LIMIT, 0, "the trust list names too many roots");
    for (size_t i = 0; i < sha1.n; i++) {
        name[2 * i] = digit[(uint8_t)sha1.p[i] >> 4];
        name[2 * i + 1] = digit[sha1.p[i] & 15];
    }
    memcpy(name + 40, ".crt", sizeof ".crt");
    f->body.max = CERTIFICATE_MAX;
    st = get(f, name, NULL);
    if (st == ST_NOMEM)
        return diag_set(f->diag, st, 0, "out of memory");
    if (st != ST_OK) {
        f->nmissing++;
        return ST_OK;
    }
    return trust_import_add(f->im, str_from_cstr(name), buf_str(&f->body), f->diag);
}

static enum status fetch_all(struct fetch *f, const struct console *console,
                             struct diag *diag)
{
    TRY(add_list(f, "authrootstl.cab", diag));
    TRY(add_list(f, "disallowedcertstl.cab", diag));
    TRY(trust_import_each(f->im, add_certificate, f));
    if (f->nmissing)
        console_warn(console, "%zu of %zu certificates could not be fetched",
                     f->nmissing, f->ntried);
    return ST_OK;
}

enum status roots_fetch(struct trust_import *im, const char *base,
                        const struct console *console, struct diag *diag)
{
    struct fetch f = { .im = im, .base = base, .diag = diag };
    enum status st;

    TRY(http_new(&f.http, diag));
    buf_init(&f.url, URL_BYTES_MAX);
    buf_init(&f.body, TRUST_LIST_BYTES_MAX);
    st = fetch_all(&f, console, diag);
    buf_release(&f.url);
    buf_release(&f.body);
    http_free(f.http);
    return st;
}
