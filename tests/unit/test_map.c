/*
 * test_map - Windows events as rows under Falcon's names.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "event/map.h"
#include "event/map_sign.h"
#include "event/sign_flags.h"

enum { FIELDS_MAX = 24 };

/* A list "name=value", ended by NULL, as the fields of an event. */
static size_t read_fields(const char *const *text, struct named_value *field)
{
    size_t n = 0;

    for (; text[n]; n++) {
        struct str value = str_from_cstr(text[n]);
        struct str name = str_cut(&value, '=');

        field[n] = (struct named_value){ .name = name, .value = value_str(value) };
    }
    return n;
}

static struct value find(const struct named_value *field, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(field[i].name, name))
            return field[i].value;
    return value_missing();
}

struct mapping {
    struct arena arena;
    struct slots slots;
    struct batch *batch;
    struct row row;
};

static void mapping_release(struct mapping *m)
{
    batch_free(m->batch);
    arena_release(&m->arena);
}

/* Map an event with the wanted names, "a,b,c"; `all`: the whole event. */
static void map_event(struct mapping *m, struct map_kind kind, const char *const *text,
                      const char *wanted, bool all)
{
    struct named_value field[FIELDS_MAX];
    struct value value[FIELDS_MAX * 4];
    size_t n = read_fields(text, field);
    struct str rest = str_from_cstr(wanted);
    struct diag diag;
    int32_t slot[FIELDS_MAX];
    struct want want = { .slots = &m->slots, .slot = slot, .all = all };
    const void *plan;
    const struct map_shape *shape;

    arena_init(&m->arena, 8 << 20);
    slots_init(&m->slots, &m->arena);
    while (rest.n)
        slot[want.n++] = slots_add(&m->slots, str_cut(&rest, ','));
    assert_int_equal(map_plan_make(&want, &m->arena, &plan, &diag), ST_OK);
    m->batch = batch_new(&m->slots, all, 1 << 20);
    assert_non_null(m->batch);
    m->row = (struct row){ m->batch, (uint32_t)batch_add_row(m->batch, 0, 0) };
    shape = map_plan_shape(plan, &kind);
    assert_ptr_equal(shape, map_plan_shape(plan, &kind));
    if (all) {
        map_fill_all(shape, field, n, m->row);
        return;
    }
    assert_in_range(shape->nsources, 0, countof(value));
    for (size_t i = 0; i < shape->nsources; i++)
        value[i] = find(field, n, shape->source[i]);
    map_fill(shape, value, m->row);
}

static struct map_kind sysmon(uint32_t id)
{
    return (struct map_kind){ .provider = STR("Microsoft-Windows-Sysmon"),
                              .channel = STR("Microsoft-Windows-Sysmon/Operational"),
                              .event_id = id };
}

/* One field of an event that has these. NULL: missing. */
static void assert_mapped(struct map_kind kind, const char *const *text,
                          const char *name, const char *expected)
{
    struct mapping m;
    struct value v;

    map_event(&m, kind, text, name, false);
    v = *row_cell(m.row, 0);
    if (expected) {
        struct str got = value_text(v, &m.arena);

        if (!str_eq(got, str_from_cstr(expected)))
            fail_msg("%s: '%.*s', not '%s'", name, STR_ARG(got), expected);
    } else {
        assert_true(value_is_missing(v));
    }
    mapping_release(&m);
}

static const char *const image_load[] = {
    "EventID=7",
    "Computer=HOST.example.org",
    "TimeCreated=2026-01-02T03:04:09Z",
    "UtcTime=2026-01-02 03:04:05.678",
    "ProcessGuid={0-1}",
    "ProcessId=4711",
    "Image=C:\\a\\b.exe",
    "ImageLoaded=C:\\a\\B.exe",
    "User=ACME\\joe",
    "Hashes=MD5=00112233445566778899AABBCCDDEEFF,IMPHASH="
    "00000000000000000000000000000000,SHA1="
    "0000000000000000000000000000000000000000",
    "Signed=true",
    "Signature=Microsoft Windows",
    "SignatureStatus=Valid",
    "Company=-",
    NULL,
};

static void image_loads(void **state UNUSED)
{
    static const char *const cases[][2] = {
        { "event_simpleName", "ClassifiedModuleLoad" },
        { "event_platform", "Win" },
        { "aid", "host.example.org" },
        { "ComputerName", "HOST.example.org" },
        { "timestamp", "1767323045678" },
        { "ImageFileName", "C:\\a\\B.exe" },
        { "TargetImageFileName", "C:\\a\\b.exe" },
        { "TargetProcessId", "{0-1}" },
        { "RawProcessId", "4711" },
        { "PrimaryModule", "1" },
        { "MD5HashData", "00112233445566778899aabbccddeeff" },
        { "SHA1HashData", NULL }, /* of zeros */
        { "SHA256HashData", NULL },
        { "SignInfoFlags", "262146" },
        { "SignatureState", "valid" },
        { "SignInfoSource", "sysmon" },
        { "CompanyName", NULL }, /* says nothing */
        /* The event's own names, in the ways in which people write them. */
        { "Company", "-" },
        { "Image", "C:\\a\\b.exe" },
        { "winlog.Image", "C:\\a\\b.exe" },
        { "winlog.event_data.Image", "C:\\a\\b.exe" },
        { "EventData.Image", "C:\\a\\b.exe" },
        { "winlog.event_id", "7" },
        { "event.code", "7" },
        { "winlog.computer_name", "HOST.example.org" },
        { "winlog.", NULL },
        { "Imag", NULL },
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_mapped(sysmon(7), image_load, cases[i][0], cases[i][1]);
}

static void signature_words(void **state UNUSED)
{
    static const struct {
        const char *is_signed, *status, *signer, *flags, *state;
    } cases[] = {
        { "true", "Valid", "Acme", "262144", "valid" },
        { "TRUE", "VALID", "Microsoft Corporation", "262146", "valid" },
        { "true", "Valid", "Microsoftware", "262144", "valid" },
        { "true", "-", "Acme", "262144", "valid" }, /* older schema */
        { "false", "Unavailable", "", "512", "unsigned" },
        { "false", "-", "", "512", "unsigned" },
        { "false", "Valid", "", "512", "unsigned" },
        { "failed: Invalid hash", "-", "-", "2048", "hash_mismatch" },
        { "failed: Access denied", "-", "-", "131072", "failed: Access denied" },
        { "true", "Expired", "Acme", "268435456", "expired" },
        { "true", "Revoked", "Acme", "536870912", "revoked" },
        { "false", "Untrusted", "Microsoft Corporation", "1024", "untrusted" },
        { "true", "Peculiar", "Acme", "1024", "untrusted" },
        { "-", "errorExpired", "", "268435456", "expired" },
        { "?", "errorChaining", "", "1024", "incomplete_chain" },
        { "", "trusted", "", "262144", "valid" },
        { "", "errorCode_endpoint", "", "131072", "no_data" },
        { "-", "-", "-", NULL, NULL },
        { "", "", "", NULL, NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        char text[3][64];
        const char *const fields[] = { text[0], text[1], text[2], NULL };

        (void)snprintf(text[0], 64, "Signed=%s", cases[i].is_signed);
        (void)snprintf(text[1], 64, "SignatureStatus=%s", cases[i].status);
        (void)snprintf(text[2], 64, "Signature=%s", cases[i].signer);
        assert_mapped(sysmon(6), fields, "SignInfoFlags", cases[i].flags);
        assert_mapped(sysmon(7), fields, "SignatureState", cases[i].state);
    }
}

/* The words for one mask are those of sign_flags.h, unless they say more. */
static void states_agree_with_flags(void **state UNUSED)
{
    for (size_t i = 0; i < sign_words_len; i++) {
        const struct sign_word *w = &sign_words[i];
        const struct sign_class *class = sign_flags_class(w->flags);

        if (strcmp(w->state, "valid") == 0) {
            assert_null(class);
            assert_int_equal(w->flags, SIGN_HAS_VALID);
        } else if (w->flags == SIGN_INVALID_CHAIN) {
            assert_string_equal(class->name, "untrusted");
        } else {
            assert_string_equal(class->name, w->state);
        }
    }
}

static void kinds(void **state UNUSED)
{
    struct map_kind kind = sysmon(7);

    assert_string_equal(map_rule_find(&kind)->name, "sysmon 7");
    kind.channel = STR("microsoft-windows-sysmon/operational");
    kind.provider = STR("");
    assert_string_equal(map_rule_find(&kind)->name, "sysmon 7");
    kind.provider = STR("Microsoft-Windows-Sysmonitor");
    assert_null(map_rule_find(&kind));
    kind.provider = kind.channel = STR("");
    assert_null(map_rule_find(&kind));
    kind = sysmon(7);
    kind.channel = STR("Security");
    assert_null(map_rule_find(&kind));
    kind = sysmon(4711);
    assert_null(map_rule_find(&kind));
    /* What every event gets. */
    assert_mapped(kind, image_load, "aid", "host.example.org");
    assert_mapped(kind, image_load, "timestamp", "1767323045678");
    assert_mapped(kind, image_load, "event_simpleName", NULL);
    assert_mapped(kind, image_load, "ImageFileName", NULL);
}

static void other_sysmon_events(void **state UNUSED)
{
    static const char *const registry[] = {
        "TargetObject=HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT\\"
        "Certificates\\AB\\Blob",
        "Image=C:\\w\\certutil.exe", "ProcessGuid={0-2}", NULL
    };
    static const char *const file[] = { "TargetFilename=C:\\t\\x.EXE", NULL };
    static const char *const mark[] = { "TargetFilename=C:\\t\\x.exe:Zone.Identifier",
                                        NULL };
    static const char *const text[] = { "TargetFilename=C:\\t\\x.txt", NULL };

    assert_mapped(sysmon(13), registry, "RegValueName", "Blob");
    assert_mapped(sysmon(13), registry, "RegObjectName",
                  "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT\\"
                  "Certificates\\AB");
    assert_mapped(sysmon(13), registry, "ContextBaseFileName", "certutil.exe");
    assert_mapped(sysmon(12), registry, "event_simpleName", "RegGenericValueUpdate");
    assert_mapped(sysmon(11), file, "event_simpleName", "NewExecutableWritten");
    assert_mapped(sysmon(11), file, "TargetFileName", "C:\\t\\x.EXE");
    assert_mapped(sysmon(15), mark, "event_simpleName", "MotwWritten");
    assert_mapped(sysmon(11), text, "event_simpleName", NULL);
}

/* Where the pipelines of Elastic put what Sysmon says. */
static void elastic_pipelines(void **state UNUSED)
{
    static const char *const load[] = {
        "process.executable=C:\\a.exe",
        "file.path=C:\\A.exe",
        "process.entity_id={0-1}",
        "process.pid=7",
        "user.name=joe",
        "file.hash.md5=00112233445566778899aabbccddeeff",
        "file.pe.original_file_name=A.EXE",
        "Signed=false",
        "SignatureStatus=Unavailable",
        NULL,
    };
    static const char *const cases[][2] = {
        { "ImageFileName", "C:\\A.exe" },
        { "TargetImageFileName", "C:\\a.exe" },
        { "PrimaryModule", "1" },
        { "TargetProcessId", "{0-1}" },
        { "RawProcessId", "7" },
        { "UserName", "joe" },
        { "MD5HashData", "00112233445566778899aabbccddeeff" },
        { "SHA1HashData", NULL },
        { "OriginalFilename", "A.EXE" },
        { "SignatureState", "unsigned" },
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_mapped(sysmon(7), load, cases[i][0], cases[i][1]);
    assert_mapped(sysmon(11), load, "TargetFileName", "C:\\A.exe");
    assert_mapped(sysmon(11), load, "ContextBaseFileName", "a.exe");
}

static struct map_kind kind_of(const char *channel, uint32_t id)
{
    return (struct map_kind){ .channel = str_from_cstr(channel), .event_id = id };
}

static void security_events(void **state UNUSED)
{
    const struct map_kind kind = kind_of("Security", 4688);
    static const char *const process[] = {
        "NewProcessId=0x1A4",          "NewProcessName=C:\\a.exe", "ProcessId=0x10",
        "ParentProcessName=C:\\p.exe", "SubjectUserName=joe",      "TargetUserName=-",
        "SubjectUserSid=S-1-5-21-1",   "CommandLine=a b",          NULL
    };
    static const char *const runas[] = { "SubjectUserName=joe", "TargetUserName=eve",
                                         NULL };
    static const char *const cases[][2] = {
        { "event_simpleName", "ProcessRollup2" },
        { "ImageFileName", "C:\\a.exe" },
        { "TargetProcessId", "0x1A4" },
        { "RawProcessId", "420" },
        { "ParentProcessId", "0x10" },
        { "ParentBaseFileName", "p.exe" },
        { "UserName", "joe" },
        { "UserSid", "S-1-5-21-1" },
        { "CommandLine", "a b" },
        { "SignInfoFlags", NULL },
        { "SignInfoSource", NULL },
    };
    static const char *const bad[] = { "param1=\\Device\\x.sys", NULL };

    for (size_t i = 0; i < countof(cases); i++)
        assert_mapped(kind, process, cases[i][0], cases[i][1]);
    assert_mapped(kind, runas, "UserName", "eve");
    assert_mapped(kind_of("Security", 5038), bad, "SignInfoFlags", "2048");
    assert_mapped(kind_of("Security", 6281), bad, "ImageFileName", "\\Device\\x.sys");
}

static void verification_errors(void **state UNUSED)
{
    static const struct {
        const char *error, *flags, *state;
    } cases[] = {
        { "0", "262144", "valid" },
        { "1", "2048", "hash_mismatch" },
        { "3", "512", "unsigned" },
        { "0x4", "536870912", "revoked" },
        { "5", "268435456", "expired" },
        { "7", "1024", "untrusted_root" },
        { "8", "16384", "bad_signature" },
        { "18", NULL, "policy" },
        { "28", "2048", "hash_mismatch" },
        { "29", "131072", "no_data" },
        { "-1", "131072", "no_data" },
        { "x", NULL, NULL },
        { "", NULL, NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct map_kind kind =
            kind_of("Microsoft-Windows-CodeIntegrity/Operational", 3089);
        char text[64];
        const char *const fields[] = { text, NULL };

        (void)snprintf(text, sizeof text, "VerificationError=%s", cases[i].error);
        assert_mapped(kind, fields, "SignInfoFlags", cases[i].flags);
        assert_mapped(kind, fields, "SignatureState", cases[i].state);
    }
}

static void refused_images(void **state UNUSED)
{
    static const char *const old[] = { "FileNameBuffer=\\Device\\a.dll",
                                       "ProcessNameBuffer=\\Device\\p.exe",
                                       "Status=0xC0000428", NULL };
    static const char *const recent[] = {
        "File Name=\\Device\\a.dll", "Status=c0000603",
        "SHA256 Hash=00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
        NULL
    };
    static const char channel[] = "Microsoft-Windows-CodeIntegrity/Operational";

    assert_mapped(kind_of(channel, 3033), old, "ImageFileName", "\\Device\\a.dll");
    assert_mapped(kind_of(channel, 3033), old, "TargetImageFileName",
                  "\\Device\\p.exe");
    assert_mapped(kind_of(channel, 3033), old, "SignatureState", "policy");
    assert_mapped(kind_of(channel, 3033), old, "SignInfoFlags", NULL);
    assert_mapped(kind_of(channel, 3077), recent, "ImageFileName", "\\Device\\a.dll");
    assert_mapped(kind_of(channel, 3077), recent, "SignatureState", "revoked");
    assert_mapped(kind_of(channel, 3077), recent, "SignInfoFlags", "536870912");
    assert_mapped(kind_of(channel, 3077), recent, "AuthenticodeHashData",
                  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    assert_mapped(kind_of(channel, 3077), recent, "SHA256HashData", NULL);
}

static void trust_results(void **state UNUSED)
{
    static const struct {
        const char *result, *flags, *state;
    } cases[] = {
        { "0", "262144", "valid" },
        { "80096010", "2048", "hash_mismatch" },
        { "0x800b0100", "512", "unsigned" },
        { "800B0101", "268435456", "expired" },
        { "-2146762484", "536870912", "revoked" },
        { "800B0109", "1024", "untrusted_root" },
        { "800B0111", "536870912", "distrusted" },
        { "800B0004", "131072", "no_data" },
        { "1800B0109", NULL, NULL },
        { "-99999999999", NULL, NULL },
        { "fine", NULL, NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct map_kind kind = kind_of("Microsoft-Windows-CAPI2/Operational", 81);
        char text[64];
        const char *const fields[] = { "UserData.WinVerifyTrust.DigestInfo.digest=AB",
                                       text, NULL };

        (void)snprintf(text, sizeof text, "UserData.WinVerifyTrust.Result.value=%s",
                       cases[i].result);
        assert_mapped(kind, fields, "SignInfoFlags", cases[i].flags);
        assert_mapped(kind, fields, "SignatureState", cases[i].state);
        assert_mapped(kind, fields, "AuthenticodeHashData", "ab");
    }
}

static void scripts(void **state UNUSED)
{
    static const char *const block[] = { "ScriptBlockText=x", "Path=C:\\a.ps1",
                                         "UserID=S-1-5-18", "Payload=y", NULL };
    struct map_kind kind = kind_of("Microsoft-Windows-PowerShell/Operational", 4104);

    assert_mapped(kind, block, "event_simpleName", "ScriptControlScanTelemetry");
    assert_mapped(kind, block, "ScriptContent", "x");
    assert_mapped(kind, block, "ImageFileName", "C:\\a.ps1");
    assert_mapped(kind, block, "UserSid", "S-1-5-18");
    kind = kind_of("PowerShellCore/Operational", 4103);
    assert_mapped(kind, block, "ScriptContent", "y");
}

/* Everything in print order: the rule's fields, the common ones, the event's own. */
static void whole_events(void **state UNUSED)
{
    static const char *const fields[] = { "EventID=1",           "ParentProcessId=9",
                                          "Image=C:\\b.exe",     "ParentProcessGuid=G",
                                          "CommandLine=b -x",    "Computer=H",
                                          "Image=C:\\twice.exe", NULL };
    static const char want[] =
        "event_simpleName=ProcessRollup2 ImageFileName=C:\\b.exe CommandLine=b -x "
        "ParentProcessId=G ComputerName=H aid=h event_platform=Win EventID=1 "
        "winlog.ParentProcessId=9 Image=C:\\b.exe ParentProcessGuid=G Computer=H ";
    struct mapping m;
    struct row_iter it = { 0 };
    struct buf out;

    map_event(&m, sysmon(1), fields, "aid,winlog.Image", true);
    buf_init(&out, 4096);
    while (row_next(m.row, &it)) {
        buf_add(&out, it.name);
        buf_add_char(&out, '=');
        buf_add(&out, value_text(it.value, &m.arena));
        buf_add_char(&out, ' ');
    }
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, want);
    assert_true(str_eq(value_text(*row_cell(m.row, 0), &m.arena), STR("h")));
    assert_true(str_eq(value_text(*row_cell(m.row, 1), &m.arena), STR("C:\\b.exe")));
    buf_release(&out);
    mapping_release(&m);
}

/* A rule names each of its fields once, and each of them is made of something. */
static void rules_are_sound(void **state UNUSED)
{
    for (size_t s = 0; s < map_source_table_len; s++) {
        for (size_t r = 0; r < map_source_table[s]->nrules; r++) {
            const struct map_rule *rule = &map_source_table[s]->rule[r];

            assert_ptr_equal(map_rule_find(&rule->kind), rule);
            for (size_t i = 0; i < rule->nfields; i++) {
                assert_true(rule->field[i].constant.n || rule->field[i].source[0].n);
                for (size_t k = 0; k < i; k++)
                    assert_false(str_eq(rule->field[k].name, rule->field[i].name));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(image_loads),
        cmocka_unit_test(signature_words),
        cmocka_unit_test(states_agree_with_flags),
        cmocka_unit_test(kinds),
        cmocka_unit_test(other_sysmon_events),
        cmocka_unit_test(elastic_pipelines),
        cmocka_unit_test(security_events),
        cmocka_unit_test(verification_errors),
        cmocka_unit_test(refused_images),
        cmocka_unit_test(trust_results),
        cmocka_unit_test(scripts),
        cmocka_unit_test(whole_events),
        cmocka_unit_test(rules_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
