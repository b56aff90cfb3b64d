/*
 * out_markdown.c - findings as a page for a ticket or a wiki: one table, then what is
 * known of each.
 *
 * Names and command lines come from attackers, so every value stands in a code span or
 * has the characters that mean something to Markdown or HTML escaped.
 *
 * Source: GitHub Flavored Markdown Spec, sections 4.10, 6.1.
 */
#include "base/base.h"

#include "output/cell.h"
#include "output/report.h"
#include "text/time_iso.h"

enum { DETAILS_BYTES_MAX = 64 << 20, LINES_MAX = 10 };

/* The details wait until the table is done. */
struct page {
    struct buf details;
};

static void add_text(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (memchr("\\`*_{}[]()<>#!|~&", text.p[i], 17))
            buf_add_char(out, '\\');
        buf_add_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
}

/* Backticks in the text are told from those around it by their number. */
static size_t longest_run(struct str text, char c)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* `in_table`: a pipe would end the cell. */
static void add_code(struct buf *out, struct str text, bool in_table)
{
    size_t ticks = longest_run(text, '`') + 1;

    if (text.n == 0)
        return;
    buf_pad(out, ticks, '`');
    buf_add_char(out, ' ');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|' && in_table)
            buf_add_char(out, '\\');
        buf_add_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
    buf_add_char(out, ' ');
    buf_pad(out, ticks, '`');
}

static void add_time(struct buf *out, int64_t ms)
{
    char iso[TIME_ISO_MAX];

    buf_add(out, (struct str){ iso, time_print_iso(ms, iso) });
}

static void add_row(const struct finding *f, struct arena *arena, struct buf *out)
{
    buf_add(out, STR("| "));
    add_text(out, f->severity_word);
    buf_add(out, STR(" | "));
    add_text(out, f->state);
    buf_add(out, STR(" | "));
    add_code(out, text_clean(f->host, arena), true);
    buf_add(out, STR(" | "));
    add_code(out, text_clean(f->image, arena), true);
    buf_printf(out, " | %llu | ", (unsigned long long)f->count);
    if (f->has_times)
        add_time(out, f->first_ms);
    buf_add(out, STR(" |\n"));
}

static void add_values(const char *label, struct str text, struct arena *arena,
                       struct buf *out)
{
    size_t left = 0;

    text = text_clean(text, arena);
    if (text.n == 0)
        return;
    buf_printf(out, "- %s: ", label);
    for (size_t i = 0; text.p; i++) {
        struct str line = str_cut(&text, '\n');

        if (i >= LINES_MAX) {
            left++;
            continue;
        }
        if (i)
            buf_add(out, STR(", "));
        add_code(out, line, false);
    }
    if (left)
        buf_printf(out, " and %zu more", left);
    buf_add_char(out, '\n');
}

static void add_details(const struct report *r, const struct finding *f,
                        struct buf *out)
{
    struct arena *arena = r->row_arena;

    buf_printf(out, "\n### %llu. ", (unsigned long long)r->n + 1);
    add_text(out, text_clean(finding_title(f, arena), arena));
    buf_add(out, STR("\n\n"));
    if (f->meaning.n)
        buf_printf(out, "%.*s.\n\n", STR_ARG(f->meaning));
    add_values("confidence", f->confidence, arena, out);
    add_values("image", f->image, arena, out);
    add_values("loaded by", f->loaded_by, arena, out);
    add_values("command", f->commands, arena, out);
    add_values("user", f->users, arena, out);
    add_values("SHA-256", f->sha256, arena, out);
    add_values("flags", f->flags, arena, out);
    add_values("signer", f->signer, arena, out);
    add_values("issuer", f->issuer, arena, out);
    add_values("certificate", f->thumbprint, arena, out);
    buf_printf(out, "- seen: %llu×", (unsigned long long)f->count);
    if (f->has_times) {
        buf_add(out, STR(", "));
        add_time(out, f->first_ms);
        if (f->last_ms != f->first_ms) {
            buf_add(out, STR(" to "));
            add_time(out, f->last_ms);
        }
    }
    buf_add_char(out, '\n');
}

static void markdown_begin(struct report *r, struct buf *out)
{
    struct page *page = arena_new(&r->arena, struct page);

    if (page)
        buf_init(&page->details, DETAILS_BYTES_MAX);
    r->own = page;
    buf_add(out, STR("# Findings\n\n"));
}

static void markdown_add(struct report *r, const struct finding *f, struct buf *out)
{
    struct page *page = r->own;

    if (r->n == 0)
        buf_add(out, STR("| severity | verdict | host | image | runs | first seen |\n"
                         "| --- | --- | --- | --- | ---: | --- |\n"));
    add_row(f, r->row_arena, out);
    if (page)
        add_details(r, f, &page->details);
}

static void markdown_end(struct report *r, struct buf *out)
{
    struct page *page = r->own;

    if (r->n == 0)
        buf_add(out, STR("Nothing was found.\n"));
    if (page)
        buf_add(out, buf_str(&page->details));
    if (page && page->details.failed)
        buf_add(out, STR("\nThe table has more findings than are told of here.\n"));
    if (r->about.input.n)
        buf_printf(out, "\n%.*s\n", STR_ARG(r->about.input));
}

static void markdown_close(struct report *r)
{
    struct page *page = r->own;

    if (page)
        buf_release(&page->details);
}

static enum status markdown_open(struct output_state **state,
                                 const struct output_options *options,
                                 struct diag *diag)
{
    static const struct report_style style = { markdown_begin, markdown_add,
                                               markdown_end, markdown_close };

    return report_open(state, &style, options, diag);
}

const struct output output_markdown = {
    .name = "markdown",
    .summary = "findings as a Markdown page, for tickets",
    .is_of_findings = true,
    .open = markdown_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
