#include "base/base.h"

#include <expat.h>

#include "base/buf.h"
#include "text/xml.h"

/* An open element. Its text so far lies at the end of the reader's text. */
struct xml_level {
    size_t name_at, text_at;
    bool has_children;
};

struct xml {
    XML_Parser parser;
    struct buf names, text;
    struct xml_level level[XML_DEPTH_MAX];
    struct str path[XML_DEPTH_MAX];
    const char *laid_out; /* where the names were when `path` was made */
    size_t depth;
    xml_handler *handler;
    void *context;
    enum status status; /* why we stopped the parser; ST_OK: the handler had enough */
    const char *reason;
    bool is_stopped;
};

struct xml *xml_new(void)
{
    struct xml *xml = calloc(1, sizeof *xml);

    if (!xml)
        return NULL;
    buf_init(&xml->names, XML_SIZE_MAX);
    buf_init(&xml->text, XML_SIZE_MAX);
    xml->parser = XML_ParserCreate("UTF-8");
    if (!xml->parser) {
        xml_free(xml);
        return NULL;
    }
    return xml;
}

void xml_free(struct xml *xml)
{
    if (!xml)
        return;
    if (xml->parser)
        XML_ParserFree(xml->parser);
    buf_release(&xml->names);
    buf_release(&xml->text);
    free(xml);
}

static void stop(struct xml *xml, enum status status, const char *reason)
{
    if (xml->is_stopped)
        return;
    xml->is_stopped = true;
    xml->status = status;
    xml->reason = reason;
    (void)XML_StopParser(xml->parser, XML_FALSE);
}

/* The names lie one behind the other; the last one is new, growing has moved all. */
static void lay_out_path(struct xml *xml)
{
    struct str names = buf_str(&xml->names);
    size_t i = names.p == xml->laid_out ? xml->depth - 1 : 0;

    for (; i < xml->depth; i++) {
        size_t end = i + 1 < xml->depth ? xml->level[i + 1].name_at : names.n;

        xml->path[i] = str_slice(names, xml->level[i].name_at, end);
    }
    xml->laid_out = names.p;
}

static void hand_out(struct xml *xml, struct str attribute, struct str text,
                     struct str whole)
{
    struct xml_value value = { xml->path, xml->depth, attribute, text, whole };

    if (!xml->is_stopped && !xml->handler(xml->context, &value))
        stop(xml, ST_OK, NULL);
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = context;

    if (xml->is_stopped)
        return;
    if (xml->depth == XML_DEPTH_MAX) {
        stop(xml, ST_LIMIT, "elements nested too deeply");
        return;
    }
    if (xml->depth)
        xml->level[xml->depth - 1].has_children = true;
    xml->level[xml->depth++] =
        (struct xml_level){ .name_at = xml->names.n, .text_at = xml->text.n };
    buf_add_cstr(&xml->names, name);
    if (xml->names.failed) {
        stop(xml, ST_LIMIT, "names too long");
        return;
    }
    lay_out_path(xml);
    for (size_t i = 0; attributes[i]; i += 2) {
        struct str text = str_from_cstr(attributes[i + 1]);

        hand_out(xml, str_from_cstr(attributes[i]), text, text);
    }
}

static void on_end(void *context, const XML_Char *name UNUSED)
{
    struct xml *xml = context;
    struct xml_level *level;
    struct str text, whole;

    if (xml->is_stopped || xml->depth == 0)
        return;
    level = &xml->level[xml->depth - 1];
    whole = str_slice(buf_str(&xml->text), level->text_at, xml->text.n);
    text = str_trim(whole);
    if (text.n || !level->has_children)
        hand_out(xml, (struct str){ NULL, 0 }, text, whole);
    xml->names.n = level->name_at;
    xml->text.n = level->text_at;
    xml->depth--;
}

static void on_text(void *context, const XML_Char *p, int n)
{
    struct xml *xml = context;

    buf_add(&xml->text, (struct str){ p, (size_t)n });
    if (xml->text.failed)
        stop(xml, ST_LIMIT, "text too long");
}

static void on_doctype(void *context, const XML_Char *name UNUSED,
                       const XML_Char *system UNUSED, const XML_Char *public_id UNUSED,
                       int has_internal_subset UNUSED)
{
    stop(context, ST_FORMAT, "a document type is not allowed");
}

static bool start(struct xml *xml, xml_handler *handler, void *context)
{
    if (XML_ParserReset(xml->parser, "UTF-8") != XML_TRUE)
        return false;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    buf_reset(&xml->names);
    buf_reset(&xml->text);
    xml->depth = 0;
    xml->handler = handler;
    xml->context = context;
    xml->status = ST_OK;
    xml->is_stopped = false;
    return true;
}

static size_t error_offset(const struct xml *xml, struct str text)
{
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);

    return at < 0 ? 0 : (size_t)at < text.n ? (size_t)at : text.n;
}

enum status xml_read(struct xml *xml, struct str text, xml_handler *handler,
                     void *context, struct diag *diag)
{
    enum XML_Error error;

    if (text.n > XML_SIZE_MAX)
        return diag_set(diag, ST_LIMIT, 0, "xml: longer than %d bytes", XML_SIZE_MAX);
    if (!start(xml, handler, context))
        return diag_set(diag, ST_NOMEM, 0, "xml: out of memory");
    if (XML_Parse(xml->parser, text.n ? text.p : "", (int)text.n, XML_TRUE) ==
        XML_STATUS_OK)
        return ST_OK;
    error = XML_GetErrorCode(xml->parser);
    if (error == XML_ERROR_NO_MEMORY)
        return diag_set(diag, ST_NOMEM, 0, "xml: out of memory");
    if (!xml->is_stopped)
        return diag_set(diag, ST_FORMAT, error_offset(xml, text), "xml: %s",
                        XML_ErrorString(error));
    if (xml->status == ST_OK)
        return ST_OK;
    return diag_set(diag, xml->status, error_offset(xml, text), "xml: %s", xml->reason);
}
