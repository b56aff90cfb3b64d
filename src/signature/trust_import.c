#include "base/base.h"

#include "signature/cabinet.h"
#include "signature/ctl.h"
#include "signature/trust_import.h"

struct list {
    struct str name;
    struct ctl ctl;
};

struct trust_import {
    struct arena arena; /* of the lists */
    struct trust *pool, *anchors;
    struct digester *digester;
    struct list list[TRUST_LISTS_MAX];
    size_t nlists, nroot_lists;
};

enum status trust_import_new(struct trust_import **out, struct diag *diag)
{
    struct trust_import *im = calloc(1, sizeof *im);
    enum status st;

    *out = NULL;
    if (!im)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&im->arena, (size_t)TRUST_LISTS_MAX * TRUST_LIST_BYTES_MAX);
    st = trust_new(&im->pool, diag);
    if (st == ST_OK)
        st = trust_new(&im->anchors, diag);
    if (st == ST_OK)
        st = digester_new(&im->digester, diag);
    if (st != ST_OK)
        trust_import_free(im);
    else
        *out = im;
    return st;
}

void trust_import_free(struct trust_import *im)
{
    if (!im)
        return;
    arena_release(&im->arena);
    trust_free(im->pool);
    trust_free(im->anchors);
    digester_free(im->digester);
    free(im);
}

static enum status add_list(struct trust_import *im, struct str name, struct str bytes,
                            struct diag *diag)
{
    struct list *list = &im->list[im->nlists];
    struct str own;

    if (im->nlists == TRUST_LISTS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "more than %d trust lists", TRUST_LISTS_MAX);
    own = str_dup(&im->arena, bytes);
    list->name = str_dup(&im->arena, name);
    if (!own.p || !list->name.p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory for the trust lists");
    TRY(ctl_parse(own, &im->arena, &list->ctl, diag));
    im->nroot_lists += list->ctl.kind == CTL_ROOTS;
    im->nlists++;
    return ST_OK;
}

static enum status add_cabinet(struct trust_import *im, struct str name,
                               struct str bytes, struct diag *diag)
{
    struct buf file;
    enum status st;

    buf_init(&file, TRUST_LIST_BYTES_MAX);
    st = cabinet_first_file(bytes, &file, diag);
    if (st == ST_OK)
        st = add_list(im, name, buf_str(&file), diag);
    buf_release(&file);
    return st;
}

enum status trust_import_add(struct trust_import *im, struct str name, struct str bytes,
                             struct diag *diag)
{
    if (cabinet_is_one(bytes))
        return add_cabinet(im, name, bytes, diag);
    if (ctl_kind(bytes) != CTL_NONE)
        return add_list(im, name, bytes, diag);
    return trust_add_bundle(im->pool, bytes, diag);
}

enum status trust_import_anchor(struct trust_import *im, struct str bytes,
                                struct diag *diag)
{
    TRY(trust_add_bundle(im->anchors, bytes, diag));
    return trust_add_bundle(im->pool, bytes, diag);
}

enum status trust_import_each(const struct trust_import *im,
                              enum status (*each)(void *context, struct str sha1),
                              void *context)
{
    for (size_t i = 0; i < im->nlists; i++) {
        struct str rest = im->list[i].ctl.subjects, hash;

        if (im->list[i].ctl.kind != CTL_ROOTS)
            continue;
        while (ctl_next_subject(&rest, &hash))
            TRY(each(context, hash));
    }
    return ST_OK;
}

/* Certificates at hand; roots only when no list says which are. */
static enum status add_pool(const struct trust_import *im, struct trust *out,
                            struct diag *diag)
{
    for (size_t i = 0; i < trust_count(im->pool); i++) {
        struct trust_entry e = *trust_at(im->pool, i);

        e.is_root = e.is_root && im->nroot_lists == 0;
        TRY(trust_add(out, &e, diag));
    }
    trust_count_skipped(out, trust_source(im->pool)->nskipped);
    return ST_OK;
}

static enum status add_lists(const struct trust_import *im, struct trust *out,
                             struct diag *diag)
{
    for (size_t i = 0; i < im->nlists; i++) {
        const struct list *list = &im->list[i];

        TRY(ctl_check(&list->ctl, im->pool, im->anchors, im->digester, diag));
        TRY(ctl_apply(&list->ctl, im->pool, out, diag));
        if (list->ctl.kind == CTL_ROOTS)
            trust_describe(out, list->name, list->ctl.date, true);
    }
    return trust_seal(out, diag);
}

enum status trust_import_finish(struct trust_import *im, struct trust **out,
                                struct diag *diag)
{
    struct trust *t = NULL;
    enum status st = trust_seal(im->pool, diag);

    *out = NULL;
    if (st == ST_OK)
        st = trust_seal(im->anchors, diag);
    if (st == ST_OK)
        st = trust_new(&t, diag);
    if (st == ST_OK)
        st = add_pool(im, t, diag);
    if (st == ST_OK)
        st = add_lists(im, t, diag);
    if (st != ST_OK)
        trust_free(t);
    else
        *out = t;
    return st;
}
