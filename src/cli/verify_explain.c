/*
 * verify_explain.c - a paragraph a file: every check, chain, time, digest and place.
 */
#include "base/base.h"

#include "cli/console.h"
#include "cli/verify_format.h"

struct page {
    struct buf *out;
    const struct verify_style *style;
};

/* "    label   text": the label in a column of 14. */
static void line(const struct page *p, size_t indent, const char *label,
                 struct str text)
{
    size_t n = strlen(label);

    if (text.n == 0)
        return;
    buf_pad(p->out, indent, ' ');
    buf_add_cstr(p->out, tone_text(p->style->has_color, TONE_DIM));
    buf_add_cstr(p->out, label);
    buf_add_cstr(p->out, tone_text(p->style->has_color, TONE_PLAIN));
    buf_pad(p->out, n < 14 ? 14 - n : 1, ' ');
    verify_add_text(p->out, text);
    buf_add_char(p->out, '\n');
}

static void line_word(const struct page *p, size_t indent, const char *label,
                      const char *text)
{
    line(p, indent, label, str_from_cstr(text ? text : ""));
}

static void line_digest(const struct page *p, size_t indent, const char *label,
                        const struct digest *d)
{
    char hex[DIGEST_HEX];

    line_word(p, indent, label, digest_hex(d, hex));
}

static void line_time(const struct page *p, size_t indent, const char *label, int64_t t)
{
    char text[ASN1_TIME_TEXT];

    line_word(p, indent, label, asn1_time_text(t, text));
}

static void explain_findings(const struct page *p, const struct findings *f)
{
    enum finding list[FINDING_COUNT];
    size_t n = findings_sorted(f, list);

    for (size_t i = 0; i < n; i++) {
        const char *sentence = finding_sentence(list[i]);
        struct str evidence = f->evidence[list[i]];

        buf_printf(p->out, "  %s%s%s: %s", tone_text(p->style->has_color, TONE_WARNING),
                   finding_word(list[i]), tone_text(p->style->has_color, TONE_PLAIN),
                   sentence);
        if (evidence.n && !str_eq(evidence, str_from_cstr(sentence))) {
            buf_add_cstr(p->out, " (");
            verify_add_text(p->out, evidence);
            buf_add_char(p->out, ')');
        }
        buf_add_char(p->out, '\n');
    }
}

static void explain_chain(const struct page *p, const struct cert_report *chain,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct cert_report *c = &chain[i];
        char from[ASN1_TIME_TEXT], to[ASN1_TIME_TEXT];

        buf_printf(p->out, "      %zu. ", i + 1);
        verify_add_text(p->out, c->subject);
        buf_add_cstr(p->out, c->is_root ? "  [trusted root]\n" : "\n");
        line(p, 9, "issuer", c->issuer);
        line(p, 9, "serial", c->serial);
        buf_pad(p->out, 9, ' ');
        buf_printf(p->out, "valid         %s to %s\n",
                   asn1_time_text(c->not_before, from),
                   asn1_time_text(c->not_after, to));
        line_digest(p, 9, "sha1", &c->sha1);
        line(p, 9, "key", c->key);
    }
}

static void explain_checks(const struct page *p, const struct signature_report *s)
{
    static const char *const name[] = {
#define X(name, text) text,
        CHECK_LIST(X)
#undef X
    };
    static const char *const state[] = { "not done", "passed", "FAILED" };
    static const enum tone tone[] = { TONE_DIM, TONE_GOOD, TONE_ERROR };

    for (size_t i = 0; i < CHECK_COUNT; i++) {
        enum check_state is = s->check[i].state;

        buf_printf(p->out, "    %s%-8s%s  %s", tone_text(p->style->has_color, tone[is]),
                   state[is], tone_text(p->style->has_color, TONE_PLAIN), name[i]);
        if (s->check[i].detail.n) {
            buf_add_cstr(p->out, ": ");
            verify_add_text(p->out, s->check[i].detail);
        }
        buf_add_char(p->out, '\n');
    }
}

static void explain_timestamps(const struct page *p, const struct signature_report *s)
{
    for (size_t i = 0; i < s->ntimestamps; i++) {
        const struct timestamp_report *t = &s->timestamp[i];
        char time[ASN1_TIME_TEXT];

        buf_printf(p->out, "    time stamp (%s, %s) of %s: %s\n", t->kind,
                   digest_name(t->algorithm),
                   t->time == TIME_NONE ? "no time" : asn1_time_text(t->time, time),
                   !t->is_verified  ? "not verified"
                   : t->is_deciding ? "verified, decides"
                                    : "verified");
        line(p, 6, "problem", t->problem);
        explain_chain(p, t->chain, t->nchain);
    }
}

static void explain_digests(const struct page *p, const struct signature_report *s)
{
    struct digest signed_digest = { .algorithm = s->algorithm };

    if (s->signed_digest.n == digest_size(s->algorithm)) {
        signed_digest.n = (uint8_t)s->signed_digest.n;
        memcpy(signed_digest.bytes, s->signed_digest.p, s->signed_digest.n);
        line_digest(p, 4, "signed", &signed_digest);
    }
    line_digest(p, 4, "computed", &s->computed);
    line(p, 4, "donor", s->donor);
}

static void explain_signature(const struct page *p, const struct signature_report *s,
                              size_t i)
{
    static const char *const role[] = { "primary", "additional", "nested", "catalog" };

    buf_printf(p->out, "  signature %zu (%s, %s): %s\n", i + 1, role[s->role],
               digest_name(s->algorithm), verdict_row(s->verdict)->word);
    buf_printf(p->out, "    bytes         %llu at offset %llu, %llu behind it\n",
               (unsigned long long)s->size, (unsigned long long)s->offset,
               (unsigned long long)s->padding);
    explain_checks(p, s);
    explain_digests(p, s);
    line_time(p, 4, "signed on", s->signing_time);
    line_time(p, 4, "claims", s->claimed_time);
    line_time(p, 4, "judged at", s->deciding_time);
    line(p, 4, "program", s->opus.program_name);
    line(p, 4, "url", s->opus.url);
    if (s->nchain)
        buf_add_cstr(p->out, "    chain\n");
    explain_chain(p, s->chain, s->nchain);
    explain_timestamps(p, s);
}

static void explain_places(const struct page *p, const struct file_result *r)
{
    buf_printf(p->out, "  size          %llu bytes", (unsigned long long)r->size);
    if (r->table.size)
        buf_printf(p->out, ", certificate table %llu at offset %llu, %llu behind it",
                   (unsigned long long)r->table.size,
                   (unsigned long long)r->table.offset,
                   (unsigned long long)r->behind_table);
    buf_add_char(p->out, '\n');
}

static void explain_file(struct buf *out, const struct file_result *r,
                         const struct verify_style *style)
{
    const struct verdict_row *row = verdict_row(r->verdict);
    struct page p = { .out = out, .style = style };

    buf_add_cstr(out, tone_text(style->has_color, TONE_BOLD));
    verify_add_text(out, r->path);
    buf_add_cstr(out, tone_text(style->has_color, TONE_PLAIN));
    buf_printf(out, ": %s\n", verify_word(r));
    if (r->state == FILE_UNREADABLE) {
        line_word(&p, 2, "problem", r->error.text);
        buf_add_char(out, '\n');
        return;
    }
    if (r->state == FILE_JUDGED) {
        line_word(&p, 2, "means", row->explanation);
        line(&p, 2, "reason", r->detail);
        buf_printf(out, "  windows       0x%08X %s\n", (unsigned)r->windows_code,
                   row->windows_name);
    }
    line_word(&p, 2, "container", r->container);
    explain_places(&p, r);
    line_digest(&p, 2, "sha256", &r->sha256);
    line_digest(&p, 2, "authentihash", &r->authentihash.of[DIGEST_SHA256]);
    line(&p, 2, "company", r->version.company);
    line(&p, 2, "original name", r->version.original_name);
    line(&p, 2, "catalog", r->catalog);
    explain_findings(&p, &r->findings);
    for (size_t i = 0; i < r->nsignatures; i++)
        explain_signature(&p, &r->signature[i], i);
    buf_add_char(out, '\n');
}

static void no_header(struct buf *out UNUSED, const struct verify_style *style UNUSED)
{
}

const struct verify_format verify_format_explain = {
    .name = "explain",
    .separator = "",
    .footer = "",
    .header = no_header,
    .file = explain_file,
};
