#include "base/base.h"

#include "signature/publisher.h"

enum { FOLDED_MAX = 128, EDIT_LENGTH_MIN = 8 };

/*
 * The watch list: publishers whose names turn up on self-signed and grafted malware.
 * Only Microsoft is its own issuer; the others buy from public authorities.
 */
static const struct publisher publishers[] = {
    { "Microsoft Corporation", "Microsoft" },
    { "Microsoft Windows", "Microsoft" },
    { "Microsoft Windows Publisher", "Microsoft" },
    { "Microsoft Windows Hardware Compatibility Publisher", "Microsoft" },
    { "Microsoft Windows Early Launch Anti-malware Publisher", "Microsoft" },
    { "Microsoft 3rd Party Application Component", "Microsoft" },
    { "Microsoft", "Microsoft" },
    { ".NET", "Microsoft" },
    { "Adobe Inc.", NULL },
    { "Adobe Systems Incorporated", NULL },
    { "Apple Inc.", NULL },
    { "Avast Software s.r.o.", NULL },
    { "Bitdefender SRL", NULL },
    { "Check Point Software Technologies Ltd.", NULL },
    { "Cisco Systems, Inc.", NULL },
    { "Citrix Systems, Inc.", NULL },
    { "CrowdStrike, Inc.", NULL },
    { "Dell Inc.", NULL },
    { "Dropbox, Inc", NULL },
    { "ESET, spol. s r.o.", NULL },
    { "Google LLC", NULL },
    { "Google Inc", NULL },
    { "HP Inc.", NULL },
    { "Intel Corporation", NULL },
    { "Kaspersky Lab", NULL },
    { "Lenovo", NULL },
    { "McAfee, LLC", NULL },
    { "Mozilla Corporation", NULL },
    { "NVIDIA Corporation", NULL },
    { "Oracle America, Inc.", NULL },
    { "Palo Alto Networks, Inc.", NULL },
    { "Realtek Semiconductor Corp.", NULL },
    { "SentinelOne Inc.", NULL },
    { "Sophos Ltd", NULL },
    { "Symantec Corporation", NULL },
    { "TeamViewer Germany GmbH", NULL },
    { "Trend Micro, Inc.", NULL },
    { "VMware, Inc.", NULL },
    { "Zoom Video Communications, Inc.", NULL },
};

/* Cyrillic and Greek letters that look like ASCII ones; sorted by code point. */
static const struct {
    uint16_t from;
    char to;
} confusables[] = {
    { 0x00DF, 'b' }, { 0x00E0, 'a' }, { 0x00E1, 'a' }, { 0x00E2, 'a' }, { 0x00E3, 'a' },
    { 0x00E4, 'a' }, { 0x00E5, 'a' }, { 0x00E7, 'c' }, { 0x00E8, 'e' }, { 0x00E9, 'e' },
    { 0x00EA, 'e' }, { 0x00EB, 'e' }, { 0x00EC, 'i' }, { 0x00ED, 'i' }, { 0x00EE, 'i' },
    { 0x00EF, 'i' }, { 0x00F1, 'n' }, { 0x00F2, 'o' }, { 0x00F3, 'o' }, { 0x00F4, 'o' },
    { 0x00F5, 'o' }, { 0x00F6, 'o' }, { 0x00F8, 'o' }, { 0x00F9, 'u' }, { 0x00FA, 'u' },
    { 0x00FB, 'u' }, { 0x00FC, 'u' }, { 0x00FD, 'y' }, { 0x00FF, 'y' }, { 0x0131, 'i' },
    { 0x0261, 'g' }, { 0x0269, 'i' }, { 0x026A, 'i' }, { 0x0391, 'a' }, { 0x0392, 'b' },
    { 0x0395, 'e' }, { 0x0396, 'z' }, { 0x0397, 'h' }, { 0x0399, 'i' }, { 0x039A, 'k' },
    { 0x039C, 'm' }, { 0x039D, 'n' }, { 0x039F, 'o' }, { 0x03A1, 'p' }, { 0x03A4, 't' },
    { 0x03A5, 'y' }, { 0x03A7, 'x' }, { 0x03B1, 'a' }, { 0x03B3, 'y' }, { 0x03B5, 'e' },
    { 0x03B9, 'i' }, { 0x03BA, 'k' }, { 0x03BD, 'v' }, { 0x03BF, 'o' }, { 0x03C1, 'p' },
    { 0x03C4, 't' }, { 0x03C5, 'u' }, { 0x03C9, 'w' }, { 0x03F2, 'c' }, { 0x0405, 's' },
    { 0x0406, 'i' }, { 0x0408, 'j' }, { 0x0410, 'a' }, { 0x0412, 'b' }, { 0x0415, 'e' },
    { 0x041A, 'k' }, { 0x041C, 'm' }, { 0x041D, 'h' }, { 0x041E, 'o' }, { 0x0420, 'p' },
    { 0x0421, 'c' }, { 0x0422, 't' }, { 0x0423, 'y' }, { 0x0425, 'x' }, { 0x0430, 'a' },
    { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043A, 'k' }, { 0x043C, 'm' },
    { 0x043D, 'h' }, { 0x043E, 'o' }, { 0x043F, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' },
    { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' }, { 0x0455, 's' }, { 0x0456, 'i' },
    { 0x0458, 'j' }, { 0x04BB, 'h' }, { 0x0501, 'd' }, { 0x051B, 'q' }, { 0x051D, 'w' },
    { 0x0578, 'n' }, { 0x057D, 'u' }, { 0x0585, 'o' }, { 0x1D00, 'a' }, { 0x1D04, 'c' },
    { 0x1D0F, 'o' }, { 0x1D1C, 'u' }, { 0x1D20, 'v' }, { 0x1D21, 'w' }, { 0x1D22, 'z' },
};

/* What a code point looks like in ASCII, lower case; 0: like nothing there. */
static char look_alike(uint32_t c)
{
    size_t low = 0, high = countof(confusables);

    /* Full-width forms stand in the order of ASCII. */
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFF01 - 0x21;
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    if (c < 0x80)
        return (char)c;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (confusables[middle].from < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < countof(confusables) && confusables[low].from == c
               ? confusables[low].to
               : '\0';
}

/* Length of the UTF-8 sequence at `at` and its code point; bad bytes stand alone. */
static size_t decode(struct str s, size_t at, uint32_t *c)
{
    uint8_t first = (uint8_t)s.p[at];
    size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    if (n > s.n - at || (first >= 0x80 && first < 0xC2))
        n = 1;
    *c = n == 1 ? first : first & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++)
        *c = *c << 6 | ((uint8_t)s.p[at + i] & 0x3F);
    return n;
}

/* Marks that combine with the letter before, punctuation and symbols say nothing. */
static bool is_letter(uint32_t c)
{
    return c >= 0xC0 && !(c >= 0x300 && c <= 0x36F) && !(c >= 0x2000 && c <= 0x303F) &&
           !(c >= 0xFE00 && c <= 0xFE0F);
}

size_t publisher_fold(struct str name, char *out, size_t cap)
{
    size_t n = 0, length;

    for (size_t at = 0; at < name.n && n < cap; at += length) {
        uint32_t c;
        char like;

        length = decode(name, at, &c);
        like = look_alike(c);
        if ((like >= 'a' && like <= 'z') || (like >= '0' && like <= '9'))
            out[n++] = like;
        /* A letter of another alphabet counts as one, and is unlike any of ASCII. */
        else if (!like && is_letter(c))
            out[n++] = (char)(0x80 | (c & 0x7F));
    }
    return n;
}

/* Equal but for one inserted, removed or replaced character. */
static bool one_edit_away(struct str a, struct str b)
{
    struct str shorter = a.n < b.n ? a : b, longer = a.n < b.n ? b : a;
    size_t same = 0;

    if (longer.n - shorter.n > 1)
        return false;
    while (same < shorter.n && shorter.p[same] == longer.p[same])
        same++;
    return str_eq(str_slice(shorter, same + (longer.n == shorter.n ? 1 : 0), shorter.n),
                  str_slice(longer, same + 1, longer.n));
}

const struct publisher *publisher_find(struct str name)
{
    char folded[FOLDED_MAX], watched[FOLDED_MAX];
    struct str a = { folded, publisher_fold(name, folded, sizeof folded) };

    if (a.n == 0 || a.n == sizeof folded)
        return NULL;
    for (size_t i = 0; i < countof(publishers); i++) {
        struct str b = { watched, publisher_fold(str_from_cstr(publishers[i].name),
                                                 watched, sizeof watched) };

        if (str_eq(a, b) || (b.n >= EDIT_LENGTH_MIN && one_edit_away(a, b)))
            return &publishers[i];
    }
    return NULL;
}

bool publisher_allows(const struct publisher *p, struct str issuer)
{
    return !p->issuer || str_starts_with(issuer, str_from_cstr(p->issuer));
}
