#include "base/base.h"

#include "base/nearest.h"
#include "detect/pack_test.h"

struct reader {
    struct pack_test *test;
    const char *name; /* of the file */
    struct arena *arena;
    struct diag *diag;
};

static const char *const kind_words[] = { [TEST_POSITIVE] = "positive",
                                          [TEST_NEGATIVE] = "negative",
                                          [TEST_BASELINE] = "baseline" };

const char *test_kind_word(enum test_kind kind)
{
    return kind_words[kind];
}

static enum status fail(const struct reader *r, size_t line, const char *what)
{
    return diag_set(r->diag, ST_FORMAT, 0, "%s:%zu: %s", r->name, line, what);
}

/* Is every key of `map` one of `known`, which ends with NULL? */
static enum status check_keys(const struct reader *r, const struct yaml_node *map,
                              const char *const *known)
{
    if (map->kind != YAML_MAP)
        return fail(r, map->line, "keys are expected here");
    for (const struct yaml_node *node = map->first; node; node = node->next) {
        struct nearest near = nearest_start(node->key);
        bool is_known = false;

        for (size_t i = 0; known[i]; i++) {
            is_known |= str_eq(node->key, str_from_cstr(known[i]));
            nearest_offer(&near, known[i]);
        }
        if (!is_known)
            return diag_set(r->diag, ST_FORMAT, 0, "%s:%zu: unknown key '%.*s'%s%s%s",
                            r->name, node->line, STR_ARG(node->key),
                            near.name ? "; did you mean '" : "",
                            near.name ? near.name : "", near.name ? "'?" : "");
    }
    return ST_OK;
}

static enum status read_text(const struct reader *r, const struct yaml_node *node,
                             struct str *out)
{
    if (node->kind != YAML_TEXT || str_trim(node->text).n == 0)
        return fail(r, node->line, "a text is expected here");
    *out = str_trim(node->text);
    return ST_OK;
}

/* A list of texts, or a single one. */
static enum status read_texts(const struct reader *r, const struct yaml_node *node,
                              struct pack_list *out)
{
    bool is_one = node->kind == YAML_TEXT;
    struct str *v = arena_new_array(r->arena, struct str, node->n + 1);

    if (!v)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    if (node->kind == YAML_MAP || (!is_one && node->n == 0))
        return fail(r, node->line, "a text or a list of texts is expected here");
    *out = (struct pack_list){ v, 0 };
    if (is_one)
        return read_text(r, node, &v[out->n++]);
    for (const struct yaml_node *item = node->first; item; item = item->next)
        TRY(read_text(r, item, &v[out->n++]));
    return ST_OK;
}

/* ---- parameters ---- */

static size_t count_values(const struct yaml_node *map)
{
    size_t n = 0;

    for (const struct yaml_node *node = map->first; node; node = node->next)
        n += node->kind == YAML_TEXT ? 1 : node->n;
    return n;
}

static enum status read_params(const struct reader *r, const struct yaml_node *map)
{
    struct pack_test *t = r->test;
    struct plan_param *v =
        arena_new_array(r->arena, struct plan_param, count_values(map) + 1);

    if (!v)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    if (map->kind != YAML_MAP)
        return fail(r, map->line, "parameters are a map of names and values");
    for (const struct yaml_node *node = map->first; node; node = node->next) {
        struct pack_list values;

        TRY(read_texts(r, node, &values));
        for (size_t i = 0; i < values.n; i++)
            v[t->nparams++] = (struct plan_param){ node->key, values.v[i] };
    }
    t->param = v;
    return ST_OK;
}

/* ---- findings ---- */

static enum status read_fields(const struct reader *r, const struct yaml_node *map,
                               struct expected *out)
{
    struct expected_field *v =
        arena_new_array(r->arena, struct expected_field, map->n + 1);

    if (!v)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    if (map->kind != YAML_MAP || map->n == 0)
        return fail(r, map->line, "a finding is a map of fields");
    *out = (struct expected){ .field = v, .line = map->line };
    for (const struct yaml_node *node = map->first; node; node = node->next) {
        if (node->kind != YAML_TEXT)
            return fail(r, node->line, "the value of a field is a text");
        v[out->nfields++] = (struct expected_field){
            .name = node->key,
            .value = node->text,
            .is_missing = str_eq(node->text, STR("null")),
        };
    }
    return ST_OK;
}

static enum status read_exception(const struct reader *r, const struct yaml_node *item,
                                  struct expected *out)
{
    static const char *const known[] = { "finding", "why", NULL };
    const struct yaml_node *finding, *why;

    TRY(check_keys(r, item, known));
    finding = yaml_get(item, STR("finding"));
    why = yaml_get(item, STR("why"));
    if (!finding || !why)
        return fail(r, item->line, "an exception has 'finding' and 'why'");
    TRY(read_fields(r, finding, out));
    return read_text(r, why, &out->why);
}

static enum status read_list(const struct reader *r, const struct yaml_node *list,
                             enum status (*read)(const struct reader *r,
                                                 const struct yaml_node *item,
                                                 struct expected *out),
                             const struct expected **out, size_t *n)
{
    struct expected *v = arena_new_array(r->arena, struct expected, list->n + 1);

    if (!v)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    /* An empty text is what YAML makes of nothing behind the colon. */
    if (list->kind != YAML_LIST && !(list->kind == YAML_TEXT && list->text.n == 0))
        return fail(r, list->line, "a list is expected here");
    for (const struct yaml_node *item = list->first; item; item = item->next)
        TRY(read(r, item, &v[(*n)++]));
    *out = v;
    return ST_OK;
}

/* ---- input ---- */

static enum status read_form(const struct reader *r, const struct yaml_node *input)
{
    const struct yaml_node *as = yaml_get(input, STR("as"));

    r->test->form = STR("falcon");
    if (!as)
        return ST_OK;
    TRY(read_text(r, as, &r->test->form));
    if (r->test->input != INPUT_FORGE || (!str_eq(r->test->form, STR("falcon")) &&
                                          !str_eq(r->test->form, STR("windows")) &&
                                          !str_eq(r->test->form, STR("windows-xml"))))
        return fail(r, as->line,
                    "'as' is falcon, windows or windows-xml, and goes with 'forge'");
    return ST_OK;
}

static enum status read_input(const struct reader *r, const struct yaml_node *input)
{
    static const char *const known[] = {
        "events", "file", "forge", "folder", "as", NULL
    };
    size_t n = 0;

    TRY(check_keys(r, input, known));
    for (enum pack_input i = INPUT_EVENTS; i <= INPUT_FOLDER; i++) {
        const struct yaml_node *node = yaml_get(input, str_from_cstr(known[i]));

        if (!node)
            continue;
        n++;
        r->test->input = i;
        if (i == INPUT_FORGE)
            TRY(read_texts(r, node, &r->test->forge));
        else
            TRY(read_text(r, node, &r->test->text));
    }
    if (n != 1)
        return fail(r, input->line,
                    "one of events, file, forge and folder is expected");
    return read_form(r, input);
}

/* ---- the file ---- */

static enum status read_kind(const struct reader *r, const struct yaml_node *node)
{
    struct str word;

    TRY(read_text(r, node, &word));
    for (size_t i = 0; i < countof(kind_words); i++)
        if (str_eq(word, str_from_cstr(kind_words[i]))) {
            r->test->kind = (enum test_kind)i;
            return ST_OK;
        }
    return fail(r, node->line, "kind: positive, negative or baseline");
}

/* Do the parts fit the kind? */
static enum status check_kind(const struct reader *r)
{
    const struct pack_test *t = r->test;
    bool is_baseline = t->kind == TEST_BASELINE;

    if (t->kind == TEST_POSITIVE && t->nfindings == 0)
        return fail(r, 1, "a positive test has findings");
    if (t->kind != TEST_POSITIVE && t->nfindings)
        return fail(r, t->finding[0].line, "only a positive test has findings");
    if (is_baseline != (t->input == INPUT_FOLDER))
        return fail(r, 1, "a baseline, and nothing else, has a folder as input");
    if (!is_baseline && t->nexceptions)
        return fail(r, t->exception[0].line, "only a baseline has exceptions");
    if (t->key.n && t->kind != TEST_POSITIVE)
        return fail(r, 1, "'key' goes with findings");
    return ST_OK;
}

/* Findings that are told apart by a key must have it. */
static enum status check_key(const struct reader *r)
{
    const struct pack_test *t = r->test;

    for (size_t i = 0; i < t->nfindings; i++)
        for (size_t k = 0; k < t->key.n; k++) {
            const struct expected *e = &t->finding[i];
            bool has = false;

            for (size_t f = 0; f < e->nfields; f++)
                has |= str_eq(e->field[f].name, t->key.v[k]);
            if (!has)
                return fail(r, e->line, "a finding lacks a field of the key");
        }
    return ST_OK;
}

static enum status read_name(const struct reader *r, const struct yaml_node *node)
{
    return read_text(r, node, &r->test->name);
}

static enum status read_findings(const struct reader *r, const struct yaml_node *node)
{
    return read_list(r, node, read_fields, &r->test->finding, &r->test->nfindings);
}

static enum status read_key(const struct reader *r, const struct yaml_node *node)
{
    return read_texts(r, node, &r->test->key);
}

static enum status read_exceptions(const struct reader *r, const struct yaml_node *node)
{
    return read_list(r, node, read_exception, &r->test->exception,
                     &r->test->nexceptions);
}

/* What a test is made of; the first three must be there. */
enum { REQUIRED = 3 };

static const char *const part_names[] = { "name",     "kind", "input",      "params",
                                          "findings", "key",  "exceptions", NULL };

static enum status (*const read_part[])(const struct reader *r,
                                        const struct yaml_node *node) = {
    read_name,     read_kind, read_input,     read_params,
    read_findings, read_key,  read_exceptions
};

enum status pack_test_parse(struct pack_test *out, struct str bytes, const char *name,
                            struct arena *arena, struct diag *diag)
{
    struct reader r = { out, name, arena, diag };
    struct yaml_node *root;

    *out = (struct pack_test){ .kind = TEST_POSITIVE };
    TRY(yaml_parse(&root, bytes, name, arena, diag));
    TRY(check_keys(&r, root, part_names));
    for (size_t i = 0; i < countof(read_part); i++) {
        const struct yaml_node *node = yaml_get(root, str_from_cstr(part_names[i]));

        if (node)
            TRY(read_part[i](&r, node));
        else if (i < REQUIRED)
            return diag_set(diag, ST_FORMAT, 0, "%s:1: '%s' is missing", name,
                            part_names[i]);
    }
    TRY(check_kind(&r));
    return check_key(&r);
}
