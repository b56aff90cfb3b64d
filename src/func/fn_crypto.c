/*
 * fn_crypto.c - crypto:md5(), crypto:sha1(), crypto:sha256(): digests of fields.
 *
 * Of several fields the texts are joined first; missing ones are skipped, and where all
 * are missing nothing is added. The digests are OpenSSL's, which only this file and
 * digest.c know.
 */
#include "base/base.h"

#include <openssl/evp.h>

#include "func/arg.h"
#include "func/hex.h"

enum { FIELD };

static void crypto_close(void *state)
{
    EVP_MD_free(state);
}

/* Fetched once: a look-up by name for every row would cost more than the digest. */
static enum status crypto_fetch(const struct func_call *call, const char *algorithm,
                                void **state, struct diag *diag)
{
    *state = EVP_MD_fetch(NULL, algorithm, NULL);
    if (!*state)
        return diag_set(diag, ST_UNSUPPORTED, call->offset, "%s is not available here",
                        algorithm);
    return ST_OK;
}

static enum status md5_open(const struct func_call *call, void **state,
                            struct diag *diag)
{
    return crypto_fetch(call, "MD5", state, diag);
}

static enum status sha1_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    return crypto_fetch(call, "SHA1", state, diag);
}

static enum status sha256_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    return crypto_fetch(call, "SHA256", state, diag);
}

/* Feed the fields to `ctx`; false when all are missing. */
static bool add_fields(const struct func_call *call, struct row row,
                       struct func_run *run, EVP_MD_CTX *ctx)
{
    const struct func_arg *fields = &call->arg[FIELD];
    bool is_any = false;

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);
        struct str s = value_text(v, run->arena);

        is_any |= !value_is_missing(v);
        if (s.n && !EVP_DigestUpdate(ctx, s.p, s.n))
            return false;
    }
    return is_any;
}

static struct value crypto_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    char *text = NULL;

    if (ctx && EVP_DigestInit_ex2(ctx, call->state, NULL) &&
        add_fields(call, row, run, ctx) && EVP_DigestFinal_ex(ctx, digest, &n))
        text = arena_text(run->arena, 2 * (size_t)n);
    EVP_MD_CTX_free(ctx);
    if (!text)
        return value_missing();
    hex_write(digest, n, text);
    return value_str((struct str){ text, 2 * (size_t)n });
}

#define DIGEST_PARAMS(as_)                                                     \
    (const struct func_param[])                                                \
    {                                                                          \
        { .name = "field",                                                     \
          .kind = PARAM_FIELDS,                                                \
          .flags = PARAM_REQUIRED | PARAM_UNNAMED,                             \
          .help = "of several the texts are joined" },                         \
            { .name = "as", .kind = PARAM_OUT, .def = as_ }, { .name = NULL }, \
    }

const struct func func_crypto_md5 = {
    .name = "crypto:md5",
    .summary = "The MD5 digest of a field, or of several joined, in hexadecimal.",
    .source = "library.humio.com/data-analysis/functions-crypto-md5.html",
    .family = "encoding",
    .params = DIGEST_PARAMS("_md5"),
    .open = md5_open,
    .close = crypto_close,
    .value = crypto_value,
    .examples =
        (const struct func_example[]){
            { .query = "crypto:md5(a)",
              .input = "{\"a\":\"abc\"}",
              .output =
                  "{\"a\":\"abc\",\"_md5\":\"900150983cd24fb0d6963f7d28e17f72\"}" },
            { .query = NULL },
        },
};

const struct func func_crypto_sha1 = {
    .name = "crypto:sha1",
    .summary = "The SHA-1 digest of a field, or of several joined, in hexadecimal.",
    .source = "library.humio.com/data-analysis/functions-crypto-sha1.html",
    .family = "encoding",
    .params = DIGEST_PARAMS("_sha1"),
    .open = sha1_open,
    .close = crypto_close,
    .value = crypto_value,
    .examples =
        (const struct func_example[]){
            { .query = "crypto:sha1([a, b], as=h)",
              .input = "{\"a\":\"ab\",\"b\":\"c\"}",
              .output = "{\"a\":\"ab\",\"b\":\"c\",\"h\":"
                        "\"a9993e364706816aba3e25717850c26c9cd0d89d\"}" },
            { .query = NULL },
        },
};

const struct func func_crypto_sha256 = {
    .name = "crypto:sha256",
    .summary = "The SHA-256 digest of a field, or of several joined, in hexadecimal.",
    .source = "library.humio.com/data-analysis/functions-crypto-sha256.html",
    .family = "encoding",
    .params = DIGEST_PARAMS("_sha256"),
    .open = sha256_open,
    .close = crypto_close,
    .value = crypto_value,
    .examples =
        (const struct func_example[]){
            { .query = "crypto:sha256(a)",
              .input = "{\"a\":\"abc\"}",
              .output = "{\"a\":\"abc\",\"_sha256\":"
                        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f200"
                        "15ad\"}" },
            { .query = NULL },
        },
};
