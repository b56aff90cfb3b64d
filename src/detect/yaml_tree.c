#include "base/base.h"

#include <yaml.h>

#include "detect/yaml_tree.h"

struct builder {
    yaml_parser_t parser;
    const char *name;
    struct arena *arena;
    struct diag *diag;
    size_t nodes;
    /* The open collections, outermost first, and where their next member goes. */
    struct yaml_node *open[YAML_DEPTH_MAX];
    struct yaml_node **tail[YAML_DEPTH_MAX];
    struct str key[YAML_DEPTH_MAX]; /* of a map: read, its value is still to come */
    bool has_key[YAML_DEPTH_MAX];
    size_t depth;
    struct yaml_node *root;
};

static enum status fail(const struct builder *b, enum status st, size_t line,
                        const char *what)
{
    return diag_set(b->diag, st, 0, "%s:%zu: %s", b->name, line, what);
}

static enum status parser_failed(const struct builder *b)
{
    return fail(b, ST_FORMAT, b->parser.problem_mark.line + 1,
                b->parser.problem ? b->parser.problem : "not YAML");
}

/* Put `node` where the innermost open collection expects its next member. */
static enum status attach(struct builder *b, struct yaml_node *node)
{
    size_t top = b->depth - 1;

    if (b->depth == 0) {
        b->root = node;
        return ST_OK;
    }
    if (b->open[top]->kind == YAML_MAP) {
        if (!b->has_key[top])
            return fail(b, ST_FORMAT, node->line, "a key must be plain text");
        node->key = b->key[top];
        b->has_key[top] = false;
    }
    *b->tail[top] = node;
    b->tail[top] = &node->next;
    b->open[top]->n++;
    return ST_OK;
}

static enum status add_node(struct builder *b, const yaml_event_t *event,
                            enum yaml_kind kind, struct yaml_node **out)
{
    size_t line = event->start_mark.line + 1;

    if (b->nodes++ == YAML_NODES_MAX)
        return fail(b, ST_LIMIT, line, "too many values");
    *out = arena_new(b->arena, struct yaml_node);
    if (!*out)
        return fail(b, ST_NOMEM, line, "out of memory");
    (*out)->kind = kind;
    (*out)->line = line;
    return ST_OK;
}

static enum status open_collection(struct builder *b, const yaml_event_t *event,
                                   enum yaml_kind kind)
{
    struct yaml_node *node = NULL;

    if (b->depth == YAML_DEPTH_MAX)
        return fail(b, ST_LIMIT, event->start_mark.line + 1, "nested too deeply");
    TRY(add_node(b, event, kind, &node));
    TRY(attach(b, node));
    b->open[b->depth] = node;
    b->tail[b->depth] = &node->first;
    b->has_key[b->depth] = false;
    b->depth++;
    return ST_OK;
}

static bool expects_key(const struct builder *b)
{
    size_t top = b->depth - 1;

    return b->depth && b->open[top]->kind == YAML_MAP && !b->has_key[top];
}

static enum status add_text(struct builder *b, const yaml_event_t *event)
{
    struct str text = { (const char *)event->data.scalar.value,
                        event->data.scalar.length };
    struct str copy = str_dup(b->arena, text);
    size_t line = event->start_mark.line + 1;
    struct yaml_node *node = NULL;

    if (!copy.p)
        return fail(b, ST_NOMEM, line, "out of memory");
    if (expects_key(b)) {
        size_t top = b->depth - 1;

        if (yaml_get(b->open[top], copy))
            return fail(b, ST_FORMAT, line, "the key is already there");
        b->key[top] = copy;
        b->has_key[top] = true;
        return ST_OK;
    }
    TRY(add_node(b, event, YAML_TEXT, &node));
    if (!node)
        return ST_NOMEM;
    node->text = copy;
    return attach(b, node);
}

static enum status take_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_text(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(b, event, YAML_LIST);
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, event, YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        return ST_OK;
    case YAML_ALIAS_EVENT:
        return fail(b, ST_UNSUPPORTED, event->start_mark.line + 1,
                    "aliases are not allowed");
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            return fail(b, ST_FORMAT, event->start_mark.line + 1,
                        "a second document begins");
        return ST_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return ST_OK;
    }
    return ST_OK;
}

static enum status build(struct builder *b)
{
    bool at_end = false;

    while (!at_end) {
        yaml_event_t event;
        enum status st;

        if (!yaml_parser_parse(&b->parser, &event))
            return parser_failed(b);
        at_end = event.type == YAML_STREAM_END_EVENT;
        st = take_event(b, &event);
        yaml_event_delete(&event);
        TRY(st);
    }
    return b->root ? ST_OK : fail(b, ST_FORMAT, 1, "the file is empty");
}

enum status yaml_parse(struct yaml_node **root, struct str bytes, const char *name,
                       struct arena *arena, struct diag *diag)
{
    struct builder b = { .name = name, .arena = arena, .diag = diag };
    enum status st;

    if (bytes.n > YAML_BYTES_MAX)
        return fail(&b, ST_LIMIT, 1, "the file is too long");
    if (!yaml_parser_initialize(&b.parser))
        return fail(&b, ST_NOMEM, 1, "out of memory");
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)bytes.p, bytes.n);
    st = build(&b);
    yaml_parser_delete(&b.parser);
    *root = b.root;
    return st;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, struct str key)
{
    for (const struct yaml_node *n = map->first; n; n = n->next)
        if (str_eq(n->key, key))
            return n;
    return NULL;
}
