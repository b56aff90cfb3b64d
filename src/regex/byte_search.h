/*
 * byte_search.h - find the next occurrence of any of a few literals in raw bytes.
 *
 * Made for megabytes in which hits are rare: one pass at memory speed, whatever the
 * number of literals. Each literal is sought by its rarest pair of neighbouring
 * bytes; a hit of the pair is then compared in full.
 *
 * Every CPU gives the same result; AVX-512 and AVX2 are used where they are. A
 * search is immutable once made and shared by threads.
 */
#ifndef REGEX_BYTE_SEARCH_H
#define REGEX_BYTE_SEARCH_H

#include "base/str.h"

enum { BYTE_SEARCH_MAX = 64 };

struct byte_needle {
    struct str text;  /* at least 2 bytes; borrowed; lower case when ignore_case */
    size_t pair;      /* offset of the pair that is sought */
    bool ignore_case; /* ASCII letters only */
};

struct byte_search {
    struct byte_needle needle[BYTE_SEARCH_MAX];
    size_t n;
    /* Bit b: some needle of bucket b has a pair whose first or second byte has this
     * nibble. */
    _Alignas(16) uint8_t low[2][16];
    _Alignas(16) uint8_t high[2][16];
    /* Bit b: the pair of bucket b may begin with, go on with, or be followed by this
     * byte. */
    uint8_t byte[3][256];
    /* The same by the lower seven bits. */
    uint8_t fold[3][128];
    const char *(*scan)(const struct byte_search *s, const char *from, const char *end);
};

/* How the bytes are gone through; AUTO takes the fastest that the machine has. */
enum byte_search_path {
    BYTE_SEARCH_AUTO,
    BYTE_SEARCH_PORTABLE,
    BYTE_SEARCH_AVX2,
    BYTE_SEARCH_AVX512,
};

/*
 * Prepare for `n` literals of 2 bytes or more, 1 to BYTE_SEARCH_MAX of them. False
 * when there are more, one is shorter, or the machine does not have `path`.
 */
NODISCARD bool byte_search_init(struct byte_search *s, const struct byte_needle *needle,
                                size_t n, enum byte_search_path path);

/*
 * The start of an occurrence that lies in [from, end), or `end` when there is none.
 * Of several it is the one whose pair comes first: when literals hold no line end,
 * no line before that of the hit holds one.
 */
HOT const char *byte_search_find(const struct byte_search *s, const char *from,
                                 const char *end);

#endif
