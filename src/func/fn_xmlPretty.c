/*
 * fn_xmlPretty.c - xml:prettyPrint(): XML with a line for each element.
 *
 * What is no XML comes out as it is, or not at all with strict=true.
 */
#include "base/base.h"

#include "func/arg.h"
#include "text/xml_print.h"

enum { FIELD, AS, STEP, STRICT, WIDTH };
enum { STEP_MIN = 1, STEP_MAX = 16, WIDTH_MIN = 1, WIDTH_MAX = 10000 };

static struct value xml_pretty_value(const struct func_call *call, struct row row,
                                     struct func_run *run)
{
    struct xml_layout layout = { .step = (size_t)call->arg[STEP].integer,
                                 .width = (size_t)call->arg[WIDTH].integer };
    struct value v = arg_value(call, FIELD, row);
    struct buf out;

    if (value_is_missing(v))
        return v;
    buf_init(&out, FUNC_TEXT_MAX);
    if (xml_print(value_text(v, run->arena), &layout, &out, NULL) == ST_OK)
        return buf_value(run, &out);
    buf_release(&out);
    return call->arg[STRICT].boolean ? value_missing() : v;
}

const struct func func_xml_prettyPrint = {
    .name = "xml:prettyPrint",
    .summary = "XML with a line for each element, indented.",
    .source = "library.humio.com/data-analysis/functions-xml-prettyprint.html",
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
              .help = "what is no XML gives nothing instead of itself" },
            { .name = "width",
              .kind = PARAM_INT,
              .def = "80",
              .min = WIDTH_MIN,
              .max = WIDTH_MAX,
              .help = "characters of a line, where it can be broken" },
            { .name = NULL },
        },
    .value = xml_pretty_value,
    .examples =
        (const struct func_example[]){
            { .query = "xml:prettyPrint(x, as=p) | select(p)",
              .input = "{\"x\":\"<a id=\\\"1\\\"><b>one</b><c></c></a>\"}\n"
                       "{\"x\":\"text\"}",
              .output = "{\"p\":\"<a id=\\\"1\\\">\\n  <b>one</b>\\n  <c/>\\n</a>\"}\n"
                        "{\"p\":\"text\"}" },
            { .query = "formatted := xml:prettyPrint(x, strict=true, width=12) | "
                       "select(formatted)",
              .input = "{\"x\":\"<a>one two three</a>\"}\n{\"x\":\"<a>\"}",
              .output = "{\"formatted\":\"<a>\\n  one two\\n  three\\n</a>\"}\n{}" },
            { .query = NULL },
        },
};
