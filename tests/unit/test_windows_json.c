/*
 * test_windows_json - Windows events in the shapes that programs give them.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "decode_case.h"

extern const struct input input_json, input_ndjson, input_windows_json;

static void check_flags(struct str bytes, const char *fields, uint32_t flags,
                        const char *expected)
{
    struct decode_options options = { .fields = fields, .flags = flags };
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_windows_json.decoder, bytes, &options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

static void check(struct str bytes, const char *fields, const char *expected)
{
    check_flags(bytes, fields, 0, expected);
}

#define SYSMON "Microsoft-Windows-Sysmon"
#define WANTED \
    "event_simpleName,ImageFileName,TargetFileName,aid,timestamp,UserID,EventID"
#define EXPECTED                                                                   \
    "0 event_simpleName=NewExecutableWritten TargetFileName=C:\\x.exe aid=h.local" \
    " timestamp=1767323045678 UserID=S-1-5-18 EventID=11\n"

/* One event, whoever wrote it. */
static void shapes(void **state UNUSED)
{
    static const char *const cases[] = {
        /* Winlogbeat, nested and dotted, and around it what a search puts there */
        "{\"@timestamp\":\"2026-01-02T03:04:06Z\",\"winlog\":{\"event_id\":11,"
        "\"channel\":\"" SYSMON "/Operational\",\"user\":{\"identifier\":\"S-1-5-18\"},"
        "\"computer_name\":\"H.local\",\"event_data\":{\"TargetFilename\":\"C:\\\\x.exe\","
        "\"UtcTime\":\"2026-01-02 03:04:05.678\"}},\"host\":{\"name\":\"H\"}}",
        "{\"event.code\":\"11\",\"winlog.provider_name\":\"" SYSMON "\",\"host.name\":"
        "\"H.local\",\"winlog.event_data.TargetFilename\":\"C:\\\\x.exe\",\"@timestamp\":"
        "\"2026-01-02T03:04:05.678Z\",\"winlog.user.identifier\":\"S-1-5-18\"}",
        "{\"_index\":\"w\",\"_source\":{\"winlog\":{\"event_id\":\"11\",\"channel\":\"" SYSMON
        "/Operational\",\"user\":{\"identifier\":\"S-1-5-18\"},\"computer_name\":\"H.local\","
        "\"event_data\":{\"TargetFilename\":\"C:\\\\x.exe\"}},"
        "\"@timestamp\":\"2026-01-02T03:04:05.678Z\"}}",
        /* NXLog: EventTime is local, what has no zone is not asked */
        "{\"EventTime\":\"2026-01-02 01:00:00\",\"EventID\":11,\"Channel\":\"" SYSMON
        "/Operational\",\"Hostname\":\"H.local\",\"UserID\":\"S-1-5-18\",\"@timestamp\":"
        "\"2026-01-02T03:04:05.678Z\",\"TargetFilename\":\"C:\\\\x.exe\"}",
        "{\"EventID\":\"11\",\"Channel\":\"" SYSMON
        "/operational\",\"Computer\":\"H.local\","
        "\"SystemTime\":\"2026-01-02T03:04:05.6780000Z\",\"UserID\":\"S-1-5-18\","
        "\"EventData\":{\"TargetFilename\":\"C:\\\\x.exe\"}}",
        /* Azure */
        "{\"EventData\":\"{\\\"TargetFilename\\\":\\\"C:\\\\\\\\x.exe\\\",\\\"UtcTime\\\":"
        "\\\"2026-01-02T03:04:05.6780000Z\\\"}\",\"EventID\":11,\"Provider\":\"" SYSMON
        "\",\"Computer\":\"H.local\",\"SystemUserId\":\"S-1-5-18\","
        "\"TimeGenerated\":\"2026-01-02T03:04:09Z\"}",
        /* evtx_dump */
        "{\"Event\":{\"#attributes\":{\"xmlns\":\"x\"},\"System\":{\"Provider\":{"
        "\"#attributes\":{\"Name\":\"" SYSMON "\"}},\"EventID\":{\"#attributes\":{"
        "\"Qualifiers\":0},\"#text\":11},\"TimeCreated\":{\"#attributes\":{\"SystemTime\":"
        "\"2026-01-02T03:04:05.678900Z\"}},\"Computer\":\"H.local\",\"Security\":{"
        "\"#attributes\":{\"UserID\":\"S-1-5-18\"}}},\"EventData\":{\"TargetFilename\":"
        "\"C:\\\\x.exe\"}}}",
        /* XML in a field, also with what JSON makes of a bracket */
        "{\"preview\":false,\"result\":{\"_raw\":\"\\u003cEvent xmlns='x'><System><Provider "
        "Name='" SYSMON "'/><EventID>11</EventID><Computer>H.local</Computer><Security "
        "UserID='S-1-5-18'/></System><EventData><Data Name='TargetFilename'>C:\\\\x.exe"
        "</Data><Data Name='UtcTime'>2026-01-02 03:04:05.678</Data></EventData></Event>"
        "\",\"EventID\":\"12\",\"@timestamp\":\"x\"}}",
    };

    for (size_t i = 0; i < countof(cases); i++) {
        check(str_from_cstr(cases[i]), WANTED, EXPECTED);
        assert_true(input_windows_json.bid(str_from_cstr(cases[i])) >
                    input_ndjson.bid(str_from_cstr(cases[i])));
    }
}

static void names(void **state UNUSED)
{
    static const struct {
        const char *in, *expected;
    } cases[] = {
        /* whole events; data with the name of something in System */
        { "{\"winlog\":{\"event_id\":1,\"event_data\":{\"Level\":\"x\"},\"level\":\"i\"}}",
          "0 event_platform=Win EventID=1 EventData.Level=x winlog.level=i\n" },
        { "{\"EventID\":1,\"Channel\":\"c\",\"ExecutionProcessID\":4,\"ProcessID\":\"5\"}",
          "0 event_platform=Win EventID=1 Channel=c ProcessID=4 EventData.ProcessID=5\n" },
        { "{\"EventID\":1,\"Channel\":\"c\",\"ProcessID\":\"5\",\"@timestamp\":\"x\","
          "\"TimeCreated\":\"y\"}",
          "0 event_platform=Win EventID=1 Channel=c ProcessID=5 TimeCreated=y\n" },
        { "{\"Event\":{\"System\":{\"EventID\":800},\"EventData\":{\"Data\":[\"a\",\"b\"]},"
          "\"UserData\":{\"R\":{\"#attributes\":{\"value\":\"0\"},\"#text\":\"t\"}}}}",
          "0 event_platform=Win EventID=800 Data1=a Data2=b UserData.R.value=0"
          " UserData.R=t\n" },
        { "{\"Event\":{\"System\":{\"EventID\":1},\"EventData\":{\"Data\":{\"#text\":[\"a\"]},"
          "\"Database\":\"d\"}}}",
          "0 event_platform=Win EventID=1 Data1=a Database=d\n" },
        /* EventData that is cut off is shown as it is */
        { "{\"EventID\":1,\"EventData\":\"{\\\"a\\\":1,\"}",
          "0 event_platform=Win EventID=1 EventData={\"a\":1,\n" },
        /* what is no Windows event stays what it is */
        { "{\"event_simpleName\":\"X\",\"@timestamp\":\"5\",\"result\":{\"a\":1}}",
          "0 event_simpleName=X @timestamp=5 result.a=1\n" },
        { "{\"#event_simpleName\":\"X\",\"EventID\":\"7\",\"Channel\":\"c\",\"Computer\":\"H\"}",
          "0 #event_simpleName=X EventID=7 Channel=c Computer=H\n" },
    };

    for (size_t i = 0; i < countof(cases); i++)
        check(str_from_cstr(cases[i].in), NULL, cases[i].expected);
}

#define SIGNATURE \
    "event_simpleName,ImageFileName,aid,SignInfoFlags,SignatureState,event_platform"

struct schema_case {
    const char *in, *fields, *expected;
};

static void check_cases(const struct schema_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check(str_from_cstr(cases[i].in), cases[i].fields, cases[i].expected);
        assert_true(input_windows_json.bid(str_from_cstr(cases[i].in)) > 0);
    }
}

static void elastic(void **state UNUSED)
{
    static const struct schema_case cases[] = {
        { "{\"event\":{\"dataset\":\"endpoint.events.library\",\"category\":[\"library\"]},"
          "\"host\":{\"name\":\"H\"},\"dll\":{\"path\":\"C:\\\\a.dll\",\"code_signature\":{"
          "\"exists\":true,\"trusted\":false,\"status\":\"errorBadDigest\"}}}",
          SIGNATURE,
          "0 event_simpleName=ClassifiedModuleLoad ImageFileName=C:\\a.dll aid=h"
          " SignInfoFlags=2048 SignatureState=hash_mismatch event_platform=Win\n" },
        { "{\"event\":{\"category\":[\"driver\"],\"module\":\"endpoint\"},\"host.name\":\"H\","
          "\"dll\":{\"path\":\"C:\\\\d.sys\",\"code_signature\":{\"exists\":true,\"trusted\":"
          "true,\"status\":\"trusted\",\"subject_name\":\"Microsoft Windows\"}}}",
          SIGNATURE,
          "0 event_simpleName=DriverLoad ImageFileName=C:\\d.sys aid=h"
          " SignInfoFlags=262146 SignatureState=valid event_platform=Win\n" },
        { "{\"data_stream\":{\"dataset\":\"endpoint.events.process\"},\"event\":{\"action\":"
          "\"start\"},\"process\":{\"executable\":\"C:\\\\p.exe\",\"hash\":{\"md5\":"
          "\"00112233445566778899aabbccddeeff\"},\"code_signature\":{\"exists\":false}}}",
          SIGNATURE ",MD5HashData",
          "0 event_simpleName=ProcessRollup2 ImageFileName=C:\\p.exe"
          " SignInfoFlags=512 SignatureState=unsigned event_platform=Win"
          " MD5HashData=00112233445566778899aabbccddeeff\n" },
        { "{\"event\":{\"dataset\":\"endpoint.events.process\",\"action\":\"end\"},\"host\":{"
          "\"os\":{\"type\":\"macos\"}},\"process\":{\"code_signature\":{\"status\":"
          "\"errorCode_endpoint: 0x80092026\"}}}",
          SIGNATURE,
          "0 event_simpleName=EndOfProcess SignInfoFlags=131072 SignatureState=no_data"
          " event_platform=Mac\n" },
        { "{\"event\":{\"dataset\":\"endpoint.alerts\"},\"file\":{\"path\":\"C:\\\\f\","
          "\"code_signature\":{\"trusted\":false}}}",
          SIGNATURE,
          "0 event_simpleName=SignInfoWithContext ImageFileName=C:\\f"
          " SignInfoFlags=1024 SignatureState=untrusted event_platform=Win\n" },
    };

    check_cases(cases, countof(cases));
}

static void defender(void **state UNUSED)
{
    static const struct schema_case cases[] = {
        { "{\"time\":\"x\",\"category\":\"AdvancedHunting-DeviceProcessEvents\",\"properties\":{"
          "\"DeviceName\":\"H\",\"ActionType\":\"ProcessCreated\",\"FolderPath\":"
          "\"C:\\\\w\",\"FileName\":\"p.exe\",\"ProcessId\":7,\"Timestamp\":"
          "\"2026-01-02T03:04:05.678Z\"}}",
          SIGNATURE ",TargetProcessId,timestamp",
          "0 event_simpleName=ProcessRollup2 ImageFileName=C:\\w\\p.exe aid=h"
          " event_platform=Win TargetProcessId=7 timestamp=1767323045678\n" },
        { "{\"Type\":\"DeviceImageLoadEvents\",\"DeviceId\":\"d\",\"ActionType\":"
          "\"ImageLoaded\",\"FolderPath\":\"C:\\\\w\\\\A.dll\",\"FileName\":\"a.dll\"}",
          SIGNATURE,
          "0 event_simpleName=ClassifiedModuleLoad ImageFileName=C:\\w\\A.dll"
          " event_platform=Win\n" },
        { "{\"DeviceName\":\"H\",\"SHA1\":\"00112233445566778899aabbccddeeff00112233\","
          "\"IsSigned\":true,\"IsTrusted\":false,\"Signer\":\"Acme\"}",
          SIGNATURE ",SHA1HashData",
          "0 event_simpleName=SignInfoWithContext aid=h SignInfoFlags=1024"
          " SignatureState=untrusted event_platform=Win"
          " SHA1HashData=00112233445566778899aabbccddeeff00112233\n" },
        { "{\"DeviceName\":\"H\",\"IsSigned\":\"1\",\"IsTrusted\":\"1\",\"Signer\":"
          "\"Microsoft Windows\"}",
          "SignInfoFlags,SignInfoSource",
          "0 SignInfoFlags=262146 SignInfoSource=defender\n" },
        { "{\"DeviceName\":\"H\",\"IsSigned\":0,\"IsTrusted\":0}", "SignInfoFlags",
          "0 SignInfoFlags=512\n" },
        /* a table that nobody maps keeps its names */
        { "{\"DeviceName\":\"H\",\"ActionType\":\"FileCreated\",\"FileName\":\"f\"}",
          "event_simpleName,aid,FileName", "0 aid=h FileName=f\n" },
    };

    check_cases(cases, countof(cases));
}

/* Beside XML stand what a search adds and what the event hides. */
static void xml_in_json(void **state UNUSED)
{
    check(
        STR("{\"_raw\":\"<Event><System><EventID>1</EventID></System><EventData><Data "
            "Name='User'>u</Data></EventData></Event>\",\"User\":\"x\",\"host\":\"h\"}"),
        NULL,
        "0 event_platform=Win EventID=1 User=u _raw=<Event><System><EventID>1"
        "</EventID></System><EventData><Data Name='User'>u</Data></EventData>"
        "</Event> host=h\n");
    check(STR("{\"_raw\":\"<Event>\",\"host\":\"h\"}"), "_raw,host",
          "0 _raw=<Event> host=h\n");
}

#define E(id) "{\"EventID\":" id ",\"Channel\":\"c\"}"

static void framing(void **state UNUSED)
{
    static const struct {
        const char *in;
        uint32_t flags;
        const char *expected;
    } cases[] = {
        { E("1") "\n" E("2") "\n", 0, "0 EventID=1\n28 EventID=2\n" },
        { E("1") "\n" E("2") "\n", CHUNK_IN_LINES, "0 EventID=1\n28 EventID=2\n" },
        { "[\n" E("1") ",\n" E("2") "\n]", 0, "2 EventID=1\n31 EventID=2\n" },
        { "{\n \"EventID\": 1,\n \"Channel\":\n {}\n}\n" E("2"), 0,
          "0 EventID=1\n35 EventID=2\n" },
        { "Record 1\n" E("1") "\nRecord 2\n" E("2"), 0, "9 EventID=1\n46 EventID=2\n" },
        { "Recording\n" E("1"), 0, "! 0 no JSON object\n10 EventID=1\n" },
        /* a line that is cut off costs itself only, where lines are what there is */
        { "{\"EventID\":\"\n" E("2") "\n" E("3"), CHUNK_IN_LINES,
          "! 12 control character in a string\n13 EventID=2\n41 EventID=3\n" },
        { "{\"EventID\":\n" E("2") "\n", CHUNK_IN_LINES,
          "! 12 record is cut off\n12 EventID=2\n" },
        { "{\"EventID\":\n" E("2") "\n", 0, "! 40 record is cut off\n12 EventID=2\n" },
    };

    for (size_t i = 0; i < countof(cases); i++)
        check_flags(str_from_cstr(cases[i].in), "EventID", cases[i].flags,
                    cases[i].expected);
}

static void bids(void **state UNUSED)
{
    static const struct {
        const char *head;
        bool wins, in_lines;
    } cases[] = {
        { E("1") "\n", true, true },
        { E("1"), true, true },
        { "\n" E("1") "\r\n" E("2"), true, true },
        { "[" E("1") ",", true, false },
        { "{\n\"EventID\":1,\n\"Channel\":\"c\"\n}", true, false },
        { "Record 1\n" E("1") "\n", true, true },
        /* of an unlucky kind first, and one that the head cuts off */
        { "{\"a\":1}\n{\"b\":2}\n" E("1"), true, true },
        { "{\"a\":1}\n{\"EventID\":1,\"Channel\":\"c\",\"Message\":\"x", true, true },
        { "{\"event_simpleName\":\"X\",\"EventID\":1,\"Channel\":\"c\"}\n", false,
          true },
        { "{\"Message\":\"EventID Channel winlog\"}\n", false, true },
        { "{\"EventData\":\"<x>\",\"EventID\":1}\n", false, true },
        { "", false, false },
        { "no JSON\n", false, false },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct str head = str_from_cstr(cases[i].head);
        int bits = input_windows_json.bid(head);

        assert_int_equal(bits > input_ndjson.bid(head) && bits > input_json.bid(head),
                         cases[i].wins);
        assert_int_equal(input_windows_json.is_in_lines(head), cases[i].in_lines);
    }
}

/* A record that is too large for a batch is told, the others are read. */
static void memory(void **state UNUSED)
{
    struct decode_options options = { .batch_bytes = 1 << 16 };
    struct buf in, out;

    buf_init(&in, SIZE_MAX);
    buf_init(&out, SIZE_MAX);
    buf_add_cstr(&in, E("1") "\n{\"EventID\":2,\"Channel\":\"c\"");
    for (int i = 0; i < 3000; i++)
        buf_printf(&in, ",\"f%d\":{\"x\":%d}", i, i);
    buf_add_cstr(&in, "}\n" E("3"));
    decode_print(input_windows_json.decoder, buf_str(&in), &options, &out);
    buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, "EventID=1 "));
    assert_non_null(strstr(out.p, "more memory than a batch may have\nNOMEM\n"));
    assert_null(strstr(out.p, "EventID=2"));
    assert_non_null(strstr(out.p, "EventID=3 "));
    buf_release(&in);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),      cmocka_unit_test(names),
        cmocka_unit_test(elastic),     cmocka_unit_test(defender),
        cmocka_unit_test(xml_in_json), cmocka_unit_test(framing),
        cmocka_unit_test(bids),        cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
