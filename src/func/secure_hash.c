#include "base/base.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "func/arg.h"
#include "func/hex.h"
#include "func/secure_hash.h"

enum { SHA256_BITS = 256, SHA512_BITS = 512 };

enum status secure_hash_init(struct secure_hash *h, const struct func_call *call,
                             size_t bits, size_t hash, size_t salt, struct diag *diag)
{
    int64_t nbits = call->arg[bits].integer;

    h->salt = call->arg[salt].text[0];
    h->is_sha512 = str_eq(call->arg[hash].text[0], STR("sha512"));
    h->nbytes = (size_t)nbits / 8;
    if (h->salt.n == 0 || h->salt.n > INT32_MAX)
        return arg_fail(call, salt, ST_TYPE, diag, "the salt must not be empty");
    if (nbits % 8)
        return arg_fail(call, bits, ST_TYPE, diag, "bits must be a multiple of 8");
    if (nbits > (h->is_sha512 ? SHA512_BITS : SHA256_BITS))
        return arg_fail(call, bits, ST_TYPE, diag, "sha256 has 256 bits");
    return ST_OK;
}

struct str secure_hash_text(const struct secure_hash *h, struct str s,
                            struct arena *arena)
{
    const EVP_MD *md = h->is_sha512 ? EVP_sha512() : EVP_sha256();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    char *text;

    if (!HMAC(md, h->salt.p, (int)h->salt.n, (const unsigned char *)(s.n ? s.p : ""),
              s.n, digest, &n) ||
        n < h->nbytes)
        return (struct str){ NULL, 0 };
    text = arena_text(arena, 2 * h->nbytes);
    if (text)
        hex_write(digest, h->nbytes, text);
    return (struct str){ text, text ? 2 * h->nbytes : 0 };
}
