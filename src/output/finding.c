#include "base/base.h"

#include "base/buf.h"
#include "base/hash.h"
#include "event/sign_flags.h"
#include "output/finding.h"
#include "text/number.h"
#include "text/time_iso.h"
#include "text/tz.h"

enum { TITLE_BYTES_MAX = 4096, SHA256_DIGITS = 64 };

const struct about_detection *about_find(const struct about *about, struct str id)
{
    for (size_t i = 0; about && i < about->n; i++)
        if (str_eq(about->detection[i].id, id))
            return &about->detection[i];
    return NULL;
}

static struct str get(struct row row, struct str name)
{
    struct value v = row_get_name(row, name);
    struct str text = value_text(v, &row.batch->arena);

    return value_is_missing(v) || !text.p ? STR("") : text;
}

static enum finding_severity read_severity(struct str word)
{
    if (str_eq_nocase(word, STR("high")))
        return SEVERITY_HIGH;
    return str_eq_nocase(word, STR("medium")) ? SEVERITY_MEDIUM : SEVERITY_LOW;
}

/* What the class of evidence means, or nothing for a word of somebody else's. */
static struct str class_meaning(struct str name)
{
    for (size_t i = 0; i < sign_classes_len; i++)
        if (str_eq(str_from_cstr(sign_classes[i].name), name))
            return str_from_cstr(sign_classes[i].meaning);
    return STR("");
}

static struct str last_part(struct str path)
{
    size_t at = path.n;

    while (at && path.p[at - 1] != '\\' && path.p[at - 1] != '/')
        at--;
    return str_slice(path, at, path.n);
}

static bool is_sha256(struct str text)
{
    if (text.n != SHA256_DIGITS)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!memchr("0123456789abcdefABCDEF", text.p[i], 22))
            return false;
    return true;
}

/* A moment as a detection gives it: milliseconds, or in ISO form. */
static bool read_time(struct str text, int64_t *ms)
{
    return number_parse_int64(text, ms) || time_parse_iso(text, tz_utc(), ms);
}

static void read_seen(struct finding *f, struct row row)
{
    int64_t count;

    f->count = 1;
    if (number_parse_int64(get(row, STR("ExecutionCount")), &count) && count > 0)
        f->count = (uint64_t)count;
    f->has_times = read_time(get(row, STR("FirstSeen")), &f->first_ms);
    if (!f->has_times)
        return;
    if (!read_time(get(row, STR("LastSeen")), &f->last_ms) || f->last_ms < f->first_ms)
        f->last_ms = f->first_ms;
}

/* What makes two findings the same one: not when, how often or by whom. */
static uint64_t identity(const struct finding *f)
{
    const struct str parts[] = { f->detection, f->state, f->host, f->image, f->sha256 };
    uint64_t sum = 0;

    for (size_t i = 0; i < countof(parts); i++) {
        uint64_t pair[2] = { sum, hash_bytes(parts[i].p, parts[i].n) };

        sum = hash_bytes(pair, sizeof pair);
    }
    return sum;
}

void finding_read(struct finding *out, struct row row, const struct about *about)
{
    struct finding f = {
        .detection = get(row, STR("Detection")),
        .severity_word = get(row, STR("Severity")),
        .confidence = get(row, STR("Confidence")),
        .state = get(row, STR("SignatureState")),
        .host = get(row, STR("ComputerName")),
        .image = get(row, STR("ImageFileName")),
        .sha256 = get(row, STR("SHA256HashData")),
        .users = get(row, STR("Users")),
        .commands = get(row, STR("CommandLines")),
        .loaded_by = get(row, STR("LoadedBy")),
        .flags = get(row, STR("SignInfoFlags")),
        .signer = get(row, STR("Signature")),
        .issuer = get(row, STR("SignerIssuer")),
        .serial = get(row, STR("SignerSerial")),
        .thumbprint = get(row, STR("SignerSHA1Thumbprint")),
        .chain = get(row, STR("SignerChain")),
        .detail = get(row, STR("SignatureDetail")),
    };

    f.about = about_find(about, f.detection);
    f.severity = read_severity(f.severity_word);
    f.meaning = get(row, STR("Why"));
    if (!f.meaning.n)
        f.meaning = class_meaning(f.state);
    f.file = last_part(f.image);
    if (!is_sha256(f.sha256))
        f.sha256 = STR("");
    read_seen(&f, row);
    f.uid = identity(&f);
    *out = f;
}

struct str finding_title(const struct finding *f, struct arena *arena)
{
    struct str title;
    struct buf text;

    buf_init(&text, TITLE_BYTES_MAX);
    buf_add(&text, f->state.n ? f->state : STR("finding"));
    if (f->file.n)
        buf_printf(&text, ": %.*s", STR_ARG(f->file));
    if (f->host.n)
        buf_printf(&text, " on %.*s", STR_ARG(f->host));
    title = str_dup(arena, buf_str(&text));
    buf_release(&text);
    return title.p ? title : STR("");
}
