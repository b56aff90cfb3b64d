#include "base/base.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include "os/http.h"

enum { CONNECT_SECONDS = 20, TOTAL_SECONDS = 120, REDIRECTIONS_MAX = 5 };

/* The few functions that are used, found by name. */
struct http {
    void *library;
    CURL *easy;
    CURL *(*init)(void);
    CURLcode (*setopt)(CURL *, CURLoption, ...);
    CURLcode (*perform)(CURL *);
    void (*cleanup)(CURL *);
    const char *(*strerror)(CURLcode);
};

/* ISO C has no cast from an object to a function pointer; POSIX gives them one size. */
static bool find(const struct http *h, const char *name, void *slot)
{
    void *symbol = dlsym(h->library, name);

    memcpy(slot, &symbol, sizeof symbol);
    return symbol != NULL;
}

enum status http_new(struct http **out, struct diag *diag)
{
    struct http *h = calloc(1, sizeof *h);

    *out = NULL;
    if (!h)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    h->library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!h->library || !find(h, "curl_easy_init", &h->init) ||
        !find(h, "curl_easy_setopt", &h->setopt) ||
        !find(h, "curl_easy_perform", &h->perform) ||
        !find(h, "curl_easy_cleanup", &h->cleanup) ||
        !find(h, "curl_easy_strerror", &h->strerror)) {
        http_free(h);
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "fetching needs libcurl (Debian's package libcurl4)");
    }
    h->easy = h->init();
    if (!h->easy) {
        http_free(h);
        return diag_set(diag, ST_NOMEM, 0, "libcurl does not start");
    }
    *out = h;
    return ST_OK;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    if (h->easy)
        h->cleanup(h->easy);
    if (h->library)
        (void)dlclose(h->library);
    free(h);
}

static size_t take(char *bytes, size_t size, size_t n, void *context)
{
    struct buf *out = context;

    buf_add(out, (struct str){ bytes, size * n });
    return out->failed ? 0 : size * n;
}

enum status http_get(struct http *h, const char *url, struct buf *out,
                     struct diag *diag)
{
    CURLcode code;
    bool ok =
        h->setopt(h->easy, CURLOPT_URL, url) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_MAXREDIRS, (long)REDIRECTIONS_MAX) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_TIMEOUT, (long)TOTAL_SECONDS) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
        h->setopt(h->easy, CURLOPT_WRITEDATA, out) == CURLE_OK;

    if (!ok)
        return diag_set(diag, ST_IO, 0, "%s: libcurl refuses the request", url);
    code = h->perform(h->easy);
    if (out->failed)
        return diag_set(diag, ST_LIMIT, 0, "%s: longer than %zu bytes", url, out->max);
    if (code != CURLE_OK)
        return diag_set(diag, ST_IO, 0, "%s: %s", url, h->strerror(code));
    return ST_OK;
}
