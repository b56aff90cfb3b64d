#include "base/base.h"

#include <stdio.h>

#include "forge/der_write.h"
#include "forge/telemetry.h"
#include "signature/verdict.h"
#include "text/json_text.h"
#include "text/time_iso.h"

enum {
    POWERSHELL_FLAGS = 8683538, /* catalog-signed, as such records have it */
    WRITTEN_MS = 5000,          /* the file is written that long before it is run */
    NUMBER = 24,                /* bytes of a number as text */
};

#define SYNTHETIC "synthetic: made by countersign forge"
#define POWERSHELL "Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
#define FOLDER "Users\\Public\\Downloads\\"
#define USER "FORGED\\tester"
#define USER_SID "S-1-5-21-1004336348-1177238915-682003330-1001"

/* What all records of one sighting have in common. */
struct scene {
    struct forge *f;
    const struct sighting *s;
    struct str name;      /* below the drive: Users\…\sigthief.exe */
    struct str image;     /* what ran, below the drive: the file, or PowerShell */
    struct str command;   /* line */
    struct str host, aid; /* name, and the sensor's id */
    struct str md5, sha1, sha256;
    struct str signature; /* common name of the signer, or "-" */
    const char *is_signed, *status;
    uint32_t flags;
    bool is_script;
};

static struct str join(struct scene *c, struct str a, struct str b)
{
    return DER(&c->f->arena, 0, a, b);
}

static struct str hex(struct scene *c, enum digest_algorithm algorithm,
                      struct str bytes)
{
    struct digest d;
    char text[DIGEST_HEX];

    digest_compute(c->f->digester, algorithm, bytes, &d);
    return str_dup(&c->f->arena, str_from_cstr(digest_hex(&d, text)));
}

/* `n` hexadecimal digits that follow from the label and what ran where. */
static struct str invented(struct scene *c, struct str label, size_t n)
{
    struct str key = join(c, join(c, label, c->host), c->name);

    return str_slice(hex(c, DIGEST_SHA256, join(c, c->f->seed, key)), 0, n);
}

static struct str guid(struct scene *c, struct str label)
{
    struct str d = invented(c, label, 32);

    return DER(&c->f->arena, 0, STR("{"), str_slice(d, 0, 8), STR("-"),
               str_slice(d, 8, 12), STR("-"), str_slice(d, 12, 16), STR("-"),
               str_slice(d, 16, 20), STR("-"), str_slice(d, 20, 32), STR("}"));
}

/* A number below a million from invented digits. */
static unsigned invented_number(struct scene *c, struct str label)
{
    struct str digits = invented(c, label, 5);
    unsigned n = 0;

    for (size_t i = 0; i < digits.n; i++)
        n = n * 16 +
            (unsigned)(digits.p[i] <= '9' ? digits.p[i] - '0' : digits.p[i] - 'a' + 10);
    return n;
}

/* The common name of an actor: what stands behind its last "CN=". */
static struct str common_name(const char *actor)
{
    for (size_t i = 0; actor && i < actor_count; i++)
        if (strcmp(actor_table[i].id, actor) == 0) {
            struct str name = str_from_cstr(actor_table[i].name);

            return str_slice(name, str_find(name, STR("CN=")) + 3, name.n);
        }
    return STR("-");
}

/* What the sensors say of the signature: the words of the verdict's row. */
static void judge(struct scene *c, const struct forge_case *made)
{
    enum verdict verdict = verdict_from_word(made->verdict);
    const struct verdict_row *row = verdict_row(verdict);
    bool is_listed = made->listed.signer != NULL;

    c->is_signed = row->sysmon_signed;
    c->status = row->sysmon_status;
    c->flags = row->sign_info_flags;
    if (strstr(made->findings, "self_signed"))
        c->flags |= SIGN_SELF_SIGNED;
    if (is_listed)
        c->flags = SIGN_HAS_VALID_SIGNATURE | SIGN_CAT_SIGNED | SIGN_NO_EMBEDDED_CERT;
    c->signature = common_name(is_listed ? made->listed.signer : made->order.signer);
    if (verdict == VERDICT_HASH_MISMATCH || verdict == VERDICT_UNSIGNED)
        c->signature = STR("-");
}

static void set_scene(struct scene *c, struct forge *f, const struct sighting *s)
{
    struct str quote = STR("\"");

    *c = (struct scene){ .f = f, .s = s, .host = str_from_cstr(s->host) };
    c->is_script = s->scenario->made.script.text != NULL;
    c->name = join(c, STR(FOLDER), s->file);
    c->aid = str_slice(hex(c, DIGEST_SHA256, join(c, STR("aid"), c->host)), 0, 32);
    c->md5 = hex(c, DIGEST_MD5, s->bytes);
    c->sha1 = hex(c, DIGEST_SHA1, s->bytes);
    c->sha256 = hex(c, DIGEST_SHA256, s->bytes);
    c->image = c->is_script ? STR(POWERSHELL) : c->name;
    c->command = DER(&f->arena, 0, quote, STR("C:\\"), c->name, quote);
    judge(c, &s->scenario->made);
    if (!c->is_script)
        return;
    c->command = join(c, STR("powershell.exe -File "), c->command);
    c->md5 = invented(c, STR("md5"), 32);
    c->sha1 = str_slice(invented(c, STR("sha1"), 64), 0, 40);
    c->sha256 = invented(c, STR("sha256"), 64);
    c->flags = POWERSHELL_FLAGS;
}

/* ---- Falcon ---- */

/* Behind what is there: every value is a text. */
static void put(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, ",\"%s\":", name);
    json_add_string(out, value);
}

static void put_number(struct buf *out, const char *name, uint64_t value)
{
    buf_printf(out, ",\"%s\":\"%llu\"", name, (unsigned long long)value);
}

static void put_seconds(struct buf *out, const char *name, int64_t ms)
{
    buf_printf(out, ",\"%s\":\"%lld.%03lld\"", name, (long long)(ms / 1000),
               (long long)(ms % 1000));
}

static struct str device_path(struct scene *c, struct str below_drive)
{
    return join(c, STR("\\Device\\HarddiskVolume3\\"), below_drive);
}

static void falcon_begin(struct scene *c, const char *event, const char *version,
                         int64_t ms, struct buf *out)
{
    struct str id = guid(c, str_from_cstr(event));

    buf_printf(out, "{\"event_simpleName\":\"%s\",\"name\":\"%s%s\"", event, event,
               version);
    put_number(out, "timestamp", (uint64_t)ms);
    put(out, "id", str_slice(id, 1, id.n - 1));
    put(out, "aid", c->aid);
    put(out, "cid", STR("f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0"));
    put(out, "aip", STR("192.0.2.17"));
    put(out, "event_platform", STR("Win"));
    put(out, "Synthetic", STR(SYNTHETIC));
    put_number(out, "TargetProcessId",
               4000000000u + invented_number(c, STR("process")));
    put_number(out, "SignInfoFlags", c->flags);
    put(out, "ImageFileName", device_path(c, c->image));
    put(out, "SHA256HashData", c->sha256);
    put(out, "MD5HashData", c->md5);
}

void telemetry_falcon(struct forge *f, const struct sighting *s, struct buf *out)
{
    struct scene scene, *c = &scene;

    set_scene(c, f, s);
    falcon_begin(c, "ProcessRollup2", "V19", s->time_ms, out);
    put(out, "SHA1HashData", STR("0000000000000000000000000000000000000000"));
    put(out, "CommandLine", c->command);
    put(out, "ParentBaseFileName", STR("powershell.exe"));
    put_number(out, "RawProcessId", 4 * invented_number(c, STR("pid")) % 32768);
    put_seconds(out, "ProcessStartTime", s->time_ms);
    put(out, "UserSid", STR(USER_SID));
    put(out, "IntegrityLevel", STR("8192"));
    buf_add(out, STR("}\n"));
    if (c->is_script)
        return;
    falcon_begin(c, "ClassifiedModuleLoad", "V2", s->time_ms + 1, out);
    put(out, "TargetImageFileName", device_path(c, c->image));
    put(out, "PrimaryModule", STR("1"));
    put_number(out, "ModuleSize", s->bytes.n);
    put_seconds(out, "ContextTimeStamp", s->time_ms + 1);
    buf_add(out, STR("}\n"));
}

void telemetry_host(struct forge *f, const char *host, int64_t time_ms, struct buf *out)
{
    struct scene c = { .f = f, .host = str_from_cstr(host) };
    struct str aid = hex(&c, DIGEST_SHA256, join(&c, STR("aid"), c.host));

    buf_printf(out, "{\"Time\":\"%lld.000\"", (long long)(time_ms / 1000));
    put(out, "aid", str_slice(aid, 0, 32));
    put(out, "ComputerName", c.host);
    put(out, "event_platform", STR("Win"));
    put(out, "Synthetic", STR(SYNTHETIC));
    buf_add(out, STR("}\n"));
}

/* ---- Windows events ---- */

struct channel {
    const char *provider, *guid, *name;
};

static const struct channel sysmon = { "Microsoft-Windows-Sysmon",
                                       "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
                                       "Microsoft-Windows-Sysmon/Operational" };
static const struct channel powershell = { "Microsoft-Windows-PowerShell",
                                           "{A0C1853B-5C40-4B15-8766-3CF1C58F985A}",
                                           "Microsoft-Windows-PowerShell/Operational" };

/* One event being written; both forms have the same members in the same order. */
struct event {
    struct scene *c;
    enum telemetry_form form;
    struct buf *out;
    bool has_data;
};

static void add_xml(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '<':
            buf_add(out, STR("&lt;"));
            break;
        case '&':
            buf_add(out, STR("&amp;"));
            break;
        case '\r':
            buf_add(out, STR("&#13;"));
            break;
        case '\n':
            buf_add(out, STR("&#10;"));
            break;
        default:
            buf_add_char(out, s.p[i]);
        }
}

static void data(struct event *e, const char *name, struct str value)
{
    if (e->form == TELEMETRY_XML) {
        buf_printf(e->out, "<Data Name='%s'>", name);
        add_xml(e->out, value);
        buf_add(e->out, STR("</Data>"));
    } else {
        buf_printf(e->out, "%s\"%s\":", e->has_data ? "," : "", name);
        json_add_string(e->out, value);
    }
    e->has_data = true;
}

static void data_number(struct event *e, const char *name, uint64_t value)
{
    char text[NUMBER];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    data(e, name, str_from_cstr(text));
}

/* "2026-01-01 12:00:00.000", as Sysmon writes it. */
static void data_time(struct event *e, const char *name, int64_t ms)
{
    char text[TIME_ISO_MAX];
    size_t n = time_print_iso(ms, text);

    text[10] = ' ';
    data(e, name, (struct str){ text, n - 1 });
}

static void event_begin(struct event *e, const struct channel *channel, unsigned id,
                        int64_t ms)
{
    char time[TIME_ISO_MAX];
    int n = (int)time_print_iso(ms, time);

    e->has_data = false;
    if (e->form == TELEMETRY_XML) {
        buf_printf(
            e->out,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>"
            "<System><Provider Name='%s' Guid='%s'/><EventID>%u</EventID>"
            "<TimeCreated SystemTime='%.*s'/><Channel>%s</Channel><Computer>",
            channel->provider, channel->guid, id, n, time, channel->name);
        add_xml(e->out, e->c->host);
        buf_add(e->out, STR("</Computer></System><EventData>"));
        return;
    }
    buf_printf(e->out,
               "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"%s\","
               "\"Guid\":\"%s\"}},\"EventID\":%u,\"TimeCreated\":{\"#attributes\":{"
               "\"SystemTime\":\"%.*s\"}},\"Channel\":\"%s\",\"Computer\":",
               channel->provider, channel->guid, id, n, time, channel->name);
    json_add_string(e->out, e->c->host);
    buf_add(e->out, STR("},\"EventData\":{"));
}

static void event_end(struct event *e)
{
    buf_add(e->out,
            e->form == TELEMETRY_XML ? STR("</EventData></Event>\n") : STR("}}}\n"));
}

static struct str drive_path(struct event *e, struct str below_drive)
{
    return join(e->c, STR("C:\\"), below_drive);
}

static struct str hashes(struct scene *c)
{
    return DER(&c->f->arena, 0, STR("SHA1="), c->sha1, STR(",MD5="), c->md5,
               STR(",SHA256="), c->sha256);
}

static void begin_sysmon(struct event *e, unsigned id, int64_t ms)
{
    event_begin(e, &sysmon, id, ms);
    data(e, "RuleName", STR(SYNTHETIC));
    data_time(e, "UtcTime", ms);
}

/* Who did it: the process of that label and its image. */
static void process(struct event *e, struct str label, struct str image)
{
    data(e, "ProcessGuid", guid(e->c, label));
    data_number(e, "ProcessId", 4 * invented_number(e->c, label) % 32768);
    data(e, "Image", drive_path(e, image));
}

static void file_created(struct event *e)
{
    begin_sysmon(e, 11, e->c->s->time_ms - WRITTEN_MS);
    process(e, STR("shell"), STR(POWERSHELL));
    data(e, "TargetFilename", drive_path(e, e->c->name));
    data_time(e, "CreationUtcTime", e->c->s->time_ms - WRITTEN_MS);
    data(e, "User", STR(USER));
    event_end(e);
}

/* What the version resource says, which Sysmon repeats. */
static void claims(struct event *e)
{
    const struct program *p = &e->c->s->scenario->made.program;

    data(e, "FileVersion", STR("-"));
    data(e, "Description", STR("-"));
    data(e, "Product", STR("-"));
    data(e, "Company", p->company ? str_from_cstr(p->company) : STR("-"));
    data(e, "OriginalFileName",
         p->original_name ? str_from_cstr(p->original_name) : STR("-"));
}

static void process_created(struct event *e)
{
    begin_sysmon(e, 1, e->c->s->time_ms);
    process(e, STR("process"), e->c->image);
    claims(e);
    data(e, "CommandLine", e->c->command);
    data(e, "CurrentDirectory", STR("C:\\" FOLDER));
    data(e, "User", STR(USER));
    data(e, "IntegrityLevel", STR("Medium"));
    data(e, "Hashes", hashes(e->c));
    data(e, "ParentProcessGuid", guid(e->c, STR("shell")));
    data(e, "ParentImage", drive_path(e, STR(POWERSHELL)));
    data(e, "ParentCommandLine", STR("powershell.exe"));
    event_end(e);
}

static void image_loaded(struct event *e)
{
    begin_sysmon(e, 7, e->c->s->time_ms + 1);
    process(e, STR("process"), e->c->image);
    data(e, "ImageLoaded", drive_path(e, e->c->image));
    claims(e);
    data(e, "Hashes", hashes(e->c));
    data(e, "Signed", str_from_cstr(e->c->is_signed));
    data(e, "Signature", e->c->signature);
    data(e, "SignatureStatus", str_from_cstr(e->c->status));
    data(e, "User", STR(USER));
    event_end(e);
}

static void script_block(struct event *e, struct str part, uint64_t number,
                         uint64_t total)
{
    struct scene *c = e->c;

    event_begin(e, &powershell, 4104,
                c->s->time_ms - WRITTEN_MS - 1000 + (int64_t)number);
    data_number(e, "MessageNumber", number);
    data_number(e, "MessageTotal", total);
    data(e, "ScriptBlockText", join(c, part, STR("# " SYNTHETIC)));
    data(e, "ScriptBlockId", guid(c, STR("block")));
    data(e, "Path", c->is_script ? drive_path(e, c->name) : STR(""));
    event_end(e);
}

static void script_blocks(struct event *e)
{
    struct scene *c = e->c;
    struct str rest = DER(&c->f->arena, 0, STR("Copy-Item $env:FORGED 'C:\\"), c->name,
                          STR("'; & 'C:\\"), c->name, STR("'\n"));
    uint64_t total = 1, number = 0;

    if (c->is_script)
        rest = join(c, str_from_cstr(c->s->scenario->made.script.text), STR("\n"));
    if (c->s->scenario->shell)
        rest = str_from_cstr(c->s->scenario->shell);
    for (size_t i = 0; i < rest.n; i++)
        total += rest.p[i] == '\f';
    while (number < total)
        script_block(e, str_cut(&rest, '\f'), ++number, total);
}

void telemetry_windows(struct forge *f, const struct sighting *s,
                       enum telemetry_form form, struct buf *out)
{
    struct scene scene;
    struct event e = { .c = &scene, .form = form, .out = out };

    set_scene(&scene, f, s);
    script_blocks(&e);
    file_created(&e);
    process_created(&e);
    if (!scene.is_script)
        image_loaded(&e);
}
