/*
 * fuzz_ctl - trust lists, alone or in a cabinet, imported without anybody who may sign.
 *
 * No list is believed then, so a store comes out only of input that holds none.
 */
#include "base/base.h"

#include "signature/cabinet.h"
#include "signature/ctl.h"
#include "signature/trust_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(struct str bytes)
{
    struct trust *pool, *out;
    struct arena arena;
    struct ctl ctl;

    arena_init(&arena, 1 << 22);
    if (trust_new(&pool, NULL) != ST_OK || trust_new(&out, NULL) != ST_OK ||
        trust_seal(pool, NULL) != ST_OK)
        abort();
    if (ctl_parse(bytes, &arena, &ctl, NULL) == ST_OK &&
        ctl_apply(&ctl, pool, out, NULL) == ST_OK && ctl.kind == CTL_NONE)
        abort();
    trust_free(pool);
    trust_free(out);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    bool is_list = cabinet_is_one(bytes) || ctl_kind(bytes) != CTL_NONE;
    struct trust_import *im;
    struct trust *t = NULL;

    if (trust_import_new(&im, NULL) != ST_OK)
        abort();
    if (trust_import_add(im, STR("fuzz.stl"), bytes, NULL) == ST_OK &&
        trust_import_finish(im, &t, NULL) == ST_OK && is_list)
        abort();
    trust_free(t);
    trust_import_free(im);
    apply(bytes);
    return 0;
}
