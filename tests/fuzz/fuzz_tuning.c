/*
 * fuzz_tuning - any bytes as a tuning file, asked for a finding.
 *
 * Whatever is accepted names its id, reason and owner, and hides no grave finding
 * unless it names the class or the file.
 */
#include "base/base.h"

#include "detect/tuning.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct finding finding = {
    .detection = { "T1036.001", 9 },
    .state = { "hash_mismatch", 13 },
    .host = { "FIN-1", 5 },
    .image = { "\\Device\\HarddiskVolume3\\Temp\\a.exe", 34 },
    .users = { "eve", 3 },
    .commands = { "a.exe -q", 8 },
};

static void check(struct tuning *t)
{
    const struct suppression *s = tuning_find(t, &finding);

    for (size_t i = 0; i < t->n; i++)
        if (!t->v[i].id.n || !t->v[i].reason.n || !t->v[i].owner.n)
            abort();
    if (s && !s->match[TUNING_CLASS].n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct tuning_param param = { { "p", 1 }, { "*", 1 } };
    struct tuning t = { .n = 0 };
    struct tuning_context context = {
        .name = "t.yaml", .now_ms = 1700000000000, .param = &param, .nparams = 1
    };
    struct arena arena;
    struct diag diag = { 0 };

    arena_init(&arena, 16 << 20);
    context.arena = &arena;
    if (tuning_add(&t, (struct str){ (const char *)data, size }, &context, &diag) ==
        ST_OK)
        check(&t);
    else if (strncmp(diag.text, "t.yaml:", 7) != 0 &&
             strcmp(diag.text, "out of memory") != 0)
        abort();
    arena_release(&arena);
    return 0;
}
