/*
 * cabinet.h - the first file out of a cabinet in memory, stored or MSZIP.
 *
 * For trust lists, which Microsoft hands out as cabinets of one file. MSZIP blocks are
 * raw deflate behind "CK", each with the 32 KiB before it as its dictionary.
 *
 * Source: Microsoft Cabinet Format, [MS-MCI].
 */
#ifndef SIGNATURE_CABINET_H
#define SIGNATURE_CABINET_H

#include "base/buf.h"
#include "base/diag.h"

bool cabinet_is_one(struct str bytes);

/*
 * Append the contents of the first file to `out`, whose maximum is the limit.
 * ST_FORMAT: not a cabinet, or broken. ST_LIMIT: the file is too long. ST_UNSUPPORTED:
 * another compression.
 */
NODISCARD enum status cabinet_first_file(struct str bytes, struct buf *out,
                                         struct diag *diag);

#endif
