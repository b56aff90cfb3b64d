/*
 * fuzz_graft - any bytes as donor and as target: a graft that ends in the donor's
 * table, or a reason.
 */
#include "base/base.h"

#include "forge/forge.h"
#include "forge/graft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_sound(struct str donor, struct str out, enum status st,
                          const struct diag *diag)
{
    if (st == ST_OK ? !out.p || out.n < 8 : !diag->text[0] || out.p)
        abort();
    /* What was appended stood in the donor. */
    if (st == ST_OK && str_find(donor, str_slice(out, out.n - 8, out.n)) == SIZE_MAX)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str any = { (const char *)data, size }, plain, out;
    struct forge *f;

    if (size > 1 << 16 || forge_new(&f, STR("fuzz"), NULL) != ST_OK)
        return 0;
    plain = pe_program(f, &(struct program){ .filler = 100 });
    for (size_t i = 0; i < 2; i++) {
        struct diag diag = { 0 };
        enum status st = graft(f, any, "donor", i ? any : plain, "target", &out, &diag);

        must_be_sound(any, out, st, &diag);
    }
    forge_free(f);
    return 0;
}
