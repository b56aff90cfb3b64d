/*
 * trust_index.h - a trust store as one file, made once and loaded quickly.
 *
 * Numbers are little-endian, times seconds since 1970 (the smallest number: none):
 *
 *     "CSROOTS1"   8 bytes
 *     date         i64, of the list          is_microsoft  u8     name  u16 and bytes
 *     entries      u32, each:
 *         sha1 20, sha256 32 (zero: not known), is_root u8, allowed u8, denied u8,
 *         not_before_for u8, disabled i64, not_before i64, name u16 and bytes,
 *         certificate u32 and bytes (0: not at hand)
 *     disallowed   u32, each: length u8 and bytes
 *     SHA-256 of everything before, 32 bytes
 *
 * The sum at the end finds damage, not malice: whoever can write the file decides who
 * is trusted.
 */
#ifndef SIGNATURE_TRUST_INDEX_H
#define SIGNATURE_TRUST_INDEX_H

#include "base/buf.h"
#include "signature/trust.h"

enum { TRUST_INDEX_MAX = 64 * 1024 * 1024 };

/* Do these bytes begin an index? */
bool trust_index_is_one(struct str bytes);

/* Append the index of a store. out->failed: memory. */
void trust_index_write(const struct trust *t, struct digester *g, struct buf *out);

/* Add what an index holds to a store. ST_FORMAT: damaged; the store is of no use then.
 */
NODISCARD enum status trust_index_read(struct trust *t, struct str bytes,
                                       struct diag *diag);

#endif
