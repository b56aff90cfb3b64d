/*
 * http.h - fetch a file over HTTP or HTTPS.
 *
 * libcurl is loaded when it is first needed, so that the many runs that fetch nothing
 * do not pay for the libraries behind it.
 */
#ifndef OS_HTTP_H
#define OS_HTTP_H

#include "base/buf.h"
#include "base/diag.h"

struct http;

/* ST_UNSUPPORTED: the system has no libcurl. */
NODISCARD enum status http_new(struct http **out, struct diag *diag);
void http_free(struct http *h); /* NULL is allowed */

/*
 * Append what is at `url` to `out`, whose maximum is the limit. Follows redirections
 * from HTTP(S) to HTTP(S). ST_IO with the reason; an answer other than 200 is one.
 */
NODISCARD enum status http_get(struct http *h, const char *url, struct buf *out,
                               struct diag *diag);

#endif
