#include "base/base.h"

#include "base/arena.h"
#include "base/buf.h"
#include "input/windows_xml.h"
#include "text/utf8.h"
#include "text/xml.h"

enum { SYSTEM_DEPTH = 3, NAME_BYTES_MAX = 4096 };

struct windows_xml {
    struct xml *xml;
    struct buf repaired, name;
    struct named_value *field; /* heap */
    size_t n, cap;
    /* While an event is read. */
    struct arena *arena;
    unsigned nunnamed;    /* elements Data without a name */
    struct str data_name; /* of the element Data that is open */
    bool has_data_name;
    const char *limit;
};

struct windows_xml *windows_xml_new(void)
{
    struct windows_xml *x = calloc(1, sizeof *x);

    if (!x)
        return NULL;
    buf_init(&x->repaired, XML_SIZE_MAX);
    buf_init(&x->name, NAME_BYTES_MAX);
    x->xml = xml_new();
    if (x->xml)
        return x;
    windows_xml_free(x);
    return NULL;
}

void windows_xml_free(struct windows_xml *x)
{
    if (!x)
        return;
    xml_free(x->xml);
    buf_release(&x->repaired);
    buf_release(&x->name);
    free(x->field);
    free(x);
}

/* ---- fields ---------------------------------------------------------------- */

static bool grow(struct windows_xml *x)
{
    size_t cap = x->cap ? x->cap * 2 : 64;
    struct named_value *v;

    if (x->n < x->cap)
        return true;
    if (x->n >= WINDOWS_XML_FIELDS_MAX) {
        x->limit = "more fields than an event may have";
        return false;
    }
    v = realloc(x->field, cap * sizeof *v);
    if (!v) {
        x->limit = "out of memory";
        return false;
    }
    x->field = v;
    x->cap = cap;
    return true;
}

/* `name` lives as the arena; the text is copied there. */
static bool add_field(struct windows_xml *x, struct str name, struct str text)
{
    struct str copy = { "", 0 };

    if (!grow(x))
        return false;
    if (text.n)
        copy = str_dup(x->arena, text);
    if (!copy.p)
        return false; /* the arena has failed, which the caller sees */
    x->field[x->n++] =
        (struct named_value){ .name = name, .value = value_str(copy), .slot = -1 };
    return true;
}

/* What is in x->name, in the arena. */
static struct str keep_name(struct windows_xml *x)
{
    if (x->name.failed) {
        x->limit = "a name is too long";
        return (struct str){ NULL, 0 };
    }
    return str_dup(x->arena, buf_str(&x->name));
}

/* An attribute whose name alone says nothing is called by its element. */
struct system_name {
    struct str element, attribute, name;
};

#define NAME(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

static const struct system_name system_names[] = {
    { NAME("Provider"), NAME("Name"), NAME("Provider") },
    { NAME("Provider"), NAME("Guid"), NAME("ProviderGuid") },
    { NAME("TimeCreated"), NAME("SystemTime"), NAME("TimeCreated") },
};

static bool take_system(struct windows_xml *x, const struct xml_value *v)
{
    struct str element = v->path[SYSTEM_DEPTH - 1];
    struct str name = v->attribute.n ? v->attribute : element;

    if (v->depth != SYSTEM_DEPTH || (v->attribute.n == 0 && v->text.n == 0))
        return true;
    for (size_t i = 0; v->attribute.n && i < countof(system_names); i++)
        if (str_eq(element, system_names[i].element) &&
            str_eq(name, system_names[i].attribute))
            name = system_names[i].name;
    name = str_dup(x->arena, name);
    return name.p && add_field(x, name, v->text);
}

/* `Data1` for the first element without a name; a name of System's gets a prefix. */
static struct str data_name(struct windows_xml *x)
{
    struct str name = x->data_name;
    bool is_named = x->has_data_name && name.n;

    if (is_named && !map_is_system(name))
        return name;
    buf_reset(&x->name);
    if (is_named)
        buf_printf(&x->name, "EventData.%.*s", STR_ARG(name));
    else
        buf_printf(&x->name, "Data%u", ++x->nunnamed);
    return keep_name(x);
}

static bool take_data(struct windows_xml *x, const struct xml_value *v)
{
    struct str name;

    if (v->attribute.n) {
        if (str_eq(v->attribute, STR("Name"))) {
            x->data_name = v->text.n ? str_dup(x->arena, v->text) : v->text;
            x->has_data_name = true;
        }
        return true;
    }
    name = data_name(x);
    x->has_data_name = false;
    return name.p && add_field(x, name, v->whole);
}

/* Anything else is called by its path below Event. */
static bool take_path(struct windows_xml *x, const struct xml_value *v)
{
    struct str name;

    x->has_data_name = false;
    if (str_starts_with(v->attribute, STR("xmlns")))
        return true;
    buf_reset(&x->name);
    for (size_t i = 1; i < v->depth; i++) {
        if (i > 1)
            buf_add_char(&x->name, '.');
        buf_add(&x->name, v->path[i]);
    }
    if (v->attribute.n) {
        buf_add_char(&x->name, '.');
        buf_add(&x->name, v->attribute);
    }
    name = keep_name(x);
    return name.p && add_field(x, name, v->text);
}

static bool take_value(void *context, const struct xml_value *v)
{
    struct windows_xml *x = context;

    if (v->depth == 1)
        return true;
    if (str_eq(v->path[1], STR("System")))
        return take_system(x, v);
    if (v->depth == 3 && str_eq(v->path[1], STR("EventData")) &&
        str_eq(v->path[2], STR("Data")))
        return take_data(x, v);
    if (v->attribute.n == 0 && v->depth == 2 && v->text.n == 0)
        return true; /* an empty EventData */
    return take_path(x, v);
}

/* ---- what XML does not allow -------------------------------------------------- */

static bool is_allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' ||
           (c >= 0x20 && c != 0xfffe && c != 0xffff && c <= 0x10ffff &&
            !(c >= 0xd800 && c <= 0xdfff));
}

static int digit_of(char c, unsigned base)
{
    int d = c >= '0' && c <= '9'   ? c - '0'
            : c >= 'a' && c <= 'f' ? c - 'a' + 10
            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                   : 99;

    return d < (int)base ? d : -1;
}

/* Behind the reference to a character that starts at `at`, or `at`: it is none. */
static size_t read_reference(struct str s, size_t at, uint32_t *c)
{
    size_t i = at + 2;
    unsigned base = 10;
    size_t first;

    if (!str_starts_with(str_slice(s, at, s.n), STR("&#")))
        return at;
    if (i < s.n && s.p[i] == 'x') {
        base = 16;
        i++;
    }
    *c = 0;
    for (first = i; i < s.n && digit_of(s.p[i], base) >= 0; i++)
        if (*c <= 0x10ffff)
            *c = *c * base + (uint32_t)digit_of(s.p[i], base);
    return i > first && i < s.n && s.p[i] == ';' ? i + 1 : at;
}

/* The text with U+FFFD in the places of what XML does not allow. */
static bool repair(struct windows_xml *x, struct str text)
{
    char replacement[UTF8_MAX];
    struct str odd = { replacement, utf8_encode(UTF8_REPLACEMENT, replacement) };

    buf_reset(&x->repaired);
    for (size_t at = 0; at < text.n;) {
        size_t next = at;
        uint32_t c;

        next = text.p[at] == '&' ? read_reference(text, at, &c) : at;
        if (next == at)
            c = utf8_decode(text, &next);
        buf_add(&x->repaired, is_allowed(c) ? str_slice(text, at, next) : odd);
        at = next;
    }
    return !x->repaired.failed;
}

/* ---- events ----------------------------------------------------------------- */

static enum status read_fields(struct windows_xml *x, struct str text,
                               struct diag *diag)
{
    enum status st;

    x->n = 0;
    x->nunnamed = 0;
    x->has_data_name = false;
    x->limit = NULL;
    st = xml_read(x->xml, text, take_value, x, diag);
    if (st == ST_OK && x->limit)
        return diag_set(diag, ST_LIMIT, 0, "%s", x->limit);
    return st;
}

/* `why`, without what every message of the XML reader begins with, as the reason. */
static enum status fail(enum status st, const struct diag *why, struct diag *diag)
{
    static const char prefix[] = "xml: ";
    size_t n = sizeof prefix - 1;

    return diag_set(diag, st, why->offset, "%s",
                    strncmp(why->text, prefix, n) == 0 ? why->text + n : why->text);
}

enum status windows_xml_event(struct windows_xml *x, struct str text,
                              struct arena *arena, struct windows_event *event,
                              struct diag *diag)
{
    struct diag first;
    enum status st;

    x->arena = arena;
    st = read_fields(x, text, &first);
    if (st == ST_FORMAT && repair(x, text) && !str_eq(buf_str(&x->repaired), text))
        st = read_fields(x, buf_str(&x->repaired), NULL);
    if (st != ST_OK)
        return fail(st, &first, diag);
    *event = (struct windows_event){ .kind = windows_kind(x->field, x->n, arena),
                                     .field = x->field,
                                     .n = x->n,
                                     .raw = text };
    return ST_OK;
}
