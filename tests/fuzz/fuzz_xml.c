/*
 * fuzz_xml - a reader that is used for two documents; values keep their promises.
 *
 * What was printed with a line for each element is XML, and printed again the same.
 */
#include "base/base.h"

#include "text/xml.h"
#include "text/xml_print.h"

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

static void check_print(struct str text, size_t width)
{
    const struct xml_layout layout = { .step = 2, .width = width };
    struct buf once;
    struct buf twice;

    buf_init(&once, XML_SIZE_MAX);
    buf_init(&twice, XML_SIZE_MAX);
    if (xml_print(text, &layout, &once, NULL) == ST_OK &&
        (xml_print(buf_str(&once), &layout, &twice, NULL) != ST_OK ||
         !str_eq(buf_str(&once), buf_str(&twice))))
        abort();
    buf_release(&once);
    buf_release(&twice);
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
    check_print(text, 80);
    check_print(text, 1);
    return 0;
}
