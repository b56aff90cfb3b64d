/*
 * fn_writeJson.c - writeJson(): a JSON object of fields.
 *
 * `a.b` becomes a member of an object a, `a[1]` an element of an array a; gaps are
 * null. The names are those of the query, so that their tree is made once:
 *
 *     a.b  a.c[0]  d   ->   a - b            d
 *                             - c - [0]
 *
 * and a row only decides which of its leaves have values. Where a field and one below
 * it have values, the one below wins; where elements and members meet, `[0]` is the
 * name of a member.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/json.h"
#include "text/json_text.h"
#include "text/number.h"

enum { FIELD, AS };
enum { NAME_DEPTH_MAX = 64, INDEX_MAX = 9999, NOT_AN_INDEX = -1 };

struct json_node {
    struct str key;                 /* `[0]` of an element */
    int32_t index;                  /* of an element, or NOT_AN_INDEX */
    int32_t field;                  /* place among the fields, or -1 */
    bool has_members;               /* a child that is no element */
    struct json_node *child, *next; /* children by index, members as they came */
};

/* ---- the tree -------------------------------------------------------------------- */

/* The number in `[n]` at the start of `s`; *end is the place behind it. */
static int32_t read_index(struct str s, size_t *end)
{
    int64_t index;
    size_t n = 1;

    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    *end = n + 1;
    if (n >= s.n || s.p[n] != ']' || !number_parse_int64(str_slice(s, 1, n), &index) ||
        index > INDEX_MAX)
        return NOT_AN_INDEX;
    return (int32_t)index;
}

/*
 * Cut the next step off `*rest`. What is no path in its entirety (`a..b`, `a[x]`) is
 * one step as it stands.
 */
static struct str cut_step(struct str *rest, int32_t *index)
{
    struct str all = *rest;
    size_t n = 0;

    *index = NOT_AN_INDEX;
    if (all.p[0] == '[') {
        *index = read_index(all, &n);
        if (*index == NOT_AN_INDEX)
            n = all.n;
    } else {
        while (n < all.n && all.p[n] != '.' && all.p[n] != '[')
            n++;
    }
    *rest = str_slice(all, n, all.n);
    if (rest->n && rest->p[0] == '.')
        *rest = str_slice(*rest, 1, rest->n);
    return str_slice(all, 0, n);
}

static bool is_path(struct str name)
{
    char before = '.';

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        size_t end;

        if ((c == '.' || c == '[') && before == '.')
            return false;
        if (c == '[') {
            if (read_index(str_slice(name, i, name.n), &end) == NOT_AN_INDEX)
                return false;
            i += end - 1;
            if (i + 1 < name.n && name.p[i + 1] != '.' && name.p[i + 1] != '[')
                return false;
        }
        before = c == '[' ? ']' : c;
    }
    return before != '.';
}

/* The child of that name, made where its place is if there is none; NULL: memory. */
static struct json_node *child_of(struct json_node *parent, struct str key,
                                  int32_t index, struct arena *arena)
{
    struct json_node **at = &parent->child;
    struct json_node *made;

    for (; *at; at = &(*at)->next) {
        if (str_eq((*at)->key, key) && (*at)->index == index)
            return *at;
        if (index != NOT_AN_INDEX && (*at)->index > index)
            break;
    }
    made = arena_new(arena, struct json_node);
    if (!made)
        return NULL;
    *made = (struct json_node){ key, index, -1, false, NULL, *at };
    parent->has_members |= index == NOT_AN_INDEX;
    *at = made;
    return made;
}

static enum status add_name(const struct func_call *call, struct json_node *root,
                            size_t i, struct diag *diag)
{
    struct str rest = call->arg[FIELD].field[i].name;
    struct json_node *node = root;
    int32_t index = NOT_AN_INDEX;
    size_t depth = 0;

    if (!is_path(rest))
        node = child_of(node, rest, index, call->env->arena);
    else
        while (node && rest.n && depth++ < NAME_DEPTH_MAX) {
            struct str key = cut_step(&rest, &index);

            node = child_of(node, key, index, call->env->arena);
        }
    if (depth > NAME_DEPTH_MAX || (depth == NAME_DEPTH_MAX && rest.n))
        return arg_fail(call, FIELD, ST_LIMIT, diag, "a name has more than %d parts",
                        NAME_DEPTH_MAX);
    if (!node)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    node->field = (int32_t)i;
    return ST_OK;
}

static enum status write_json_open(const struct func_call *call, void **state,
                                   struct diag *diag)
{
    struct json_node *root = arena_new(call->env->arena, struct json_node);

    if (!root)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    root->field = -1;
    root->has_members = true; /* an object, be it empty */
    for (size_t i = 0; i < call->arg[FIELD].n; i++)
        TRY(add_name(call, root, i, diag));
    *state = root;
    return ST_OK;
}

/* ---- a row ----------------------------------------------------------------------- */

struct json_writer {
    const struct func_call *call;
    struct row row;
    struct func_run *run;
    struct buf out;
};

static struct value node_value(const struct json_writer *w,
                               const struct json_node *node)
{
    if (node->field < 0)
        return value_missing();
    return row_get(w->row, &w->call->arg[FIELD].field[node->field]);
}

/* Recursive; NAME_DEPTH_MAX bounds it. */
static bool has_value(const struct json_writer *w, const struct json_node *node)
{
    if (!value_is_missing(node_value(w, node)))
        return true;
    for (const struct json_node *c = node->child; c; c = c->next)
        if (has_value(w, c))
            return true;
    return false;
}

static bool has_children(const struct json_writer *w, const struct json_node *node)
{
    for (const struct json_node *c = node->child; c; c = c->next)
        if (has_value(w, c))
            return true;
    return false;
}

/* Does the text stand for a number in JSON as it is? `007` and `.5` do not. */
static bool is_json_number(struct str text)
{
    struct json_token t;
    struct json j;

    json_init(&j, text);
    t = json_next(&j);
    return t.kind == JSON_NUMBER && t.text.n == text.n &&
           json_next(&j).kind == JSON_END;
}

static void write_value(struct json_writer *w, struct value v)
{
    struct str text = value_text(v, w->run->arena);
    char number[NUMBER_TEXT_MAX];
    double d;

    if (!value_number(v, &d))
        json_add_string(&w->out, text);
    else if (is_json_number(text))
        buf_add(&w->out, text);
    else
        buf_add(&w->out, (struct str){ number, number_print_double(d, number) });
}

/* Recursive; NAME_DEPTH_MAX bounds it. */
static void write_node(struct json_writer *w, const struct json_node *node);

static void write_object(struct json_writer *w, const struct json_node *node)
{
    const char *separator = "";

    buf_add_char(&w->out, '{');
    for (const struct json_node *c = node->child; c; c = c->next) {
        if (!has_value(w, c))
            continue;
        buf_add_cstr(&w->out, separator);
        json_add_string(&w->out, c->key);
        buf_add_char(&w->out, ':');
        write_node(w, c);
        separator = ",";
    }
    buf_add_char(&w->out, '}');
}

static void write_array(struct json_writer *w, const struct json_node *node)
{
    int32_t next = 0;

    buf_add_char(&w->out, '[');
    for (const struct json_node *c = node->child; c; c = c->next) {
        if (!has_value(w, c))
            continue;
        for (; next < c->index; next++)
            buf_add_cstr(&w->out, next ? ",null" : "null");
        if (next++)
            buf_add_char(&w->out, ',');
        write_node(w, c);
    }
    buf_add_char(&w->out, ']');
}

static void write_node(struct json_writer *w, const struct json_node *node)
{
    if (!has_children(w, node))
        write_value(w, node_value(w, node));
    else if (node->has_members)
        write_object(w, node);
    else
        write_array(w, node);
}

static struct value write_json_value(const struct func_call *call, struct row row,
                                     struct func_run *run)
{
    struct json_writer w = { .call = call, .row = row, .run = run };

    buf_init(&w.out, FUNC_TEXT_MAX);
    write_object(&w, call->state);
    return buf_value(run, &w.out);
}

const struct func func_writeJson = {
    .name = "writeJson",
    .summary = "A JSON object of fields: a.b is a member of a, a[0] an element; values "
               "that read as numbers are numbers, all others are strings.",
    .source = "library.humio.com/data-analysis/functions-writejson.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring",
              .help = "missing ones are left out" },
            { .name = "as", .kind = PARAM_OUT, .def = "_json" },
            { .name = NULL },
        },
    .open = write_json_open,
    .value = write_json_value,
    .examples =
        (const struct func_example[]){
            { .query = "writeJson([a.b, a.c[0], d])",
              .input = "{\"a.b\":\"x\",\"a.c[0]\":\"1\",\"d\":\"say \\\"hi\\\"\"}",
              .output = "{\"a.b\":\"x\",\"a.c[0]\":\"1\",\"d\":\"say \\\"hi\\\"\","
                        "\"_json\":\"{\\\"a\\\":{\\\"b\\\":\\\"x\\\",\\\"c\\\":[1]},"
                        "\\\"d\\\":\\\"say \\\\\\\"hi\\\\\\\"\\\"}\"}" },
            { .query = "writeJson([a, b], as=j) | select(j)",
              .input = "{\"a\":\"007\"}",
              .output = "{\"j\":\"{\\\"a\\\":7}\"}" },
            { .query = NULL },
        },
};
