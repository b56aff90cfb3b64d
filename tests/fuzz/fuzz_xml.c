/*
 * fuzz_xml - a reader that is used for two documents; values keep their promises.
 */
#include "base/base.h"

#include "text/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check_value(void *context, const struct xml_value *v)
{
    size_t *budget = context;

    if (v->depth == 0 || v->depth > XML_DEPTH_MAX)
        abort();
    for (size_t i = 0; i < v->depth; i++)
        if (v->path[i].n == 0 || memchr(v->path[i].p, '<', v->path[i].n))
            abort();
    return --*budget > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct xml *xml = xml_new();
    size_t few = 3, many = SIZE_MAX;
    struct diag diag = { 0 };

    if (!xml)
        return 0;
    (void)!xml_read(xml, text, check_value, &few, NULL);
    if (xml_read(xml, text, check_value, &many, &diag) != ST_OK &&
        (diag.offset > size || diag.text[0] == '\0'))
        abort();
    xml_free(xml);
    return 0;
}
