/*
 * in_winxml.c - Windows events in XML: one, several one after another, in an element
 * Events, or each in a line of syslog as Sysmon for Linux writes them.
 *
 * An event runs from `<Event` to `</Event>`; neither can stand inside one, where `<` is
 * written `&lt;`. What lies between events is stepped over without being checked. An
 * event that does not end before the next one begins is damaged, and so is an end
 * without a beginning.
 *
 * Fields come under other names than those in the record (event/map.h), so there is no
 * searching the raw bytes for them: a prefilter is not asked.
 */
#include "base/base.h"

#include "input/input.h"
#include "input/windows_xml.h"

static const char open_tag[] = "<Event", close_tag[] = "</Event";

enum { OPEN_BYTES = sizeof open_tag - 1, CLOSE_BYTES = sizeof close_tag - 1 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Does an event begin at `at`? */
static bool is_open(struct str s, size_t at)
{
    size_t end = at + OPEN_BYTES;

    return end < s.n && memcmp(s.p + at, open_tag, OPEN_BYTES) == 0 &&
           (s.p[end] == '>' || is_blank(s.p[end]));
}

/* Behind the end of an event that stands at `at`, or 0: it is none. */
static size_t behind_close(struct str s, size_t at)
{
    size_t end = at + CLOSE_BYTES;

    if (end >= s.n || memcmp(s.p + at, close_tag, CLOSE_BYTES) != 0)
        return 0;
    while (end < s.n && is_blank(s.p[end]))
        end++;
    return end < s.n && s.p[end] == '>' ? end + 1 : 0;
}

/* The next beginning or end of an event from `at` on; s.n: none. */
static size_t next_border(struct str s, size_t at)
{
    while (at < s.n) {
        const char *lt = memchr(s.p + at, '<', s.n - at);

        if (!lt)
            return s.n;
        at = (size_t)(lt - s.p);
        if (is_open(s, at) || behind_close(s, at))
            return at;
        at++;
    }
    return s.n;
}

/* An event, as far as the borders tell. */
struct piece {
    size_t begin, end;
    const char *why; /* NULL: whole */
};

/* The next piece from `at` on; begin is s.n when there is none. */
static struct piece next_piece(struct str s, size_t at)
{
    struct piece piece = { .begin = next_border(s, at) };
    size_t behind;

    piece.end = piece.begin;
    if (piece.begin == s.n)
        return piece;
    behind = behind_close(s, piece.begin);
    if (behind) {
        piece.end = behind;
        piece.why = "an event ends that did not begin";
        return piece;
    }
    piece.end = next_border(s, piece.begin + OPEN_BYTES);
    behind = piece.end < s.n ? behind_close(s, piece.end) : 0;
    if (behind)
        piece.end = behind;
    else
        piece.why = "the event does not end";
    return piece;
}

static size_t whole_records(struct str bytes)
{
    for (size_t at = bytes.n; at-- > 0;) {
        size_t behind = bytes.p[at] == '<' ? behind_close(bytes, at) : 0;

        if (behind)
            return behind;
    }
    return 0;
}

/* An element Events or Event early in the text, but not inside of JSON. */
static int bid(struct str head)
{
    size_t at = 0, border;

    while (at < head.n && is_blank(head.p[at]))
        at++;
    if (at == head.n || head.p[at] == '{' || head.p[at] == '[')
        return 0;
    border = next_border(head, at);
    if (border < head.n && is_open(head, border))
        return border == at || head.p[at] == '<' ? 48 : 32;
    return str_find(head, STR("<Events>")) != SIZE_MAX ||
                   str_find(head, STR("<Events ")) != SIZE_MAX
               ? 40
               : 0;
}

/* A chunk while it is decoded. */
struct decoding {
    const struct chunk *chunk;
    const struct want *want;
    struct batch *batch;
    struct feed_stats *stats;
    const struct decode_report *report;
    struct windows_xml *reader;
};

static void tell(const struct decoding *d, size_t at, const char *why)
{
    d->stats->skipped++;
    if (d->report)
        d->report->bad_record(d->report->ctx, d->chunk, at, why);
}

/* A whole event becomes a row, or is told to be bad. */
static enum windows_fate add_event(const struct decoding *d, const struct piece *piece)
{
    struct windows_event event;
    struct diag diag = { .offset = 0 };
    enum status st = windows_xml_event(
        d->reader, str_slice(d->chunk->bytes, piece->begin, piece->end),
        &d->batch->arena, &event, &diag);
    enum windows_fate fate;

    if (st != ST_OK) {
        tell(d, piece->begin + diag.offset, diag.text);
        return WINDOWS_ROW;
    }
    event.ordinal = d->chunk->ordinal + piece->begin;
    fate = windows_row_add(d->want, &event, d->batch);
    if (fate == WINDOWS_NOMEM)
        tell(d, piece->begin, "event needs more memory than a batch may have");
    if (fate == WINDOWS_ROW)
        d->stats->events++;
    return fate;
}

static enum status decode_events(const struct decoding *d, size_t *at)
{
    const struct batch *b = d->batch;
    struct str s = d->chunk->bytes;

    while (*at < s.n && b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used <= b->arena.limit / 2)) {
        struct piece piece = next_piece(s, *at);
        enum windows_fate fate = WINDOWS_ROW;

        if (piece.why)
            tell(d, piece.begin, piece.why);
        else if (piece.begin < s.n)
            fate = add_event(d, &piece);
        if (fate == WINDOWS_LATER)
            break;
        *at = piece.end;
        if (fate == WINDOWS_NOMEM)
            return ST_NOMEM;
    }
    return ST_OK;
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf UNUSED,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    struct decoding d = { .chunk = chunk,
                          .want = want,
                          .batch = b,
                          .stats = stats,
                          .report = report,
                          .reader = windows_xml_new() };
    size_t begin = cursor->pos;
    enum status st;

    if (!d.reader) {
        tell(&d, cursor->pos, "out of memory");
        cursor->pos = chunk->bytes.n;
        return ST_NOMEM;
    }
    st = decode_events(&d, &cursor->pos);
    stats->bytes += cursor->pos - begin;
    windows_xml_free(d.reader);
    return st;
}

static const struct decoder winxml_decoder = {
    .name = "winxml",
    .compile = map_plan_make,
    .decode = decode,
};

const struct input input_winxml = {
    .name = "winxml",
    .summary = "Windows events in XML, also in lines of syslog",
    .source = "[MS-EVEN6] 2.2.13",
    .bid = bid,
    .decoder = &winxml_decoder,
    .whole_records = whole_records,
};
