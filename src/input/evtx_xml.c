#include "base/base.h"

#include "input/evtx_value.h"
#include "input/evtx_xml.h"

enum { DEPTH_MAX = 64, NEST_MAX = 16 };

/* An element that is open. Places in the text count from its start. */
struct frame {
    struct evtx_chars name;
    size_t open, content;    /* of its start tag, and behind that */
    unsigned nparts;         /* pieces of content */
    bool is_null;            /* the last one is an optional value that is null */
    struct evtx_value array; /* likewise an array; n is 0 otherwise */
};

/* A stream that is being written. */
struct writer {
    struct evtx_xml *xml;
    const struct evtx_value *value;
    size_t nvalues;
    unsigned nest;
    struct frame stack[DEPTH_MAX];
    size_t depth;
    size_t attribute; /* where the attribute at hand starts, 0: there is none */
    unsigned attribute_parts;
    bool attribute_is_null, is_in_tag, is_bad;
};

static size_t place(const struct evtx_xml *xml)
{
    return (size_t)(xml->out->at - xml->out->start);
}

static void cut(struct evtx_xml *xml, size_t at)
{
    if (xml->out->start)
        xml->out->at = xml->out->start + at;
}

/* What bytes are to XML. */
enum byte_kind { PLAIN, SPECIAL, SPECIAL_IN_ATTRIBUTE, FORBIDDEN, LEAD_OF_FFFE };

static enum byte_kind kind_of(unsigned char c)
{
    static const uint8_t kinds[256] = {
        ['&'] = SPECIAL,
        ['<'] = SPECIAL,
        ['>'] = SPECIAL,
        ['\r'] = SPECIAL,
        ['\''] = SPECIAL_IN_ATTRIBUTE,
        ['\n'] = SPECIAL_IN_ATTRIBUTE,
        ['\t'] = SPECIAL_IN_ATTRIBUTE,
        [0xef] = LEAD_OF_FFFE,
    };

    if (c < 0x20 && kinds[c] == PLAIN)
        return FORBIDDEN;
    return kinds[c];
}

static struct str escape_of(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '\'':
        return STR("&apos;");
    case '\r':
        return STR("&#13;");
    case '\n':
        return STR("&#10;");
    default:
        return STR("&#9;");
    }
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_no_character(struct str s, size_t at)
{
    return s.n - at >= 3 && (unsigned char)s.p[at] == 0xef &&
           (unsigned char)s.p[at + 1] == 0xbf && (unsigned char)s.p[at + 2] >= 0xbe;
}

/* What stands for the byte at `at`; p is NULL: the byte itself. */
static struct str replacement(struct str s, size_t at, bool is_attribute)
{
    static const struct str odd = { "\xef\xbf\xbd", 3 }, none;

    switch (kind_of((unsigned char)s.p[at])) {
    case PLAIN:
        break;
    case SPECIAL:
        return escape_of(s.p[at]);
    case SPECIAL_IN_ATTRIBUTE:
        return is_attribute ? escape_of(s.p[at]) : none;
    case FORBIDDEN:
        return odd;
    case LEAD_OF_FFFE:
        return is_no_character(s, at) ? odd : none;
    }
    return none;
}

static void add_escaped(struct evtx_text *out, struct str s, bool is_attribute)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        struct str other;

        if (kind_of((unsigned char)s.p[i]) == PLAIN)
            continue;
        other = replacement(s, i, is_attribute);
        if (!other.p)
            continue;
        evtx_text_add(out, str_slice(s, from, i));
        evtx_text_add(out, other);
        if (is_no_character(s, i))
            i += 2;
        from = i + 1;
    }
    evtx_text_add(out, str_slice(s, from, s.n));
}

/* The open text of the scratch, which the next use overwrites. */
static struct str scratch_text(const struct evtx_xml *xml)
{
    const struct evtx_text *t = xml->scratch;

    return (struct str){ t->start, (size_t)(t->at - t->start) };
}

/* The text from `at` on is raw: escape it. Most text needs nothing of the kind. */
static void escape_from(struct writer *w, size_t at, bool is_attribute)
{
    struct evtx_text *out = w->xml->out, *scratch = w->xml->scratch;
    struct str s = { out->start + at, place(w->xml) - at };
    size_t i = 0;

    while (i < s.n && kind_of((unsigned char)s.p[i]) == PLAIN)
        i++;
    if (i == s.n)
        return;
    evtx_text_begin(scratch);
    evtx_text_add(scratch, str_slice(s, i, s.n));
    cut(w->xml, at + i);
    add_escaped(out, scratch_text(w->xml), is_attribute);
}

static void add_chars(struct writer *w, struct evtx_chars chars, bool is_attribute)
{
    size_t at = place(w->xml);

    evtx_text_utf16(w->xml->out, chars.p, chars.n);
    escape_from(w, at, is_attribute);
}

static void add_value(struct writer *w, const struct evtx_value *v, bool is_attribute)
{
    size_t at = place(w->xml);

    evtx_value_add(w->xml->out, v);
    escape_from(w, at, is_attribute);
}

static bool is_name_character(unsigned char c, bool is_first)
{
    unsigned letter = (c | 0x20u) - 'a', digit = c - (unsigned)'0';
    bool is_letter = letter < 26 || c == '_' || c == ':' || c >= 0x80;

    return is_letter || (!is_first && (digit < 10 || c == '-' || c == '.'));
}

static bool is_good_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_name_character((unsigned char)s.p[i], i == 0) || is_no_character(s, i))
            return false;
    return s.n > 0;
}

static void add_name(struct writer *w, struct evtx_chars name)
{
    struct evtx_text *scratch = w->xml->scratch;
    struct str s;

    evtx_text_begin(scratch);
    evtx_text_utf16(scratch, name.p, name.n);
    s = scratch_text(w->xml);
    if (is_good_name(s)) {
        evtx_text_add(w->xml->out, s);
        return;
    }
    if (s.n == 0)
        evtx_text_add(w->xml->out, STR("_"));
    for (size_t i = 0; i < s.n; i++) {
        bool is_good =
            is_name_character((unsigned char)s.p[i], i == 0) && !is_no_character(s, i);

        evtx_text_add(w->xml->out, is_good ? str_slice(s, i, i + 1) : STR("_"));
    }
}

/* ---- attributes -------------------------------------------------------------- */

static void end_attribute(struct writer *w)
{
    if (!w->attribute)
        return;
    if (w->attribute_is_null && w->attribute_parts == 1)
        cut(w->xml, w->attribute);
    else
        evtx_text_add(w->xml->out, STR("'"));
    w->attribute = 0;
}

static void begin_attribute(struct writer *w, struct evtx_chars name)
{
    end_attribute(w);
    w->attribute = place(w->xml);
    w->attribute_parts = 0;
    w->attribute_is_null = false;
    evtx_text_add(w->xml->out, STR(" "));
    add_name(w, name);
    evtx_text_add(w->xml->out, STR("='"));
}

/* ---- elements ------------------------------------------------------------------ */

static void end_tag(struct writer *w)
{
    end_attribute(w);
    if (!w->is_in_tag)
        return;
    evtx_text_add(w->xml->out, STR(">"));
    w->is_in_tag = false;
    if (w->depth)
        w->stack[w->depth - 1].content = place(w->xml);
}

static void note_part(struct writer *w)
{
    if (w->depth == 0)
        return;
    w->stack[w->depth - 1].nparts++;
    w->stack[w->depth - 1].is_null = false;
    w->stack[w->depth - 1].array.n = 0;
}

static void open_element(struct writer *w, struct evtx_chars name)
{
    end_tag(w);
    note_part(w);
    if (w->depth == DEPTH_MAX) {
        w->is_bad = true;
        return;
    }
    w->stack[w->depth++] = (struct frame){ .name = name, .open = place(w->xml) };
    evtx_text_add(w->xml->out, STR("<"));
    add_name(w, name);
    w->is_in_tag = true;
}

static void add_end_tag(struct writer *w, struct evtx_chars name)
{
    evtx_text_add(w->xml->out, STR("</"));
    add_name(w, name);
    evtx_text_add(w->xml->out, STR(">"));
}

/* The element once more for each item of the array but the first. */
static void repeat_element(struct writer *w, const struct frame *f)
{
    struct evtx_text *out = w->xml->out;
    size_t n = f->content - f->open, at = 0;
    struct evtx_value item;

    (void)evtx_value_item(&f->array, &at, &item);
    while (evtx_value_item(&f->array, &at, &item) && place(w->xml) < EVTX_XML_MAX) {
        char *to = evtx_text_room(out, n);

        if (!to)
            return;
        memcpy(to, out->start + f->open, n);
        out->at += n;
        add_value(w, &item, false);
        add_end_tag(w, f->name);
    }
}

static void close_element(struct writer *w)
{
    struct frame *f;

    end_tag(w);
    if (w->depth == 0) {
        w->is_bad = true;
        return;
    }
    f = &w->stack[--w->depth];
    if (f->is_null && f->nparts == 1) {
        cut(w->xml, f->open);
        return;
    }
    add_end_tag(w, f->name);
    if (f->array.n && f->nparts == 1)
        repeat_element(w, f);
}

static void close_empty(struct writer *w)
{
    end_attribute(w);
    if (w->depth == 0 || !w->is_in_tag) {
        w->is_bad = true;
        return;
    }
    evtx_text_add(w->xml->out, STR("/>"));
    w->is_in_tag = false;
    w->depth--;
}

/* ---- content --------------------------------------------------------------------- */

static bool write_stream(struct evtx_xml *xml, struct evtx_reader in, unsigned nest);
static bool write_instance(struct evtx_xml *xml, struct evtx_reader *in, unsigned nest);

/* A piece of text is about to come: of the attribute, or of the element. */
static void begin_text(struct writer *w)
{
    if (w->attribute) {
        w->attribute_parts++;
        w->attribute_is_null = false;
        return;
    }
    end_tag(w);
    note_part(w);
}

static void write_xml_value(struct writer *w, const struct evtx_value *v)
{
    size_t at = (size_t)(v->p - w->xml->chunk);
    struct evtx_reader in = { .base = w->xml->chunk, .at = at, .end = at + v->n };

    if (!w->attribute && !write_stream(w->xml, in, w->nest + 1))
        w->is_bad = true;
}

/* The first item of an array as content; the others follow with the element's end. */
static void write_array(struct writer *w, const struct evtx_value *v)
{
    struct evtx_value item;
    size_t at = 0;

    if (w->attribute || w->depth == 0 || w->stack[w->depth - 1].nparts > 1) {
        add_value(w, v, w->attribute != 0);
        return;
    }
    if (evtx_value_item(v, &at, &item))
        add_value(w, &item, false);
    w->stack[w->depth - 1].array = *v;
}

static void write_value(struct writer *w, const struct evtx_token *token)
{
    struct evtx_value v = { .type = EVTX_NULL };

    if (token->number < w->nvalues)
        v = w->value[token->number];
    begin_text(w);
    if (evtx_value_is_null(&v)) {
        w->attribute_is_null = token->is_optional;
        if (!w->attribute && w->depth)
            w->stack[w->depth - 1].is_null = token->is_optional;
        return;
    }
    if (v.type == EVTX_XML)
        write_xml_value(w, &v);
    else if (v.type & EVTX_ARRAY)
        write_array(w, &v);
    else
        add_value(w, &v, w->attribute != 0);
}

static void write_character(struct writer *w, unsigned c)
{
    bool is_allowed = c == '\t' || c == '\n' || c == '\r' ||
                      (c >= 0x20 && (c & 0xf800) != 0xd800 && c < 0xfffe);

    begin_text(w);
    evtx_text_add(w->xml->out, STR("&#"));
    evtx_text_decimal(w->xml->out, is_allowed ? c : 0xfffd);
    evtx_text_add(w->xml->out, STR(";"));
}

/* The five of XML; others are written as what they look like. */
static void write_entity(struct writer *w, struct evtx_chars name)
{
    static const char *const known[] = { "amp", "lt", "gt", "quot", "apos" };
    bool is_known = false;

    begin_text(w);
    for (size_t i = 0; i < countof(known); i++)
        is_known |= evtx_chars_are(name, known[i]);
    evtx_text_add(w->xml->out, is_known ? STR("&") : STR("&amp;"));
    add_chars(w, name, true);
    evtx_text_add(w->xml->out, STR(";"));
}

static void write_token(struct writer *w, struct evtx_tokens *tokens,
                        const struct evtx_token *token)
{
    switch (token->kind) {
    case EVTX_OPEN:
        open_element(w, token->text);
        break;
    case EVTX_ATTRIBUTE:
        begin_attribute(w, token->text);
        break;
    case EVTX_CLOSE_START:
        end_tag(w);
        break;
    case EVTX_CLOSE_EMPTY:
        close_empty(w);
        break;
    case EVTX_CLOSE:
        close_element(w);
        break;
    case EVTX_TEXT:
    case EVTX_CDATA:
        begin_text(w);
        add_chars(w, token->text, w->attribute != 0);
        break;
    case EVTX_CHARACTER:
        write_character(w, token->number);
        break;
    case EVTX_ENTITY:
        write_entity(w, token->text);
        break;
    case EVTX_VALUE:
        write_value(w, token);
        break;
    case EVTX_INSTANCE:
        begin_text(w);
        w->is_bad |= !write_instance(w->xml, &tokens->in, w->nest + 1);
        break;
    case EVTX_END:
    case EVTX_FRAGMENT:
    case EVTX_TARGET:
    case EVTX_TARGET_DATA:
        break;
    case EVTX_BAD:
        w->is_bad = true;
        break;
    }
}

/* Tokens up to the end; elements that damage left open are closed. */
static bool write_tokens(struct writer *w, struct evtx_reader in, bool has_dependency)
{
    struct evtx_tokens tokens = { .in = in,
                                  .chunk_end = w->xml->chunk_end,
                                  .has_dependency = has_dependency };
    struct evtx_token token;

    do {
        evtx_token_next(&tokens, &token);
        write_token(w, &tokens, &token);
    } while (token.kind != EVTX_END && !w->is_bad && place(w->xml) < EVTX_XML_MAX);
    while (w->depth)
        close_element(w);
    return !w->is_bad && token.kind == EVTX_END;
}

static void start(struct writer *w, struct evtx_xml *xml, unsigned nest)
{
    w->xml = xml;
    w->value = NULL;
    w->nvalues = 0;
    w->nest = nest;
    w->depth = 0;
    w->attribute = 0;
    w->attribute_parts = 0;
    w->attribute_is_null = w->is_in_tag = w->is_bad = false;
}

static bool write_instance(struct evtx_xml *xml, struct evtx_reader *in, unsigned nest)
{
    struct evtx_value *value = xml->pool;
    struct evtx_instance instance;
    struct evtx_reader body;
    struct writer w;
    bool ok;

    start(&w, xml, nest);
    if (nest > NEST_MAX ||
        !evtx_instance_read(in, xml->chunk_end, value, xml->npool, &instance))
        return false;
    w.value = value;
    w.nvalues = instance.nvalues;
    xml->pool += instance.nvalues;
    xml->npool -= instance.nvalues;
    body = (struct evtx_reader){ .base = xml->chunk,
                                 .at = instance.body,
                                 .end = instance.body + instance.body_size };
    ok = write_tokens(&w, body, true);
    xml->pool = value;
    xml->npool += instance.nvalues;
    return ok;
}

static bool write_stream(struct evtx_xml *xml, struct evtx_reader in, unsigned nest)
{
    struct writer w;

    while (in.end - in.at >= 4 && in.base[in.at] == 0x0f)
        in.at += 4;
    if (in.at < in.end && (in.base[in.at] & 0xbf) == 0x0c)
        return write_instance(xml, &in, nest);
    start(&w, xml, nest);
    return nest <= NEST_MAX && write_tokens(&w, in, false);
}

struct str evtx_xml_render(struct evtx_xml *xml, size_t from, size_t to)
{
    struct evtx_reader in = { .base = xml->chunk, .at = from, .end = to };

    evtx_text_begin(xml->out);
    (void)!write_stream(xml, in, 0);
    return evtx_text_end(xml->out);
}
