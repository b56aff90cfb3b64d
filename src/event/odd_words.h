/*
 * odd_words.h - words of logs that nobody knows, counted so that a run can tell.
 *
 * A word in a place where only a few can stand (the status of a signature) may be new.
 * It is kept in its field and read with caution; here it is counted, with a bound on
 * how many different ones and how much of each.
 */
#ifndef EVENT_ODD_WORDS_H
#define EVENT_ODD_WORDS_H

#include "base/str.h"

enum { ODD_WORDS_MAX = 8, ODD_WORD_BYTES = 47 };

struct odd_word {
    char text[ODD_WORD_BYTES];
    uint8_t n; /* bytes of text; longer words are cut */
    uint64_t count;
};

/* All zero is empty. */
struct odd_words {
    struct odd_word word[ODD_WORDS_MAX]; /* n of them, in the order they came */
    uint32_t n;
    uint64_t others; /* occurrences of words that found no place */
};

/* Count one occurrence. */
void odd_words_note(struct odd_words *o, struct str word);

/* Add what another one counted. */
void odd_words_add(struct odd_words *to, const struct odd_words *from);

#endif
