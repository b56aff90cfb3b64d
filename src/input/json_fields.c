#include "base/base.h"

#include "input/json_fields.h"
#include "input/windows_xml.h"

void json_fields_init(struct json_fields *f, size_t limit, struct arena *names,
                      struct arena *texts)
{
    *f = (struct json_fields){ .limit = limit, .names = names, .texts = texts };
}

void json_fields_release(struct json_fields *f)
{
    free(f->v);
    windows_xml_free(f->xml);
    f->xml = NULL;
    f->v = NULL;
    f->n = f->cap = 0;
}

void json_fields_reset(struct json_fields *f)
{
    f->n = 0;
    f->failed = false;
}

static bool grow(struct json_fields *f)
{
    size_t cap = f->cap ? f->cap * 2 : 128;
    struct named_value *v;

    if (f->n < f->cap)
        return true;
    if (cap > f->limit / sizeof *v)
        return false;
    v = realloc(f->v, cap * sizeof *v);
    if (!v)
        return false;
    f->v = v;
    f->cap = cap;
    return true;
}

void json_fields_add(struct json_fields *f, struct str name, struct value v)
{
    if (f->failed || !grow(f)) {
        f->failed = true;
        return;
    }
    f->v[f->n++] = (struct named_value){ .name = name, .value = v, .slot = -1 };
}

static void take_scalar(void *ctx, const struct json_scalar *s)
{
    struct json_fields *f = ctx;
    struct value v = value_str(s->text);
    struct str name = s->path;

    if (s->kind == JSON_NULL || f->failed)
        return;
    if (s->kind == JSON_ESCAPED)
        v.kind = VALUE_ESCAPED;
    if (!s->path_is_view)
        name = str_dup(f->names, s->path);
    f->failed |= !name.p;
    json_fields_add(f, name, v);
}

bool json_fields_walk(struct json_fields *f, struct str text, size_t *used,
                      struct json_problem *problem)
{
    const struct json_visitor visitor = { .ctx = f,
                                          .scalar = take_scalar,
                                          .deep = true };

    return json_walk(text, &visitor, used, problem);
}

struct named_value *json_fields_find(const struct json_fields *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].name, name))
            return &f->v[i];
    return NULL;
}

struct str json_fields_join(struct json_fields *f, struct str a, struct str b)
{
    char *p = arena_text(f->names, a.n + b.n + 1);

    f->failed |= !p;
    if (!p)
        return b;
    if (a.n)
        memcpy(p, a.p, a.n);
    if (b.n)
        memcpy(p + a.n, b.p, b.n);
    return (struct str){ p, a.n + b.n };
}
