#include "base/base.h"

#include "signature/verdict.h"

static const struct verdict_row rows[VERDICT_COUNT] = {
#define X(name, ...) [VERDICT_##name] = { __VA_ARGS__ },
    VERDICT_LIST(X)
#undef X
};

const struct verdict_row *verdict_row(enum verdict verdict)
{
    assert(verdict < VERDICT_COUNT);
    return &rows[verdict];
}

enum verdict verdict_from_word(const char *word)
{
    size_t i = 0;

    while (i < VERDICT_COUNT && strcmp(rows[i].word, word) != 0)
        i++;
    return (enum verdict)i;
}

enum verdict verdict_of_set(uint32_t set)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (set & VERDICT_BIT(i))
            return (enum verdict)i;
    return VERDICT_VALID;
}
