/*
 * lint_sarif.c - problems in the Static Analysis Results Interchange Format.
 *
 * One run; its rules are the codes, in the order of their table. Columns count
 * characters from 1. Source: SARIF 2.1.0, OASIS standard, sections 3.13 to 3.57.
 */
#include "base/base.h"

#include "cli/lint_report.h"
#include "cli/version.h"
#include "text/json_text.h"

static const char *level_of(enum severity severity)
{
    static const char *const levels[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };

    return levels[severity];
}

static void add_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "\"%s\":{\"text\":", name);
    json_add_string(out, text);
    buf_add_char(out, '}');
}

/* ---- rules ------------------------------------------------------------------------
 */

/* Why, and what to write instead, as one text. */
static void add_help(struct buf *out, const struct problem_code *c)
{
    struct buf text;

    buf_init(&text, SIZE_MAX);
    buf_add_cstr(&text, c->reason);
    if (c->example[0])
        buf_printf(&text, "\n\nExample: %s", c->example);
    if (c->fixed[0])
        buf_printf(&text, "\n\nWrite instead: %s", c->fixed);
    add_text(out, "help", buf_str(&text));
    out->failed |= text.failed;
    buf_release(&text);
}

static void add_rule(struct buf *out, const struct problem_code *c)
{
    buf_printf(out, "{\"id\":\"%s\",", c->code);
    add_text(out, "shortDescription", str_from_cstr(c->title));
    buf_add_char(out, ',');
    add_text(out, "fullDescription", str_from_cstr(c->reason));
    buf_add_char(out, ',');
    add_help(out, c);
    buf_printf(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}}",
               level_of(c->severity));
}

void sarif_begin(struct buf *out)
{
    buf_add_cstr(out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
                      "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
                      "\"name\":\"countersign\",\"version\":\"" COUNTERSIGN_VERSION
                      "\",\"rules\":[\n");
    for (size_t i = 0; i < problem_codes_len; i++) {
        if (i)
            buf_add_cstr(out, ",\n");
        add_rule(out, &problem_codes[i]);
    }
    buf_add_cstr(out, "]}},\n\"columnKind\":\"unicodeCodePoints\",\"results\":[\n");
}

void sarif_end(struct buf *out)
{
    buf_add_cstr(out, "]}]}\n");
}

/* ---- results ----------------------------------------------------------------------
 */

/* A path as a relative reference: what is not plain is percent-encoded. */
static void add_uri(struct buf *out, struct str path)
{
    static const char plain[] = "-._~/!$&'()*+,;=@";

    buf_add_cstr(out, "\"artifactLocation\":{\"uri\":\"");
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                        (c >= 'a' && c <= 'z') || (c && strchr(plain, c));

        if (is_plain)
            buf_add_char(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
    buf_add_cstr(out, "\"}");
}

static void add_region(struct buf *out, const char *name, struct str query,
                       struct span span)
{
    struct place from = place_of(query, span.offset);
    struct place to = place_of(query, span.offset + span.length);

    buf_printf(out,
               "\"%s\":{\"startLine\":%zu,\"startColumn\":%zu,\"endLine\":%zu,"
               "\"endColumn\":%zu}",
               name, from.line, from.column, to.line, to.column);
}

static void add_fix(struct buf *out, const struct query_source *source,
                    const struct problem *p)
{
    buf_add_cstr(out, ",\"fixes\":[{\"artifactChanges\":[{");
    add_uri(out, source->name);
    buf_add_cstr(out, ",\"replacements\":[{");
    add_region(out, "deletedRegion", source->text, p->fix.span);
    buf_add_cstr(out, ",\"insertedContent\":{\"text\":");
    json_add_string(out, p->fix.text);
    buf_add_cstr(out, "}}]}]}]");
}

static void add_result(struct buf *out, const struct query_source *source,
                       const struct problem *p)
{
    const struct problem_code *code = problem_code_find(p->code);
    struct buf text;

    buf_init(&text, SIZE_MAX);
    buf_add(&text, p->message);
    if (p->help.n)
        buf_printf(&text, "; %.*s", STR_ARG(p->help));
    buf_printf(out, "{\"ruleId\":\"%s\",", p->code);
    if (code)
        buf_printf(out, "\"ruleIndex\":%zu,", (size_t)(code - problem_codes));
    buf_printf(out, "\"level\":\"%s\",", level_of(p->severity));
    add_text(out, "message", buf_str(&text));
    buf_add_cstr(out, ",\"locations\":[{\"physicalLocation\":{");
    add_uri(out, source->name);
    buf_add_char(out, ',');
    add_region(out, "region", source->text, p->span);
    buf_add_cstr(out, "}}]");
    if (p->fix.present)
        add_fix(out, source, p);
    buf_add_char(out, '}');
    out->failed |= text.failed;
    buf_release(&text);
}

void sarif_add(struct buf *out, const struct query_source *source,
               const struct problems *problems, bool *has_one)
{
    for (size_t i = 0; i < problems->n; i++) {
        if (*has_one)
            buf_add_cstr(out, ",\n");
        *has_one = true;
        add_result(out, source, &problems->v[i]);
    }
}
