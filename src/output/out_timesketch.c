/*
 * out_timesketch.c - findings as lines of a timeline for Timesketch: one for when each
 * was first seen and one for when it was last seen.
 *
 * Source: Timesketch, "Create timeline from JSON/JSONL/CSV file": message, datetime and
 * timestamp_desc are required, datetime in ISO 8601.
 */
#include "base/base.h"

#include "output/json_write.h"
#include "output/report.h"

static void add_line(struct report *r, const struct finding *f, int64_t ms,
                     const char *what, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "message", finding_title(f, r->row_arena));
    json_time(out, "datetime", ms);
    json_word(out, "timestamp_desc", what);
    json_word(out, "data_type", "countersign:finding");
    json_text(out, "rule", f->detection);
    json_text(out, "severity", f->severity_word);
    json_text(out, "confidence", f->confidence);
    json_text(out, "signature_state", f->state);
    json_text(out, "explanation", f->meaning);
    json_text(out, "computer_name", f->host);
    json_text(out, "file_path", f->image);
    json_text(out, "sha256", f->sha256);
    json_text(out, "username", f->users);
    json_text(out, "command_line", f->commands);
    json_text(out, "loaded_by", f->loaded_by);
    json_text(out, "signer", f->signer);
    json_number(out, "count", (int64_t)f->count);
    json_uid(out, "finding_id", f->uid);
    json_open(out, "tag", '[');
    json_word(out, NULL, "countersign");
    if (f->about)
        json_text(out, NULL, f->about->technique);
    json_close(out, ']');
    json_close(out, '}');
    buf_add_char(out, '\n');
}

/* A timeline needs a time: what has none is dated when the report was made. */
static void timesketch_add(struct report *r, const struct finding *f, struct buf *out)
{
    if (!f->has_times) {
        add_line(r, f, r->about.now_ms, "Report Time", out);
        return;
    }
    add_line(r, f, f->first_ms, "First Seen", out);
    if (f->last_ms != f->first_ms)
        add_line(r, f, f->last_ms, "Last Seen", out);
}

static enum status timesketch_open(struct output_state **state,
                                   const struct output_options *options,
                                   struct diag *diag)
{
    static const struct report_style style = { .add = timesketch_add };

    return report_open(state, &style, options, diag);
}

const struct output output_timesketch = {
    .name = "timesketch",
    .summary = "findings as JSON lines of a Timesketch timeline",
    .is_of_findings = true,
    .open = timesketch_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
