/*
 * test_winxml - what Windows events in XML become, and what damage costs.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "decode_case.h"

extern const struct input input_winxml;

static void check_as(struct str bytes, const struct decode_options *options,
                     const char *expected)
{
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_winxml.decoder, bytes, options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

static void check(struct str bytes, const char *fields, const char *expected)
{
    const struct decode_options options = { .fields = fields };

    check_as(bytes, &options, expected);
}

#define EVENT(id, data)                                                             \
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
    "<EventID>" id "</EventID></System><EventData>" data "</EventData></Event>"

/* The names of System's fields, wherever they stand in it. */
static void system_has_names_of_its_own(void **state UNUSED)
{
    static const char text[] =
        "<Event><System><Provider Name=\"P\" Guid='{1}' EventSourceName='S'/>"
        "<EventID Qualifiers='16384'>4</EventID><Version>1</Version><Level>2</Level>"
        "<Task>3</Task><Opcode></Opcode><Keywords>0x80</Keywords>"
        "<TimeCreated SystemTime=\"2020-10-28T02:39:26.388325200Z\"/>"
        "<EventRecordID>5</EventRecordID><Correlation ActivityID='{2}'/>"
        "<Execution ProcessID='6' ThreadID='7'/><Channel>C</Channel>"
        "<Computer>Host</Computer><Security UserID='S-1-5-18'/></System></Event>";

    check(STR(text), NULL,
          "0 timestamp=1603852766388 ComputerName=Host aid=host event_platform=Win "
          "Provider=P ProviderGuid={1} EventSourceName=S Qualifiers=16384 EventID=4 "
          "Version=1 Level=2 Task=3 Keywords=0x80 "
          "TimeCreated=2020-10-28T02:39:26.388325200Z EventRecordID=5 ActivityID={2} "
          "ProcessID=6 ThreadID=7 Channel=C Computer=Host UserID=S-1-5-18\n");
}

static void data_has_names(void **state UNUSED)
{
    /* white space counts; an empty one is there */
    check(STR(EVENT("1", "<Data Name='a'> x </Data><Data Name='b'/>")), "a,b,c",
          "0 a= x  b=\n");
    check(STR(EVENT("1", "<Data>x</Data><Data Name='n'>y</Data><Data>z</Data>")),
          "Data1,Data2,n", "0 Data1=x Data2=z n=y\n");
    check(STR(EVENT("1", "<Data Name='EventID'>7</Data><Binary>00</Binary>")),
          "EventID,EventData.EventID,EventData.Binary",
          "0 EventID=1 EventData.EventID=7 EventData.Binary=00\n");
    check(STR(EVENT("1", "<Data Name='a'>&lt;&#x41;&amp;<![CDATA[<b>]]></Data>")),
          "a,winlog.a,winlog.event_data.a",
          "0 a=<A&<b> winlog.a=<A&<b> winlog.event_data.a=<A&<b>\n");
}

/* Everything else is called by its path. */
static void other_elements_have_paths(void **state UNUSED)
{
    check(STR("<Event><System><EventID>81</EventID></System><UserData>"
              "<WinVerifyTrust xmlns='x'><Result value='800B0100'>bad</Result>"
              "</WinVerifyTrust></UserData><RenderingInfo Culture='en-US'>"
              "<Message>m</Message></RenderingInfo></Event>"),
          "UserData.WinVerifyTrust.Result.value,UserData.WinVerifyTrust.Result,"
          "RenderingInfo.Message,RenderingInfo.Culture",
          "0 UserData.WinVerifyTrust.Result.value=800B0100 "
          "UserData.WinVerifyTrust.Result=bad RenderingInfo.Message=m "
          "RenderingInfo.Culture=en-US\n");
}

/* The same events under another name, from another system. */
static void sysmon_for_linux(void **state UNUSED)
{
    check(STR("<Event><System><Provider Name=\"Linux-Sysmon\" Guid=\"{1}\"/>"
              "<EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel>"
              "<Computer>h</Computer></System><EventData>"
              "<Data Name=\"Image\">/usr/bin/ls</Data></EventData></Event>"),
          "event_simpleName,ImageFileName,event_platform",
          "0 event_simpleName=ProcessRollup2 ImageFileName=/usr/bin/ls "
          "event_platform=Lin\n");
}

#define ONE EVENT("1", "<Data Name='a'>1</Data>")
#define TWO EVENT("2", "<Data Name='a'>2</Data>")

static void events_stand_in_many_places(void **state UNUSED)
{
    check(STR(ONE TWO), "a", "0 a=1\n160 a=2\n");
    check(STR("<?xml version='1.0'?>\n<Events>\n" ONE "\n" TWO "\n</Events>\n"), "a",
          "31 a=1\n192 a=2\n");
    check(STR("Record 1\n" ONE "\n\nRecord 2\n" TWO "\n"), "a", "9 a=1\n180 a=2\n");
    check(STR("Nov 23 09:00:00 host sysmon: " ONE "\n"), "a", "29 a=1\n");
    check(STR("<Events></Events>\n"), "a", "");
    check(STR(" \n"), "a", "");
}

#define GOOD "<Event><System><EventID>1</EventID></System></Event>"

/* Each costs one event, told with its place; the next one is read. */
static void damage_costs_one_event(void **state UNUSED)
{
    check(STR("<Event><System><EventID>1</System></Event>" GOOD), "EventID",
          "! 27 mismatched tag\n42 EventID=1\n");
    check(STR("<Event><System><EventID>1</Eve" GOOD), "EventID",
          "! 0 the event does not end\n30 EventID=1\n");
    check(STR("<System/></Event>" GOOD), "EventID",
          "! 9 an event ends that did not begin\n17 EventID=1\n");
    check(STR(GOOD "<Event><System>"), "EventID",
          "! 52 the event does not end\n0 EventID=1\n");
    check(STR("<Event><a>&x;</a></Event>" GOOD), "EventID",
          "! 10 undefined entity\n25 EventID=1\n");
    check(STR("<Event><!DOCTYPE a></Event>" GOOD), "EventID",
          "! 9 not well-formed (invalid token)\n27 EventID=1\n");
}

/* What XML does not allow is no way to hide an event. */
static void odd_characters_do_not_hide_an_event(void **state UNUSED)
{
    check(STR(EVENT("1", "<Data Name='a'>x\x01&#x1;&#2;\xfc&#55296;y</Data>")), "a",
          "0 a=x\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdy\n");
}

static void raw_is_the_event(void **state UNUSED)
{
    const struct decode_options options = { .fields = "EventID", .raw = true };

    check_as(STR("<Events>\n" GOOD "\n</Events>"), &options,
             "9 EventID=1 <" GOOD ">\n");
}

static void events_that_need_too_much_are_left_out(void **state UNUSED)
{
    struct feed_stats stats = { 0 };
    const struct decode_options options = { .fields = "a,b,c,d",
                                            .batch_bytes = 2048,
                                            .stats = &stats };
    struct buf text, expected;

    buf_init(&text, SIZE_MAX);
    buf_init(&expected, SIZE_MAX);
    for (unsigned i = 0; i < 3; i++) {
        buf_printf(&expected,
                   i == 1 ? "! %zu event needs more memory than a batch may have\n"
                            "NOMEM\n"
                          : "%zu a=\n",
                   text.n);
        buf_add_cstr(&text, "<Event><EventData><Data Name='a'>");
        buf_pad(&text, i == 1 ? 5000 : 0, 'x');
        buf_add_cstr(&text, "</Data></EventData></Event>");
    }
    buf_add_char(&expected, '\0');
    check_as(buf_str(&text), &options, expected.p);
    assert_int_equal(stats.events, 2);
    assert_int_equal(stats.skipped, 1);
    assert_int_equal(stats.bytes, text.n);
    buf_release(&text);
    buf_release(&expected);
}

static void whole_records_end_with_an_event(void **state UNUSED)
{
    assert_int_equal(input_winxml.whole_records(STR(GOOD GOOD "<Eve")),
                     2 * (sizeof GOOD - 1));
    assert_int_equal(input_winxml.whole_records(STR("<Event><System>")), 0);
    assert_int_equal(input_winxml.whole_records(STR("<a></EventID></EventData>")), 0);
    assert_int_equal(input_winxml.whole_records(STR("x</Event\n>y")), 10);
    assert_int_equal(input_winxml.whole_records(STR("x</Event ")), 0);
}

static void bids(void **state UNUSED)
{
    const struct {
        struct str head;
        bool is_ours;
    } cases[] = {
        { STR(GOOD), true },
        { STR("  \n<Event>"), true },
        { STR("<Events>\n"), true },
        { STR("<?xml version=\"1.0\"?>\n<Events xmlns='x'>"), true },
        { STR("Nov 23 09:00:00 host sysmon: <Event><System>"), true },
        { STR("<Eventual>"), false },
        { STR("{\"_raw\":\"<Event><System>\"}"), false },
        { STR("[\"<Event>\"]"), false },
        { STR("hello"), false },
        { STR(""), false },
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_int_equal(input_winxml.bid(cases[i].head) > 0, cases[i].is_ours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(system_has_names_of_its_own),
        cmocka_unit_test(data_has_names),
        cmocka_unit_test(other_elements_have_paths),
        cmocka_unit_test(sysmon_for_linux),
        cmocka_unit_test(events_stand_in_many_places),
        cmocka_unit_test(damage_costs_one_event),
        cmocka_unit_test(odd_characters_do_not_hide_an_event),
        cmocka_unit_test(raw_is_the_event),
        cmocka_unit_test(events_that_need_too_much_are_left_out),
        cmocka_unit_test(whole_records_end_with_an_event),
        cmocka_unit_test(bids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
