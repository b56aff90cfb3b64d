/*
 * ct_cat.c - catalogs: lists of digests of other files, signed as a whole.
 *
 * The file is one PKCS #7 whose content is a list; there is nothing beside it that a
 * digest could cover.
 */
#include "base/base.h"

#include "signature/catalog.h"
#include "signature/container.h"

static int cat_bid(const struct subject *s)
{
    return catalog_is_one(s->head) ? 48 : 0;
}

static enum status cat_find_signature(const struct subject *s, struct found *out,
                                      struct diag *diag)
{
    struct str der;

    out->content_type = OID_MS_CTL;
    out->data_type = OID_MS_CTL;
    if (s->size > CONTAINER_PKCS7_MAX) {
        out->is_malformed = true;
        out->malformed = "the catalog is larger than 16 MiB";
        return ST_OK;
    }
    TRY(subject_view(s, 0, (size_t)s->size, &der, diag));
    out->table = (struct byte_range){ 0, s->size };
    out->blob[out->nblobs++] =
        (struct signature_blob){ .der = der, .contiguous = true };
    return ST_OK;
}

const struct container container_cat = {
    .name = "cat",
    .summary = "security catalogs, which sign many files at once",
    .source = "Microsoft, Catalog Files; [MS-CAESO]",
    .bid = cat_bid,
    .find_signature = cat_find_signature,
};
