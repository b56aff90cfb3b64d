/*
 * fn_parseXml.c - parseXml(): make fields of an XML text.
 *
 * The text of an element becomes `root.child`, an attribute `root.child.name`. What
 * occurs several times has the first value under its name, and all of them as an array.
 * Text that is no XML sets @error and @error_msg, or drops the event with strict=true;
 * an event without the field is left as it is.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "func/arg.h"
#include "func/array.h"
#include "text/xml.h"

enum { FIELD, PREFIX, STRICT };

struct xml_field {
    struct str name;
    struct value value;
    size_t count; /* of the first of a name: how often it occurred */
};

/* What was read so far; nothing is set before the text has turned out to be XML. */
struct xml_fields {
    const struct func_call *call;
    struct arena *arena;
    struct map first; /* name to the place of its first field */
    struct xml_field *v;
    size_t n, cap;
};

static bool push(struct xml_fields *f, struct str name, struct value v)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 32;
        struct xml_field *grown = arena_new_array(f->arena, struct xml_field, cap);

        if (!grown)
            return false;
        if (f->n)
            memcpy(grown, f->v, f->n * sizeof *grown);
        f->v = grown;
        f->cap = cap;
    }
    f->v[f->n++] = (struct xml_field){ .name = name, .value = v, .count = 1 };
    return name.p != NULL;
}

static struct str join_name(struct xml_fields *f, const struct xml_value *value)
{
    struct str name = { NULL, 0 };
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, arg_string(f->call, PREFIX));
    for (size_t i = 0; i < value->depth; i++) {
        if (i)
            buf_add_char(&b, '.');
        buf_add(&b, value->path[i]);
    }
    if (value->attribute.n) {
        buf_add_char(&b, '.');
        buf_add(&b, value->attribute);
    }
    if (!b.failed)
        name = str_dup(f->arena, buf_str(&b));
    buf_release(&b);
    return name;
}

/* A field of the name once more: with the second, the first gets its place, too. */
static bool push_again(struct xml_fields *f, size_t first, struct value v)
{
    struct str name = f->v[first].name;
    size_t count = f->v[first].count++;

    if (count == 1 && !push(f, array_element(f->arena, name, 0), f->v[first].value))
        return false;
    return push(f, array_element(f->arena, name, count), v);
}

static bool take_value(void *context, const struct xml_value *value)
{
    struct xml_fields *f = context;
    struct str name = join_name(f, value);
    struct str text = str_dup(f->arena, value->text);
    const struct map_entry *e = name.p ? map_find(&f->first, name) : NULL;

    if (!name.p || !text.p)
        return false;
    if (e)
        return push_again(f, e->value, value_str(text));
    return map_put(&f->first, name, (uint32_t)f->n) && push(f, name, value_str(text));
}

static enum status parse_xml_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    struct field *error = arena_new_array(call->env->arena, struct field, 2);

    if (!error)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = error;
    TRY(call->env->field(call->env, STR("@error"), &error[0], diag));
    return call->env->field(call->env, STR("@error_msg"), &error[1], diag);
}

static void set_error(const struct func_call *call, struct row row,
                      struct func_run *run, const struct diag *why)
{
    const struct field *error = call->state;
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_printf(&b, "parseXml: %s", why->text);
    row_set(row, &error[0], value_bool(true));
    row_set(row, &error[1], buf_value(run, &b));
}

static bool parse_xml_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    struct xml_fields f = { .call = call, .arena = run->arena };
    struct diag why = { 0 };
    struct xml *xml;
    struct str text;
    enum status st;

    if (!arg_text(call, FIELD, row, run, &text))
        return true;
    xml = xml_new();
    if (!xml)
        return true;
    map_init(&f.first, run->arena);
    st = xml_read(xml, text, take_value, &f, &why);
    xml_free(xml);
    if (st != ST_OK) {
        if (!call->arg[STRICT].boolean)
            set_error(call, row, run, &why);
        return !call->arg[STRICT].boolean;
    }
    for (size_t i = 0; i < f.n; i++)
        row_set_name(row, f.v[i].name, f.v[i].value);
    return true;
}

const struct func func_parseXml = {
    .name = "parseXml",
    .summary = "Make fields of an XML text: a.b for the text of elements, a.b.name for "
               "attributes, a.b[0] and so on for what occurs several times.",
    .source = "library.humio.com/data-analysis/functions-parsexml.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "prefix", .kind = PARAM_STRING },
            { .name = "strict",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "drop events whose field is no XML" },
            { .name = NULL },
        },
    .open = parse_xml_open,
    .rewrite = parse_xml_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "parseXml(x) | drop(x)",
              .input = "{\"x\":\"<log id=\\\"7\\\"><user>eve</user></log>\"}",
              .output = "{\"log.id\":\"7\",\"log.user\":\"eve\"}" },
            { .query = "parseXml(x, strict=true) | drop(x)",
              .input = "{\"x\":\"<a><b>1</b><b>2</b></a>\"}\n{\"x\":\"<a>\"}",
              .output = "{\"a.b\":\"1\",\"a.b[0]\":\"1\",\"a.b[1]\":\"2\"}" },
            { .query = NULL },
        },
};
