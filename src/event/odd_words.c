#include "base/base.h"

#include "event/odd_words.h"

static void count(struct odd_words *o, struct str word, uint64_t n)
{
    struct odd_word *w;

    word = str_slice(word, 0, ODD_WORD_BYTES);
    for (uint32_t i = 0; i < o->n; i++) {
        w = &o->word[i];
        if (str_eq((struct str){ w->text, w->n }, word)) {
            w->count += n;
            return;
        }
    }
    if (o->n == ODD_WORDS_MAX) {
        o->others += n;
        return;
    }
    w = &o->word[o->n++];
    w->n = (uint8_t)word.n;
    w->count = n;
    if (word.n)
        memcpy(w->text, word.p, word.n);
}

void odd_words_note(struct odd_words *o, struct str word)
{
    count(o, word, 1);
}

void odd_words_add(struct odd_words *to, const struct odd_words *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        count(to, (struct str){ from->word[i].text, from->word[i].n },
              from->word[i].count);
    to->others += from->others;
}
