#include "base/base.h"

#include "base/arena.h"
#include "detect/baseline_pair.h"
#include "detect/path_glob.h"

enum { KEY_BYTES_MAX = 1 << 18 };

void baseline_init(struct baseline *b, struct arena *arena)
{
    *b = (struct baseline){ .arena = arena };
    map_init(&b->index, arena);
}

/* A path as pairs have it: without volume, ASCII letters in lower case. */
static void add_image(struct buf *out, struct str path)
{
    bool is_share;

    path = path_below_volume(path, &is_share);
    if (is_share)
        buf_add_char(out, '\\');
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];

        if (c == '/')
            c = '\\';
        buf_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
}

static struct str key_of(struct baseline *b, struct str sha256, struct str image)
{
    struct str copy;
    struct buf key;

    buf_init(&key, KEY_BYTES_MAX);
    buf_add(&key, sha256);
    buf_add_char(&key, '\n');
    add_image(&key, image);
    copy = str_dup(b->arena, buf_str(&key));
    buf_release(&key);
    return copy;
}

static bool grow(struct baseline *b)
{
    size_t cap = b->cap ? b->cap * 2 : 64;
    struct baseline_pair **pair;

    if (b->n < b->cap)
        return true;
    pair = arena_new_array(b->arena, struct baseline_pair *, cap);
    if (!pair)
        return false;
    if (b->n)
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is meant */
        memcpy(pair, b->pair, b->n * sizeof *pair);
    b->pair = pair;
    b->cap = cap;
    return true;
}

struct baseline_pair *baseline_pair(struct baseline *b, struct str sha256,
                                    struct str image)
{
    struct str key = key_of(b, sha256, image);
    const struct map_entry *known = key.p ? map_find(&b->index, key) : NULL;
    struct baseline_pair *pair;

    if (known)
        return b->pair[known->value];
    pair = key.p ? arena_new(b->arena, struct baseline_pair) : NULL;
    if (!pair || !grow(b) || !map_put(&b->index, key, (uint32_t)b->n))
        return NULL;
    pair->image = key;
    pair->sha256 = str_cut(&pair->image, '\n');
    b->pair[b->n++] = pair;
    return pair;
}

/* Is the host one of the first `n`? */
static bool has_host(const struct baseline_pair *pair, uint64_t host, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (pair->host[i] == host)
            return true;
    return false;
}

void baseline_add_host(struct baseline_pair *pair, uint64_t host)
{
    if (pair->nhosts < BASELINE_HOSTS_MAX && !has_host(pair, host, pair->nhosts))
        pair->host[pair->nhosts++] = host;
}

static enum baseline_verdict judge(const struct baseline *b,
                                   const struct baseline_pair *pair, uint64_t host)
{
    if (!b->is_started)
        return BASELINE_KNOWN;
    if (pair->nhosts_old == 0)
        return BASELINE_NEW;
    if (pair->nhosts_old >= BASELINE_RARE_HOSTS ||
        has_host(pair, host, pair->nhosts_old))
        return BASELINE_KNOWN;
    return BASELINE_RARE;
}

/* Findings without times were seen now. */
static void note_times(struct baseline_pair *pair, const struct finding *f,
                       int64_t now_ms)
{
    int64_t first = f->has_times ? f->first_ms : now_ms;
    int64_t last = f->has_times ? f->last_ms : now_ms;

    if (pair->nhosts == 0 || first < pair->first_ms)
        pair->first_ms = first;
    if (pair->nhosts == 0 || last > pair->last_ms)
        pair->last_ms = last;
}

enum baseline_verdict baseline_note(struct baseline *b, const struct finding *f,
                                    int64_t now_ms)
{
    struct baseline_pair *pair = baseline_pair(b, f->sha256, f->image);
    uint64_t host = hash_bytes(f->host.p, f->host.n);
    enum baseline_verdict verdict;

    if (!pair)
        return BASELINE_KNOWN;
    verdict = judge(b, pair, host);
    note_times(pair, f, now_ms);
    baseline_add_host(pair, host);
    return verdict;
}
