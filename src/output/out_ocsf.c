/*
 * out_ocsf.c - findings as Detection Findings (class 2004) of the Open Cybersecurity
 * Schema Framework, one a line.
 *
 * Source: OCSF 1.6.0, classes detection_finding; objects finding_info, evidences,
 * process, file, digital_signature, attack.
 */
#include "base/base.h"

#include "output/json_write.h"
#include "output/report.h"

enum {
    CLASS_UID = 2004,
    ACTIVITY_CREATE = 1,
    ALGORITHM_SHA1 = 2,
    ALGORITHM_SHA256 = 3
};

static const struct {
    int id;
    const char *name;
} severities[] = { [SEVERITY_LOW] = { 2, "Low" },
                   [SEVERITY_MEDIUM] = { 3, "Medium" },
                   [SEVERITY_HIGH] = { 4, "High" } };

/* Ids of the tactics, which OCSF wants beside their names. */
static const struct {
    const char *name, *uid, *title;
} tactics[] = {
    { "reconnaissance", "TA0043", "Reconnaissance" },
    { "resource-development", "TA0042", "Resource Development" },
    { "initial-access", "TA0001", "Initial Access" },
    { "execution", "TA0002", "Execution" },
    { "persistence", "TA0003", "Persistence" },
    { "privilege-escalation", "TA0004", "Privilege Escalation" },
    { "defense-evasion", "TA0005", "Defense Evasion" },
    { "credential-access", "TA0006", "Credential Access" },
    { "discovery", "TA0007", "Discovery" },
    { "lateral-movement", "TA0008", "Lateral Movement" },
    { "collection", "TA0009", "Collection" },
    { "command-and-control", "TA0011", "Command and Control" },
    { "exfiltration", "TA0010", "Exfiltration" },
    { "impact", "TA0040", "Impact" },
};

/* How a class of evidence reads as the state of a signature. */
static const struct {
    const char *state;
    int id;
    const char *name;
} states[] = {
    { "expired", 2, "Expired" },
    { "expired_but_valid", 2, "Expired" },
    { "revoked", 3, "Revoked" },
};

static void add_tactics(const struct about_detection *d, struct buf *out)
{
    json_open(out, "tactics", '[');
    for (size_t i = 0; i < d->tactics.n; i++)
        for (size_t k = 0; k < countof(tactics); k++)
            if (str_eq(d->tactics.v[i], str_from_cstr(tactics[k].name))) {
                json_open(out, NULL, '{');
                json_word(out, "uid", tactics[k].uid);
                json_word(out, "name", tactics[k].title);
                json_close(out, '}');
            }
    json_close(out, ']');
}

/* "Masquerading: Invalid Code Signature" names parent and child. */
static void add_attack(const struct about_detection *d, struct buf *out)
{
    struct str child = d->technique, child_name = d->technique_name;
    struct str parent = str_cut(&child, '.');
    struct str parent_name = str_cut(&child_name, ':');

    if (!parent.n)
        return;
    json_open(out, "attacks", '[');
    json_open(out, NULL, '{');
    json_text(out, "version", d->attack_version);
    add_tactics(d, out);
    json_open(out, "technique", '{');
    json_text(out, "uid", parent);
    json_text(out, "name", parent_name.n ? parent_name : parent);
    json_close(out, '}');
    if (child.n) {
        json_open(out, "sub_technique", '{');
        json_text(out, "uid", d->technique);
        json_text(out, "name", child_name.n ? str_trim(child_name) : d->technique);
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, ']');
}

static void add_finding_info(const struct report *r, const struct finding *f,
                             struct buf *out)
{
    json_open(out, "finding_info", '{');
    json_uid(out, "uid", f->uid);
    json_text(out, "title", finding_title(f, r->row_arena));
    json_text(out, "desc", f->meaning);
    json_number(out, "created_time", r->about.now_ms);
    if (f->has_times) {
        json_number(out, "first_seen_time", f->first_ms);
        json_number(out, "last_seen_time", f->last_ms);
    }
    json_open(out, "analytic", '{');
    json_number(out, "type_id", 1);
    json_word(out, "type", "Rule");
    json_text(out, "uid", f->detection);
    if (f->about)
        json_text(out, "name", f->about->title);
    json_close(out, '}');
    if (f->about)
        add_attack(f->about, out);
    json_close(out, '}');
}

static void add_metadata(const struct report *r, struct buf *out)
{
    json_open(out, "metadata", '{');
    json_word(out, "version", "1.6.0");
    json_open(out, "profiles", '[');
    json_word(out, NULL, "host");
    json_close(out, ']');
    json_open(out, "product", '{');
    json_word(out, "name", "countersign");
    json_word(out, "vendor_name", "countersign");
    if (r->about.version)
        json_word(out, "version", r->about.version);
    json_close(out, '}');
    json_close(out, '}');
}

static void add_fingerprint(int algorithm, const char *name, struct str value,
                            struct buf *out)
{
    json_open(out, NULL, '{');
    json_number(out, "algorithm_id", algorithm);
    json_word(out, "algorithm", name);
    json_text(out, "value", value);
    json_close(out, '}');
}

/* A certificate needs all three to be one. */
static void add_certificate(const struct finding *f, struct buf *out)
{
    if (!f->issuer.n || !f->serial.n || !f->thumbprint.n)
        return;
    json_open(out, "certificate", '{');
    json_text(out, "subject", f->signer);
    json_text(out, "issuer", f->issuer);
    json_text(out, "serial_number", f->serial);
    json_open(out, "fingerprints", '[');
    add_fingerprint(ALGORITHM_SHA1, "SHA-1", f->thumbprint, out);
    json_close(out, ']');
    json_close(out, '}');
}

static void add_signature(const struct finding *f, struct buf *out)
{
    int id = 99;
    struct str name = f->state;

    for (size_t i = 0; i < countof(states); i++)
        if (str_eq(f->state, str_from_cstr(states[i].state))) {
            id = states[i].id;
            name = str_from_cstr(states[i].name);
        }
    json_open(out, "signature", '{');
    json_number(out, "algorithm_id", 4);
    json_word(out, "algorithm", "Authenticode");
    json_number(out, "state_id", id);
    json_text(out, "state", name);
    add_certificate(f, out);
    json_close(out, '}');
}

static void add_file(const struct finding *f, struct buf *out)
{
    json_open(out, "file", '{');
    json_text(out, "name", f->file.n ? f->file : STR("unknown"));
    json_text(out, "path", f->image);
    json_number(out, "type_id", 1);
    json_word(out, "type", "Regular File");
    if (f->sha256.n) {
        json_open(out, "hashes", '[');
        add_fingerprint(ALGORITHM_SHA256, "SHA-256", f->sha256, out);
        json_close(out, ']');
    }
    add_signature(f, out);
    json_close(out, '}');
}

/* A module is a file of its own; a program is the file of a process. */
static void add_evidence(const struct finding *f, struct buf *out)
{
    struct str command = f->commands, user = f->users;

    json_open(out, "evidences", '[');
    json_open(out, NULL, '{');
    if (f->loaded_by.n) {
        add_file(f, out);
    } else {
        json_open(out, "process", '{');
        json_text(out, "name", f->file);
        json_text(out, "cmd_line", str_cut(&command, '\n'));
        add_file(f, out);
        if (user.n) {
            json_open(out, "user", '{');
            json_text(out, "name", str_cut(&user, '\n'));
            json_close(out, '}');
        }
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, ']');
}

static void add_unmapped(const struct finding *f, struct buf *out)
{
    json_open(out, "unmapped", '{');
    json_text(out, "signature_state", f->state);
    json_lines(out, "sign_info_flags", f->flags);
    json_lines(out, "users", f->users);
    json_lines(out, "command_lines", f->commands);
    json_lines(out, "loaded_by", f->loaded_by);
    json_close(out, '}');
}

static void add_confidence(const struct finding *f, struct buf *out)
{
    static const struct {
        struct str word;
        int id;
        const char *name;
    } levels[] = { { { "low", 3 }, 1, "Low" },
                   { { "medium", 6 }, 2, "Medium" },
                   { { "high", 4 }, 3, "High" } };

    for (size_t i = 0; i < countof(levels); i++)
        if (str_eq(levels[i].word, f->confidence)) {
            json_number(out, "confidence_id", levels[i].id);
            json_word(out, "confidence", levels[i].name);
        }
}

static void ocsf_add(struct report *r, const struct finding *f, struct buf *out)
{
    json_open(out, NULL, '{');
    json_number(out, "category_uid", 2);
    json_word(out, "category_name", "Findings");
    json_number(out, "class_uid", CLASS_UID);
    json_word(out, "class_name", "Detection Finding");
    json_number(out, "activity_id", ACTIVITY_CREATE);
    json_word(out, "activity_name", "Create");
    json_number(out, "type_uid", CLASS_UID * 100 + ACTIVITY_CREATE);
    json_number(out, "severity_id", severities[f->severity].id);
    json_word(out, "severity", severities[f->severity].name);
    add_confidence(f, out);
    json_number(out, "status_id", 1);
    json_word(out, "status", "New");
    json_number(out, "time", f->has_times ? f->last_ms : r->about.now_ms);
    json_number(out, "count", (int64_t)f->count);
    json_text(out, "message", finding_title(f, r->row_arena));
    add_metadata(r, out);
    add_finding_info(r, f, out);
    if (f->host.n) {
        json_open(out, "device", '{');
        json_text(out, "hostname", f->host);
        json_number(out, "type_id", 0);
        json_close(out, '}');
    }
    add_evidence(f, out);
    add_unmapped(f, out);
    json_close(out, '}');
    buf_add_char(out, '\n');
}

static enum status ocsf_open(struct output_state **state,
                             const struct output_options *options, struct diag *diag)
{
    static const struct report_style style = { .add = ocsf_add };

    return report_open(state, &style, options, diag);
}

const struct output output_ocsf = {
    .name = "ocsf",
    .summary = "findings as OCSF Detection Findings (2004), one a line",
    .is_of_findings = true,
    .open = ocsf_open,
    .rows = report_rows,
    .end = report_end,
    .close = report_close,
};
