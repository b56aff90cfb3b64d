#include "base/base.h"

#include <openssl/evp.h>

#include "signature/digest.h"

struct digester {
    EVP_MD *method[DIGEST_COUNT];
    EVP_MD_CTX *once; /* for digest_compute() */
    bool is_fast;     /* runs use sha256.h */
};

static const struct {
    const char *openssl;
    const char *text;
    uint8_t size;
    enum oid oid;
} rows[DIGEST_COUNT] = {
#define X(name, openssl, text, size, oid) \
    [DIGEST_##name] = { openssl, text, size, oid },
    DIGEST_LIST(X)
#undef X
};

void digester_free(struct digester *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        EVP_MD_free(g->method[i]);
    EVP_MD_CTX_free(g->once);
    free(g);
}

enum status digester_new(struct digester **out, struct diag *diag)
{
    struct digester *g = calloc(1, sizeof *g);

    *out = NULL;
    if (!g)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    g->once = EVP_MD_CTX_new();
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        g->method[i] = EVP_MD_fetch(NULL, rows[i].openssl, NULL);
        /* A hardened libcrypto may leave MD5 out; signatures with it then fail. */
        if (!g->method[i] && i != DIGEST_MD5) {
            digester_free(g);
            return diag_set(diag, ST_UNSUPPORTED, 0, "libcrypto has no %s",
                            rows[i].openssl);
        }
    }
    if (!g->once) {
        digester_free(g);
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    g->is_fast = sha256_is_fast();
    *out = g;
    return ST_OK;
}

void digester_use_openssl(struct digester *g)
{
    g->is_fast = false;
}

/* Finish a context into `out`; NONE when anything failed. */
static bool finish(EVP_MD_CTX *context, enum digest_algorithm algorithm,
                   struct digest *out)
{
    unsigned n = 0;

    *out = (struct digest){ .algorithm = DIGEST_NONE };
    if (EVP_DigestFinal_ex(context, out->bytes, &n) != 1 || n != rows[algorithm].size)
        return false;
    out->algorithm = algorithm;
    out->n = rows[algorithm].size;
    return true;
}

void digest_compute_parts(struct digester *g, enum digest_algorithm algorithm,
                          const struct str *part, size_t nparts, struct digest *out)
{
    *out = (struct digest){ .algorithm = DIGEST_NONE };
    if (algorithm >= DIGEST_COUNT || !g->method[algorithm] ||
        EVP_DigestInit_ex2(g->once, g->method[algorithm], NULL) != 1)
        return;
    for (size_t i = 0; i < nparts; i++)
        if (EVP_DigestUpdate(g->once, part[i].p, part[i].n) != 1)
            return;
    (void)finish(g->once, algorithm, out);
}

void digest_compute(struct digester *g, enum digest_algorithm algorithm,
                    struct str bytes, struct digest *out)
{
    digest_compute_parts(g, algorithm, &bytes, 1, out);
}

void digest_run_start(struct digest_run *run, struct digester *g, unsigned set)
{
    *run = (struct digest_run){ .failed = false };
    if (g->is_fast && (set & DIGEST_BIT(DIGEST_SHA256))) {
        run->has_sha256 = true;
        sha256_init(&run->sha256);
        set &= ~DIGEST_BIT(DIGEST_SHA256);
    }
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        if (!(set & DIGEST_BIT(i)) || !g->method[i])
            continue;
        run->context[i] = EVP_MD_CTX_new();
        if (!run->context[i] ||
            EVP_DigestInit_ex2(run->context[i], g->method[i], NULL) != 1)
            run->failed = true;
    }
}

static void add_contexts(struct digest_run *run, struct str bytes)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        if (run->context[i] && !run->failed &&
            EVP_DigestUpdate(run->context[i], bytes.p, bytes.n) != 1)
            run->failed = true;
}

void digest_run_add(struct digest_run *run, struct str bytes)
{
    if (run->has_sha256)
        sha256_add(&run->sha256, bytes);
    add_contexts(run, bytes);
}

void digest_run_add_two(struct digest_run *a, struct str to_a, struct digest_run *b,
                        struct str to_b)
{
    if (!a->has_sha256 || !b->has_sha256) {
        digest_run_add(a, to_a);
        digest_run_add(b, to_b);
        return;
    }
    sha256_add_two(&a->sha256, to_a, &b->sha256, to_b);
    add_contexts(a, to_a);
    add_contexts(b, to_b);
}

static void finish_sha256(struct sha256 *s, struct digest *out)
{
    *out = (struct digest){ .algorithm = DIGEST_SHA256, .n = SHA256_SIZE };
    sha256_finish(s, out->bytes);
}

bool digest_run_finish(struct digest_run *run, struct digests *out)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        out->of[i] = (struct digest){ .algorithm = DIGEST_NONE };
        if (run->context[i] && !run->failed &&
            !finish(run->context[i], (enum digest_algorithm)i, &out->of[i]))
            run->failed = true;
    }
    if (run->has_sha256 && !run->failed)
        finish_sha256(&run->sha256, &out->of[DIGEST_SHA256]);
    return !run->failed;
}

bool digest_run_padded(const struct digest_run *run, size_t n, struct digests *out)
{
    static const unsigned char zero[8];
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    bool ok = copy && !run->failed && n <= sizeof zero;

    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        out->of[i] = (struct digest){ .algorithm = DIGEST_NONE };
        if (ok && run->context[i])
            ok = EVP_MD_CTX_copy_ex(copy, run->context[i]) == 1 &&
                 EVP_DigestUpdate(copy, zero, n) == 1 &&
                 finish(copy, (enum digest_algorithm)i, &out->of[i]);
    }
    if (ok && run->has_sha256) {
        struct sha256 padded = run->sha256;

        sha256_add(&padded, (struct str){ (const char *)zero, n });
        finish_sha256(&padded, &out->of[DIGEST_SHA256]);
    }
    EVP_MD_CTX_free(copy);
    return ok;
}

void digest_run_release(struct digest_run *run)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        EVP_MD_CTX_free(run->context[i]);
        run->context[i] = NULL;
    }
}

bool digest_eq(const struct digest *a, const struct digest *b)
{
    return a->algorithm != DIGEST_NONE && a->algorithm == b->algorithm &&
           memcmp(a->bytes, b->bytes, a->n) == 0;
}

struct str digest_str(const struct digest *d)
{
    return (struct str){ (const char *)d->bytes, d->n };
}

enum digest_algorithm digest_from_oid(enum oid oid)
{
    size_t i = 0;

    while (i < DIGEST_COUNT && rows[i].oid != oid)
        i++;
    return (enum digest_algorithm)i;
}

const char *digest_name(enum digest_algorithm algorithm)
{
    return algorithm < DIGEST_COUNT ? rows[algorithm].text : "";
}

size_t digest_size(enum digest_algorithm algorithm)
{
    return algorithm < DIGEST_COUNT ? rows[algorithm].size : 0;
}

const char *digest_hex(const struct digest *d, char out[DIGEST_HEX])
{
    static const char digit[] = "0123456789abcdef";
    size_t n = d->algorithm == DIGEST_NONE ? 0 : d->n;

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digit[d->bytes[i] >> 4];
        out[2 * i + 1] = digit[d->bytes[i] & 15];
    }
    out[2 * n] = '\0';
    return out;
}
