/*
 * cfbf.h - compound files: a small file system of storages and streams in one file.
 *
 *     header | sector 0 | sector 1 | …
 *
 * Sectors of a stream are a chain through the allocation table (FAT); streams shorter
 * than a cutoff lie in mini sectors inside the root's own stream, with a table of their
 * own. Directory entries of 128 bytes form a tree for each storage.
 *
 * Nothing is believed: a chain is followed for as many sectors as the stream's size
 * needs and no further, an entry is visited once, storages nest CFBF_DEPTH_MAX deep,
 * and all streams together are no longer than the file.
 *
 * Source: [MS-CFB].
 */
#ifndef SIGNATURE_CFBF_H
#define SIGNATURE_CFBF_H

#include "signature/subject.h"

enum {
    CFBF_ENTRY_BYTES = 128,
    CFBF_DEPTH_MAX = 16,
    CFBF_ENTRIES_MAX = 32768,
    CFBF_TABLE_MAX = 16 * 1024 * 1024 /* bytes of an allocation table */
};

enum cfbf_type { CFBF_UNUSED = 0, CFBF_STORAGE = 1, CFBF_STREAM = 2, CFBF_ROOT = 5 };

struct cfbf {
    const struct subject *subject;
    unsigned shift, mini_shift; /* log2 of the bytes of a sector */
    uint32_t cutoff;            /* shorter streams lie in mini sectors */
    struct str fat, mini_fat;   /* u32 each, little-endian */
    struct str directory;
    struct str mini; /* sectors of the mini stream, as u32 in the machine's order */
    bool *is_visited;
    uint32_t *queue; /* numbers of the entries of one storage */
    size_t nentries;
    uint64_t bytes_left; /* that streams may still have */
};

struct cfbf_entry {
    uint32_t number;
    enum cfbf_type type;
    struct str name; /* UTF-16, low byte first, with its NUL */
    uint32_t left, right, child;
    struct str class_id; /* 16 bytes */
    struct str state;    /* 4 bytes */
    struct str times;    /* 16 bytes */
    struct str size_field;
    uint32_t start;
    uint64_t size;
};

/* Is this the first sector of a compound file? */
bool cfbf_is_one(struct str head);

/*
 * The class identifier of the root, without reading any table; false when the file is
 * too short for what its header says.
 */
bool cfbf_root_class(const struct subject *s, char out[16]);

/*
 * Read tables and directory into the subject's arena. ST_FORMAT or ST_LIMIT with the
 * reason: it is broken.
 */
NODISCARD enum status cfbf_open(struct cfbf *c, const struct subject *s,
                                struct diag *diag);

/* Entry `number`, which must be below c->nentries. */
void cfbf_entry(const struct cfbf *c, uint32_t number, struct cfbf_entry *out);

/*
 * The entries of a storage in the order that digests want: names as bytes, the shorter
 * first. *out lives in the arena. ST_FORMAT: an entry that was visited before, or that
 * does not exist. Each storage may be asked once for each cfbf_rewind().
 */
NODISCARD enum status cfbf_children(struct cfbf *c, const struct cfbf_entry *storage,
                                    struct cfbf_entry **out, size_t *n,
                                    struct diag *diag);

/* Begin another walk over the tree. */
void cfbf_rewind(struct cfbf *c);

/*
 * Hand the bytes of a stream to `sink`, in pieces. ST_FORMAT: a chain that ends early
 * or leads out of the file. ST_LIMIT: streams that are longer than the file.
 */
NODISCARD enum status cfbf_read(struct cfbf *c, const struct cfbf_entry *stream,
                                void (*sink)(void *context, struct str piece),
                                void *context, struct diag *diag);

/* The whole stream in the arena. ST_LIMIT when it has more than `limit` bytes. */
NODISCARD enum status cfbf_view(struct cfbf *c, const struct cfbf_entry *stream,
                                size_t limit, struct str *out, struct diag *diag);

#endif
