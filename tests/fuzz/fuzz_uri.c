/*
 * fuzz_uri - the parts of a URI lie in the text, in order, and do not overlap.
 *
 * Input: the text.
 */
#include "base/base.h"

#include "text/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    size_t end = 0;
    struct uri uri;

    (void)uri_is_valid(text);
    if (!uri_split(text, &uri))
        return 0;
    for (size_t i = 0; i < URI_PARTS; i++) {
        struct str part = uri.part[i];

        if (!part.p)
            continue;
        if (part.p < text.p + end || part.p + part.n > text.p + text.n)
            abort();
        end = (size_t)(part.p - text.p) + part.n;
    }
    if (uri.has_authority != (uri.part[URI_HOST].p != NULL))
        abort();
    return 0;
}
