/*
 * codec_csv.c - a table of Windows events in CSV becomes a JSON object a line.
 *
 * What portals and searches export. Only a table whose columns are known by a shape of
 * Windows events (json_shape.h) is taken for one; the names of the first line become
 * keys. Values are text; an empty one is an empty text. A row may end early, and what
 * goes beyond the last column is called Column and its number.
 *
 *     EventID,Channel                      {"EventID":"7","Channel":"a \"b\""}
 *     7,"a ""b"""                ---->
 *
 * Source: RFC 4180; Microsoft, Advanced hunting (export).
 */
#include "base/base.h"

#include "base/arena.h"
#include "input/filter.h"
#include "input/json_shape.h"
#include "text/csv.h"
#include "text/json_text.h"

enum {
    HEADER_BYTES_MAX = 1 << 16,
    COLUMNS_MAX = 1024,
    PENDING_BYTES = 4096 /* what is made before it is handed over */
};

enum place {
    IN_HEADER,
    AT_FIELD, /* at the start of one */
    IN_PLAIN, /* inside one without quotes */
    IN_QUOTES,
    AT_QUOTE /* behind a quote inside quotes: the end, or the first of two */
};

struct table {
    enum place place;
    struct buf header, out;
    struct buf keys;         /* each as `"name":"` */
    size_t end[COLUMNS_MAX]; /* where each ends in `keys` */
    size_t ncolumns, column;
    size_t at; /* bytes of `out` that were handed over */
};

/* ---- telling a table ------------------------------------------------------------- */

static bool has_column(struct str header, struct str name)
{
    struct csv csv;
    struct csv_field field;

    csv_init(&csv, header, ',');
    while (csv_next(&csv, &field))
        if (str_eq(field.text, name))
            return true;
    return false;
}

static bool has_sign(struct str header, const struct shape_sign *sign)
{
    return sign->begins.n == 0 && has_column(header, sign->name) &&
           (sign->and_name.n == 0 || has_column(header, sign->and_name));
}

/* The first line, if all of it is there, and is no JSON. */
static bool match(struct str head)
{
    struct str rest = head;
    struct str header = str_cut(&rest, '\n');

    if (!rest.p || !memchr(header.p, ',', header.n) || header.p[0] == '{')
        return false;
    for (size_t i = 0; i < json_shape_table_len; i++)
        for (size_t k = 0; k < json_shape_table[i]->nsigns; k++)
            if (has_sign(header, &json_shape_table[i]->sign[k]))
                return true;
    return false;
}

/* ---- writing --------------------------------------------------------------------- */

static void open_field(struct table *t)
{
    size_t from = t->column ? t->end[t->column - 1] : 0;

    buf_add_char(&t->out, t->column ? ',' : '{');
    if (t->column < t->ncolumns)
        buf_add(&t->out, str_slice(buf_str(&t->keys), from, t->end[t->column]));
    else
        buf_printf(&t->out, "\"Column%zu\":\"", t->column + 1);
}

static void close_field(struct table *t)
{
    buf_add_char(&t->out, '"');
    t->column++;
    t->place = AT_FIELD;
}

static void end_row(struct table *t)
{
    buf_add_cstr(&t->out, "}\n");
    t->column = 0;
}

/* Bytes that are no ASCII stay as they are. */
static void put(struct table *t, char c)
{
    if (c == '"' || c == '\\') {
        buf_add_char(&t->out, '\\');
        buf_add_char(&t->out, c);
    } else if ((unsigned char)c < 0x20) {
        buf_printf(&t->out, "\\u%04x", (unsigned)c);
    } else {
        buf_add_char(&t->out, c);
    }
}

/* ---- reading --------------------------------------------------------------------- */

/* The keys of the columns; those beyond the limit go without a name. */
static void take_header(struct table *t)
{
    struct csv csv;
    struct csv_field field;

    csv_init(&csv, buf_str(&t->header), ',');
    while (t->ncolumns < COLUMNS_MAX && csv_next(&csv, &field)) {
        json_add_string(&t->keys, field.text);
        buf_add_cstr(&t->keys, ":\"");
        t->end[t->ncolumns++] = t->keys.n;
    }
    t->place = AT_FIELD;
}

/* A separator or a line end behind a field; false: it is neither. */
static bool take_border(struct table *t, char c)
{
    if (c != ',' && c != '\n')
        return false;
    close_field(t);
    if (c == '\n')
        end_row(t);
    return true;
}

static void take_first(struct table *t, char c)
{
    if (c == '\r' || (c == '\n' && t->column == 0))
        return;
    open_field(t);
    if (c == '"') {
        t->place = IN_QUOTES;
    } else if (!take_border(t, c)) {
        t->place = IN_PLAIN;
        put(t, c);
    }
}

static void take_byte(struct table *t, char c)
{
    switch (t->place) {
    case IN_HEADER:
        if (c == '\n')
            take_header(t);
        else
            buf_add_char(&t->header, c);
        break;
    case AT_FIELD:
        take_first(t, c);
        break;
    case IN_PLAIN:
        if (c != '\r' && !take_border(t, c))
            put(t, c);
        break;
    case IN_QUOTES:
        if (c == '"')
            t->place = AT_QUOTE;
        else
            put(t, c);
        break;
    case AT_QUOTE:
        if (c == '\r' || take_border(t, c))
            break;
        put(t, c);
        t->place = c == '"' ? IN_QUOTES : IN_PLAIN;
        break;
    }
}

/* The file ends, perhaps inside a row. */
static void finish(struct table *t)
{
    if (t->place == AT_FIELD && t->column) {
        end_row(t);
    } else if (t->place != AT_FIELD && t->place != IN_HEADER) {
        close_field(t);
        end_row(t);
    }
    t->place = AT_FIELD;
}

/* ---- the codec --------------------------------------------------------------------
 */

static void *open(void)
{
    struct table *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    buf_init(&t->header, HEADER_BYTES_MAX);
    buf_init(&t->keys, SIZE_MAX);
    buf_init(&t->out, SIZE_MAX);
    return t;
}

static void close(void *state)
{
    struct table *t = state;

    buf_release(&t->header);
    buf_release(&t->keys);
    buf_release(&t->out);
    free(t);
}

/* Hand over what was made; false when the room is too small for it. */
static bool flush(struct table *t, struct codec_io *io)
{
    size_t n = t->out.n - t->at < io->nout ? t->out.n - t->at : io->nout;

    if (n)
        memcpy(io->out, t->out.p + t->at, n);
    io->out += n;
    io->nout -= n;
    t->at += n;
    if (t->at < t->out.n)
        return false;
    t->out.n = t->at = 0;
    return true;
}

static void take_some(struct table *t, struct codec_io *io)
{
    while (io->nin && t->out.n < PENDING_BYTES) {
        take_byte(t, (char)*io->in++);
        io->nin--;
    }
}

static enum codec_result run(void *state, struct codec_io *io, const char **why)
{
    struct table *t = state;

    if (io->nin == 0 && t->out.n == 0)
        finish(t);
    do
        take_some(t, io);
    while (flush(t, io) && io->nin);
    if (t->header.failed) {
        *why = "the first line of the table is too long";
        return t->header.is_out_of_memory ? CODEC_NOMEM : CODEC_BROKEN;
    }
    if (t->out.failed || t->keys.failed)
        return CODEC_NOMEM;
    return t->place == AT_FIELD && t->column == 0 && t->out.n == 0 ? CODEC_BOUNDARY
                                                                   : CODEC_MORE;
}

const struct codec codec_csv = {
    .name = "csv",
    .match = match,
    .open = open,
    .run = run,
    .close = close,
};
