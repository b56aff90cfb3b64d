#include "base/base.h"

#include "input/archive.h"
#include "input/reader.h"
#include "text/byte_scan.h"

enum {
    PAGE_BYTES = 4096,
    OVERHANG = 4 * 1024, /* read behind a range at once: most lines end there */
    EXTEND_MIN = 64 * 1024,
    EXTEND_MAX = 8 << 20,
    BUFFER_KEEP = 4 * CHUNK_BYTES,   /* a buffer that grew beyond is given back */
    LINE_ROOM = RECORD_BYTES_MAX + 1 /* the longest line and its end */
};

static const char bom[] = "\xef\xbb\xbf";

static enum status no_memory(const struct reader *r, struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", r->path);
}

void chunk_buffer_release(struct chunk_buffer *b)
{
    free(b->block);
    *b = (struct chunk_buffer){ 0 };
}

/*
 * Pages of a file are copied from page borders. Where a copy's target lies only a few
 * bytes behind its source within the page, processors take the one for the other and
 * copy at a third of their speed, or at three quarters a little farther away. In the
 * middle of a page the bytes are out of reach.
 */
static char *far_from_border(char *block)
{
    size_t at = (size_t)((uintptr_t)block % PAGE_BYTES);

    return block + (PAGE_BYTES + PAGE_BYTES / 2 - at) % PAGE_BYTES;
}

/* Make room for `n` bytes and keep the first `used`. */
static bool reserve(struct chunk_buffer *b, size_t n, size_t used)
{
    struct chunk_buffer more = { .cap = n };

    if (n <= b->cap)
        return true;
    if (used == 0)
        chunk_buffer_release(b);
    more.block = malloc(n + PAGE_BYTES);
    if (!more.block)
        return false;
    more.p = far_from_border(more.block);
    if (used)
        memcpy(more.p, b->p, used);
    chunk_buffer_release(b);
    *b = more;
    return true;
}

/* Room for a usual chunk; what a long record needed is given back. */
static bool reserve_usual(struct chunk_buffer *b, size_t n)
{
    if (b->cap > BUFFER_KEEP && n <= BUFFER_KEEP)
        chunk_buffer_release(b);
    return reserve(b, n, 0);
}

static const struct input *recognise(struct str head)
{
    const struct input *best = NULL;
    int most = 0;

    for (size_t i = 0; i < input_table_len; i++) {
        int bits = input_table[i]->bid(head);

        if (bits > most) {
            most = bits;
            best = input_table[i];
        }
    }
    return best;
}

/* Put the first decoded bytes into `carry`. */
static enum status read_head(struct reader *r, struct diag *diag)
{
    size_t got = 1;

    r->carry_cap = INPUT_HEAD;
    r->carry = malloc(r->carry_cap);
    if (!r->carry)
        return no_memory(r, diag);
    while (r->carry_n < r->carry_cap && got) {
        TRY(stream_read(&r->stream, r->carry + r->carry_n, r->carry_cap - r->carry_n,
                        &got, diag));
        r->carry_n += got;
        if (r->carry_n && !file_is_ready(&r->stream.file) && !r->stream.codec)
            break;
    }
    return ST_OK;
}

static void drop_carry(struct reader *r, size_t n)
{
    memmove(r->carry, r->carry + n, r->carry_n - n);
    r->carry_n -= n;
    r->offset += n;
}

/* Lines are what can be split; some formats come in lines and in other forms. */
static void choose_framing(struct reader *r)
{
    const struct input *input = r->input;
    struct str head = { r->carry, r->carry_n };

    if (input->is_in_lines && input->is_in_lines(head))
        r->flags |= CHUNK_IN_LINES;
    else
        r->whole_records = input->whole_records;
}

/* What a format of blocks has before the first one. */
static void look_at_blocks(struct reader *r)
{
    struct input_layout layout;

    if (!r->input->look)
        return;
    layout = r->input->look((struct str){ r->carry, r->carry_n });
    r->flags |= layout.flags;
    r->is_head_damaged = layout.is_damaged;
    drop_carry(r, layout.first_block < r->carry_n ? (size_t)layout.first_block
                                                  : r->carry_n);
}

/* Everything about the source that its first bytes tell. */
static enum status look(struct reader *r, const struct input *format, struct diag *diag)
{
    TRY(read_head(r, diag));
    if (r->carry_n >= 3 && memcmp(r->carry, bom, 3) == 0)
        drop_carry(r, 3);
    if (r->carry_n == 0 && !r->stream.broken.text[0]) {
        r->at_end = true;
        return ST_OK;
    }
    r->input = format ? format : recognise((struct str){ r->carry, r->carry_n });
    if (!r->input && r->stream.broken.text[0])
        return diag_set(diag, ST_FORMAT, 0, "%s: %s", r->path, r->stream.broken.text);
    if (!r->input && archive_begins((struct str){ r->carry, r->carry_n }))
        return diag_set(diag, ST_FORMAT, 0,
                        "%s: a zip archive cannot be read from a stream or out of "
                        "another archive; save it to a file",
                        r->path);
    if (!r->input)
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "%s: format not recognised; name it with --input", r->path);
    choose_framing(r);
    look_at_blocks(r);
    r->begin = r->offset;
    r->is_split = r->input->splittable && !r->whole_records && !r->stream.codec &&
                  !r->stream.member && r->stream.file.info.type == FILE_REGULAR;
    r->size = r->stream.file.info.size;
    r->next = 0;
    return ST_OK;
}

enum status reader_open(struct reader *r, const char *path, const struct member *member,
                        const struct input *format, struct diag *diag)
{
    struct file file;
    enum status st;

    *r =
        (struct reader){ .path = path ? path : "standard input", .stream.file.fd = -1 };
    if (path)
        st = file_open(&file, member ? member->archive : path, diag);
    else
        st = file_stdin(&file, diag);
    if (st == ST_OK)
        st = stream_open(&r->stream, file, member, diag);
    if (st == ST_OK)
        st = look(r, format, diag);
    if (st != ST_OK)
        reader_close(r);
    return st;
}

void reader_close(struct reader *r)
{
    if (r->stream.in)
        stream_close(&r->stream);
    free(r->carry);
    r->carry = NULL;
    r->carry_n = 0;
}

/* How far the first `n` bytes are whole lines; no line ends before `tried`. */
static size_t whole_lines(const char *p, size_t tried, size_t n)
{
    size_t last = byte_last((struct str){ p + tried, n - tried }, '\n');

    return last ? tried + last : 0;
}

/* What a stream's next chunk is cut from. */
struct cut {
    size_t n;      /* bytes in the buffer */
    size_t target; /* read up to so many */
    size_t tried;  /* the first bytes, which hold no whole record */
    size_t whole;  /* result: length of the whole records */
};

static void fill_chunk(const struct reader *r, struct str bytes, uint64_t offset,
                       struct chunk *out)
{
    *out = (struct chunk){ .bytes = bytes,
                           .ordinal = ordinal_make(r->index, offset),
                           .decoder = r->input->decoder,
                           .flags = r->flags,
                           .source_name = str_from_cstr(r->path) };
}

/* ---- ranges ----------------------------------------------------------- */

/* A range in the buffer; offsets count from `base`, the place of its first byte. */
struct span {
    uint64_t base;
    size_t range; /* end of the range */
    size_t first; /* start of the first line that starts in it */
    size_t n;     /* bytes read */
    size_t end;   /* behind the last line that starts in it */
};

/*
 * Read on until a line end shows up at or behind the last byte of the range, or the
 * file ends; span->end is 0 when that takes more than a record may have.
 */
static enum status extend(const struct reader *r, struct chunk_buffer *b,
                          struct span *span, struct diag *diag)
{
    size_t from = span->range - 1, step = EXTEND_MIN, got = step;

    for (;;) {
        char *nl = memchr(b->p + from, '\n', span->n - from);

        span->end = nl ? (size_t)(nl - b->p) + 1 : 0;
        if (nl)
            return ST_OK;
        if (got < step) {
            span->end = span->n;
            return ST_OK;
        }
        if (span->n > (size_t)LINE_ROOM + CHUNK_BYTES)
            return ST_OK;
        from = span->n;
        step = step < EXTEND_MAX ? step * 2 : step;
        if (!reserve(b, span->n + step, span->n))
            return no_memory(r, diag);
        TRY(file_pread(&r->stream.file, b->p + span->n, step, span->base + span->n,
                       &got, diag));
        span->n += got;
    }
}

/* Where the first line that starts at or behind `at` starts; `n` when none does. */
static size_t first_line(const char *p, size_t n, size_t at)
{
    const char *nl;

    if (at == 0)
        return 0;
    if (at > n)
        return n;
    nl = memchr(p + at - 1, '\n', n - at + 1);
    return nl ? (size_t)(nl - p) + 1 : n;
}

/* Start of the line that holds the byte before `at`, not before `first`. */
static size_t last_line(const char *p, size_t first, size_t at)
{
    return first + byte_last((struct str){ p + first, at - 1 - first }, '\n');
}

static void tell_too_long(struct diag *trouble, uint64_t at)
{
    (void)diag_set(trouble, ST_LIMIT, 0,
                   "record at byte %llu is longer than %d MiB; skipped",
                   (unsigned long long)at, RECORD_BYTES_MAX >> 20);
}

/*
 * Find the end of the range's last line, which holds the byte before `range` and may go
 * on far behind it. A line that is too long is left out and told.
 */
static enum status end_range(const struct reader *r, struct chunk_buffer *b,
                             struct span *span, struct diag *trouble, struct diag *diag)
{
    size_t last = last_line(b->p, span->first, span->range);
    size_t n;

    TRY(extend(r, b, span, diag));
    n = span->end - last;
    if (span->end && b->p[span->end - 1] == '\n')
        n--;
    if (span->end == 0 || n > RECORD_BYTES_MAX) {
        tell_too_long(trouble, span->base + last);
        span->end = last;
    }
    return ST_OK;
}

/*
 * The range and the byte before it (which says whether a line starts with the range)
 * are read with one call, together with what usually holds the end of its last line.
 */
/* Fewer bytes than the file had when it was opened: somebody cut it meanwhile. */
static void check_size(const struct reader *r, const struct span *span, size_t usual,
                       struct diag *trouble)
{
    uint64_t left = r->size - span->base;

    if (span->n < usual && span->n < left)
        (void)diag_set(trouble, ST_IO, 0,
                       "became shorter while it was read; what was cut off is missing");
}

static void check_sums(const struct reader *r, const struct chunk *chunk,
                       struct diag *trouble)
{
    if (r->is_head_damaged || (r->input->check && !r->input->check(chunk->bytes)))
        (void)diag_set(trouble, ST_FORMAT, 0,
                       "a checksum differs; what it covers was read all the same");
}

/* Ranges of blocks need nothing from each other. */
static enum status read_blocks(const struct reader *r, uint64_t from,
                               struct chunk_buffer *b, struct chunk *out,
                               struct diag *trouble, struct diag *diag)
{
    struct span span = { .base = r->begin + from };

    fill_chunk(r, (struct str){ NULL, 0 }, span.base, out);
    if (span.base >= r->size)
        return ST_OK;
    if (!reserve_usual(b, CHUNK_BYTES))
        return no_memory(r, diag);
    TRY(file_pread(&r->stream.file, b->p, CHUNK_BYTES, span.base, &span.n, diag));
    check_size(r, &span, CHUNK_BYTES, trouble);
    out->bytes = (struct str){ b->p, span.n };
    check_sums(r, out, trouble);
    return ST_OK;
}

enum status reader_range(const struct reader *r, uint64_t from, struct chunk_buffer *b,
                         struct chunk *out, struct diag *trouble, struct diag *diag)
{
    uint64_t start = from < r->begin ? r->begin : from;
    struct span span = { .base = start > r->begin ? start - 1 : start };
    size_t usual;

    if (r->input->block_bytes)
        return read_blocks(r, from, b, out, trouble, diag);
    span.range = (size_t)(from + CHUNK_BYTES - span.base);
    usual = span.range + OVERHANG;
    fill_chunk(r, (struct str){ NULL, 0 }, start, out);
    if (!reserve_usual(b, usual))
        return no_memory(r, diag);
    TRY(file_pread(&r->stream.file, b->p, usual, span.base, &span.n, diag));
    check_size(r, &span, usual, trouble);
    span.first = first_line(b->p, span.n, (size_t)(start - span.base));
    if (span.first >= span.range || span.first >= span.n)
        return ST_OK;
    if (span.n <= span.range)
        span.end = span.n; /* the file ends here */
    else
        TRY(end_range(r, b, &span, trouble, diag));
    fill_chunk(r, (struct str){ b->p + span.first, span.end - span.first },
               span.base + span.first, out);
    return ST_OK;
}

/* ---- streams ---------------------------------------------------------- */

/* Move what was left over into the worker's buffer, with room for more. */
static enum status take_carry(struct reader *r, struct chunk_buffer *b, struct cut *cut,
                              struct diag *diag)
{
    cut->target = r->carry_n + CHUNK_BYTES;
    if (cut->target > LINE_ROOM)
        cut->target = LINE_ROOM;
    if (!reserve_usual(b, cut->target))
        return no_memory(r, diag);
    memcpy(b->p, r->carry, r->carry_n);
    cut->n = r->carry_n;
    r->carry_n = 0;
    return ST_OK;
}

static enum status keep_carry(struct reader *r, const char *p, size_t n,
                              struct diag *diag)
{
    if (n > r->carry_cap) {
        char *more = realloc(r->carry, n);

        if (!more)
            return no_memory(r, diag);
        r->carry = more;
        r->carry_cap = n;
    }
    memcpy(r->carry, p, n);
    r->carry_n = n;
    return ST_OK;
}

/* Forget the start of a line that is too long, and what follows of it. */
static void skip_line(struct reader *r, struct chunk_buffer *b, struct cut *cut)
{
    char *nl = memchr(b->p, '\n', cut->n);
    size_t gone = nl ? (size_t)(nl - b->p) + 1 : cut->n;

    memmove(b->p, b->p + gone, cut->n - gone);
    cut->n -= gone;
    cut->tried = 0;
    r->offset += gone;
    r->skip_line = !nl;
}

/* Look for whole records in what was read; a scan of everything only now and then. */
static void find_whole(const struct reader *r, const char *p, struct cut *cut)
{
    if (r->input->block_bytes)
        cut->whole = cut->n - cut->n % r->input->block_bytes;
    else if (!r->whole_records)
        cut->whole = whole_lines(p, cut->tried, cut->n);
    else if (cut->n >= cut->tried + cut->tried / 2 || cut->n == cut->target)
        cut->whole = r->whole_records((struct str){ p, cut->n });
    else
        return;
    cut->tried = cut->n;
}

/* The record fills all the room there may be and does not end. */
static void too_long(struct reader *r, struct chunk_buffer *b, struct cut *cut,
                     struct diag *trouble)
{
    tell_too_long(trouble, r->offset);
    if (!r->whole_records) {
        skip_line(r, b, cut);
        return;
    }
    /* Without line ends nobody knows where the next record starts. */
    r->stream.at_end = true;
    cut->n = 0;
}

/* Read until the buffer starts with a whole record, or the stream ends. */
static enum status read_records(struct reader *r, struct chunk_buffer *b,
                                struct cut *cut, struct diag *trouble,
                                struct diag *diag)
{
    while (!r->stream.at_end) {
        size_t got;

        TRY(stream_read(&r->stream, b->p + cut->n, cut->target - cut->n, &got, diag));
        cut->n += got;
        if (r->skip_line)
            skip_line(r, b, cut);
        find_whole(r, b->p, cut);
        if (cut->whole)
            return ST_OK;
        if (cut->n == LINE_ROOM)
            too_long(r, b, cut, trouble);
        if (cut->n < cut->target)
            continue;
        cut->target = cut->target > LINE_ROOM / 2 ? LINE_ROOM : cut->target * 2;
        if (!reserve(b, cut->target, cut->n))
            return no_memory(r, diag);
    }
    /* All that is left, unless damage cut it off. */
    cut->whole = cut->n;
    if (r->stream.broken.text[0] && !r->input->block_bytes)
        cut->whole = r->whole_records ? r->whole_records((struct str){ b->p, cut->n })
                                      : whole_lines(b->p, 0, cut->n);
    return ST_OK;
}

static void tell_broken(const struct reader *r, struct diag *trouble)
{
    if (r->whole_records || r->input->block_bytes)
        (void)diag_set(trouble, ST_FORMAT, 0, "%s", r->stream.broken.text);
    else
        (void)diag_set(trouble, ST_FORMAT, 0, "%s; %llu records before it were read",
                       r->stream.broken.text, (unsigned long long)r->records);
}

enum status reader_next(struct reader *r, struct chunk_buffer *b, struct chunk *out,
                        struct diag *trouble, struct diag *diag)
{
    struct cut cut = { 0 };

    out->bytes = (struct str){ NULL, 0 };
    if (r->at_end)
        return ST_OK;
    TRY(take_carry(r, b, &cut, diag));
    TRY(read_records(r, b, &cut, trouble, diag));
    fill_chunk(r, (struct str){ b->p, cut.whole }, r->offset, out);
    r->offset += cut.whole;
    if (r->input->block_bytes)
        check_sums(r, out, trouble);
    else if (!r->whole_records)
        r->records += byte_count(out->bytes, '\n');
    if (!r->stream.at_end || cut.whole < cut.n)
        TRY(keep_carry(r, b->p + cut.whole, cut.n - cut.whole, diag));
    r->at_end = r->stream.at_end;
    if (r->at_end && r->stream.broken.text[0])
        tell_broken(r, trouble);
    return ST_OK;
}
