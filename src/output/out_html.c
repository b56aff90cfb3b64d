/*
 * out_html.c - findings as one page that stands alone: no script, nothing fetched.
 *
 * Everything in a finding comes from an attacker: it is made harmless first (cell.h),
 * then escaped, and the page forbids itself scripts and connections. The charts stand
 * above the findings but are known last, so findings are kept as text until the end.
 */
#include "base/base.h"

#include "event/sign_flags.h"
#include "output/cell.h"
#include "output/html_bars.h"
#include "output/html_style.h"
#include "output/html_timeline.h"
#include "output/report.h"
#include "text/time_iso.h"

enum { BODY_BYTES_MAX = 256 << 20, BARS_SHOWN = 8, LINES_MAX = 25 };

struct page {
    struct buf body;
    struct bars states, hosts;
    struct timeline timeline;
    uint64_t of[SEVERITY_HIGH + 1];
};

static const char *const severity_names[] = {
    [SEVERITY_LOW] = "low", [SEVERITY_MEDIUM] = "medium", [SEVERITY_HIGH] = "high"
};

static void html_begin(struct report *r, struct buf *out UNUSED)
{
    struct page *page = arena_new(&r->arena, struct page);

    r->own = page;
    if (!page)
        return;
    buf_init(&page->body, BODY_BYTES_MAX);
    bars_init(&page->states, &r->arena);
    bars_init(&page->hosts, &r->arena);
    timeline_init(&page->timeline, &r->arena);
}

static void add_clean(struct report *r, struct str text, struct buf *out)
{
    html_add(out, text_clean(text, r->row_arena));
}

/* The lines of a value, one below the other. */
static void add_value(struct report *r, const char *label, struct str text,
                      struct buf *out)
{
    size_t left = 0;

    if (text.n == 0)
        return;
    buf_printf(out, "<dt>%s</dt><dd>", label);
    for (size_t i = 0; text.p; i++) {
        struct str line = str_cut(&text, '\n');

        if (i >= LINES_MAX) {
            left++;
            continue;
        }
        if (i)
            buf_add(out, STR("<br>"));
        buf_add(out, STR("<code>"));
        add_clean(r, line, out);
        buf_add(out, STR("</code>"));
    }
    if (left)
        buf_printf(out, "<br>and %zu more", left);
    buf_add(out, STR("</dd>\n"));
}

/* Every mask with the names of its bits. */
static void add_flags(struct report *r, struct str text, struct buf *out)
{
    uint32_t flags;

    if (text.n == 0)
        return;
    buf_add(out, STR("<dt>flags</dt><dd>"));
    for (size_t i = 0; text.p && i < LINES_MAX; i++) {
        struct str line = str_cut(&text, '\n');

        if (i)
            buf_add(out, STR("<br>"));
        buf_add(out, STR("<code>"));
        add_clean(r, line, out);
        if (sign_flags_parse(line, &flags)) {
            buf_add(out, STR(" = "));
            html_add(out, sign_flags_names(flags, r->row_arena));
        }
        buf_add(out, STR("</code>"));
    }
    buf_add(out, STR("</dd>\n"));
}

static void add_time(int64_t ms, struct buf *out)
{
    char iso[TIME_ISO_MAX];
    struct str text = { iso, time_print_iso(ms, iso) };

    buf_printf(out, "<time datetime=\"%.*s\">%.*s</time>", STR_ARG(text),
               STR_ARG(text));
}

static void add_seen(const struct finding *f, struct buf *out)
{
    if (f->count == 1)
        buf_add(out, STR("<dt>seen</dt><dd>once"));
    else
        buf_printf(out, "<dt>seen</dt><dd>%llu times", (unsigned long long)f->count);
    if (f->has_times) {
        buf_add(out, STR(", "));
        add_time(f->first_ms, out);
        if (f->last_ms != f->first_ms) {
            buf_add(out, STR(" to "));
            add_time(f->last_ms, out);
        }
    }
    buf_add(out, STR("</dd>\n"));
}

/* The certificates from the signer's to the root's. */
static void add_chain(struct report *r, struct str chain, struct buf *out)
{
    if (chain.n == 0)
        return;
    buf_add(out, STR("<dt>chain</dt><dd><ol class=chain>"));
    for (size_t i = 0; chain.p && i < LINES_MAX; i++) {
        buf_add(out, STR("<li><code>"));
        add_clean(r, str_cut(&chain, '\n'), out);
        buf_add(out, STR("</code></li>"));
    }
    buf_add(out, STR("</ol></dd>\n"));
}

static void add_heading(struct report *r, const struct finding *f, struct buf *out)
{
    buf_printf(out, "<article class=%s><h2><span class=tag>%s</span>",
               severity_names[f->severity], severity_names[f->severity]);
    add_clean(r, finding_title(f, r->row_arena), out);
    buf_add(out, STR("</h2>\n<p class=why>"));
    html_add(out, f->meaning);
    buf_add(out, STR("</p><dl>\n"));
}

static void html_add_finding(struct report *r, const struct finding *f,
                             struct buf *unused UNUSED)
{
    struct page *page = r->own;
    struct buf *out;

    if (!page)
        return;
    out = &page->body;
    page->of[f->severity]++;
    bars_count(&page->states, text_clean(f->state, r->row_arena));
    bars_count(&page->hosts, text_clean(f->host, r->row_arena));
    if (f->has_times)
        timeline_add(&page->timeline, f->first_ms, (unsigned)f->severity);
    add_heading(r, f, out);
    add_value(r, "confidence", f->confidence, out);
    add_value(r, "image", f->image, out);
    add_value(r, "loaded by", f->loaded_by, out);
    add_value(r, "command", f->commands, out);
    add_value(r, "user", f->users, out);
    add_value(r, "SHA-256", f->sha256, out);
    add_flags(r, f->flags, out);
    add_value(r, "signer", f->signer, out);
    add_value(r, "issuer", f->issuer, out);
    add_value(r, "certificate", f->thumbprint, out);
    add_chain(r, f->chain, out);
    add_value(r, "signature", f->detail, out);
    add_seen(f, out);
    buf_add(out, STR("</dl></article>\n"));
}

static void add_head(const struct report *r, struct buf *out)
{
    buf_printf(
        out,
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n"
        "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
        "<title>countersign: %llu findings</title>\n<style>\n%s</style></head>"
        "<body>\n<h1>Invalid code signatures</h1>\n<p class=sub>countersign %s, ",
        (unsigned long long)r->n, html_style, r->about.version ? r->about.version : "");
    add_time(r->about.now_ms, out);
    if (r->about.input.n) {
        buf_add(out, STR(" · read "));
        html_add(out, r->about.input);
    }
    buf_add(out, STR("</p>\n"));
}

static void add_tile(const char *class, uint64_t n, const char *label, struct buf *out)
{
    buf_printf(out, "<div class=\"tile %s\"><b>%llu</b>%s</div>\n", class,
               (unsigned long long)n, label);
}

static void add_tiles(const struct report *r, const struct page *page, struct buf *out)
{
    buf_add(out, STR("<div class=tiles>\n"));
    add_tile("", r->n, r->n == 1 ? "finding" : "findings", out);
    add_tile("high", page->of[SEVERITY_HIGH], "high", out);
    add_tile("medium", page->of[SEVERITY_MEDIUM], "medium", out);
    add_tile("low", page->of[SEVERITY_LOW], "low", out);
    add_tile("", page->hosts.n, page->hosts.n == 1 ? "host" : "hosts", out);
    buf_add(out, STR("</div>\n"));
}

static void add_filter(struct buf *out)
{
    buf_add(out, STR("<p class=filter>Show: "));
    for (int i = SEVERITY_HIGH; i >= SEVERITY_LOW; i--)
        buf_printf(out,
                   "<label><input type=checkbox id=f-%s autocomplete=off checked> "
                   "%s</label>",
                   severity_names[i], severity_names[i]);
    buf_add(out, STR("</p>\n"));
}

static void add_detection(const struct about_detection *d, struct buf *out)
{
    buf_add(out, STR("<section class=about><h3>"));
    html_add(out, d->title);
    buf_add(out, STR("</h3><p>"));
    html_add(out, d->description);
    buf_add(out, STR("</p><p>ATT&amp;CK "));
    html_add(out, d->technique);
    buf_add(out, STR(", "));
    html_add(out, d->technique_name);
    buf_add(out, STR("</p></section>\n"));
}

static void html_end(struct report *r, struct buf *out)
{
    struct page *page = r->own;

    if (!page)
        return;
    add_head(r, out);
    add_tiles(r, page, out);
    if (r->n) {
        buf_add(out, STR("<div class=charts>\n"));
        bars_draw(&page->states, "Evidence", BARS_SHOWN, out);
        bars_draw(&page->hosts, "Hosts", BARS_SHOWN, out);
        timeline_draw(&page->timeline, out);
        buf_add(out, STR("</div>\n"));
        add_filter(out);
        buf_add(out, buf_str(&page->body));
    } else {
        buf_add(out, STR("<p class=none>Nothing was found.</p>\n"));
    }
    if (page->body.failed)
        buf_add(out, STR("</dl></article><p class=none>There are more findings than "
                         "this page can hold.</p>\n"));
    for (size_t i = 0; i < r->about.n; i++)
        add_detection(&r->about.detection[i], out);
    buf_add(out, STR("</body></html>\n"));
}

static void html_close(struct report *r)
{
    struct page *page = r->own;

    if (page)
        buf_release(&page->body);
}

static enum status html_open(struct output_state **state,
                             const struct output_options *options, struct diag *diag)
{
    static const struct report_style style = { html_begin, html_add_finding, html_end,
                                               html_close };

    return report_open(state, &style, options, diag);
}

const struct output output_html = {
    .name = "html",
    .summary = "findings as one web page that needs nothing else",
    .is_of_findings = true,
    .open = html_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
