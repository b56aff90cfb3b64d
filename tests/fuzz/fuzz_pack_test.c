/*
 * fuzz_pack_test - any bytes as a detection's test: a test or a message with file and
 * line.
 */
#include "base/base.h"

#include "detect/pack_test.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted has what those who run tests rely on. */
static bool is_sound(const struct pack_test *t)
{
    bool is_positive = t->kind == TEST_POSITIVE;
    bool has_input = t->input == INPUT_FORGE ? t->forge.n > 0 : t->text.n > 0;

    return t->name.n && has_input && is_positive == (t->nfindings > 0) &&
           (t->kind == TEST_BASELINE) == (t->input == INPUT_FOLDER) &&
           (t->nexceptions == 0 || t->kind == TEST_BASELINE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct pack_test test;
    struct diag diag = { 0 };

    arena_init(&arena, 16 << 20);
    if (pack_test_parse(&test, (struct str){ (const char *)data, size }, "t.yaml",
                        &arena, &diag) == ST_OK) {
        if (!is_sound(&test))
            abort();
    } else if (strncmp(diag.text, "t.yaml:", 7) != 0 &&
               strcmp(diag.text, "out of memory") != 0) {
        abort();
    }
    arena_release(&arena);
    return 0;
}
