#include "base/base.h"

#include "detect/verdict_event.h"
#include "text/json_text.h"

/* Put `"name":"value"` behind what is there; an empty value is left out. */
static void put(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_add_cstr(out, ",\"");
    buf_add_cstr(out, name);
    buf_add_cstr(out, "\":");
    json_add_string(out, value);
}

static void put_word(struct buf *out, const char *name, const char *value)
{
    put(out, name, str_from_cstr(value));
}

static void put_digest(struct buf *out, const char *name, const struct digest *d)
{
    char hex[DIGEST_HEX];

    put_word(out, name, digest_hex(d, hex));
}

/* Numbers are texts in the sensor's events. */
static void put_number(struct buf *out, const char *name, int64_t value)
{
    buf_printf(out, ",\"%s\":\"%lld\"", name, (long long)value);
}

static void put_seconds(struct buf *out, const char *name, int64_t t)
{
    if (t != TIME_NONE)
        put_number(out, name, t * 1000);
}

static const char *event_name(const struct file_result *r)
{
    static const struct str libraries[] = {
        { ".dll", 4 }, { ".ocx", 4 }, { ".cpl", 4 }, { ".node", 5 }, { ".drv", 4 }
    };

    if (!r->container || strcmp(r->container, "pe") != 0)
        return "SignInfoWithContext";
    for (size_t i = 0; i < countof(libraries); i++)
        if (r->path.n > libraries[i].n &&
            str_eq_nocase(str_slice(r->path, r->path.n - libraries[i].n, r->path.n),
                          libraries[i]))
            return "ClassifiedModuleLoad";
    if (r->path.n > 4 &&
        str_eq_nocase(str_slice(r->path, r->path.n - 4, r->path.n), STR(".sys")))
        return "DriverLoad";
    return "ProcessRollup2";
}

static void put_findings(struct buf *out, const struct findings *f)
{
    enum finding list[FINDING_COUNT];
    size_t n = findings_sorted(f, list);

    if (n == 0)
        return;
    buf_add_cstr(out, ",\"Findings\":[");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s\"%s\"", i ? "," : "", finding_word(list[i]));
    buf_add_char(out, ']');
}

static void put_signer(struct buf *out, const struct signature_report *s)
{
    const struct cert_report *signer = &s->chain[0];

    put_seconds(out, "SigningTime", s->signing_time);
    if (s->nchain == 0)
        return;
    put(out, "Signature", signer->common_name);
    put(out, "SignerSubject", signer->subject);
    put(out, "SignerIssuer", signer->issuer);
    put(out, "SignerSerial", signer->serial);
    put_digest(out, "SignerSHA1Thumbprint", &signer->sha1);
    put_digest(out, "SignerSHA256Thumbprint", &signer->sha256);
    put_seconds(out, "SignerNotBefore", signer->not_before);
    put_seconds(out, "SignerNotAfter", signer->not_after);
}

void verdict_event_add(struct buf *out, const struct file_result *r, int64_t now_ms)
{
    const struct verdict_row *row = verdict_row(r->verdict);

    if (r->state != FILE_JUDGED)
        return;
    buf_printf(out, "{\"event_simpleName\":\"%s\"", event_name(r));
    put_number(out, "timestamp", now_ms);
    put(out, "ImageFileName", r->path);
    put_digest(out, "SHA256HashData", &r->sha256);
    put_digest(out, "AuthenticodeHashData", &r->authentihash.of[DIGEST_SHA256]);
    put_number(out, "SignInfoFlags", r->sign_info_flags);
    put_word(out, "SignatureState", row->word);
    put_word(out, "Signed", row->sysmon_signed);
    put_word(out, "SignatureStatus", row->sysmon_status);
    put_word(out, "Container", r->container);
    put(out, "CompanyName", r->version.company);
    put(out, "OriginalFilename", r->version.original_name);
    put(out, "FileVersion", r->version.file_version);
    put(out, "Catalog", r->catalog);
    put(out, "SignatureDetail", r->detail);
    if (r->nsignatures) {
        put(out, "Donor", r->signature[0].donor);
        put_signer(out, &r->signature[0]);
    }
    put_findings(out, &r->findings);
    buf_add_cstr(out, "}\n");
}
