/*
 * ct_cab.c - cabinets.
 *
 * A signed cabinet has 20 reserved bytes in its header, which say where the PKCS #7
 * lies, behind everything else:
 *
 *     0 "MSCF"   4 reserved    8 size …   30 flags   34 number   36 reserve sizes
 *     40 00 00 10 00   44 offset   48 size   52 zero   56 …
 *
 * The digest leaves out what a signature may change: the reserved field at 4, the
 * number of the cabinet, the reserve sizes, and the reserved bytes but their last four.
 */
#include "base/base.h"

#include "base/little.h"
#include "signature/container.h"

enum {
    HEADER = 36,
    SIGNED_HEADER = 60,
    FLAGS_AT = 30,
    NUMBER_AT = 34,
    RESERVE_AT = 36,
    RESERVE_MARK_AT = 40,
    RESERVE_MARK = 0x00100000,
    OFFSET_AT = 44,
    SIZE_AT = 48,
    KEPT_AT = 56,
    HAS_RESERVE = 4,
    RESERVE_BYTES = 20
};

static int cab_bid(const struct subject *s)
{
    return str_starts_with(s->head, STR("MSCF")) && s->size >= HEADER ? 32 : 0;
}

static enum status unreadable(struct found *out, const char *why)
{
    out->is_malformed = true;
    out->malformed = why;
    return ST_OK;
}

static enum status take_signature(const struct subject *s, struct found *out,
                                  struct diag *diag)
{
    struct byte_range table = { le32(s->head.p + OFFSET_AT),
                                le32(s->head.p + SIZE_AT) };
    struct str der;

    if (table.offset < SIGNED_HEADER || table.offset > s->size ||
        table.size > s->size - table.offset)
        return unreadable(out, "the signature lies outside the cabinet");
    if (table.size > CONTAINER_PKCS7_MAX)
        return unreadable(out, "the signature is larger than 16 MiB");
    TRY(subject_view(s, table.offset, (size_t)table.size, &der, diag));
    out->table = table;
    found_skip(out, table.offset, table.size);
    out->blob[out->nblobs++] =
        (struct signature_blob){ .der = der,
                                 .offset = table.offset,
                                 .entry_offset = table.offset,
                                 .entry_size = (uint32_t)table.size,
                                 .contiguous = true };
    if (table.offset + table.size < s->size)
        finding_add(&out->findings, FINDING_DATA_BEHIND_TABLE,
                    "%llu bytes at offset %llu",
                    (unsigned long long)(s->size - table.offset - table.size),
                    (unsigned long long)(table.offset + table.size));
    return ST_OK;
}

static enum status cab_find_signature(const struct subject *s, struct found *out,
                                      struct diag *diag)
{
    bool is_signed = s->head.n >= SIGNED_HEADER &&
                     (le16(s->head.p + FLAGS_AT) & HAS_RESERVE) &&
                     le16(s->head.p + RESERVE_AT) == RESERVE_BYTES &&
                     le32(s->head.p + RESERVE_MARK_AT) == RESERVE_MARK &&
                     le32(s->head.p + SIZE_AT) != 0;

    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_CAB_DATA;
    found_skip(out, 4, 4);
    if (!is_signed)
        return ST_OK;
    found_skip(out, NUMBER_AT, KEPT_AT - NUMBER_AT);
    return take_signature(s, out, diag);
}

const struct container container_cab = {
    .name = "cab",
    .summary = "cabinets",
    .source = "Microsoft, Cabinet Format; Authenticode for cabinets",
    .bid = cab_bid,
    .find_signature = cab_find_signature,
};
