/*
 * tuning_read.c - tuning files: which keys there are and what they hold.
 */
#include "base/base.h"

#include "base/nearest.h"
#include "detect/tuning.h"
#include "text/civil.h"
#include "text/time_iso.h"
#include "text/tz.h"

static const char *const key_names[TUNING_KEYS] = {
    [TUNING_DETECTION] = "detection",
    [TUNING_CLASS] = "class",
    [TUNING_HASH] = "hash",
    [TUNING_SIGNER] = "signer",
    [TUNING_ISSUER] = "issuer",
    [TUNING_PATH] = "path",
    [TUNING_THUMBPRINT] = "thumbprint",
    [TUNING_HOST] = "host",
    [TUNING_USER] = "user",
    [TUNING_COMMAND] = "command",
};

struct reader {
    struct tuning *tuning;
    const struct tuning_context *context;
    struct diag *diag;
};

static enum status fail(const struct reader *r, size_t line, const char *what,
                        struct str subject)
{
    return diag_set(r->diag, ST_FORMAT, 0, "%s:%zu: %s '%.*s'", r->context->name, line,
                    what, STR_ARG(subject));
}

static enum status no_memory(const struct reader *r)
{
    return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
}

static enum status unknown_key(const struct reader *r, const struct yaml_node *node,
                               const char *const *names, size_t n)
{
    struct nearest near = nearest_start(node->key);

    for (size_t i = 0; i < n; i++)
        nearest_offer(&near, names[i]);
    if (near.name)
        return diag_set(r->diag, ST_FORMAT, 0,
                        "%s:%zu: unknown key '%.*s'; did you mean '%s'?",
                        r->context->name, node->line, STR_ARG(node->key), near.name);
    return fail(r, node->line, "unknown key", node->key);
}

/* The value of `?name`; p is NULL when it was not given. */
static struct str parameter(const struct reader *r, struct str name)
{
    for (size_t i = 0; i < r->context->nparams; i++)
        if (str_eq(r->context->param[i].name, name))
            return r->context->param[i].value;
    return (struct str){ NULL, 0 };
}

static bool is_parameter(struct str text)
{
    return text.n > 1 && text.p[0] == '?';
}

static enum status add_value(const struct reader *r, struct suppression *s,
                             enum tuning_key key, const struct yaml_node *node)
{
    struct tuning_values *values = &s->match[key];
    struct str text = str_trim(node->text);
    bool is_good;

    if (node->kind != YAML_TEXT || text.n == 0)
        return fail(r, node->line, "a value is expected for",
                    str_from_cstr(key_names[key]));
    if (is_parameter(text)) {
        struct str name = str_slice(text, 1, text.n);

        text = parameter(r, name);
        if (!text.n) {
            s->needs = name;
            return ST_OK;
        }
    }
    values->text[values->n] = text;
    is_good =
        key == TUNING_PATH
            ? path_glob_compile(&values->path[values->n], r->context->arena, text)
            : glob_compile(&values->glob[values->n], r->context->arena, text, true);
    values->n++;
    return is_good ? ST_OK : fail(r, node->line, "this pattern is too long:", text);
}

/* A value, or a list of them. */
static enum status read_values(const struct reader *r, struct suppression *s,
                               enum tuning_key key, const struct yaml_node *node)
{
    struct arena *arena = r->context->arena;
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    struct tuning_values *values = &s->match[key];

    values->glob = arena_new_array(arena, struct glob, n + 1);
    values->path = arena_new_array(arena, struct path_glob, n + 1);
    values->text = arena_new_array(arena, struct str, n + 1);
    if (!values->glob || !values->path || !values->text)
        return no_memory(r);
    if (node->kind != YAML_LIST)
        return add_value(r, s, key, node);
    if (n == 0)
        return fail(r, node->line, "there is nothing for", node->key);
    for (const struct yaml_node *item = node->first; item; item = item->next)
        TRY(add_value(r, s, key, item));
    return ST_OK;
}

/* Does a key say which files, hosts or people it is about? */
static bool is_about_something(enum tuning_key key)
{
    return key != TUNING_DETECTION && key != TUNING_CLASS;
}

static enum status read_match(const struct reader *r, struct suppression *s,
                              const struct yaml_node *map)
{
    bool is_particular = false;

    if (map->kind != YAML_MAP)
        return fail(r, map->line, "keys are expected below", map->key);
    for (const struct yaml_node *node = map->first; node; node = node->next) {
        enum tuning_key key = TUNING_DETECTION;

        while (key < TUNING_KEYS && !str_eq(str_from_cstr(key_names[key]), node->key))
            key++;
        if (key == TUNING_KEYS)
            return unknown_key(r, node, key_names, TUNING_KEYS);
        TRY(read_values(r, s, key, node));
        is_particular |= is_about_something(key);
    }
    if (!is_particular)
        return fail(r, map->line,
                    "name a path, hash, signer, issuer, thumbprint, host, user or "
                    "command in",
                    map->key);
    return ST_OK;
}

/* The whole day counts. */
static enum status read_expiry(const struct reader *r, struct suppression *s,
                               const struct yaml_node *node)
{
    if (node->kind != YAML_TEXT ||
        !time_parse_iso(str_trim(node->text), tz_utc(), &s->expires_ms))
        return fail(r, node->line, "a date as 2027-06-30 is expected for", node->key);
    s->has_expiry = true;
    s->expires_ms += MS_PER_DAY;
    return ST_OK;
}

static enum status read_text(const struct reader *r, const struct yaml_node *node,
                             struct str *out)
{
    if (node->kind != YAML_TEXT)
        return fail(r, node->line, "plain text is expected for", node->key);
    *out = str_trim(node->text);
    return ST_OK;
}

static enum status read_member(const struct reader *r, struct suppression *s,
                               const struct yaml_node *node)
{
    static const char *const names[] = { "id", "reason", "owner", "expires", "match" };

    if (str_eq(node->key, STR("id")))
        return read_text(r, node, &s->id);
    if (str_eq(node->key, STR("reason")))
        return read_text(r, node, &s->reason);
    if (str_eq(node->key, STR("owner")))
        return read_text(r, node, &s->owner);
    if (str_eq(node->key, STR("expires")))
        return read_expiry(r, s, node);
    if (str_eq(node->key, STR("match")))
        return read_match(r, s, node);
    return unknown_key(r, node, names, countof(names));
}

static enum status check(const struct reader *r, const struct suppression *s)
{
    bool has_match = s->needs.n > 0;
    static const struct str id = { "id", 2 }, reason = { "reason", 6 },
                            owner = { "owner", 5 }, match = { "match", 5 };

    for (int k = 0; k < TUNING_KEYS; k++)
        has_match |= s->match[k].n > 0;
    if (!s->id.n)
        return fail(r, s->line, "a suppression lacks", id);
    if (!s->reason.n)
        return fail(r, s->line, "a suppression lacks", reason);
    if (!s->owner.n)
        return fail(r, s->line, "a suppression lacks", owner);
    if (!has_match)
        return fail(r, s->line, "a suppression lacks", match);
    for (size_t i = 0; i < r->tuning->n; i++)
        if (str_eq(r->tuning->v[i].id, s->id))
            return fail(r, s->line, "there is another suppression", s->id);
    return ST_OK;
}

static bool grow(struct tuning *t, struct arena *arena)
{
    size_t cap = t->cap ? t->cap * 2 : 16;
    struct suppression *v;

    if (t->n < t->cap)
        return true;
    v = arena_new_array(arena, struct suppression, cap);
    if (!v)
        return false;
    if (t->n)
        memcpy(v, t->v, t->n * sizeof *v);
    t->v = v;
    t->cap = cap;
    return true;
}

static enum status read_suppression(const struct reader *r,
                                    const struct yaml_node *node)
{
    struct suppression s = { .file = r->context->name, .line = node->line };

    if (node->kind != YAML_MAP)
        return fail(r, node->line, "a suppression is a map of keys, not", node->text);
    for (const struct yaml_node *member = node->first; member; member = member->next)
        TRY(read_member(r, &s, member));
    TRY(check(r, &s));
    s.is_off = s.needs.n || (s.has_expiry && s.expires_ms <= r->context->now_ms);
    if (r->tuning->n == TUNING_SUPPRESSIONS_MAX)
        return diag_set(r->diag, ST_LIMIT, 0, "%s:%zu: more than %d suppressions",
                        r->context->name, node->line, TUNING_SUPPRESSIONS_MAX);
    if (!grow(r->tuning, r->context->arena))
        return no_memory(r);
    r->tuning->v[r->tuning->n++] = s;
    return ST_OK;
}

enum status tuning_add(struct tuning *t, struct str bytes,
                       const struct tuning_context *context, struct diag *diag)
{
    static const char *const names[] = { "suppressions" };
    struct reader r = { t, context, diag };
    const struct yaml_node *list;
    struct yaml_node *root;

    TRY(yaml_parse(&root, bytes, context->name, context->arena, diag));
    if (root->kind != YAML_MAP)
        return diag_set(diag, ST_FORMAT, 0,
                        "%s:1: a tuning file is a map with the key "
                        "'suppressions'",
                        context->name);
    for (list = root->first; list; list = list->next) {
        if (!str_eq(list->key, STR("suppressions")))
            return unknown_key(&r, list, names, countof(names));
        if (list->kind != YAML_LIST)
            return fail(&r, list->line, "a list is expected for", list->key);
        for (const struct yaml_node *node = list->first; node; node = node->next)
            TRY(read_suppression(&r, node));
    }
    return ST_OK;
}
