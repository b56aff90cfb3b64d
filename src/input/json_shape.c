#include "base/base.h"

#include "event/map.h"
#include "input/json_records.h"
#include "input/json_shape.h"
#include "text/json_text.h"

enum {
    HEAD_RECORDS = 16, /* how far shape_is_in() looks */
    SIGNS_MAX = 8,     /* of a shape */
    BEGIN_BYTES = 96   /* of a value, escapes and all, to see how it begins */
};

static const struct str wrappers[] = {
    SHAPE_NAME(""),        SHAPE_NAME("_source."),    SHAPE_NAME("_source.result."),
    SHAPE_NAME("result."), SHAPE_NAME("properties."), SHAPE_NAME("body."),
};

static bool strip(struct str *name, struct str prefix)
{
    if (!str_starts_with(*name, prefix))
        return false;
    *name = str_slice(*name, prefix.n, name->n);
    return true;
}

/* ---- telling shapes ------------------------------------------------------------ */

/* Does the text of a JSON string begin so, escapes undone? */
static bool begins(struct str text, struct str how)
{
    char p[BEGIN_BYTES];

    if (how.n == 0)
        return true;
    text = str_slice(text, 0, sizeof p);
    return str_starts_with((struct str){ p, json_unescape(text, p) }, how);
}

/* What of a record's fields is seen of a shape's signs: one bit each. */
struct seen {
    uint8_t first, second;
};

/* Note a field; true: the record is of the shape. */
static bool see(struct seen *seen, const struct json_shape *shape, struct str name,
                struct str text)
{
    for (size_t i = 0; i < shape->nsigns; i++) {
        const struct shape_sign *sign = &shape->sign[i];

        if (str_eq(name, sign->name) && begins(text, sign->begins))
            seen->first |= (uint8_t)(1u << i);
        if (sign->and_name.n == 0 || str_eq(name, sign->and_name))
            seen->second |= (uint8_t)(1u << i);
    }
    return seen->first & seen->second;
}

static bool fits(const struct json_fields *f, const struct json_shape *shape,
                 struct str wrapper)
{
    struct seen seen = { 0 };

    for (size_t i = 0; i < f->n; i++) {
        const struct named_value *v = &f->v[i];
        struct str name = v->name;

        if (strip(&name, wrapper) &&
            see(&seen, shape, name, (struct str){ v->value.p, v->value.n }))
            return true;
    }
    return false;
}

static const struct json_shape *fitting_shape(const struct json_fields *f,
                                              struct str wrapper)
{
    for (size_t i = 0; i < json_shape_table_len; i++)
        if (fits(f, json_shape_table[i], wrapper))
            return json_shape_table[i];
    return NULL;
}

/* A record that has Falcon's name for its event has the rest of Falcon's names, too. */
static bool is_falcon(struct str name)
{
    return str_eq(name, STR("event_simpleName")) ||
           str_eq(name, STR("#event_simpleName"));
}

const struct json_shape *shape_of(struct json_fields *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (is_falcon(f->v[i].name))
            return NULL;
    for (size_t w = 0; w < countof(wrappers); w++) {
        const struct json_shape *shape = fitting_shape(f, wrappers[w]);

        if (!shape)
            continue;
        for (size_t i = 0; i < f->n; i++)
            (void)strip(&f->v[i].name, wrappers[w]);
        return shape;
    }
    return NULL;
}

/* ---- looking at the head of a source ------------------------------------------- */

enum { SHAPES_MAX = 16 };

struct sniff {
    struct seen seen[SHAPES_MAX][countof(wrappers)];
    bool found, is_falcon;
};

static void sniff_scalar(void *ctx, const struct json_scalar *s)
{
    struct sniff *sniff = ctx;

    sniff->is_falcon |= is_falcon(s->path);
    for (size_t w = 0; w < countof(wrappers); w++) {
        struct str name = s->path;

        if (!strip(&name, wrappers[w]))
            continue;
        for (size_t i = 0; i < json_shape_table_len && i < SHAPES_MAX; i++)
            sniff->found |= see(&sniff->seen[i][w], json_shape_table[i], name, s->text);
    }
}

bool shape_is_in(struct str head)
{
    size_t at = json_skip_between(head, 0);

    for (size_t n = 0; n < HEAD_RECORDS && at < head.n; n++) {
        struct sniff sniff = { .found = false };
        const struct json_visitor visitor = { .ctx = &sniff,
                                              .scalar = sniff_scalar,
                                              .deep = true };
        struct json_problem problem;
        size_t used;

        if (head.p[at] == '{' &&
            json_walk(str_slice(head, at, head.n), &visitor, &used, &problem))
            at += used;
        else
            at = json_resume(head, at);
        if (sniff.found && !sniff.is_falcon)
            return true;
        at = json_skip_between(head, at);
    }
    return false;
}

/* ---- names ---------------------------------------------------------------------- */

static size_t exact_place(const struct json_shape *shape, struct str name)
{
    size_t i = 0;

    while (i < shape->nexact && !str_eq(shape->exact[i].from, name))
        i++;
    return i;
}

struct str shape_data_name(struct json_fields *f, struct str name)
{
    if (!map_is_system(name))
        return name;
    return json_fields_join(f, STR("EventData."), name);
}

static struct str replace_prefix(const struct json_shape *shape, struct json_fields *f,
                                 struct str name)
{
    for (size_t i = 0; i < shape->nprefixes; i++) {
        const struct shape_name *prefix = &shape->prefix[i];

        if (!strip(&name, prefix->from))
            continue;
        return prefix->to.n ? json_fields_join(f, prefix->to, name)
                            : shape_data_name(f, name);
    }
    return name;
}

/* Has an entry before `k` given the same name to a field? */
static bool is_taken(const struct json_shape *shape, const uint32_t *place, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (place[i] && str_eq(shape->exact[i].to, shape->exact[k].to))
            return true;
    return false;
}

/*
 * A field that came too late for its name. Times with an @ would hide those that are
 * made; the others stay what they are, and one that has the name already is data.
 */
static void rename_loser(struct json_fields *f, struct named_value *v, struct str to)
{
    if (str_starts_with(v->name, STR("@")))
        v->value = value_missing();
    else if (str_eq(v->name, to))
        v->name = shape_data_name(f, v->name);
}

void shape_rename(const struct json_shape *shape, struct json_fields *f)
{
    uint32_t place[SHAPE_NAMES_MAX] = { 0 };
    size_t whole = f->n;

    if (shape->prepare)
        shape->prepare(f);
    assert(shape->nexact <= SHAPE_NAMES_MAX);
    for (size_t i = 0; i < whole; i++) {
        size_t k = exact_place(shape, f->v[i].name);

        if (k == shape->nexact)
            f->v[i].name = replace_prefix(shape, f, f->v[i].name);
        else if (!place[k])
            place[k] = (uint32_t)(i + 1);
    }
    for (size_t k = 0; k < shape->nexact; k++) {
        struct named_value *v = place[k] ? &f->v[place[k] - 1] : NULL;

        if (v && is_taken(shape, place, k))
            rename_loser(f, v, shape->exact[k].to);
        else if (v)
            v->name = shape->exact[k].to;
    }
}
