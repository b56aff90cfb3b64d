#include "base/base.h"

#include <expat.h>

#include "text/utf8.h"
#include "text/xml.h"
#include "text/xml_print.h"

struct printer {
    XML_Parser parser;
    const struct xml_layout *layout;
    struct buf *out;
    struct buf tag;  /* a start tag without its end, while nothing came behind it */
    struct buf text; /* what came since the last tag, escaped */
    bool is_open;    /* `tag` holds one */
    size_t depth;
    enum status status; /* why we stopped */
    const char *reason;
};

static void stop(struct printer *p, enum status status, const char *reason)
{
    if (p->status != ST_OK)
        return;
    p->status = status;
    p->reason = reason;
    (void)XML_StopParser(p->parser, XML_FALSE);
}

/* What stands for a character that means something to XML, or NULL. */
static const char *entity(char c, bool in_attribute)
{
    static const struct {
        char c;
        bool in_text;
        const char *text;
    } entities[] = {
        { '&', true, "&amp;" },  { '<', true, "&lt;" },    { '>', true, "&gt;" },
        { '\r', true, "&#13;" }, { '"', false, "&quot;" }, { '\n', false, "&#10;" },
        { '\t', false, "&#9;" },
    };

    for (size_t i = 0; i < countof(entities); i++)
        if (entities[i].c == c)
            return in_attribute || entities[i].in_text ? entities[i].text : NULL;
    return NULL;
}

static void add_escaped(struct buf *b, struct str s, bool in_attribute)
{
    for (size_t i = 0; i < s.n; i++) {
        const char *name = entity(s.p[i], in_attribute);

        if (name)
            buf_add_cstr(b, name);
        else
            buf_add_char(b, s.p[i]);
    }
}

/* ---- lines -------------------------------------------------------------------- */

static void begin_line(struct printer *p, size_t depth)
{
    if (p->out->n)
        buf_add_char(p->out, '\n');
    buf_pad(p->out, depth * p->layout->step, ' ');
}

static bool fits(const struct printer *p, size_t depth, size_t n)
{
    return depth * p->layout->step + n <= p->layout->width;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Cut the next word off `*rest`; empty at the end. */
static struct str next_word(struct str *rest)
{
    struct str word;
    size_t n = 0;

    *rest = str_trim(*rest);
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    word = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return word;
}

/* The text that has come, as lines of words. */
static void put_text(struct printer *p, size_t depth)
{
    struct str rest = buf_str(&p->text);
    size_t column = 0;

    for (struct str w = next_word(&rest); w.n; w = next_word(&rest)) {
        size_t n = utf8_count(w);

        if (column && fits(p, depth, column + 1 + n)) {
            buf_add_char(p->out, ' ');
            column++;
        } else {
            begin_line(p, depth);
            column = 0;
        }
        buf_add(p->out, w);
        column += n;
    }
    buf_reset(&p->text);
}

static void put_tag(struct printer *p, const char *end)
{
    begin_line(p, p->depth - 1);
    buf_add(p->out, buf_str(&p->tag));
    buf_add_cstr(p->out, end);
    p->is_open = false;
}

/* Something follows that needs a line of its own. */
static void flush(struct printer *p)
{
    if (p->is_open)
        put_tag(p, ">");
    put_text(p, p->depth);
    if (p->out->failed)
        stop(p, p->out->is_out_of_memory ? ST_NOMEM : ST_LIMIT, "too long");
}

/* ---- what expat reads --------------------------------------------------------- */

static void add_attributes(struct printer *p, const XML_Char **attributes, bool broken)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        buf_add_char(&p->tag, broken ? '\n' : ' ');
        if (broken)
            buf_pad(&p->tag, (p->depth + 1) * p->layout->step, ' ');
        buf_add_cstr(&p->tag, attributes[i]);
        buf_add_cstr(&p->tag, "=\"");
        add_escaped(&p->tag, str_from_cstr(attributes[i + 1]), true);
        buf_add_char(&p->tag, '"');
    }
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct printer *p = context;

    flush(p);
    if (p->status != ST_OK)
        return;
    if (p->depth == XML_DEPTH_MAX) {
        stop(p, ST_LIMIT, "elements nested too deeply");
        return;
    }
    for (int broken = 0; broken < 2; broken++) {
        buf_reset(&p->tag);
        buf_add_char(&p->tag, '<');
        buf_add_cstr(&p->tag, name);
        add_attributes(p, attributes, broken);
        if (fits(p, p->depth, utf8_count(buf_str(&p->tag)) + 1))
            break;
    }
    if (p->tag.failed)
        stop(p, ST_LIMIT, "too long");
    p->is_open = true;
    p->depth++;
}

/* Leave one blank between the words of the text that has come. */
static struct str collapse(struct printer *p)
{
    struct str rest = buf_str(&p->text);
    size_t n = 0;

    for (struct str w = next_word(&rest); w.n; w = next_word(&rest)) {
        if (n)
            p->text.p[n++] = ' ';
        memmove(p->text.p + n, w.p, w.n);
        n += w.n;
    }
    p->text.n = n;
    return buf_str(&p->text);
}

/* `<a>text</a>`, if that fits on a line; false when not. */
static bool put_leaf(struct printer *p, struct str name, struct str text)
{
    size_t n = utf8_count(buf_str(&p->tag)) + utf8_count(text) + utf8_count(name) + 4;

    if (str_find(text, STR("\n")) != SIZE_MAX || !fits(p, p->depth - 1, n))
        return false;
    put_tag(p, ">");
    buf_add(p->out, text);
    buf_add_cstr(p->out, "</");
    buf_add(p->out, name);
    buf_add_char(p->out, '>');
    buf_reset(&p->text);
    return true;
}

static void on_end(void *context, const XML_Char *name)
{
    struct printer *p = context;
    struct str text = str_trim(buf_str(&p->text));

    if (p->status != ST_OK)
        return;
    if (p->is_open && text.n == 0) {
        put_tag(p, "/>");
        buf_reset(&p->text);
    } else if (!p->is_open || (!put_leaf(p, str_from_cstr(name), text) &&
                               !put_leaf(p, str_from_cstr(name), collapse(p)))) {
        flush(p);
        begin_line(p, p->depth - 1);
        buf_printf(p->out, "</%s>", name);
    }
    p->depth--;
}

static void on_text(void *context, const XML_Char *s, int n)
{
    struct printer *p = context;

    add_escaped(&p->text, (struct str){ s, (size_t)n }, false);
    if (p->text.failed)
        stop(p, ST_LIMIT, "too long");
}

static void on_comment(void *context, const XML_Char *s)
{
    struct printer *p = context;

    flush(p);
    begin_line(p, p->depth);
    buf_printf(p->out, "<!--%s-->", s);
}

static void on_instruction(void *context, const XML_Char *target, const XML_Char *data)
{
    struct printer *p = context;

    flush(p);
    begin_line(p, p->depth);
    buf_printf(p->out, "<?%s%s%s?>", target, *data ? " " : "", data);
}

static void on_declaration(void *context, const XML_Char *version,
                           const XML_Char *encoding, int standalone)
{
    struct printer *p = context;

    if (!version) /* of an entity */
        return;
    buf_printf(p->out, "<?xml version=\"%s\"", version);
    if (encoding)
        buf_printf(p->out, " encoding=\"%s\"", encoding);
    if (standalone >= 0)
        buf_printf(p->out, " standalone=\"%s\"", standalone ? "yes" : "no");
    buf_add_cstr(p->out, "?>");
}

static void on_doctype(void *context, const XML_Char *name UNUSED,
                       const XML_Char *system UNUSED, const XML_Char *public_id UNUSED,
                       int has_internal_subset UNUSED)
{
    stop(context, ST_FORMAT, "a document type is not allowed");
}

static enum status run(struct printer *p, struct str text, struct diag *diag)
{
    enum XML_Status st;

    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_start, on_end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetCommentHandler(p->parser, on_comment);
    XML_SetProcessingInstructionHandler(p->parser, on_instruction);
    XML_SetXmlDeclHandler(p->parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
    st = XML_Parse(p->parser, text.n ? text.p : "", (int)text.n, XML_TRUE);
    if (p->status != ST_OK)
        return diag_set(diag, p->status, 0, "xml: %s", p->reason);
    if (st != XML_STATUS_OK)
        return diag_set(diag, ST_FORMAT, 0, "xml: %s",
                        XML_ErrorString(XML_GetErrorCode(p->parser)));
    if (p->out->failed)
        return diag_set(diag, p->out->is_out_of_memory ? ST_NOMEM : ST_LIMIT, 0,
                        "xml: too long");
    return ST_OK;
}

enum status xml_print(struct str text, const struct xml_layout *layout, struct buf *out,
                      struct diag *diag)
{
    struct printer p = { .layout = layout, .out = out };
    enum status st;

    if (text.n > XML_SIZE_MAX)
        return diag_set(diag, ST_LIMIT, 0, "xml: longer than %d bytes", XML_SIZE_MAX);
    p.parser = XML_ParserCreate("UTF-8");
    if (!p.parser)
        return diag_set(diag, ST_NOMEM, 0, "xml: out of memory");
    buf_init(&p.tag, XML_SIZE_MAX);
    buf_init(&p.text, XML_SIZE_MAX);
    st = run(&p, text, diag);
    buf_release(&p.tag);
    buf_release(&p.text);
    XML_ParserFree(p.parser);
    return st;
}
