/*
 * out_ecs.c - findings as documents of the Elastic Common Schema, one a line, ready for
 * a bulk upload.
 *
 * Source: Elastic Common Schema reference, field sets event, rule, process,
 * code_signature, threat.
 */
#include "base/base.h"

#include "output/json_write.h"
#include "output/report.h"

static const int64_t risk[] = {
    [SEVERITY_LOW] = 21, [SEVERITY_MEDIUM] = 47, [SEVERITY_HIGH] = 73
};

static void add_event(const struct report *r, const struct finding *f, struct buf *out)
{
    json_open(out, "event", '{');
    json_word(out, "kind", "alert");
    json_open(out, "category", '[');
    json_word(out, NULL, f->loaded_by.n ? "library" : "process");
    json_close(out, ']');
    json_open(out, "type", '[');
    json_word(out, NULL, "info");
    json_close(out, ']');
    json_word(out, "module", "countersign");
    json_text(out, "reason", f->meaning);
    json_uid(out, "id", f->uid);
    json_number(out, "severity", risk[f->severity]);
    if (f->has_times) {
        json_time(out, "start", f->first_ms);
        json_time(out, "end", f->last_ms);
    }
    json_time(out, "created", r->about.now_ms);
    json_close(out, '}');
}

static void add_rule(const struct finding *f, struct buf *out)
{
    json_open(out, "rule", '{');
    json_text(out, "id", f->detection);
    if (f->about) {
        json_text(out, "name", f->about->title);
        json_text(out, "description", f->about->description);
    }
    json_close(out, '}');
}

/* Parent and child of a technique stand in fields of their own. */
static void add_technique(const struct about_detection *d, struct buf *out)
{
    struct str rest = d->technique;
    struct str parent = str_cut(&rest, '.');

    json_open(out, "technique", '{');
    json_open(out, "id", '[');
    json_text(out, NULL, parent);
    json_close(out, ']');
    if (rest.n) {
        json_open(out, "subtechnique", '{');
        json_open(out, "id", '[');
        json_text(out, NULL, d->technique);
        json_close(out, ']');
        json_open(out, "name", '[');
        json_text(out, NULL, d->technique_name);
        json_close(out, ']');
        json_close(out, '}');
    }
    json_close(out, '}');
}

static void add_threat(const struct finding *f, struct buf *out)
{
    if (!f->about)
        return;
    json_open(out, "threat", '{');
    json_word(out, "framework", "MITRE ATT&CK");
    add_technique(f->about, out);
    json_close(out, '}');
}

/* `valid` is of the bytes, `trusted` of the chain: say only what the class says. */
static void add_signature(const struct finding *f, struct buf *out)
{
    json_open(out, "code_signature", '{');
    json_bool(out, "exists", !str_eq(f->state, STR("unsigned")));
    json_text(out, "status", f->state);
    if (str_eq(f->state, STR("hash_mismatch")))
        json_bool(out, "valid", false);
    if (str_eq(f->state, STR("revoked")) || str_eq(f->state, STR("untrusted")))
        json_bool(out, "trusted", false);
    json_text(out, "subject_name", f->signer);
    json_close(out, '}');
}

static void add_image(const struct finding *f, struct buf *out)
{
    struct str command = f->commands;

    json_open(out, f->loaded_by.n ? "dll" : "process", '{');
    if (f->loaded_by.n) {
        json_text(out, "path", f->image);
    } else {
        json_text(out, "executable", f->image);
        json_text(out, "command_line", str_cut(&command, '\n'));
    }
    json_text(out, "name", f->file);
    if (f->sha256.n) {
        json_open(out, "hash", '{');
        json_text(out, "sha256", f->sha256);
        json_close(out, '}');
    }
    add_signature(f, out);
    json_close(out, '}');
}

static void add_host(const struct finding *f, struct buf *out)
{
    if (f->host.n) {
        json_open(out, "host", '{');
        json_text(out, "name", f->host);
        json_close(out, '}');
    }
    if (f->users.n) {
        json_open(out, "related", '{');
        json_lines(out, "user", f->users);
        json_close(out, '}');
    }
}

static void ecs_add(struct report *r, const struct finding *f, struct buf *out)
{
    json_open(out, NULL, '{');
    json_time(out, "@timestamp", f->has_times ? f->last_ms : r->about.now_ms);
    json_open(out, "ecs", '{');
    json_word(out, "version", "8.11.0");
    json_close(out, '}');
    json_text(out, "message", finding_title(f, r->row_arena));
    add_event(r, f, out);
    add_rule(f, out);
    add_threat(f, out);
    add_host(f, out);
    add_image(f, out);
    json_open(out, "countersign", '{');
    json_number(out, "count", (int64_t)f->count);
    json_text(out, "confidence", f->confidence);
    json_lines(out, "command_lines", f->commands);
    json_lines(out, "loaded_by", f->loaded_by);
    json_lines(out, "sign_info_flags", f->flags);
    json_close(out, '}');
    json_close(out, '}');
    buf_add_char(out, '\n');
}

static enum status ecs_open(struct output_state **state,
                            const struct output_options *options, struct diag *diag)
{
    static const struct report_style style = { .add = ecs_add };

    return report_open(state, &style, options, diag);
}

const struct output output_ecs = {
    .name = "ecs",
    .summary = "findings as Elastic Common Schema documents, one a line",
    .is_of_findings = true,
    .open = ecs_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
