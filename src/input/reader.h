/*
 * reader.h - one open source, cut into chunks of whole records.
 *
 * There are two ways to read. A plain file of a splittable format is cut into ranges
 * of CHUNK_BYTES that workers claim and read on their own: a range owns the lines that
 * START in it, so every line belongs to exactly one. Everything else is a stream: one
 * worker at a time decodes the next chunk into its own buffer. Of a format of blocks a
 * range is simply so many blocks.
 *
 *     range 0              range 1              range 2
 *     |aaaaaaaaaa\nbbbbbbbb|bbbbb\nccccccc\ndddd|dddddd\n
 *      owns a, b            owns c, d            owns nothing
 *
 * Who calls what under which lock is the feed's business (feed.c).
 */
#ifndef INPUT_READER_H
#define INPUT_READER_H

#include "input/filter.h"
#include "input/input.h"
#include "input/sources.h"

/* A worker's memory for one chunk; kept from chunk to chunk. */
struct chunk_buffer {
    char *p;
    size_t cap;
    void *block; /* heap; `p` lies somewhere in it */
};

void chunk_buffer_release(struct chunk_buffer *b);

struct reader {
    uint32_t index;   /* of the source, for ordinals */
    const char *path; /* borrowed */
    const struct input *input;
    size_t (*whole_records)(
        struct str bytes); /* of the input; NULL: a record is a line */
    struct stream stream;  /* ranges read from its file, too */
    bool is_split;
    uint64_t begin; /* offset of the first record: behind a byte-order mark, a head */
    uint32_t flags; /* what the head says */
    bool is_head_damaged;
    uint64_t size; /* split: of the file */
    uint64_t next; /* split: offset of the first range that nobody claimed */
    char *carry;   /* stream: heap, bytes behind the last whole record */
    size_t carry_n, carry_cap;
    uint64_t offset;  /* stream: of the first byte of `carry` after decoding */
    uint64_t records; /* stream: lines handed out */
    bool skip_line;   /* stream: inside of a line that is too long */
    bool at_end;
};

/*
 * Open the file at `path` (NULL: standard input), or the `member` of an archive that it
 * names, and recognise its format, unless `format` says it. An empty source is at_end
 * at once. ST_UNSUPPORTED: not recognised. `r` must not move
 * afterwards.
 */
NODISCARD enum status reader_open(struct reader *r, const char *path,
                                  const struct member *member,
                                  const struct input *format, struct diag *diag);
void reader_close(struct reader *r);

/*
 * The records that start in the range at `from` (0, CHUNK_BYTES, …); out->bytes is
 * empty when none does. May run in several threads, with a buffer each. trouble->text
 * is set when a record had to be left out.
 */
NODISCARD enum status reader_range(const struct reader *r, uint64_t from,
                                   struct chunk_buffer *buffer, struct chunk *out,
                                   struct diag *trouble, struct diag *diag);

/*
 * The next chunk of a stream, which may be empty; r->at_end says that it was the last.
 * Damage ends the stream and is told in trouble->text.
 */
NODISCARD enum status reader_next(struct reader *r, struct chunk_buffer *buffer,
                                  struct chunk *out, struct diag *trouble,
                                  struct diag *diag);

#endif
