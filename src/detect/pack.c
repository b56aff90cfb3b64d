#include "base/base.h"

#include "base/nearest.h"
#include "detect/pack.h"

enum key_kind { KEY_TEXT, KEY_LIST };

/* Where in pack.yaml a member of struct pack stands. */
struct key {
    const char *section; /* "" at the top, else the map that holds it */
    const char *name;
    enum key_kind kind;
    size_t offset;
    bool is_required;
};

#define KEY(section, name, kind, member, required)                   \
    {                                                                \
        section, name, kind, offsetof(struct pack, member), required \
    }

static const struct key keys[] = {
    KEY("", "id", KEY_TEXT, id, true),
    KEY("", "title", KEY_TEXT, title, true),
    KEY("", "description", KEY_TEXT, description, true),
    KEY("", "severity", KEY_TEXT, severity, true),
    KEY("", "query", KEY_TEXT, query, true),
    KEY("", "as_published", KEY_TEXT, as_published, false),
    KEY("", "data_sources", KEY_LIST, data_sources, false),
    KEY("", "events", KEY_LIST, events, true),
    KEY("", "false_positives", KEY_LIST, false_positives, false),
    KEY("", "parameters", KEY_LIST, parameters, false),
    KEY("", "references", KEY_LIST, references, false),
    KEY("attack", "technique", KEY_TEXT, technique, true),
    KEY("attack", "name", KEY_TEXT, technique_name, false),
    KEY("attack", "tactics", KEY_LIST, tactics, false),
    KEY("attack", "detection_strategy", KEY_TEXT, detection_strategy, false),
    KEY("attack", "analytic", KEY_TEXT, analytic, false),
    KEY("attack", "version", KEY_TEXT, attack_version, false),
    KEY("fields", "required", KEY_LIST, required_fields, true),
    KEY("fields", "optional", KEY_LIST, optional_fields, false),
};

struct reader {
    struct pack *pack;
    const char *name; /* of the file */
    struct arena *arena;
    struct diag *diag;
    size_t *line; /* by key: where it stands */
};

static enum status fail(const struct reader *r, size_t line, const char *what,
                        struct str subject)
{
    return diag_set(r->diag, ST_FORMAT, 0, "%s:%zu: %s '%.*s'", r->name, line, what,
                    STR_ARG(subject));
}

static const struct key *find_key(struct str section, struct str name)
{
    for (size_t i = 0; i < countof(keys); i++)
        if (str_eq(str_from_cstr(keys[i].section), section) &&
            str_eq(str_from_cstr(keys[i].name), name))
            return &keys[i];
    return NULL;
}

static bool is_section(struct str name)
{
    for (size_t i = 0; i < countof(keys); i++)
        if (keys[i].section[0] && str_eq(str_from_cstr(keys[i].section), name))
            return true;
    return false;
}

static enum status unknown_key(const struct reader *r, const struct yaml_node *node,
                               struct str section)
{
    struct nearest near = nearest_start(node->key);

    for (size_t i = 0; i < countof(keys); i++)
        if (str_eq(str_from_cstr(keys[i].section), section))
            nearest_offer(&near, keys[i].name);
    if (near.name)
        return diag_set(r->diag, ST_FORMAT, 0,
                        "%s:%zu: unknown key '%.*s'; did you mean '%s'?", r->name,
                        node->line, STR_ARG(node->key), near.name);
    return fail(r, node->line, "unknown key", node->key);
}

static enum status read_text(const struct reader *r, const struct yaml_node *node,
                             struct str *out)
{
    if (node->kind != YAML_TEXT)
        return fail(r, node->line, "plain text is expected for", node->key);
    *out = str_trim(node->text);
    return out->n ? ST_OK : fail(r, node->line, "there is nothing for", node->key);
}

static enum status read_list(const struct reader *r, const struct yaml_node *node,
                             struct pack_list *out)
{
    struct str *v = arena_new_array(r->arena, struct str, node->n + 1);

    if (node->kind != YAML_LIST)
        return fail(r, node->line, "a list is expected for", node->key);
    if (!v)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    *out = (struct pack_list){ v, 0 };
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        if (item->kind != YAML_TEXT)
            return fail(r, item->line, "plain text is expected in", node->key);
        v[out->n++] = str_trim(item->text);
    }
    return ST_OK;
}

static enum status read_map(const struct reader *r, const struct yaml_node *map,
                            struct str section)
{
    for (const struct yaml_node *node = map->first; node; node = node->next) {
        const struct key *key = find_key(section, node->key);
        char *member;

        if (!key && section.n == 0 && is_section(node->key)) {
            if (node->kind != YAML_MAP)
                return fail(r, node->line, "keys are expected below", node->key);
            TRY(read_map(r, node, node->key));
            continue;
        }
        if (!key)
            return unknown_key(r, node, section);
        member = (char *)r->pack + key->offset;
        r->line[key - keys] = node->line;
        if (key->kind == KEY_TEXT)
            TRY(read_text(r, node, (struct str *)(void *)member));
        else
            TRY(read_list(r, node, (struct pack_list *)(void *)member));
    }
    return ST_OK;
}

static bool has_member(const struct pack *pack, const struct key *key)
{
    const char *member = (const char *)pack + key->offset;

    if (key->kind == KEY_TEXT)
        return ((const struct str *)(const void *)member)->n > 0;
    return ((const struct pack_list *)(const void *)member)->n > 0;
}

/* A file in the pack's own folder, and nowhere else. */
static bool is_file_name(struct str s)
{
    return s.n > 0 && s.p[0] != '.' && !memchr(s.p, '/', s.n) &&
           !memchr(s.p, '\0', s.n);
}

static bool is_identifier(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!is_letter && !(c >= '0' && c <= '9') && !strchr(".-_", c))
            return false;
    }
    return s.n > 0 && s.n <= 100 && !memchr(s.p, '\0', s.n);
}

static bool is_severity(struct str s)
{
    return str_eq(s, STR("low")) || str_eq(s, STR("medium")) || str_eq(s, STR("high"));
}

/* A value that has to be of a certain form. */
struct form {
    size_t offset; /* of a text in struct pack */
    const char *what;
    bool (*is_right)(struct str s);
};

static const struct form forms[] = {
    { offsetof(struct pack, id), "id: letters, digits, '.', '-' and '_' only, not",
      is_identifier },
    { offsetof(struct pack, severity), "severity: low, medium or high, not",
      is_severity },
    { offsetof(struct pack, query), "query: a file in the same folder, not",
      is_file_name },
    { offsetof(struct pack, as_published),
      "as_published: a file in the same folder, not", is_file_name },
};

static size_t line_of(const struct reader *r, size_t offset)
{
    for (size_t i = 0; i < countof(keys); i++)
        if (keys[i].offset == offset)
            return r->line[i];
    return 1;
}

static enum status check(const struct reader *r)
{
    for (size_t i = 0; i < countof(keys); i++)
        if (keys[i].is_required && !has_member(r->pack, &keys[i]))
            return diag_set(r->diag, ST_FORMAT, 0, "%s:1: '%s%s%s' is missing", r->name,
                            keys[i].section, keys[i].section[0] ? "." : "",
                            keys[i].name);
    for (size_t i = 0; i < countof(forms); i++) {
        const char *member = (const char *)r->pack + forms[i].offset;
        struct str text = *(const struct str *)(const void *)member;

        if (text.n && !forms[i].is_right(text))
            return fail(r, line_of(r, forms[i].offset), forms[i].what, text);
    }
    return ST_OK;
}

enum status pack_parse(struct pack *out, struct str bytes, const char *name,
                       struct arena *arena, struct diag *diag)
{
    size_t line[countof(keys)] = { 0 };
    struct reader r = { out, name, arena, diag, line };
    struct yaml_node *root;

    *out = (struct pack){ .id = { NULL, 0 } };
    TRY(yaml_parse(&root, bytes, name, arena, diag));
    if (root->kind != YAML_MAP)
        return diag_set(diag, ST_FORMAT, 0, "%s:1: a pack is a map of keys", name);
    TRY(read_map(&r, root, STR("")));
    return check(&r);
}
