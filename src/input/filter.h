/*
 * filter.h - compression and encodings: what a codec is, and a file read through one.
 *
 * A codec is recognised by magic, never by name. It turns the bytes of a file into
 * those that were packed, piece by piece, in bounded memory. Damage ends the stream:
 * what was whole before it has been delivered by then.
 */
#ifndef INPUT_FILTER_H
#define INPUT_FILTER_H

#include "base/str.h"
#include "input/member.h"
#include "os/file.h"

/*
 * A codec may have read ahead and give bytes back at the end of a stream, even those of
 * calls before: so many bytes in front of `in` are the ones that came before it.
 */
enum { CODEC_BACK = 16 };

struct codec_io {
    const uint8_t *in; /* may move back by CODEC_BACK; then nin grows */
    size_t nin;
    uint8_t *out;
    size_t nout; /* room; run() moves all four forward; both counts are below 2^31 */
};

enum codec_result {
    CODEC_MORE,     /* inside a stream: more input or more room is needed */
    CODEC_BOUNDARY, /* behind a whole stream: the end of the file would be fine here */
    CODEC_BROKEN,   /* *why is set; what was decoded before is in the output */
    CODEC_NOMEM,
};

struct codec {
    const char *name;
    bool (*match)(struct str head); /* by the first bytes of the file */
    void *(*open)(void);            /* NULL: out of memory */
    /*
     * Decode until input or room is used up. Streams that follow each other are one.
     * A result other than CODEC_MORE may come before that: call again.
     */
    enum codec_result (*run)(void *state, struct codec_io *io, const char **why);
    void (*close)(void *state);
};

extern const struct codec codec_csv, codec_gzip, codec_utf16, codec_zstd;

/* The codec whose magic `head` starts with; NULL: the bytes are plain. */
const struct codec *codec_find(struct str head);

/*
 * A file read from its start, decoded. Used by one thread at a time.
 */
struct stream {
    struct file file;
    struct unpacking *member;  /* NULL: all of the file */
    const struct codec *codec; /* NULL: plain */
    void *codec_state;
    uint8_t *in; /* heap: bytes of the file that were not decoded yet */
    size_t in_at, in_n;
    uint64_t bytes_in;  /* read from the file so far */
    uint64_t bytes_out; /* handed out so far */
    bool file_at_end;   /* every byte of the file was read */
    bool at_boundary;   /* the end of the file would be fine here */
    bool at_end;        /* nothing more will come */
    struct diag broken; /* text is set when the stream broke off */
};

/*
 * Take over an open file, which stream_close() closes, and look at its first bytes, or
 * at those of one of its members. ST_IO, ST_NOMEM with diag, ST_FORMAT when there is no
 * such member; the file is closed then. `s` must not move afterwards.
 */
NODISCARD enum status stream_open(struct stream *s, struct file file,
                                  const struct member *member, struct diag *diag);
void stream_close(struct stream *s);

/*
 * Read up to `n` decoded bytes; *got is less only at the end. Damage and read errors
 * end the stream and leave the reason in s->broken. A plain stream that has nothing to
 * offer just now (a pipe) returns what it has, at least one byte.
 */
NODISCARD enum status stream_read(struct stream *s, char *to, size_t n, size_t *got,
                                  struct diag *diag);

#endif
