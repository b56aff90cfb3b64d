/*
 * json_scan.c - the scanners, chosen when the program runs, and what they look up.
 */
#include "base/base.h"

#include "text/json_scan_kernel.h"

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static size_t digits(const char *p, size_t at, size_t n)
{
    while (at < n && p[at] >= '0' && p[at] <= '9')
        at++;
    return at;
}

/* Length of the number within the `n` bytes at `p`, or 0. */
static size_t number_length(const char *p, size_t n)
{
    size_t at = *p == '-', from = at, end;

    end = digits(p, at, n);
    if (end == from || (end > from + 1 && p[from] == '0'))
        return 0;
    at = end;
    if (at < n && p[at] == '.') {
        end = digits(p, at + 1, n);
        if (end == at + 1)
            return 0;
        at = end;
    }
    if (at < n && (p[at] | 32) == 'e') {
        from = at + 1;
        if (from < n && (p[from] == '+' || p[from] == '-'))
            from++;
        end = digits(p, from, n);
        if (end == from)
            return 0;
        at = end;
    }
    return at;
}

static size_t token_length(const char *p, size_t n)
{
    switch (*p) {
    case 't':
        return n > 4 && memcmp(p, "true", 4) == 0 ? 4 : 0;
    case 'f':
        return n > 5 && memcmp(p, "false", 5) == 0 ? 5 : 0;
    case 'n':
        return n > 4 && memcmp(p, "null", 4) == 0 ? 4 : 0;
    default:
        return number_length(p, n);
    }
}

/*
 * A token must end, with a comma or brace behind it, before the margin does; a longer
 * number is taken for bad, which only means that somebody else looks at it.
 */
uint64_t json_scan_bad_tokens(const char *block, uint64_t starts)
{
    uint64_t bad = 0;

    for (; starts; starts &= starts - 1) {
        unsigned at = (unsigned)__builtin_ctzll(starts);
        size_t room = (size_t)JSON_BLOCK + JSON_SCAN_MARGIN - at;
        size_t n = token_length(block + at, room);

        if (n == 0 || n >= room || (block[at + n] != ',' && block[at + n] != '}'))
            bad |= 1ull << at;
    }
    return bad;
}

uint64_t json_scan_bad_escapes(const char *block, uint64_t escapes)
{
    uint64_t bad = 0;

    for (; escapes; escapes &= escapes - 1) {
        unsigned at = (unsigned)__builtin_ctzll(escapes);
        const char *p = block + at;
        bool is_good;

        if (*p == 'u')
            is_good = is_hex(p[1]) && is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]);
        else
            is_good = *p && strchr("/bfnrt", *p);
        if (!is_good)
            bad |= 1ull << at;
    }
    return bad;
}

static bool is_portable(void)
{
    return true;
}

static const struct json_scanner portable = { "portable", is_portable,
                                              json_scan_portable };

#if defined(__x86_64__)

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("gfni") &&
           __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("bmi2");
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

static const struct json_scanner avx512 = { "avx512", has_avx512, json_scan_avx512 };
static const struct json_scanner avx2 = { "avx2", has_avx2, json_scan_avx2 };

const struct json_scanner *const json_scanner_table[] = { &avx512, &avx2, &portable };

#else

const struct json_scanner *const json_scanner_table[] = { &portable };

#endif

const size_t json_scanner_table_len = countof(json_scanner_table);

const struct json_scanner *json_scanner_best(void)
{
    for (size_t i = 0; i < json_scanner_table_len; i++)
        if (json_scanner_table[i]->is_supported())
            return json_scanner_table[i];
    return NULL;
}
