#include "base/base.h"

#include <openssl/evp.h>

#include "func/digest.h"

bool digest_sha1(const void *bytes, size_t n, unsigned char out[static SHA1_BYTES])
{
    return EVP_Digest(bytes, n, out, NULL, EVP_sha1(), NULL) == 1;
}
