/*
 * fn_jsonPretty.c - json:prettyPrint(): JSON with a line for each member.
 *
 * Numbers and strings stay as they are written; empty objects and arrays stay on one
 * line. What is no JSON comes out as it is, or not at all with strict=true.
 */
#include "base/base.h"

#include "func/arg.h"
#include "text/json.h"

enum { FIELD, AS, STEP, STRICT };
enum { STEP_MIN = 2, STEP_MAX = 16 };

struct printer {
    struct buf out;
    size_t step;
    size_t depth;
    bool is_first; /* nothing stands in the open object or array yet */
    bool has_key;  /* what comes is the value of a key */
};

static void begin_line(struct printer *p)
{
    buf_add_char(&p->out, '\n');
    buf_pad(&p->out, p->depth * p->step, ' ');
}

/* What goes in front of a value, a key or a bracket that opens. */
static void begin_item(struct printer *p)
{
    if (p->has_key) {
        p->has_key = false;
        return;
    }
    if (p->depth == 0)
        return;
    if (!p->is_first)
        buf_add_char(&p->out, ',');
    p->is_first = false;
    begin_line(p);
}

static void add_open(struct printer *p, char bracket)
{
    begin_item(p);
    buf_add_char(&p->out, bracket);
    p->depth++;
    p->is_first = true;
}

static void add_close(struct printer *p, char bracket)
{
    p->depth--;
    if (!p->is_first)
        begin_line(p);
    buf_add_char(&p->out, bracket);
    p->is_first = false;
}

static void add_quoted(struct printer *p, struct str inside)
{
    begin_item(p);
    buf_add_char(&p->out, '"');
    buf_add(&p->out, inside);
    buf_add_char(&p->out, '"');
}

static void add_token(struct printer *p, struct json_token t)
{
    switch (t.kind) {
    case JSON_OBJECT_BEGIN:
        add_open(p, '{');
        break;
    case JSON_ARRAY_BEGIN:
        add_open(p, '[');
        break;
    case JSON_OBJECT_END:
        add_close(p, '}');
        break;
    case JSON_ARRAY_END:
        add_close(p, ']');
        break;
    case JSON_KEY:
        add_quoted(p, t.text);
        buf_add_cstr(&p->out, ": ");
        p->has_key = true;
        break;
    case JSON_STRING:
        add_quoted(p, t.text);
        break;
    case JSON_NUMBER:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        begin_item(p);
        buf_add(&p->out, t.text);
        break;
    case JSON_END:
    case JSON_ERROR:
        break;
    }
}

/* The text, indented; false when it is no JSON. */
static bool print_json(struct printer *p, struct str text)
{
    struct json_token t;
    struct json j;

    json_init(&j, text);
    while ((t = json_next(&j)).kind != JSON_END && t.kind != JSON_ERROR &&
           !p->out.failed)
        add_token(p, t);
    return t.kind == JSON_END;
}

static struct value json_pretty_value(const struct func_call *call, struct row row,
                                      struct func_run *run)
{
    struct printer p = { .step = (size_t)call->arg[STEP].integer };
    struct value v = arg_value(call, FIELD, row);
    bool is_json;

    if (value_is_missing(v))
        return v;
    buf_init(&p.out, FUNC_TEXT_MAX);
    is_json = print_json(&p, value_text(v, run->arena));
    if (is_json || p.out.failed)
        return buf_value(run, &p.out);
    buf_release(&p.out);
    return call->arg[STRICT].boolean ? value_missing() : v;
}

const struct func func_json_prettyPrint = {
    .name = "json:prettyPrint",
    .summary = "JSON with a line for each member and element, indented.",
    .source = "library.humio.com/data-analysis/functions-json-prettyprint.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "step",
              .kind = PARAM_INT,
              .def = "2",
              .min = STEP_MIN,
              .max = STEP_MAX,
              .help = "blanks for each level" },
            { .name = "strict",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "what is no JSON gives nothing instead of itself" },
            { .name = NULL },
        },
    .value = json_pretty_value,
    .examples =
        (const struct func_example[]){
            { .query = "json:prettyPrint(j, as=p) | select(p)",
              .input = "{\"j\":\"{\\\"a\\\":[1,2],\\\"b\\\":{}}\"}\n{\"j\":\"text\"}",
              .output = "{\"p\":\"{\\n  \\\"a\\\": [\\n    1,\\n    2\\n  ],\\n"
                        "  \\\"b\\\": {}\\n}\"}\n{\"p\":\"text\"}" },
            { .query = NULL },
        },
};
