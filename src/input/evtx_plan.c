#include "base/base.h"

#include "base/hash.h"
#include "event/map.h"
#include "input/evtx_plan.h"
#include "text/utf8.h"

/* Parts as they come. */
struct parts {
    struct evtx_part *first, *last;
    size_t n;
    bool has_streams; /* some of them may hold binary XML */
};

/* An element that is open. */
struct frame {
    const struct evtx_element *element;
    struct evtx_element *own; /* the same, or NULL when it is the context */
    struct parts content;
    bool has_children, has_attributes;
};

struct compile {
    struct evtx_compiler *c;
    struct frame stack[EVTX_DEPTH_MAX + 1]; /* the first is the context */
    size_t depth;
    struct evtx_chars
        attribute; /* name of the one at hand; p is NULL when there is none */
    struct parts attribute_parts;
    bool is_bad;
};

void evtx_compiler_init(struct evtx_compiler *c, struct arena *arena)
{
    *c = (struct evtx_compiler){ .arena = arena };
    evtx_text_init(&c->text, arena);
}

static struct str chars_text(struct compile *k, struct evtx_chars chars)
{
    evtx_text_begin(&k->c->text);
    evtx_text_utf16(&k->c->text, chars.p, chars.n);
    return evtx_text_end(&k->c->text);
}

/* `path.name`, or the name alone. */
static struct str join(struct compile *k, struct str path, struct evtx_chars name)
{
    struct evtx_text *t = &k->c->text;

    evtx_text_begin(t);
    if (path.n) {
        evtx_text_add(t, path);
        evtx_text_add(t, STR("."));
    }
    evtx_text_utf16(t, name.p, name.n);
    return evtx_text_end(t);
}

/* ---- leaves -------------------------------------------------------------- */

static void add_leaf(struct compile *k, const struct evtx_leaf *leaf)
{
    struct evtx_compiler *c = k->c;

    if (c->nleaves == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 64;
        struct evtx_leaf *v = arena_new_array(c->arena, struct evtx_leaf, cap);

        if (!v || c->nleaves == EVTX_LEAVES_MAX) {
            k->is_bad = true;
            return;
        }
        if (c->nleaves)
            memcpy(v, c->leaf, c->nleaves * sizeof *v);
        c->leaf = v;
        c->cap = cap;
    }
    c->leaf[c->nleaves++] = *leaf;
}

/* Several texts in a row are one. */
static void join_texts(struct compile *k, struct parts *parts)
{
    struct evtx_text *t = &k->c->text;

    for (const struct evtx_part *p = parts->first; p; p = p->next)
        if (p->kind != EVTX_PART_TEXT)
            return;
    if (parts->n < 2)
        return;
    evtx_text_begin(t);
    for (const struct evtx_part *p = parts->first; p; p = p->next)
        evtx_text_add(t, p->text);
    parts->first->text = evtx_text_end(t);
    parts->first->next = NULL;
    parts->last = parts->first;
    parts->n = 1;
}

static void finish_leaf(struct compile *k, struct evtx_leaf *leaf, struct parts *parts)
{
    static const struct evtx_part nothing = { .kind = EVTX_PART_TEXT,
                                              .text = { "", 0 } };
    const struct evtx_part *only;

    join_texts(k, parts);
    leaf->part = parts->first ? parts->first : &nothing;
    only = leaf->part->next ? NULL : leaf->part;
    leaf->is_only_text = only && only->kind == EVTX_PART_TEXT;
    leaf->is_only_value = only && only->kind == EVTX_PART_VALUE;
    add_leaf(k, leaf);
}

static bool is_blank(const struct parts *parts)
{
    for (const struct evtx_part *p = parts->first; p; p = p->next)
        if (p->kind != EVTX_PART_TEXT || str_trim(p->text).n)
            return false;
    return true;
}

/* What the content of an element is called; empty: nothing. */
static struct str content_name(const struct frame *f)
{
    static const struct str none;

    switch (f->element->zone) {
    case EVTX_IN_ROOT:
    case EVTX_IN_EVENT:
    case EVTX_IN_SYSTEM:
        return none;
    case EVTX_IN_SYSTEM_FIELD:
        return f->content.first ? f->element->name : none;
    case EVTX_IN_EVENT_DATA:
        return is_blank(&f->content) ? none : STR("EventData");
    case EVTX_IN_DATA:
        return f->element->name;
    case EVTX_IN_PATH:
        if (!f->content.first && (f->has_children || f->has_attributes))
            return none;
        return f->element->path;
    }
    return none;
}

/* One optional value and nothing else: without it there is no element. */
static void note_optional(struct frame *f)
{
    if (f->content.n != 1 || !f->content.first->is_optional || f->has_children)
        return;
    f->own->is_optional = true;
    f->own->value = f->content.first->value;
}

/* The text of an element, or what may be a stream in it. */
static void finish_content(struct compile *k, struct frame *f)
{
    struct evtx_leaf leaf = { .element = f->element,
                              .is_content = true,
                              .is_unless_blank = f->has_children };

    if (f->own) {
        note_optional(f);
        leaf.name = content_name(f);
        leaf.is_unnamed = f->element->zone == EVTX_IN_DATA && leaf.name.n == 0;
    }
    if (f->has_children && is_blank(&f->content))
        leaf.name.n = 0;
    if (f->element && (leaf.name.n || leaf.is_unnamed || f->content.has_streams))
        finish_leaf(k, &leaf, &f->content);
}

/* ---- attributes ---------------------------------------------------------- */

/* Attributes of System's elements that go by another name than their own. */
static struct str system_attribute_name(struct compile *k, const struct frame *f)
{
    bool is_provider = str_eq(f->element->name, STR("Provider"));

    if (is_provider && evtx_chars_are(k->attribute, "Name"))
        return STR("Provider");
    if (is_provider && evtx_chars_are(k->attribute, "Guid"))
        return STR("ProviderGuid");
    if (evtx_chars_are(k->attribute, "SystemTime"))
        return f->element->name;
    return chars_text(k, k->attribute);
}

static struct str attribute_name(struct compile *k, const struct frame *f)
{
    switch (f->element->zone) {
    case EVTX_IN_ROOT:
    case EVTX_IN_EVENT:
        return join(k, STR("Event"), k->attribute);
    case EVTX_IN_SYSTEM:
        return join(k, STR("System"), k->attribute);
    case EVTX_IN_SYSTEM_FIELD:
        return system_attribute_name(k, f);
    case EVTX_IN_EVENT_DATA:
        return join(k, STR("EventData"), k->attribute);
    case EVTX_IN_DATA:
        return join(k, STR("EventData.Data"), k->attribute);
    case EVTX_IN_PATH:
        break;
    }
    return join(k, f->element->path, k->attribute);
}

static bool is_namespace(struct evtx_chars name)
{
    if (name.n > 5)
        name.n = 5;
    return evtx_chars_are(name, "xmlns");
}

/* A Data does not hide a name of System's. */
static void name_data(struct compile *k, struct evtx_element *element)
{
    struct str name = k->attribute_parts.first->text;
    struct evtx_text *t = &k->c->text;

    if (map_is_system(name)) {
        evtx_text_begin(t);
        evtx_text_add(t, STR("EventData."));
        evtx_text_add(t, name);
        name = evtx_text_end(t);
    }
    element->name = name;
}

/* The attribute at hand is complete. */
static void finish_attribute(struct compile *k)
{
    struct frame *f = &k->stack[k->depth];
    struct parts *parts = &k->attribute_parts;
    struct evtx_leaf leaf = { .element = f->element };

    if (!k->attribute.p)
        return;
    join_texts(k, parts);
    if (!f->own || is_namespace(k->attribute)) {
        /* says nothing about the event */
    } else if (f->own->zone == EVTX_IN_DATA && evtx_chars_are(k->attribute, "Name") &&
               parts->n == 1 && parts->first->kind == EVTX_PART_TEXT) {
        name_data(k, f->own);
    } else {
        leaf.name = attribute_name(k, f);
        finish_leaf(k, &leaf, parts);
    }
    k->attribute = (struct evtx_chars){ 0 };
    k->attribute_parts = (struct parts){ 0 };
}

/* ---- elements ------------------------------------------------------------ */

static enum evtx_zone zone_in(const struct evtx_element *up, struct evtx_chars name)
{
    switch (up ? up->zone : EVTX_IN_ROOT) {
    case EVTX_IN_ROOT:
        return evtx_chars_are(name, "Event") ? EVTX_IN_EVENT : EVTX_IN_PATH;
    case EVTX_IN_EVENT:
        if (evtx_chars_are(name, "System"))
            return EVTX_IN_SYSTEM;
        return evtx_chars_are(name, "EventData") ? EVTX_IN_EVENT_DATA : EVTX_IN_PATH;
    case EVTX_IN_SYSTEM:
        return EVTX_IN_SYSTEM_FIELD;
    case EVTX_IN_EVENT_DATA:
        return evtx_chars_are(name, "Data") ? EVTX_IN_DATA : EVTX_IN_PATH;
    case EVTX_IN_SYSTEM_FIELD:
    case EVTX_IN_DATA:
    case EVTX_IN_PATH:
        break;
    }
    return EVTX_IN_PATH;
}

/* Names from below Event down to `e`. */
static struct str path_of(struct compile *k, const struct evtx_element *e)
{
    switch (e ? e->zone : EVTX_IN_ROOT) {
    case EVTX_IN_ROOT:
    case EVTX_IN_EVENT:
        break;
    case EVTX_IN_SYSTEM:
        return STR("System");
    case EVTX_IN_SYSTEM_FIELD:
        evtx_text_begin(&k->c->text);
        evtx_text_add(&k->c->text, STR("System."));
        evtx_text_add(&k->c->text, e->name);
        return evtx_text_end(&k->c->text);
    case EVTX_IN_EVENT_DATA:
        return STR("EventData");
    case EVTX_IN_DATA:
        return STR("EventData.Data");
    case EVTX_IN_PATH:
        return e->path;
    }
    return STR("");
}

static void open_element(struct compile *k, const struct evtx_token *token)
{
    struct frame *up = &k->stack[k->depth];
    struct evtx_element *element = arena_new(k->c->arena, struct evtx_element);

    if (k->depth == EVTX_DEPTH_MAX || !element) {
        k->is_bad = true;
        return;
    }
    element->up = up->element;
    element->zone = zone_in(up->element, token->text);
    if (element->zone == EVTX_IN_SYSTEM_FIELD)
        element->name = chars_text(k, token->text);
    if (element->zone == EVTX_IN_PATH)
        element->path = join(k, path_of(k, up->element), token->text);
    up->has_children = true;
    k->stack[++k->depth] = (struct frame){ .element = element, .own = element };
}

static void close_element(struct compile *k)
{
    finish_attribute(k);
    if (k->depth == 0) {
        k->is_bad = true;
        return;
    }
    finish_content(k, &k->stack[k->depth--]);
}

/* ---- content ------------------------------------------------------------- */

static void add_part(struct compile *k, const struct evtx_part *part)
{
    struct parts *to =
        k->attribute.p ? &k->attribute_parts : &k->stack[k->depth].content;
    struct evtx_part *copy = arena_new(k->c->arena, struct evtx_part);

    if (!copy) {
        k->is_bad = true;
        return;
    }
    *copy = *part;
    if (to->last)
        to->last->next = copy;
    else
        to->first = copy;
    to->last = copy;
    to->n++;
    to->has_streams |= part->kind != EVTX_PART_TEXT;
}

static void add_text(struct compile *k, struct str text)
{
    add_part(k, &(struct evtx_part){ .kind = EVTX_PART_TEXT, .text = text });
}

static void add_character(struct compile *k, uint32_t c)
{
    char bytes[UTF8_MAX];
    bool is_half = (c & 0xf800) == 0xd800;
    struct evtx_text *t = &k->c->text;

    evtx_text_begin(t);
    evtx_text_add(
        t, (struct str){ bytes, utf8_encode(is_half ? UTF8_REPLACEMENT : c, bytes) });
    add_text(k, evtx_text_end(t));
}

/* The five of XML; others stay as they are written. */
static void add_entity(struct compile *k, struct evtx_chars name)
{
    static const struct {
        const char *name;
        struct str text;
    } known[] = { { "amp", { "&", 1 } },
                  { "lt", { "<", 1 } },
                  { "gt", { ">", 1 } },
                  { "quot", { "\"", 1 } },
                  { "apos", { "'", 1 } } };

    for (size_t i = 0; i < countof(known); i++) {
        if (evtx_chars_are(name, known[i].name)) {
            add_text(k, known[i].text);
            return;
        }
    }
    add_text(k, STR("&"));
    add_text(k, chars_text(k, name));
    add_text(k, STR(";"));
}

static void begin_attribute(struct compile *k, const struct evtx_token *token)
{
    finish_attribute(k);
    k->attribute = token->text;
    k->stack[k->depth].has_attributes |= !is_namespace(token->text);
}

/* A template that is used in the stream: it is read when the stream is used. */
static void add_instance(struct compile *k, struct evtx_tokens *tokens)
{
    struct evtx_instance instance;
    struct evtx_part part = { .kind = EVTX_PART_INSTANCE, .at = tokens->in.at };

    if (!evtx_instance_skip(&tokens->in, tokens->chunk_end, &instance))
        k->is_bad = true;
    add_part(k, &part);
}

static void take_token(struct compile *k, struct evtx_tokens *tokens,
                       const struct evtx_token *token)
{
    switch (token->kind) {
    case EVTX_OPEN:
        finish_attribute(k);
        open_element(k, token);
        break;
    case EVTX_ATTRIBUTE:
        begin_attribute(k, token);
        break;
    case EVTX_CLOSE_START:
        finish_attribute(k);
        break;
    case EVTX_CLOSE_EMPTY:
    case EVTX_CLOSE:
        close_element(k);
        break;
    case EVTX_TEXT:
    case EVTX_CDATA:
        add_text(k, chars_text(k, token->text));
        break;
    case EVTX_CHARACTER:
        add_character(k, token->number);
        break;
    case EVTX_ENTITY:
        add_entity(k, token->text);
        break;
    case EVTX_VALUE:
        add_part(k, &(struct evtx_part){ .kind = EVTX_PART_VALUE,
                                         .value = token->number,
                                         .is_optional = token->is_optional });
        break;
    case EVTX_INSTANCE:
        add_instance(k, tokens);
        break;
    case EVTX_END:
    case EVTX_FRAGMENT:
    case EVTX_TARGET:
    case EVTX_TARGET_DATA:
        break;
    case EVTX_BAD:
        k->is_bad = true;
        break;
    }
}

/* ---- names that occur several times --------------------------------------- */

static struct str numbered(struct compile *k, struct str name, size_t n)
{
    struct evtx_text *t = &k->c->text;

    evtx_text_begin(t);
    evtx_text_add(t, name);
    evtx_text_add(t, STR("["));
    evtx_text_decimal(t, n);
    evtx_text_add(t, STR("]"));
    return evtx_text_end(t);
}

/* Names so far: place of the first leaf of a name, and how many there were. */
struct seen {
    uint32_t *table; /* place + 1, by hash */
    uint32_t *count; /* by place */
    uint32_t mask;
};

static void rename_again(struct compile *k, struct seen *seen, size_t first, size_t at)
{
    struct evtx_compiler *c = k->c;
    struct str name = c->leaf[first].name;

    c->leaf[at].name = numbered(k, name, seen->count[first]);
    if (seen->count[first]++ == 1) {
        struct evtx_leaf again = c->leaf[first];

        again.name = numbered(k, name, 0);
        add_leaf(k, &again);
    }
}

static void number_names(struct compile *k)
{
    struct evtx_compiler *c = k->c;
    size_t n = c->nleaves, cap = 64;
    struct seen seen;

    while (cap < 2 * n)
        cap *= 2;
    seen.mask = (uint32_t)cap - 1;
    seen.table = arena_new_array(c->arena, uint32_t, cap);
    seen.count = arena_new_array(c->arena, uint32_t, n + 1);
    if (!seen.table || !seen.count)
        return;
    for (size_t i = 0; i < n && !k->is_bad; i++) {
        struct str name = c->leaf[i].name;
        uint32_t at = (uint32_t)hash_bytes(name.p, name.n) & seen.mask;

        if (name.n == 0)
            continue;
        while (seen.table[at] && !str_eq(c->leaf[seen.table[at] - 1].name, name))
            at = (at + 1) & seen.mask;
        if (seen.table[at]) {
            rename_again(k, &seen, seen.table[at] - 1, i);
        } else {
            seen.table[at] = (uint32_t)i + 1;
            seen.count[i] = 1;
        }
    }
}

/* ---- the whole ------------------------------------------------------------ */

static const struct evtx_leaf *find_leaf(const struct evtx_plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->nleaves; i++) {
        const struct evtx_leaf *leaf = &plan->leaf[i];

        if (leaf->element && leaf->element->zone == EVTX_IN_SYSTEM_FIELD &&
            str_eq(leaf->name, name))
            return leaf;
    }
    return NULL;
}

static const struct evtx_plan *make_plan(struct compile *k)
{
    struct evtx_plan *plan = arena_new(k->c->arena, struct evtx_plan);

    if (!plan || k->is_bad || k->c->arena->failed)
        return NULL;
    plan->leaf = k->c->leaf;
    plan->nleaves = k->c->nleaves;
    plan->event_id = find_leaf(plan, STR("EventID"));
    plan->provider = find_leaf(plan, STR("Provider"));
    plan->channel = find_leaf(plan, STR("Channel"));
    return plan;
}

const struct evtx_plan *evtx_plan_compile(struct evtx_compiler *c,
                                          struct evtx_tokens *tokens,
                                          const struct evtx_element *context)
{
    struct compile k;
    struct evtx_token token;

    k.c = c;
    k.depth = 0;
    k.attribute = (struct evtx_chars){ 0 };
    k.attribute_parts = (struct parts){ 0 };
    k.is_bad = false;
    k.stack[0] = (struct frame){ .element = context };
    c->leaf = NULL;
    c->nleaves = c->cap = 0;
    do {
        evtx_token_next(tokens, &token);
        take_token(&k, tokens, &token);
    } while (token.kind != EVTX_END && !k.is_bad);
    if (k.depth > 0)
        k.is_bad = true;
    if (!k.is_bad)
        finish_content(&k, &k.stack[0]);
    if (!k.is_bad)
        number_names(&k);
    return make_plan(&k);
}
