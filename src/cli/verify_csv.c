/*
 * verify_csv.c - sigcheck's columns, then ours; RFC 4180.
 */
#include "base/base.h"

#include "cli/verify_format.h"

struct columns {
    struct buf *out;
    bool has_one;
};

/* A cell is quoted where it must be, or where a spreadsheet would take it for code. */
static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (strchr(",\"\r\n", text.p[i]))
            return true;
    return false;
}

static void add(struct columns *c, struct str text)
{
    if (c->has_one)
        buf_add_char(c->out, ',');
    c->has_one = true;
    if (!needs_quotes(text)) {
        buf_add(c->out, text);
        return;
    }
    buf_add_char(c->out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_add_char(c->out, '"');
        buf_add_char(c->out, text.p[i]);
    }
    buf_add_char(c->out, '"');
}

static void add_text(struct columns *c, const char *text)
{
    add(c, str_from_cstr(text));
}

static void add_bool(struct columns *c, bool value)
{
    add_text(c, value ? "true" : "false");
}

static void add_time(struct columns *c, int64_t t)
{
    char text[ASN1_TIME_TEXT];

    add_text(c, asn1_time_text(t, text));
}

static void add_digest(struct columns *c, const struct digest *d)
{
    char hex[DIGEST_HEX];

    add_text(c, digest_hex(d, hex));
}

static void csv_header(struct buf *out, const struct verify_style *style UNUSED)
{
    buf_add_cstr(out, "Path,Verified,Date,Publisher,Company,Description,Product,"
                      "Product Version,File Version,Machine Type,SHA256,PESHA1,PE256,"
                      "verdict,findings,windows_code,sign_info_flags,digest_ok,"
                      "signature_ok,trusted,signer,issuer,thumbprint,signing_time,"
                      "sysmon_signed,sysmon_status,powershell_status,osquery_result,"
                      "container,detail\n");
}

/* The columns of `sigcheck -c -h`, in its order and words. */
static void add_sigcheck(struct columns *c, const struct file_result *r)
{
    const struct signature_report *s = verify_primary(r);
    const struct version_info *v = &r->version;
    int64_t date = s && s->signing_time != TIME_NONE ? s->signing_time : r->link_time;

    add(c, r->path);
    add_text(c,
             r->state == FILE_JUDGED ? verdict_row(r->verdict)->sigcheck : "Unsigned");
    add_time(c, date);
    add(c, s && s->nchain ? s->chain[0].common_name : (struct str){ NULL, 0 });
    add(c, v->company);
    add(c, v->description);
    add(c, v->product);
    add(c, v->product_version);
    add(c, v->file_version);
    add_text(c, r->machine ? r->machine : "");
    add_digest(c, &r->sha256);
    add_digest(c, &r->authentihash.of[DIGEST_SHA1]);
    add_digest(c, &r->authentihash.of[DIGEST_SHA256]);
}

static void add_findings(struct columns *c, const struct file_result *r)
{
    enum finding list[FINDING_COUNT];
    size_t n = findings_sorted(&r->findings, list);
    struct buf text;

    buf_init(&text, 8192);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_char(&text, ',');
        buf_add_cstr(&text, finding_word(list[i]));
    }
    c->out->failed |= text.failed;
    add(c, buf_str(&text));
    buf_release(&text);
}

static void add_numbers(struct columns *c, const struct file_result *r)
{
    char text[16];
    struct buf number;

    buf_init(&number, sizeof text);
    buf_printf(&number, "0x%08X", (unsigned)r->windows_code);
    add(c, buf_str(&number));
    buf_reset(&number);
    buf_printf(&number, "%u", (unsigned)r->sign_info_flags);
    add(c, buf_str(&number));
    c->out->failed |= number.failed;
    buf_release(&number);
}

static void csv_file(struct buf *out, const struct file_result *r,
                     const struct verify_style *style UNUSED)
{
    const struct signature_report *s = verify_primary(r);
    const struct cert_report *signer = s && s->nchain ? &s->chain[0] : NULL;
    const struct verdict_row *row = verdict_row(r->verdict);
    struct columns c = { .out = out };

    add_sigcheck(&c, r);
    add_text(&c, verify_word(r));
    add_findings(&c, r);
    add_numbers(&c, r);
    add_bool(&c, r->digest_ok);
    add_bool(&c, r->signature_ok);
    add_bool(&c, r->is_trusted);
    add(&c, signer ? signer->subject : (struct str){ NULL, 0 });
    add(&c, signer ? signer->issuer : (struct str){ NULL, 0 });
    if (signer)
        add_digest(&c, &signer->sha1);
    else
        add_text(&c, "");
    add_time(&c, s ? s->signing_time : TIME_NONE);
    add_text(&c, row->sysmon_signed);
    add_text(&c, row->sysmon_status);
    add_text(&c, row->powershell);
    add_text(&c, row->osquery);
    add_text(&c, r->container ? r->container : "");
    add(&c, r->state == FILE_UNREADABLE ? str_from_cstr(r->error.text) : r->detail);
    buf_add_char(out, '\n');
}

const struct verify_format verify_format_csv = {
    .name = "csv",
    .separator = "",
    .footer = "",
    .header = csv_header,
    .file = csv_file,
};
