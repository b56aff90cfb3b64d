/*
 * fn_parseJson.c - parseJson(): make fields of a JSON text.
 *
 * Members become `a.b`, elements `a[0].c`. Text that is no JSON changes nothing, so it
 * is read to its end first. Of the paths in include= and exclude= the longest that
 * holds a field decides; a field that none holds is left out only where include= stands
 * alone.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "text/json.h"
#include "text/json_text.h"
#include "text/number.h"

enum { FIELD, EXCLUDE, EXCLUDE_EMPTY, HANDLE_NULL, INCLUDE, PREFIX, REMOVE_PREFIXES };
enum { PATH_MAX_BYTES = 64 << 10 };

static bool is_json(struct str text)
{
    struct json_token t;
    struct json j;

    json_init(&j, text);
    do
        t = json_next(&j);
    while (t.kind != JSON_END && t.kind != JSON_ERROR);
    return t.kind == JSON_END;
}

/* ---- which fields -------------------------------------------------------------- */

/* Does `path` name `name` or something that holds it? */
static bool holds(struct str path, struct str name)
{
    if (path.n == 0)
        return true;
    return str_starts_with(name, path) &&
           (name.n == path.n || name.p[path.n] == '.' || name.p[path.n] == '[');
}

/* Length of the longest path that holds `name`, plus 1; 0 when none does. */
static size_t longest(const struct func_arg *paths, struct str name)
{
    size_t best = 0;

    for (size_t i = 0; i < paths->n; i++)
        if (holds(paths->text[i], name) && paths->text[i].n + 1 > best)
            best = paths->text[i].n + 1;
    return best;
}

static bool is_wanted(const struct func_call *call, struct str name)
{
    size_t in = longest(&call->arg[INCLUDE], name);
    size_t out = longest(&call->arg[EXCLUDE], name);

    if (in == 0 && out == 0)
        return call->arg[INCLUDE].n == 0 || call->arg[EXCLUDE].n > 0;
    return in >= out;
}

static struct str without_prefix(const struct func_call *call, struct str name)
{
    const struct func_arg *list = &call->arg[REMOVE_PREFIXES];
    size_t best = 0;

    for (size_t i = 0; i < list->n; i++)
        if (list->text[i].n > best && list->text[i].n < name.n &&
            str_starts_with(name, list->text[i]))
            best = list->text[i].n;
    return str_slice(name, best, name.n);
}

/* ---- walking --------------------------------------------------------------------- */

/* The path to the current value: one text, and where it ended at each open level. */
struct walk {
    const struct func_call *call;
    struct row row;
    struct func_run *run;
    struct buf path;
    size_t depth;
    size_t length[JSON_DEPTH_MAX + 1]; /* of the path to the object or array */
    size_t index[JSON_DEPTH_MAX + 1];  /* of the next element; SIZE_MAX in objects */
};

static void cut_path(struct walk *w)
{
    if (w->path.n > w->length[w->depth])
        w->path.n = w->length[w->depth];
}

static void add_key(struct walk *w, struct json_token key)
{
    char *p;

    cut_path(w);
    if (w->path.n)
        buf_add_char(&w->path, '.');
    p = buf_reserve(&w->path, key.text.n);
    if (!p)
        return;
    if (!key.has_escape && key.text.n)
        memcpy(p, key.text.p, key.text.n);
    w->path.n += key.has_escape ? json_unescape(key.text, p) : key.text.n;
}

static void add_index(struct walk *w)
{
    size_t *index = &w->index[w->depth];

    if (w->depth == 0 || *index == SIZE_MAX)
        return;
    cut_path(w);
    buf_printf(&w->path, "[%zu]", (*index)++);
}

static void set_field(struct walk *w, struct value v)
{
    struct str prefix = arg_string(w->call, PREFIX);
    struct str name = buf_str(&w->path);
    char *p;

    if (!is_wanted(w->call, name))
        return;
    name = without_prefix(w->call, name);
    p = arena_text(w->run->arena, prefix.n + name.n);
    if (!p || prefix.n + name.n == 0)
        return;
    if (prefix.n)
        memcpy(p, prefix.p, prefix.n);
    if (name.n)
        memcpy(p + prefix.n, name.p, name.n);
    row_set_name(w->row, (struct str){ p, prefix.n + name.n }, v);
}

static struct value null_value(const struct func_call *call)
{
    struct str how = call->arg[HANDLE_NULL].text[0];

    if (str_eq(how, STR("discard")))
        return value_missing();
    return value_str(str_eq(how, STR("empty")) ? STR("") : STR("null"));
}

static void add_scalar(struct walk *w, struct json_token t)
{
    struct value v = value_str(t.text);

    if (t.kind == JSON_NULL)
        v = null_value(w->call);
    else if (t.has_escape)
        v.kind = VALUE_ESCAPED;
    add_index(w);
    if (value_is_missing(v) || (v.n == 0 && w->call->arg[EXCLUDE_EMPTY].boolean))
        return;
    set_field(w, v);
}

static void take(struct walk *w, struct json_token t)
{
    switch (t.kind) {
    case JSON_OBJECT_BEGIN:
    case JSON_ARRAY_BEGIN:
        add_index(w);
        w->depth++;
        w->length[w->depth] = w->path.n;
        w->index[w->depth] = t.kind == JSON_ARRAY_BEGIN ? 0 : SIZE_MAX;
        break;
    case JSON_OBJECT_END:
    case JSON_ARRAY_END:
        cut_path(w);
        w->depth--;
        break;
    case JSON_KEY:
        add_key(w, t);
        break;
    case JSON_STRING:
    case JSON_NUMBER:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        add_scalar(w, t);
        break;
    case JSON_END:
    case JSON_ERROR:
        break;
    }
}

static bool parse_json_rewrite(const struct func_call *call, struct row row,
                               struct func_run *run)
{
    struct walk w = { .call = call, .row = row, .run = run };
    struct json_token t;
    struct json j;
    struct str text;

    if (!arg_text(call, FIELD, row, run, &text) || !is_json(text))
        return true;
    buf_init(&w.path, PATH_MAX_BYTES);
    json_init(&j, text);
    while ((t = json_next(&j)).kind != JSON_END && t.kind != JSON_ERROR &&
           !w.path.failed)
        take(&w, t);
    buf_release(&w.path);
    return true;
}

const struct func func_parseJson = {
    .name = "parseJson",
    .summary =
        "Make fields of a JSON text: a.b for members, a[0] for elements; what is "
        "no JSON is left alone.",
    .source = "library.humio.com/data-analysis/functions-parsejson.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "exclude",
              .kind = PARAM_STRINGS,
              .help = "paths to leave out with all below; \"\" is everything" },
            { .name = "excludeEmpty", .kind = PARAM_BOOL, .def = "false" },
            { .name = "handleNull",
              .kind = PARAM_ENUM,
              .def = "keep",
              .choices = "keep discard empty",
              .help = "null becomes the text null, no field, or an empty one" },
            { .name = "include",
              .kind = PARAM_STRINGS,
              .help = "paths to take although exclude= holds them, or alone" },
            { .name = "prefix", .kind = PARAM_STRING },
            { .name = "removePrefixes",
              .kind = PARAM_STRINGS,
              .help = "the longest that fits is cut off a name" },
            { .name = NULL },
        },
    .rewrite = parse_json_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseJson(j)",
              .input =
                  "{\"j\":\"{\\\"a\\\":{\\\"b\\\":1},\\\"c\\\":[\\\"x\\\",null]}\"}\n"
                  "{\"j\":\"no json\"}",
              .output =
                  "{\"j\":\"{\\\"a\\\":{\\\"b\\\":1},\\\"c\\\":[\\\"x\\\",null]}\","
                  "\"a.b\":\"1\",\"c[0]\":\"x\",\"c[1]\":\"null\"}\n"
                  "{\"j\":\"no json\"}" },
            { .query = "parseJson(j, prefix=\"p.\", exclude=[a], handleNull=discard)",
              .input =
                  "{\"j\":\"{\\\"a\\\":{\\\"b\\\":1},\\\"c\\\":[\\\"x\\\",null]}\"}",
              .output =
                  "{\"j\":\"{\\\"a\\\":{\\\"b\\\":1},\\\"c\\\":[\\\"x\\\",null]}\","
                  "\"p.c[0]\":\"x\"}" },
            { .query = NULL },
        },
};
