/*
 * verify_json.c - one object a file: ndjson a line each, json as one array.
 *
 * Names and order of the members are an interface; members may be added at the end.
 */
#include "base/base.h"

#include "cli/verify_format.h"
#include "text/json_text.h"

struct json_object {
    struct buf *out;
    bool has_one;
};

static void key(struct json_object *o, const char *name)
{
    if (o->has_one)
        buf_add_char(o->out, ',');
    o->has_one = true;
    json_add_string(o->out, str_from_cstr(name));
    buf_add_char(o->out, ':');
}

static void open_object(struct json_object *o, struct buf *out)
{
    *o = (struct json_object){ .out = out };
    buf_add_char(out, '{');
}

static void close_object(struct json_object *o)
{
    buf_add_char(o->out, '}');
}

/* A text, or null when it is empty. */
static void put_text(struct json_object *o, const char *name, struct str value)
{
    key(o, name);
    if (value.n)
        json_add_string(o->out, value);
    else
        buf_add_cstr(o->out, "null");
}

static void put_word(struct json_object *o, const char *name, const char *value)
{
    put_text(o, name, value ? str_from_cstr(value) : (struct str){ NULL, 0 });
}

static void put_bool(struct json_object *o, const char *name, bool value)
{
    key(o, name);
    buf_add_cstr(o->out, value ? "true" : "false");
}

static void put_number(struct json_object *o, const char *name, uint64_t value)
{
    key(o, name);
    buf_printf(o->out, "%llu", (unsigned long long)value);
}

static void put_time(struct json_object *o, const char *name, int64_t t)
{
    char text[ASN1_TIME_TEXT];

    put_word(o, name, asn1_time_text(t, text));
}

static void put_digest(struct json_object *o, const char *name, const struct digest *d)
{
    char hex[DIGEST_HEX];

    put_word(o, name, digest_hex(d, hex));
}

static void put_hex(struct json_object *o, const char *name, struct str bytes)
{
    static const char digit[] = "0123456789abcdef";

    key(o, name);
    buf_add_char(o->out, '"');
    for (size_t i = 0; i < bytes.n; i++) {
        buf_add_char(o->out, digit[(uint8_t)bytes.p[i] >> 4]);
        buf_add_char(o->out, digit[(uint8_t)bytes.p[i] & 15]);
    }
    buf_add_char(o->out, '"');
}

/* "findings": names; "evidence": what the findings rest on. */
static void put_findings(struct json_object *o, const struct findings *f)
{
    enum finding list[FINDING_COUNT];
    size_t n = findings_sorted(f, list);
    struct json_object evidence;

    key(o, "findings");
    buf_add_char(o->out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_char(o->out, ',');
        json_add_string(o->out, str_from_cstr(finding_word(list[i])));
    }
    buf_add_char(o->out, ']');
    key(o, "evidence");
    open_object(&evidence, o->out);
    for (size_t i = 0; i < n; i++)
        if (f->evidence[list[i]].n)
            put_text(&evidence, finding_word(list[i]), f->evidence[list[i]]);
    close_object(&evidence);
}

static void put_cert(struct buf *out, const struct cert_report *c)
{
    struct json_object o;

    open_object(&o, out);
    put_text(&o, "subject", c->subject);
    put_text(&o, "issuer", c->issuer);
    put_text(&o, "serial", c->serial);
    put_time(&o, "not_before", c->not_before);
    put_time(&o, "not_after", c->not_after);
    put_digest(&o, "sha1", &c->sha1);
    put_digest(&o, "sha256", &c->sha256);
    put_text(&o, "key_id", c->key_id);
    put_text(&o, "key", c->key);
    key(&o, "eku");
    buf_add_char(out, '[');
    for (size_t i = 0; i < c->neku; i++) {
        if (i)
            buf_add_char(out, ',');
        json_add_string(out, c->eku[i]);
    }
    buf_add_char(out, ']');
    put_bool(&o, "trusted_root", c->is_root);
    close_object(&o);
}

static void put_chain(struct json_object *o, const struct cert_report *chain, size_t n)
{
    key(o, "chain");
    buf_add_char(o->out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_char(o->out, ',');
        put_cert(o->out, &chain[i]);
    }
    buf_add_char(o->out, ']');
}

static void put_timestamps(struct json_object *o, const struct signature_report *s)
{
    key(o, "timestamps");
    buf_add_char(o->out, '[');
    for (size_t i = 0; i < s->ntimestamps; i++) {
        const struct timestamp_report *t = &s->timestamp[i];
        struct json_object one;

        if (i)
            buf_add_char(o->out, ',');
        open_object(&one, o->out);
        put_word(&one, "kind", t->kind);
        put_time(&one, "time", t->time);
        put_bool(&one, "verified", t->is_verified);
        put_bool(&one, "decides", t->is_deciding);
        put_word(&one, "algorithm", digest_name(t->algorithm));
        put_text(&one, "problem", t->problem);
        put_chain(&one, t->chain, t->nchain);
        close_object(&one);
    }
    buf_add_char(o->out, ']');
}

static void put_checks(struct json_object *o, const struct signature_report *s)
{
    static const char *const name[] = {
#define X(name, text) text,
        CHECK_LIST(X)
#undef X
    };
    static const char *const state[] = { "not_done", "passed", "failed" };
    bool has_one = false;

    key(o, "checks");
    buf_add_char(o->out, '[');
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        struct json_object one;

        if (has_one)
            buf_add_char(o->out, ',');
        has_one = true;
        open_object(&one, o->out);
        put_word(&one, "check", name[i]);
        put_word(&one, "state", state[s->check[i].state]);
        put_text(&one, "detail", s->check[i].detail);
        close_object(&one);
    }
    buf_add_char(o->out, ']');
}

static const char *role_word(enum signature_role role)
{
    switch (role) {
    case ROLE_PRIMARY:
        return "primary";
    case ROLE_ADDITIONAL:
        return "additional";
    case ROLE_NESTED:
        return "nested";
    case ROLE_CATALOG:
        return "catalog";
    }
    return "";
}

static void put_signature(struct buf *out, const struct signature_report *s)
{
    struct json_object o;

    open_object(&o, out);
    put_word(&o, "role", role_word(s->role));
    put_number(&o, "parent", s->parent);
    put_word(&o, "verdict", verdict_row(s->verdict)->word);
    put_text(&o, "detail", s->detail);
    put_findings(&o, &s->findings);
    put_bool(&o, "digest_ok", s->digest_ok);
    put_bool(&o, "signature_ok", s->signature_ok);
    put_bool(&o, "trusted", s->is_trusted);
    put_word(&o, "algorithm", digest_name(s->algorithm));
    put_hex(&o, "signed_digest", s->signed_digest);
    put_digest(&o, "computed_digest", &s->computed);
    put_text(&o, "donor", s->donor);
    put_time(&o, "signing_time", s->signing_time);
    put_time(&o, "claimed_time", s->claimed_time);
    put_time(&o, "deciding_time", s->deciding_time);
    put_text(&o, "program_name", s->opus.program_name);
    put_text(&o, "program_url", s->opus.url);
    put_number(&o, "offset", s->offset);
    put_number(&o, "size", s->size);
    put_number(&o, "padding", s->padding);
    put_chain(&o, s->chain, s->nchain);
    put_timestamps(&o, s);
    put_checks(&o, s);
    close_object(&o);
}

static void put_version(struct json_object *o, const struct version_info *v)
{
    struct json_object one;

    key(o, "version_info");
    open_object(&one, o->out);
    put_text(&one, "company", v->company);
    put_text(&one, "description", v->description);
    put_text(&one, "product", v->product);
    put_text(&one, "product_version", v->product_version);
    put_text(&one, "file_version", v->file_version);
    put_text(&one, "original_name", v->original_name);
    close_object(&one);
}

/* The deciding signature's signer, so that one need not look into the arrays. */
static void put_signer(struct json_object *o, const struct signature_report *s)
{
    const struct cert_report none = { .sha1 = { .algorithm = DIGEST_NONE } };
    const struct cert_report *c = s && s->nchain ? &s->chain[0] : &none;

    put_text(o, "signer", c->common_name.n ? c->common_name : c->subject);
    put_text(o, "signer_subject", c->subject);
    put_text(o, "issuer", c->issuer);
    put_digest(o, "thumbprint", &c->sha1);
    put_time(o, "signing_time", s ? s->signing_time : TIME_NONE);
}

/* The verdict in everybody else's words; a file that nobody could read has none. */
static void put_words(struct json_object *o, const struct file_result *r)
{
    static const struct verdict_row nothing = { .word = NULL };
    bool was_read = r->state != FILE_UNREADABLE;
    const struct verdict_row *row = was_read ? verdict_row(r->verdict) : &nothing;

    key(o, "windows_code");
    if (was_read)
        buf_printf(o->out, "\"0x%08X\"", (unsigned)r->windows_code);
    else
        buf_add_cstr(o->out, "null");
    put_word(o, "windows_name", row->windows_name);
    key(o, "sign_info_flags");
    if (was_read)
        buf_printf(o->out, "%u", (unsigned)r->sign_info_flags);
    else
        buf_add_cstr(o->out, "null");
    put_word(o, "sigcheck", row->sigcheck);
    put_word(o, "sysmon_signed", row->sysmon_signed);
    put_word(o, "sysmon_status", row->sysmon_status);
    put_word(o, "powershell_status", row->powershell);
    put_word(o, "osquery_result", row->osquery);
    put_word(o, "elastic_status", row->elastic);
}

static void put_places(struct json_object *o, const struct file_result *r)
{
    put_number(o, "size", r->size);
    put_number(o, "table_offset", r->table.offset);
    put_number(o, "table_size", r->table.size);
    put_number(o, "bytes_behind_table", r->behind_table);
    put_word(o, "machine", r->machine);
    put_time(o, "link_time", r->link_time);
    put_text(o, "catalog", r->catalog);
}

static void put_file(struct buf *out, const struct file_result *r)
{
    struct json_object o;

    open_object(&o, out);
    put_text(&o, "path", r->path);
    put_word(&o, "verdict", verify_word(r));
    put_findings(&o, &r->findings);
    put_text(&o, "detail",
             r->state == FILE_UNREADABLE ? str_from_cstr(r->error.text) : r->detail);
    put_word(&o, "container", r->container);
    put_words(&o, r);
    put_bool(&o, "digest_ok", r->digest_ok);
    put_bool(&o, "signature_ok", r->signature_ok);
    put_bool(&o, "trusted", r->is_trusted);
    put_signer(&o, verify_primary(r));
    put_digest(&o, "sha256", &r->sha256);
    put_digest(&o, "authentihash", &r->authentihash.of[DIGEST_SHA256]);
    put_digest(&o, "authentihash_sha1", &r->authentihash.of[DIGEST_SHA1]);
    put_version(&o, &r->version);
    put_places(&o, r);
    key(&o, "signatures");
    buf_add_char(out, '[');
    for (size_t i = 0; i < r->nsignatures; i++) {
        if (i)
            buf_add_char(out, ',');
        put_signature(out, &r->signature[i]);
    }
    buf_add_char(out, ']');
    close_object(&o);
}

static void no_header(struct buf *out UNUSED, const struct verify_style *style UNUSED)
{
}

static void ndjson_file(struct buf *out, const struct file_result *r,
                        const struct verify_style *style UNUSED)
{
    put_file(out, r);
    buf_add_char(out, '\n');
}

static void json_header(struct buf *out, const struct verify_style *style UNUSED)
{
    buf_add_cstr(out, "[\n");
}

static void json_file(struct buf *out, const struct file_result *r,
                      const struct verify_style *style UNUSED)
{
    put_file(out, r);
}

const struct verify_format verify_format_ndjson = {
    .name = "ndjson",
    .separator = "",
    .footer = "",
    .header = no_header,
    .file = ndjson_file,
};

const struct verify_format verify_format_json = {
    .name = "json",
    .separator = ",\n",
    .footer = "\n]\n",
    .header = json_header,
    .file = json_file,
};
