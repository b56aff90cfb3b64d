#include "base/base.h"

#include "signature/armor.h"
#include "signature/block_map.h"

enum { HASH_TEXT_MAX = 128 };

/* A start tag: its name, and its attributes as they stand. */
struct tag {
    struct str name;
    struct str attributes;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the text behind `end` begins; nothing is left when it is not there. */
static struct str behind(struct str text, struct str end)
{
    size_t at = str_find(text, end);

    return at == SIZE_MAX ? (struct str){ NULL, 0 }
                          : str_slice(text, at + end.n, text.n);
}

/* The end of a tag: the first '>' that is not within quotes; text.n when none is. */
static size_t find_close(struct str text)
{
    char quote = 0;
    size_t i = 0;

    for (; i < text.n; i++) {
        char c = text.p[i];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            break;
    }
    return i;
}

/* The next start tag; false at the end. Comments, declarations, end tags do not count.
 */
static bool next_tag(struct str *rest, struct tag *out)
{
    for (;;) {
        size_t at = str_find(*rest, STR("<")), close, n = 0;

        if (at == SIZE_MAX)
            return false;
        *rest = str_slice(*rest, at + 1, rest->n);
        if (str_starts_with(*rest, STR("!--"))) {
            *rest = behind(*rest, STR("-->"));
            continue;
        }
        close = find_close(*rest);
        if (close == rest->n)
            return false;
        out->attributes = str_slice(*rest, 0, close);
        *rest = str_slice(*rest, close + 1, rest->n);
        while (n < close && !is_blank(out->attributes.p[n]) &&
               out->attributes.p[n] != '/')
            n++;
        out->name = str_slice(out->attributes, 0, n);
        out->attributes = str_slice(out->attributes, n, close);
        if (n > 0 && out->name.p[0] != '?' && out->name.p[0] != '!')
            return true;
    }
}

/* The value of `name="…"`, as it is written; false when there is none. */
static bool find_attribute(const struct tag *tag, struct str name, struct str *out)
{
    struct str rest = tag->attributes;

    while (rest.n) {
        struct str key = str_trim(str_cut(&rest, '='));
        size_t end = 1;

        rest = str_trim(rest);
        if (rest.n < 2 || (rest.p[0] != '"' && rest.p[0] != '\''))
            return false;
        while (end < rest.n && rest.p[end] != rest.p[0])
            end++;
        *out = str_slice(rest, 1, end);
        rest = str_slice(rest, end + 1, rest.n);
        if (str_eq(key, name))
            return true;
    }
    return false;
}

/* The digests that makeappx knows. */
static enum digest_algorithm method_of(struct str uri)
{
    static const struct {
        struct str uri;
        enum digest_algorithm algorithm;
    } methods[] = {
        { { "http://www.w3.org/2001/04/xmlenc#sha256", 39 }, DIGEST_SHA256 },
        { { "http://www.w3.org/2001/04/xmldsig-more#sha384", 45 }, DIGEST_SHA384 },
        { { "http://www.w3.org/2001/04/xmlenc#sha512", 39 }, DIGEST_SHA512 },
    };

    for (size_t i = 0; i < countof(methods); i++)
        if (str_eq(methods[i].uri, uri))
            return methods[i].algorithm;
    return DIGEST_NONE;
}

bool block_map_open(struct block_map *m, struct str xml)
{
    struct str method;
    struct tag tag;

    *m = (struct block_map){ xml, DIGEST_NONE };
    if (!next_tag(&m->rest, &tag) || !str_eq(tag.name, STR("BlockMap")) ||
        !find_attribute(&tag, STR("HashMethod"), &method))
        return false;
    m->algorithm = method_of(method);
    return m->algorithm != DIGEST_NONE;
}

/* UINT64_MAX: not a number. */
static uint64_t number_of(struct str text)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || value > (UINT64_MAX - 9) / 10)
            return UINT64_MAX;
        value = value * 10 + (uint64_t)(text.p[i] - '0');
    }
    return text.n ? value : UINT64_MAX;
}

static void read_hash(const struct block_map *m, const struct tag *tag,
                      struct digest *out)
{
    char bytes[HASH_TEXT_MAX];
    struct str text;

    out->algorithm = DIGEST_NONE;
    if (!find_attribute(tag, STR("Hash"), &text) || text.n > sizeof bytes ||
        armor_decode(text, bytes) != digest_size(m->algorithm))
        return;
    out->algorithm = m->algorithm;
    out->n = (uint8_t)digest_size(m->algorithm);
    memcpy(out->bytes, bytes, out->n);
}

void block_map_next(struct block_map *m, struct block_map_item *out)
{
    struct str size;
    struct tag tag;

    *out = (struct block_map_item){ .kind = BLOCK_MAP_END };
    while (next_tag(&m->rest, &tag)) {
        if (str_eq(tag.name, STR("Block"))) {
            out->kind = BLOCK_MAP_BLOCK;
            read_hash(m, &tag, &out->hash);
            return;
        }
        if (!str_eq(tag.name, STR("File")))
            continue;
        out->kind = BLOCK_MAP_FILE;
        if (!find_attribute(&tag, STR("Name"), &out->name))
            out->name = (struct str){ NULL, 0 };
        out->size =
            find_attribute(&tag, STR("Size"), &size) ? number_of(size) : UINT64_MAX;
        return;
    }
}

/* The character of an entity at the beginning of `text`; *n becomes its length. */
static char entity(struct str text, size_t *n)
{
    static const struct {
        struct str text;
        char c;
    } entities[] = {
        { { "&amp;", 5 }, '&' },  { { "&lt;", 4 }, '<' },    { { "&gt;", 4 }, '>' },
        { { "&quot;", 6 }, '"' }, { { "&apos;", 6 }, '\'' },
    };

    *n = 1;
    for (size_t i = 0; i < countof(entities); i++)
        if (str_starts_with(text, entities[i].text)) {
            *n = entities[i].text.n;
            return entities[i].c;
        }
    return text.p[0];
}

size_t block_map_name(struct str name, char *out)
{
    size_t used, written = 0;

    for (size_t i = 0; i < name.n; i += used) {
        char c = entity(str_slice(name, i, name.n), &used);

        out[written++] = (char)(c == '\\' ? '/' : c);
    }
    return written;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t block_map_zip_name(struct str name, char *out)
{
    size_t written = 0;

    for (size_t i = 0; i < name.n; i++) {
        int high = i + 2 < name.n ? hex_value(name.p[i + 1]) : -1;
        int low = i + 2 < name.n ? hex_value(name.p[i + 2]) : -1;

        if (name.p[i] == '%' && high >= 0 && low >= 0) {
            out[written++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[written++] = name.p[i];
        }
    }
    return written;
}
