/*
 * ber.h - BER with indefinite lengths rewritten with definite ones.
 *
 * Some signers build PKCS #7 with the streaming forms of BER. The DER reader refuses
 * them; this rewrites the outer layers, where they stand, so that it can read them:
 *
 *     30 80 … 00 00            ->  30 84 nn nn nn nn …
 *     24 80 04 … 04 … 00 00    ->  04 84 nn nn nn nn (the pieces in a row)
 *
 * Elements with a definite length are copied as they are, so signed bytes stay what was
 * signed.
 */
#ifndef ASN1_BER_H
#define ASN1_BER_H

#include "asn1/der.h"

/* Does the element at the start of `bytes` have an indefinite length? */
bool ber_is_indefinite(struct str bytes);

/* Bytes that ber_rewrite() may need for `n` bytes of input; 0: too many. */
size_t ber_room(size_t n);

/*
 * Rewrite the element at the start of `in` into `out`, which holds ber_room(in.n)
 * bytes. Returns its length there; *used is its length in `in`. 0: not BER, nested
 * deeper than DER_DEPTH_MAX, or cut off.
 */
size_t ber_rewrite(struct str in, char *out, size_t *used);

#endif
