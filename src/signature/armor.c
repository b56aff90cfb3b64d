#include "base/base.h"

#include "signature/armor.h"

/* Six bits, or 64 for a character that is none of base64. */
static unsigned sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

size_t armor_decode(struct str text, char *out)
{
    size_t n = 0, have = 0;
    uint32_t bits = 0;

    for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
        unsigned six = sextet(text.p[i]);

        if (six < 64) {
            bits = bits << 6 | six;
            have += 6;
            if (have >= 8) {
                have -= 8;
                out[n++] = (char)(bits >> have & 0xFF);
            }
        } else if (text.p[i] != '\n' && text.p[i] != '\r' && text.p[i] != ' ') {
            return SIZE_MAX;
        }
    }
    return n;
}
