/*
 * out_navigator.c - findings as a layer for the ATT&CK Navigator: each technique that
 * was looked for, scored by its findings.
 *
 * A technique that was looked for without a finding has the score 0, which is not the
 * same as one that nobody looked for.
 *
 * Source: ATT&CK Navigator, layer file format 4.5.
 */
#include "base/base.h"

#include "output/json_write.h"
#include "output/report.h"

/* Findings by detection, in the order of about->detection, and by severity. */
struct score {
    uint64_t of[SEVERITY_HIGH + 1];
};

static void navigator_begin(struct report *r, struct buf *out UNUSED)
{
    r->own = arena_new_array(&r->arena, struct score, r->about.n + 1);
}

static void navigator_add(struct report *r, const struct finding *f,
                          struct buf *out UNUSED)
{
    struct score *score = r->own;

    if (score && f->about)
        score[f->about - r->about.detection].of[f->severity]++;
}

static uint64_t total(const struct score *s)
{
    return s->of[SEVERITY_LOW] + s->of[SEVERITY_MEDIUM] + s->of[SEVERITY_HIGH];
}

static bool is_first_of_technique(const struct report *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(r->about.detection[k].technique, r->about.detection[i].technique))
            return false;
    return true;
}

/* The score of a technique: of all detections that look for it. */
static struct score sum_of_technique(const struct report *r, size_t first)
{
    const struct score *score = r->own;
    struct score sum = { { 0 } };

    for (size_t i = first; i < r->about.n; i++) {
        if (!str_eq(r->about.detection[i].technique,
                    r->about.detection[first].technique))
            continue;
        for (size_t k = 0; k <= SEVERITY_HIGH; k++)
            sum.of[k] += score[i].of[k];
    }
    return sum;
}

static void add_technique(const struct report *r, size_t i, struct str tactic,
                          struct buf *out)
{
    const struct about_detection *d = &r->about.detection[i];
    struct score score = sum_of_technique(r, i);
    struct buf comment;

    buf_init(&comment, 1 << 12);
    buf_printf(&comment, "%llu high, %llu medium, %llu low",
               (unsigned long long)score.of[SEVERITY_HIGH],
               (unsigned long long)score.of[SEVERITY_MEDIUM],
               (unsigned long long)score.of[SEVERITY_LOW]);
    json_open(out, NULL, '{');
    json_text(out, "techniqueID", d->technique);
    json_text(out, "tactic", tactic);
    json_number(out, "score", (int64_t)total(&score));
    json_text(out, "comment", buf_str(&comment));
    json_bool(out, "enabled", true);
    json_bool(out, "showSubtechniques", true);
    json_close(out, '}');
    buf_release(&comment);
}

static void add_techniques(const struct report *r, struct buf *out)
{
    json_open(out, "techniques", '[');
    for (size_t i = 0; i < r->about.n; i++) {
        const struct about_detection *d = &r->about.detection[i];

        if (!d->technique.n || !is_first_of_technique(r, i))
            continue;
        if (d->tactics.n == 0)
            add_technique(r, i, STR(""), out);
        for (size_t k = 0; k < d->tactics.n; k++)
            add_technique(r, i, d->tactics.v[k], out);
    }
    json_close(out, ']');
}

static void add_versions(const struct report *r, struct buf *out)
{
    json_open(out, "versions", '{');
    if (r->about.n)
        json_text(out, "attack", r->about.detection[0].attack_version);
    json_word(out, "navigator", "5.1.0");
    json_word(out, "layer", "4.5");
    json_close(out, '}');
}

static void add_gradient(uint64_t most, struct buf *out)
{
    json_open(out, "gradient", '{');
    json_open(out, "colors", '[');
    json_word(out, NULL, "#e8f0ec");
    json_word(out, NULL, "#f5b95c");
    json_word(out, NULL, "#c2362b");
    json_close(out, ']');
    json_number(out, "minValue", 0);
    json_number(out, "maxValue", most ? (int64_t)most : 1);
    json_close(out, '}');
}

static void navigator_end(struct report *r, struct buf *out)
{
    uint64_t most = 0;

    if (!r->own)
        return;
    for (size_t i = 0; i < r->about.n; i++) {
        struct score sum = sum_of_technique(r, i);

        most = total(&sum) > most ? total(&sum) : most;
    }
    json_open(out, NULL, '{');
    json_word(out, "name", "countersign findings");
    add_versions(r, out);
    json_word(out, "domain", "enterprise-attack");
    json_text(out, "description", r->about.input);
    add_techniques(r, out);
    add_gradient(most, out);
    json_close(out, '}');
    buf_add_char(out, '\n');
}

static enum status navigator_open(struct output_state **state,
                                  const struct output_options *options,
                                  struct diag *diag)
{
    static const struct report_style style = { .begin = navigator_begin,
                                               .add = navigator_add,
                                               .end = navigator_end };

    return report_open(state, &style, options, diag);
}

const struct output output_navigator = {
    .name = "navigator",
    .summary = "a layer for the ATT&CK Navigator, scored by findings",
    .is_of_findings = true,
    .open = navigator_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
