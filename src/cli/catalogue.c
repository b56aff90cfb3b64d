#include "base/base.h"

#include "cli/catalogue.h"
#include "cli/console.h"
#include "cli/help.h"
#include "text/json_text.h"

const char *param_kind_name(enum param_kind kind)
{
    static const char *const names[] = {
        [PARAM_FIELD] = "field",
        [PARAM_FIELDS] = "fields",
        [PARAM_FIELD_PAIRS] = "pairs of fields",
        [PARAM_ARRAY] = "array field",
        [PARAM_OUT] = "output field",
        [PARAM_EXPR] = "expression",
        [PARAM_EXPRS] = "expressions",
        [PARAM_CONDITION] = "condition",
        [PARAM_STRING] = "string",
        [PARAM_STRINGS] = "strings",
        [PARAM_TEXT_PAIRS] = "pairs",
        [PARAM_REGEX] = "regular expression",
        [PARAM_ENUM] = "word",
        [PARAM_ENUMS] = "words",
        [PARAM_INT] = "whole number",
        [PARAM_NUMBER] = "number",
        [PARAM_BOOL] = "boolean",
        [PARAM_LIMIT] = "number or max",
        [PARAM_DURATION] = "length of time",
        [PARAM_AGGREGATES] = "aggregates",
        [PARAM_PIPELINE] = "subquery",
        [PARAM_PIPELINES] = "subqueries",
        [PARAM_QUERIES] = "named queries",
        [PARAM_ASSIGNMENTS] = "assignments",
    };

    return (size_t)kind < countof(names) && names[kind] ? names[kind] : "value";
}

static const char *family_of(const struct func *f)
{
    return f->family ? f->family : "other";
}

/* Has the family been listed with an earlier function? */
static bool is_listed(size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(family_of(func_table[k]), family_of(func_table[i])) == 0)
            return true;
    return false;
}

static size_t longest_name(void)
{
    size_t longest = 0;

    for (size_t i = 0; i < func_table_len; i++)
        if (strlen(func_table[i]->name) > longest)
            longest = strlen(func_table[i]->name);
    return longest;
}

static void list_family(const char *family, bool has_color, struct buf *out)
{
    size_t column = 2 + longest_name() + 2;

    buf_printf(out, "%s%s%s\n", tone_text(has_color, TONE_BOLD), family,
               tone_text(has_color, TONE_PLAIN));
    for (size_t i = 0; i < func_table_len; i++) {
        const struct func *f = func_table[i];

        if (strcmp(family_of(f), family) != 0)
            continue;
        buf_printf(out, "  %s", f->name);
        buf_pad(out, column - 2 - strlen(f->name), ' ');
        wrap_text(out, f->summary, column, column, HELP_WIDTH);
    }
}

void catalogue_list(bool has_color, struct buf *out)
{
    bool is_first = true;

    for (size_t i = 0; i < func_table_len; i++) {
        if (is_listed(i))
            continue;
        if (!is_first)
            buf_add_char(out, '\n');
        is_first = false;
        list_family(family_of(func_table[i]), has_color, out);
    }
}

static void add_param(const struct func_param *p, size_t column, struct buf *out)
{
    struct buf text;

    buf_init(&text, SIZE_MAX);
    buf_add_cstr(&text, param_kind_name(p->kind));
    if (p->choices)
        buf_printf(&text, ": %s", p->choices);
    if (p->flags & PARAM_REQUIRED)
        buf_add(&text, STR("; required"));
    if (p->flags & PARAM_UNNAMED)
        buf_add(&text, STR("; the name may be left out"));
    if (p->def)
        buf_printf(&text, "; default %s", p->def[0] ? p->def : "\"\"");
    if (p->max > 0)
        buf_printf(&text, "; at most %lld", (long long)p->max);
    if (p->help)
        buf_printf(&text, "; %s", p->help);
    buf_add_char(&text, '\0');
    buf_printf(out, "  %s", p->name);
    buf_pad(out, column - 2 - strlen(p->name), ' ');
    if (!text.failed)
        wrap_text(out, text.p, column, column, HELP_WIDTH);
    out->failed |= text.failed;
    buf_release(&text);
}

static void add_params(const struct func *f, struct buf *out)
{
    size_t column = 0;

    for (const struct func_param *p = f->params; p && p->name; p++)
        if (strlen(p->name) + 4 > column)
            column = strlen(p->name) + 4;
    for (const struct func_param *p = f->params; p && p->name; p++)
        add_param(p, column, out);
}

static void add_indented(struct buf *out, const char *text)
{
    struct str rest = str_trim(str_from_cstr(text ? text : ""));

    while (rest.p) {
        struct str line = str_cut(&rest, '\n');

        buf_printf(out, "    %.*s\n", STR_ARG(line));
    }
}

void catalogue_function(const struct func *f, bool has_color, struct buf *out)
{
    const char *bold = tone_text(has_color, TONE_BOLD);
    const char *plain = tone_text(has_color, TONE_PLAIN);

    buf_printf(out, "%s%s()%s\n", bold, f->name, plain);
    wrap_text(out, f->summary, 0, 0, HELP_WIDTH);
    if (f->params && f->params->name) {
        buf_printf(out, "\n%sParameters%s\n", bold, plain);
        add_params(f, out);
    }
    for (const struct func_example *e = f->examples; e && e->query; e++) {
        buf_printf(out, "\n%sExample%s\n  %s\n", bold, plain, e->query);
        if (!e->input)
            continue;
        buf_add(out, STR("  from\n"));
        add_indented(out, e->input);
        buf_add(out, STR("  makes\n"));
        add_indented(out, e->output);
    }
    if (f->source)
        buf_printf(out, "\nSource: %s\n", f->source);
}

/* `"name": "text"`, or nothing for a NULL text. */
static void add_member(struct buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    if (out->n && out->p[out->n - 1] != '{')
        buf_add_char(out, ',');
    json_add_string(out, str_from_cstr(name));
    buf_add_char(out, ':');
    json_add_string(out, str_from_cstr(text));
}

static void add_json_param(const struct func_param *p, struct buf *out)
{
    buf_add_char(out, '{');
    add_member(out, "name", p->name);
    add_member(out, "kind", param_kind_name(p->kind));
    add_member(out, "default", p->def);
    add_member(out, "choices", p->choices);
    add_member(out, "help", p->help);
    buf_printf(out, ",\"required\":%s,\"unnamed\":%s",
               p->flags & PARAM_REQUIRED ? "true" : "false",
               p->flags & PARAM_UNNAMED ? "true" : "false");
    if (p->max > 0)
        buf_printf(out, ",\"max\":%lld", (long long)p->max);
    buf_add_char(out, '}');
}

static void add_json_function(const struct func *f, struct buf *out)
{
    buf_add_char(out, '{');
    add_member(out, "name", f->name);
    add_member(out, "family", family_of(f));
    add_member(out, "summary", f->summary);
    add_member(out, "source", f->source);
    buf_printf(out, ",\"deprecated\":%s",
               f->flags & FUNC_DEPRECATED ? "true" : "false");
    buf_add(out, STR(",\"parameters\":["));
    for (const struct func_param *p = f->params; p && p->name; p++) {
        if (p != f->params)
            buf_add_char(out, ',');
        add_json_param(p, out);
    }
    buf_add(out, STR("],\"examples\":["));
    for (const struct func_example *e = f->examples; e && e->query; e++) {
        buf_add(out, e == f->examples ? STR("{") : STR(",{"));
        add_member(out, "query", e->query);
        add_member(out, "input", e->input);
        add_member(out, "output", e->output);
        buf_add_char(out, '}');
    }
    buf_add(out, STR("]}"));
}

void catalogue_json(const struct func *one, struct buf *out)
{
    bool is_first = true;

    buf_add(out, STR("[\n"));
    for (size_t i = 0; i < func_table_len; i++) {
        if (one && func_table[i] != one)
            continue;
        if (!is_first)
            buf_add(out, STR(",\n"));
        is_first = false;
        add_json_function(func_table[i], out);
    }
    buf_add(out, STR("\n]\n"));
}
