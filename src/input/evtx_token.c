#include "base/base.h"

#include "input/evtx_token.h"

enum {
    MORE = 0x40, /* bit of a token: attributes or further content follow */
    DEFINITION_HEADER = 24,
};

bool evtx_chars_are(struct evtx_chars a, const char *b)
{
    size_t i = 0;

    for (; i < a.n && b[i]; i++)
        if (evtx_get16(a.p + 2 * i) != (unsigned char)b[i])
            return false;
    return i == a.n && !b[i];
}

static struct evtx_chars take_chars(struct evtx_reader *in, size_t n)
{
    const uint8_t *p = evtx_take(in, 2 * n);

    return (struct evtx_chars){ p, p ? n : 0 };
}

/* { u32 next, u16 hash, u16 characters, UTF-16LE, u16 0 } */
static struct evtx_chars read_name(struct evtx_reader *in)
{
    struct evtx_chars name;

    (void)evtx_take(in, 6);
    name = take_chars(in, evtx_u16(in));
    (void)evtx_take(in, 2);
    return name;
}

/* A name by its offset. One that is used for the first time stands right here. */
static struct evtx_chars take_name(struct evtx_tokens *t)
{
    size_t offset = evtx_u32(&t->in);
    struct evtx_reader there = { .base = t->in.base, .end = t->chunk_end };
    struct evtx_chars name;

    if (offset == t->in.at)
        return read_name(&t->in);
    (void)evtx_take(&there, offset);
    name = read_name(&there);
    t->in.failed |= there.failed;
    return name;
}

static void take_open(struct evtx_tokens *t, bool has_attributes,
                      struct evtx_token *out)
{
    if (t->has_dependency)
        (void)evtx_take(&t->in, 2);
    (void)evtx_take(&t->in, 4);
    out->text = take_name(t);
    if (has_attributes)
        (void)evtx_take(&t->in, 4);
}

/* Text has a type, which is that of UTF-16. */
static void take_text(struct evtx_tokens *t, struct evtx_token *out)
{
    if (evtx_u8(&t->in) != 1)
        t->in.failed = true;
    out->text = take_chars(&t->in, evtx_u16(&t->in));
}

static void take_value(struct evtx_tokens *t, struct evtx_token *out)
{
    out->number = evtx_u16(&t->in);
    (void)evtx_take(&t->in, 1);
}

/* What follows the byte of a token, by its kind. */
static void take_rest(struct evtx_tokens *t, bool has_more, struct evtx_token *out)
{
    switch (out->kind) {
    case EVTX_OPEN:
        take_open(t, has_more, out);
        break;
    case EVTX_ATTRIBUTE:
    case EVTX_ENTITY:
    case EVTX_TARGET:
        out->text = take_name(t);
        break;
    case EVTX_TEXT:
        take_text(t, out);
        break;
    case EVTX_CDATA:
    case EVTX_TARGET_DATA:
        out->text = take_chars(&t->in, evtx_u16(&t->in));
        break;
    case EVTX_CHARACTER:
        out->number = evtx_u16(&t->in);
        break;
    case EVTX_VALUE:
        take_value(t, out);
        break;
    case EVTX_FRAGMENT:
        (void)evtx_take(&t->in, 3);
        break;
    case EVTX_INSTANCE:
        t->in.at = out->at;
        break;
    case EVTX_END:
    case EVTX_CLOSE_START:
    case EVTX_CLOSE_EMPTY:
    case EVTX_CLOSE:
    case EVTX_BAD:
        break;
    }
}

void evtx_token_next(struct evtx_tokens *t, struct evtx_token *out)
{
    static const enum evtx_token_kind kinds[] = {
        EVTX_END,       EVTX_OPEN,   EVTX_CLOSE_START, EVTX_CLOSE_EMPTY,
        EVTX_CLOSE,     EVTX_TEXT,   EVTX_ATTRIBUTE,   EVTX_CDATA,
        EVTX_CHARACTER, EVTX_ENTITY, EVTX_TARGET,      EVTX_TARGET_DATA,
        EVTX_INSTANCE,  EVTX_VALUE,  EVTX_VALUE,       EVTX_FRAGMENT,
    };
    enum { OPTIONAL = 0x0e };
    uint8_t byte;

    *out = (struct evtx_token){ .kind = EVTX_END, .at = t->in.at };
    if (t->in.at == t->in.end && !t->in.failed)
        return;
    byte = evtx_u8(&t->in);
    out->kind = (byte & ~MORE) < (int)countof(kinds) ? kinds[byte & ~MORE] : EVTX_BAD;
    out->is_optional = (byte & ~MORE) == OPTIONAL;
    take_rest(t, byte & MORE, out);
    if (t->in.failed)
        out->kind = EVTX_BAD;
}

/* The definition: here, when it is used for the first time, or somewhere else. */
static bool find_definition(struct evtx_reader *in, size_t chunk_end,
                            struct evtx_instance *out)
{
    struct evtx_reader there = { .base = in->base, .end = chunk_end };

    (void)evtx_take(&there, out->definition);
    (void)evtx_take(&there, DEFINITION_HEADER - 4);
    out->body_size = evtx_u32(&there);
    out->body = there.at;
    if (there.failed || out->body_size > chunk_end - out->body)
        return false;
    if (out->definition == in->at)
        (void)evtx_take(in, DEFINITION_HEADER + out->body_size);
    return !in->failed;
}

/* Up to the values. */
static bool read_head(struct evtx_reader *in, size_t chunk_end,
                      struct evtx_instance *out)
{
    (void)evtx_take(in, 6);
    out->definition = evtx_u32(in);
    if (in->failed || !find_definition(in, chunk_end, out))
        return false;
    out->nvalues = evtx_u32(in);
    if (in->failed || out->nvalues > (in->end - in->at) / 4)
        return false;
    out->list = evtx_take(in, 4 * out->nvalues);
    return true;
}

bool evtx_instance_read(struct evtx_reader *in, size_t chunk_end,
                        struct evtx_value *value, size_t max, struct evtx_instance *out)
{
    if (!read_head(in, chunk_end, out) || out->nvalues > max)
        return false;
    for (size_t i = 0; i < out->nvalues; i++) {
        const uint8_t *entry = out->list + 4 * i;

        value[i].n = evtx_get16(entry);
        value[i].type = entry[2];
        value[i].p = evtx_take(in, value[i].n);
    }
    return !in->failed;
}

bool evtx_instance_skip(struct evtx_reader *in, size_t chunk_end,
                        struct evtx_instance *out)
{
    if (!read_head(in, chunk_end, out))
        return false;
    for (size_t i = 0; i < out->nvalues; i++)
        (void)evtx_take(in, evtx_get16(out->list + 4 * i));
    return !in->failed;
}
