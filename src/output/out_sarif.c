/*
 * out_sarif.c - findings as a SARIF log: detections are rules, findings are results.
 *
 * A result's place is the image as a file URI. Its fingerprint does not change with
 * time and count, so that a viewer knows the same finding again.
 *
 * Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.13 ff.
 */
#include "base/base.h"

#include "output/json_write.h"
#include "output/report.h"
#include "text/url.h"

enum { URI_BYTES_MAX = 1 << 18 };

static const char *const levels[] = {
    [SEVERITY_LOW] = "note", [SEVERITY_MEDIUM] = "warning", [SEVERITY_HIGH] = "error"
};
/* What code scanners sort by, 0 to 10. */
static const char *const ranks[] = {
    [SEVERITY_LOW] = "3.0", [SEVERITY_MEDIUM] = "6.0", [SEVERITY_HIGH] = "8.5"
};

static const char *level_of(struct str severity)
{
    if (str_eq(severity, STR("high")))
        return levels[SEVERITY_HIGH];
    return str_eq(severity, STR("medium")) ? levels[SEVERITY_MEDIUM]
                                           : levels[SEVERITY_LOW];
}

static void add_message(struct buf *out, const char *key, struct str text)
{
    json_open(out, key, '{');
    json_text(out, "text", text.n ? text : STR("-"));
    json_close(out, '}');
}

static void add_rule(const struct about_detection *d, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "id", d->id);
    add_message(out, "shortDescription", d->title);
    add_message(out, "fullDescription", d->description);
    if (d->references.n)
        json_text(out, "helpUri", d->references.v[0]);
    json_open(out, "defaultConfiguration", '{');
    json_word(out, "level", level_of(d->severity));
    json_close(out, '}');
    json_open(out, "properties", '{');
    json_open(out, "tags", '[');
    json_word(out, NULL, "security");
    json_text(out, NULL, d->technique);
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, '}');
}

static void sarif_begin(struct report *r, struct buf *out)
{
    json_open(out, NULL, '{');
    json_word(out, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_word(out, "version", "2.1.0");
    json_open(out, "runs", '[');
    json_open(out, NULL, '{');
    json_open(out, "tool", '{');
    json_open(out, "driver", '{');
    json_word(out, "name", "countersign");
    if (r->about.version)
        json_word(out, "version", r->about.version);
    json_open(out, "rules", '[');
    for (size_t i = 0; i < r->about.n; i++)
        add_rule(&r->about.detection[i], out);
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, '}');
    json_open(out, "results", '[');
    buf_add_char(out, '\n');
}

/*
 * `\Device\HarddiskVolume3\a b.exe` and `C:\a b.exe` as file:///…/a%20b.exe; a path
 * that does not start at a root stays relative.
 */
static struct str file_uri(struct str path, struct arena *arena)
{
    bool has_drive = path.n > 2 && path.p[1] == ':';
    bool is_rooted = path.n && (path.p[0] == '\\' || path.p[0] == '/');
    struct buf uri;
    struct str copy;

    buf_init(&uri, URI_BYTES_MAX);
    if (has_drive)
        buf_printf(&uri, "file:///%c:", path.p[0]);
    else if (is_rooted)
        buf_add(&uri, STR("file://"));
    for (size_t i = has_drive ? 2 : 0; i < path.n; i++)
        if (path.p[i] == '\\' || path.p[i] == '/')
            buf_add_char(&uri, '/');
        else
            url_add_encoded(&uri, str_slice(path, i, i + 1));
    copy = uri.failed ? STR("") : str_dup(arena, buf_str(&uri));
    buf_release(&uri);
    return copy;
}

static void add_location(const struct report *r, const struct finding *f,
                         struct buf *out)
{
    struct str uri = file_uri(f->image, r->row_arena);

    if (!uri.n)
        return;
    json_open(out, "locations", '[');
    json_open(out, NULL, '{');
    json_open(out, "physicalLocation", '{');
    json_open(out, "artifactLocation", '{');
    json_text(out, "uri", uri);
    json_close(out, '}');
    json_close(out, '}');
    if (f->host.n) {
        json_open(out, "logicalLocations", '[');
        json_open(out, NULL, '{');
        json_text(out, "name", f->host);
        json_word(out, "kind", "host");
        json_close(out, '}');
        json_close(out, ']');
    }
    json_close(out, '}');
    json_close(out, ']');
}

static void add_properties(const struct finding *f, struct buf *out)
{
    json_open(out, "properties", '{');
    json_text(out, "signatureState", f->state);
    json_text(out, "confidence", f->confidence);
    json_word(out, "security-severity", ranks[f->severity]);
    json_text(out, "host", f->host);
    json_text(out, "image", f->image);
    json_text(out, "sha256", f->sha256);
    json_lines(out, "users", f->users);
    json_lines(out, "commandLines", f->commands);
    json_lines(out, "loadedBy", f->loaded_by);
    json_lines(out, "signInfoFlags", f->flags);
    json_text(out, "signer", f->signer);
    if (f->has_times) {
        json_time(out, "firstSeen", f->first_ms);
        json_time(out, "lastSeen", f->last_ms);
    }
    json_close(out, '}');
}

static struct str explain(const struct report *r, const struct finding *f)
{
    struct buf text;
    struct str copy;

    buf_init(&text, 1 << 13);
    buf_add(&text, finding_title(f, r->row_arena));
    if (f->meaning.n)
        buf_printf(&text, ": %.*s", STR_ARG(f->meaning));
    copy = str_dup(r->row_arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

static void sarif_add(struct report *r, const struct finding *f, struct buf *out)
{
    if (r->n)
        buf_add(out, STR(",\n"));
    json_open(out, NULL, '{');
    json_text(out, "ruleId", f->detection.n ? f->detection : STR("finding"));
    json_word(out, "level", levels[f->severity]);
    add_message(out, "message", explain(r, f));
    add_location(r, f, out);
    json_number(out, "occurrenceCount", (int64_t)f->count);
    json_open(out, "partialFingerprints", '{');
    json_uid(out, "finding/v1", f->uid);
    json_close(out, '}');
    add_properties(f, out);
    json_close(out, '}');
}

static void sarif_end(struct report *r, struct buf *out)
{
    if (r->n)
        buf_add_char(out, '\n');
    buf_add(out, STR("]}]}\n"));
}

static enum status sarif_open(struct output_state **state,
                              const struct output_options *options, struct diag *diag)
{
    static const struct report_style style = { .begin = sarif_begin,
                                               .add = sarif_add,
                                               .end = sarif_end };

    return report_open(state, &style, options, diag);
}

const struct output output_sarif = {
    .name = "sarif",
    .summary = "findings as a SARIF 2.1.0 log, for code scanning and its viewers",
    .is_of_findings = true,
    .open = sarif_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
