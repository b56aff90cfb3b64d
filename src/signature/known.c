#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "os/thread.h"
#include "signature/known.h"

enum { KNOWN_BYTES_MAX = 512 * 1024 * 1024 };

struct known {
    struct lock *lock; /* guards all below */
    struct arena arena;
    struct map map; /* raw digest to number */
    struct str *name;
    size_t n, cap;
};

enum status known_new(struct known **out, struct diag *diag)
{
    struct known *k = calloc(1, sizeof *k);

    *out = NULL;
    if (!k)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&k->arena, KNOWN_BYTES_MAX);
    map_init(&k->map, &k->arena);
    k->lock = lock_new();
    if (!k->lock) {
        known_free(k);
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    *out = k;
    return ST_OK;
}

void known_free(struct known *k)
{
    if (!k)
        return;
    lock_free(k->lock);
    arena_release(&k->arena);
    free(k->name);
    free(k);
}

static bool grow_names(struct known *k)
{
    size_t cap = k->cap ? k->cap * 2 : 256;
    struct str *name;

    if (k->n < k->cap)
        return true;
    name = realloc(k->name, cap * sizeof *name);
    if (!name)
        return false;
    k->name = name;
    k->cap = cap;
    return true;
}

/* Under the lock. False when memory ran out. */
static bool add(struct known *k, struct str key, struct str name)
{
    struct map_entry *slot;

    if (k->n >= KNOWN_MAX)
        return true;
    slot = grow_names(k) ? map_put(&k->map, key, (uint32_t)k->n) : NULL;
    if (!slot)
        return false;
    if (slot->value < k->n)
        return true;
    k->name[k->n] = str_dup(&k->arena, name);
    return k->name[k->n++].p != NULL;
}

bool known_add(struct known *k, const struct digest *digest, struct str name)
{
    bool ok;

    if (digest->algorithm == DIGEST_NONE)
        return true;
    lock_take(k->lock);
    ok = add(k, digest_str(digest), name);
    lock_release(k->lock);
    return ok;
}

struct str known_find(const struct known *k, struct str digest, struct arena *arena)
{
    const struct map_entry *slot;
    struct str name = { NULL, 0 };

    lock_take(k->lock);
    slot = map_find(&k->map, digest);
    if (slot)
        name = str_dup(arena, k->name[slot->value]);
    lock_release(k->lock);
    return name;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decode hex digits; 0 when they are no digest. */
static size_t read_hex(struct str hex, char out[DIGEST_BYTES_MAX])
{
    if (hex.n % 2 != 0 || hex.n < 32 || hex.n > 2 * (size_t)DIGEST_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < hex.n / 2; i++) {
        int high = hex_value(hex.p[2 * i]), low = hex_value(hex.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return 0;
        out[i] = (char)(high << 4 | low);
    }
    return hex.n / 2;
}

static enum status add_line(struct known *k, struct str line)
{
    char digest[DIGEST_BYTES_MAX];
    size_t end = 0, n;

    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return ST_OK;
    while (end < line.n && hex_value(line.p[end]) >= 0)
        end++;
    n = read_hex(str_slice(line, 0, end), digest);
    if (n == 0 || (end < line.n && line.p[end] != ',' && line.p[end] != ' ' &&
                   line.p[end] != '\t'))
        return ST_FORMAT;
    return add(k, (struct str){ digest, n }, str_trim(str_slice(line, end + 1, line.n)))
               ? ST_OK
               : ST_NOMEM;
}

enum status known_add_list(struct known *k, struct str text, struct diag *diag)
{
    enum status st = ST_OK;
    size_t number = 0;

    lock_take(k->lock);
    while (text.n && st == ST_OK) {
        number++;
        st = add_line(k, str_cut(&text, '\n'));
    }
    lock_release(k->lock);
    if (st == ST_FORMAT)
        return diag_set(diag, st, number, "line %zu is not a digest and a name",
                        number);
    return st == ST_OK ? st : diag_set(diag, st, 0, "out of memory");
}
