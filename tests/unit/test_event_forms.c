/*
 * test_event_forms - the same event gives the same row, whatever form it comes in.
 *
 * For every rule with an event number: events with made-up data are written as EVTX,
 * as XML, and in each shape of JSON, and read with every field that the rule makes.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "decode_case.h"
#include "event/map.h"
#include "make_evtx.h"
#include "text/json_text.h"

extern const struct input input_evtx, input_windows_json, input_winxml;

enum { DATA_MAX = 48, TEXT_MAX = 160, ROUNDS = 12 };

struct datum {
    char name[64], text[TEXT_MAX];
};

/* An event as people think of it. */
struct event {
    char provider[64], channel[64], computer[32], time[40], user[32];
    unsigned id;
    struct datum data[DATA_MAX];
    size_t n;
};

/* ---- making events ------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static const char *pick(const char *const *words, size_t n, uint32_t *seed)
{
    return words[next_random(seed) % n];
}

/* A text that is likely to be taken apart: hashes, verdicts, paths, numbers. */
static const char *likely_text(const char *name, uint32_t *seed)
{
    static const char *const hashes[] = {
        "MD5=00112233445566778899AABBCCDDEEFF,IMPHASH=00000000000000000000000000000000",
        "SHA1=00112233445566778899AABBCCDDEEFF00112233",
    };
    static const char *const is_signed[] = { "true", "false", "failed: Invalid hash",
                                             "-" };
    static const char *const status[] = { "Valid", "Unavailable", "Expired", "-",
                                          "Odd" };
    static const char *const number[] = { "0x1a4", "4711", "0xC0000603", "0" };
    static const char *const any[] = {
        "C:\\Windows \\a b.exe",
        "\\Device\\HarddiskVolume3\\x.SYS",
        "-",
        "say \"<&>'\" \\",
        "Microsoft Windows",
        "{0-1-2}",
        "C:\\t\\x.ps1",
    };

    if (strncmp(name, "Hash", 4) == 0)
        return pick(hashes, countof(hashes), seed);
    if (strcmp(name, "Signed") == 0)
        return pick(is_signed, countof(is_signed), seed);
    if (strcmp(name, "SignatureStatus") == 0)
        return pick(status, countof(status), seed);
    if (strcmp(name, "Status") == 0 || strcmp(name, "VerificationError") == 0 ||
        strcmp(name, "NewProcessId") == 0)
        return pick(number, countof(number), seed);
    return pick(any, countof(any), seed);
}

static bool is_data(struct str name)
{
    return !map_is_system(name) && !memchr(name.p, '.', name.n);
}

static void copy(char *to, size_t room, struct str from)
{
    assert_true(from.n < room);
    (void)snprintf(to, room, "%.*s", STR_ARG(from));
}

/* Some of the fields that the rule asks for, and some that it does not. */
static void add_data(struct event *e, struct str name, uint32_t *seed)
{
    for (size_t i = 0; i < e->n; i++)
        if (str_eq(str_from_cstr(e->data[i].name), name))
            return;
    if (!is_data(name) || next_random(seed) % 4 == 0)
        return;
    assert_true(e->n < DATA_MAX);
    copy(e->data[e->n].name, sizeof e->data[0].name, name);
    (void)snprintf(e->data[e->n].text, TEXT_MAX, "%s",
                   likely_text(e->data[e->n].name, seed));
    e->n++;
}

static void make_event(struct event *e, const struct map_rule *rule, uint32_t *seed)
{
    *e = (struct event){ .computer = "HOST.local",
                         .time = "2026-01-02T03:04:05.678Z",
                         .user = "S-1-5-18",
                         .id = rule->kind.event_id };
    copy(e->provider, sizeof e->provider, rule->kind.provider);
    copy(e->channel, sizeof e->channel, rule->kind.channel);
    add_data(e, STR("Colour"), seed);
    if (next_random(seed) % 2) {
        (void)snprintf(e->data[e->n].name, 64, "UtcTime");
        (void)snprintf(e->data[e->n++].text, TEXT_MAX, "2026-01-02 03:04:06.789");
    }
    for (size_t i = 0; i < rule->nfields; i++)
        for (size_t k = 0; k < MAP_SOURCES_MAX && rule->field[i].source[k].n; k++)
            add_data(e, rule->field[i].source[k], seed);
}

/* ---- writing them -----------------------------------------------------------------
 */

static void write_evtx(const struct event *e, struct make_evtx *m)
{
    char id[16];

    (void)snprintf(id, sizeof id, "%u", e->id);
    make_evtx_start(m, 0);
    make_chunk(m);
    make_record(m);
    make_open(m, MAKE_PLAIN, "Event", false);
    make_close_start(m);
    make_open(m, MAKE_PLAIN, "System", false);
    make_close_start(m);
    make_open(m, MAKE_PLAIN, "Provider", true);
    make_attribute(m, "Name");
    make_text(m, e->provider);
    make_close_empty(m);
    make_element(m, MAKE_PLAIN, "EventID", id, 0);
    make_open(m, MAKE_PLAIN, "TimeCreated", true);
    make_attribute(m, "SystemTime");
    make_text(m, e->time);
    make_close_empty(m);
    make_element(m, MAKE_PLAIN, "Channel", e->channel, 0);
    make_element(m, MAKE_PLAIN, "Computer", e->computer, 0);
    make_open(m, MAKE_PLAIN, "Security", true);
    make_attribute(m, "UserID");
    make_text(m, e->user);
    make_close_empty(m);
    make_close(m);
    make_open(m, MAKE_PLAIN, "EventData", false);
    make_close_start(m);
    for (size_t i = 0; i < e->n; i++) {
        make_open(m, MAKE_PLAIN, "Data", true);
        make_attribute(m, "Name");
        make_text(m, e->data[i].name);
        make_close_start(m);
        make_text(m, e->data[i].text);
        make_close(m);
    }
    make_close(m);
    make_close(m);
    make_end(m);
    make_record_end(m);
    make_chunk_end(m);
}

static void add_xml_text(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("<>&'\"", *text))
            buf_printf(out, "&#%d;", *text);
        else
            buf_add_char(out, *text);
    }
}

static void write_xml(const struct event *e, struct buf *out)
{
    buf_printf(out,
               "<Event xmlns='http://x'><System><Provider Name='%s'/><EventID>%u"
               "</EventID><TimeCreated SystemTime=\"%s\"/><Channel>%s</Channel>"
               "<Computer>%s</Computer><Security UserID='%s'/></System><EventData>",
               e->provider, e->id, e->time, e->channel, e->computer, e->user);
    for (size_t i = 0; i < e->n; i++) {
        buf_printf(out, "<Data Name='%s'>", e->data[i].name);
        add_xml_text(out, e->data[i].text);
        buf_add_cstr(out, "</Data>");
    }
    buf_add_cstr(out, "</EventData></Event>");
}

/* `"name":"text",` for each datum; the last comma is taken back. */
static void add_members(const struct event *e, struct buf *out)
{
    for (size_t i = 0; i < e->n; i++) {
        json_add_string(out, str_from_cstr(e->data[i].name));
        buf_add_char(out, ':');
        json_add_string(out, str_from_cstr(e->data[i].text));
        buf_add_cstr(out, i + 1 < e->n ? "," : "");
    }
}

static void write_winlogbeat(const struct event *e, struct buf *out)
{
    buf_printf(
        out,
        "{\"@timestamp\":\"%s\",\"host\":{\"name\":\"other\"},\"winlog\":{"
        "\"event_id\":%u,\"channel\":\"%s\",\"provider_name\":\"%s\","
        "\"computer_name\":\"%s\",\"user\":{\"identifier\":\"%s\"},\"event_data\":{",
        e->time, e->id, e->channel, e->provider, e->computer, e->user);
    add_members(e, out);
    buf_add_cstr(out, "}}}");
}

static void write_flat(const struct event *e, struct buf *out)
{
    buf_printf(
        out,
        "{\"EventTime\":\"1999-01-01 00:00:00\",\"EventID\":%u,\"Channel\":\"%s\","
        "\"SourceName\":\"%s\",\"Hostname\":\"%s\",\"UserID\":\"%s\","
        "\"@timestamp\":\"%s\",\"ExecutionProcessID\":4,",
        e->id, e->channel, e->provider, e->computer, e->user, e->time);
    add_members(e, out);
    buf_add_cstr(out, e->n ? ",\"Message\":\"m\"}" : "\"Message\":\"m\"}");
}

static void write_azure(const struct event *e, struct buf *out)
{
    struct buf data;

    buf_init(&data, SIZE_MAX);
    buf_add_char(&data, '{');
    add_members(e, &data);
    buf_add_char(&data, '}');
    buf_printf(
        out,
        "{\"TimeGenerated\":\"%s\",\"Provider\":\"%s\",\"Channel\":\"%s\","
        "\"Computer\":\"%s\",\"EventID\":%u,\"SystemUserId\":\"%s\",\"EventData\":",
        e->time, e->provider, e->channel, e->computer, e->id, e->user);
    json_add_string(out, buf_str(&data));
    buf_add_char(out, '}');
    buf_release(&data);
}

static void write_evtx_dump(const struct event *e, struct buf *out)
{
    buf_printf(
        out,
        "{\"Event\":{\"#attributes\":{\"xmlns\":\"x\"},\"System\":{\"Provider\":{"
        "\"#attributes\":{\"Name\":\"%s\"}},\"EventID\":%u,\"TimeCreated\":{"
        "\"#attributes\":{\"SystemTime\":\"%s\"}},\"Channel\":\"%s\","
        "\"Computer\":\"%s\",\"Security\":{\"#attributes\":{\"UserID\":\"%s\"}}},"
        "\"EventData\":{",
        e->provider, e->id, e->time, e->channel, e->computer, e->user);
    add_members(e, out);
    buf_add_cstr(out, "}}}");
}

static void write_splunk(const struct event *e, struct buf *out)
{
    struct buf xml;

    buf_init(&xml, SIZE_MAX);
    write_xml(e, &xml);
    buf_add_cstr(out, "{\"result\":{\"host\":\"h\",\"_raw\":");
    json_add_string(out, buf_str(&xml));
    buf_add_cstr(out, "}}");
    buf_release(&xml);
}

/* ---- comparing ----------------------------------------------------------------------
 */

/* What is asked of an event: all that the rule and every event have, and some more. */
static void list_fields(const struct map_rule *rule, struct buf *out)
{
    buf_add_cstr(out, "EventID,Channel,Provider,Computer,UserID,Colour,winlog.Image,"
                      "EventData.Image,Signed,Hashes,winlog.event_data.User");
    for (size_t i = 0; i < rule->nfields; i++)
        buf_printf(out, ",%.*s", STR_ARG(rule->field[i].name));
    for (size_t i = 0; i < map_common_len; i++)
        buf_printf(out, ",%.*s", STR_ARG(map_common[i].name));
    buf_add_char(out, '\0');
}

/* The row without its place in the input. */
static void read_row(const struct input *input, struct str bytes, const char *fields,
                     struct buf *out)
{
    const struct decode_options options = { .fields = fields };
    struct buf line;

    buf_init(&line, SIZE_MAX);
    decode_print(input->decoder, bytes, &options, &line);
    buf_add_char(&line, '\0');
    assert_non_null(strchr(line.p, ' '));
    buf_add_cstr(out, strchr(line.p, ' '));
    buf_add_char(out, '\0');
    buf_release(&line);
}

static void compare(const struct map_rule *rule, const struct event *e)
{
    static void (*const write_json[])(const struct event *e, struct buf *out) = {
        write_winlogbeat, write_flat, write_azure, write_evtx_dump, write_splunk,
    };
    struct buf fields, first, text, row;
    struct make_evtx m;

    buf_init(&fields, SIZE_MAX);
    buf_init(&first, SIZE_MAX);
    buf_init(&text, SIZE_MAX);
    buf_init(&row, SIZE_MAX);
    list_fields(rule, &fields);
    write_xml(e, &text);
    read_row(&input_winxml, buf_str(&text), fields.p, &first);
    for (size_t i = 0; i < countof(write_json); i++) {
        buf_reset(&text);
        buf_reset(&row);
        write_json[i](e, &text);
        read_row(&input_windows_json, buf_str(&text), fields.p, &row);
        assert_string_equal(row.p, first.p);
    }
    write_evtx(e, &m);
    buf_reset(&row);
    read_row(&input_evtx, make_evtx_chunks(&m), fields.p, &row);
    assert_string_equal(row.p, first.p);
    make_evtx_release(&m);
    buf_release(&fields);
    buf_release(&first);
    buf_release(&text);
    buf_release(&row);
}

/* UserData is nested, and no two shapes that write it so are alike. */
static bool is_flat(const struct map_rule *rule)
{
    return rule->kind.event_id && rule->kind.event_id != 81;
}

static void every_rule(void **state UNUSED)
{
    uint32_t seed = 1;
    size_t n = 0;

    for (size_t s = 0; s < map_source_table_len; s++) {
        for (size_t r = 0; r < map_source_table[s]->nrules; r++) {
            const struct map_rule *rule = &map_source_table[s]->rule[r];

            for (int i = 0; i < ROUNDS && is_flat(rule); i++) {
                struct event e;

                make_event(&e, rule, &seed);
                compare(rule, &e);
                n++;
            }
        }
    }
    assert_true(n >= 20 * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
