/*
 * baseline.h - what was found before: pairs of file and place, and on how many hosts.
 *
 * The file is NDJSON, a pair a line, sorted, so that it can be kept under version
 * control and read with anything:
 *
 *     {"countersign_baseline":1}
 *     {"sha256":"9b08…","image":"\\windows\\temp\\a.exe","hosts":["5f2c…"],
 *      "first":"2026-11-01T10:00:00.000Z","last":"2026-11-23T10:00:00.000Z"}
 *
 * Images are without volume and in lower case. Hosts are kept as hashes of their names,
 * at most BASELINE_HOSTS_MAX of them: a file on more hosts than that is everywhere.
 *
 * A finding is judged against the file as it was read, never against others of the same
 * run, so the order of findings does not matter.
 */
#ifndef DETECT_BASELINE_H
#define DETECT_BASELINE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/hash.h"
#include "output/finding.h"

enum {
    BASELINE_HOSTS_MAX = 32,
    BASELINE_RARE_HOSTS = 3, /* with the one at hand */
    BASELINE_BYTES_MAX = 256 << 20,
};

enum baseline_verdict {
    BASELINE_KNOWN,
    BASELINE_NEW,  /* the pair was never found before */
    BASELINE_RARE, /* it was, on few hosts, and never on this one */
};

struct baseline_pair {
    struct str sha256, image;
    uint64_t host[BASELINE_HOSTS_MAX];
    uint32_t nhosts;     /* now */
    uint32_t nhosts_old; /* when the file was read */
    int64_t first_ms, last_ms;
};

struct baseline {
    struct arena *arena;
    struct map index; /* sha256 and image to place in `pair` */
    struct baseline_pair **pair;
    size_t n, cap;
    bool is_started; /* there was a file: before that nothing is new */
};

void baseline_init(struct baseline *b, struct arena *arena);

/*
 * Read a file's text. ST_FORMAT with "name:line: what": a baseline that is half read
 * would call everything new.
 */
NODISCARD enum status baseline_read(struct baseline *b, struct str bytes,
                                    const char *name, struct diag *diag);

/* Judge a finding and note it. Out of memory shows in the arena. */
enum baseline_verdict baseline_note(struct baseline *b, const struct finding *f,
                                    int64_t now_ms);

/* Append the file's text. */
void baseline_write(struct baseline *b, struct buf *out);

#endif
