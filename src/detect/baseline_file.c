/*
 * baseline_file.c - the baseline as NDJSON.
 */
#include "base/base.h"

#include <inttypes.h>

#include "base/arena.h"
#include "detect/baseline.h"
#include "detect/baseline_pair.h"
#include "output/json_write.h"
#include "text/json.h"
#include "text/json_text.h"
#include "text/time_iso.h"
#include "text/tz.h"

enum { HOST_DIGITS = 16 };

struct reader {
    struct baseline *baseline;
    const char *name;
    size_t line;
    struct json json;
    struct diag *diag;
};

static enum status fail(const struct reader *r, const char *why)
{
    return diag_set(r->diag, ST_FORMAT, 0, "%s:%zu: %s", r->name, r->line, why);
}

static struct str text_of(const struct reader *r, struct json_token t)
{
    char *copy;

    if (!t.has_escape)
        return t.text;
    copy = arena_text(r->baseline->arena, t.text.n);
    return copy ? (struct str){ copy, json_unescape(t.text, copy) } : STR("");
}

static bool read_hash(struct str text, uint64_t *out)
{
    uint64_t sum = 0;

    if (text.n != HOST_DIGITS)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        const char *digits = "0123456789abcdef";
        const char *at = memchr(digits, text.p[i], HOST_DIGITS);

        if (!at)
            return false;
        sum = sum << 4 | (uint64_t)(at - digits);
    }
    *out = sum;
    return true;
}

/* What a line says, before it becomes a pair. */
struct line {
    struct str sha256, image;
    struct baseline_pair hosts;
    bool is_heading;
};

static enum status read_hosts(struct reader *r, struct line *line)
{
    struct json_token t = json_next(&r->json);
    uint64_t host;

    if (t.kind != JSON_ARRAY_BEGIN)
        return fail(r, "'hosts' is a list");
    while ((t = json_next(&r->json)).kind == JSON_STRING) {
        if (!read_hash(t.text, &host))
            return fail(r, "a host is 16 hexadecimal digits");
        baseline_add_host(&line->hosts, host);
    }
    return t.kind == JSON_ARRAY_END ? ST_OK : fail(r, "'hosts' is a list of texts");
}

static enum status read_member(struct reader *r, struct str key, struct line *line)
{
    struct json_token t;
    struct str text;

    if (str_eq(key, STR("hosts")))
        return read_hosts(r, line);
    t = json_next(&r->json);
    if (str_eq(key, STR("countersign_baseline"))) {
        line->is_heading = true;
        return str_eq(t.text, STR("1")) ? ST_OK
                                        : fail(r, "a baseline of another version");
    }
    if (t.kind != JSON_STRING)
        return fail(r, "a text is expected");
    text = text_of(r, t);
    if (str_eq(key, STR("sha256")))
        line->sha256 = text;
    else if (str_eq(key, STR("image")))
        line->image = text;
    else if (str_eq(key, STR("first")) &&
             !time_parse_iso(text, tz_utc(), &line->hosts.first_ms))
        return fail(r, "'first' is no time");
    else if (str_eq(key, STR("last")) &&
             !time_parse_iso(text, tz_utc(), &line->hosts.last_ms))
        return fail(r, "'last' is no time");
    return ST_OK;
}

static enum status keep(struct reader *r, const struct line *line)
{
    struct baseline_pair *pair;

    if (line->hosts.nhosts == 0)
        return fail(r, "a pair has no hosts");
    pair = baseline_pair(r->baseline, line->sha256, line->image);
    if (!pair)
        return diag_set(r->diag, ST_NOMEM, 0, "out of memory");
    memcpy(pair->host, line->hosts.host, sizeof pair->host);
    pair->nhosts = pair->nhosts_old = line->hosts.nhosts;
    pair->first_ms = line->hosts.first_ms;
    pair->last_ms = line->hosts.last_ms;
    return ST_OK;
}

static enum status read_line(struct reader *r, struct str text)
{
    struct line line = { .sha256 = STR(""), .image = STR("") };
    struct json_token t;

    json_init(&r->json, text);
    if (json_next(&r->json).kind != JSON_OBJECT_BEGIN)
        return fail(r, "this is no baseline: a line is a JSON object");
    while ((t = json_next(&r->json)).kind == JSON_KEY)
        TRY(read_member(r, text_of(r, t), &line));
    if (t.kind != JSON_OBJECT_END || json_next(&r->json).kind != JSON_END)
        return fail(r, "the JSON is damaged");
    if (r->line == 1)
        return line.is_heading ? ST_OK : fail(r, "this is no baseline");
    return keep(r, &line);
}

enum status baseline_read(struct baseline *b, struct str bytes, const char *name,
                          struct diag *diag)
{
    struct reader r = { .baseline = b, .name = name, .diag = diag };

    b->is_started = true;
    while (bytes.p) {
        struct str line = str_trim(str_cut(&bytes, '\n'));

        r.line++;
        if (line.n || r.line == 1)
            TRY(read_line(&r, line));
    }
    return ST_OK;
}

static void write_pair(const struct baseline_pair *pair, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "sha256", pair->sha256);
    json_text(out, "image", pair->image);
    json_open(out, "hosts", '[');
    for (uint32_t i = 0; i < pair->nhosts; i++)
        json_uid(out, NULL, pair->host[i]);
    json_close(out, ']');
    json_time(out, "first", pair->first_ms);
    json_time(out, "last", pair->last_ms);
    json_close(out, '}');
    buf_add_char(out, '\n');
}

static int compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_pair(const void *a, const void *b)
{
    const struct baseline_pair *x = *(struct baseline_pair *const *)a;
    const struct baseline_pair *y = *(struct baseline_pair *const *)b;
    int order = compare(x->sha256, y->sha256);

    return order ? order : compare(x->image, y->image);
}

void baseline_write(struct baseline *b, struct buf *out)
{
    struct baseline_pair **order =
        arena_new_array(b->arena, struct baseline_pair *, b->n + 1);

    buf_add(out, STR("{\"countersign_baseline\":1}\n"));
    if (!order)
        return;
    for (size_t i = 0; i < b->n; i++)
        order[i] = b->pair[i];
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is meant */
    qsort(order, b->n, sizeof *order, by_pair);
    for (size_t i = 0; i < b->n; i++)
        write_pair(order[i], out);
}
