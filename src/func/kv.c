#include "base/base.h"

#include "func/kv.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_key_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80 || (c && strchr("_.-@#/$%", c));
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.n && is_space(s.p[at]))
        at++;
    return at;
}

/* The key that ends at the separator at `sep`; empty when there is none. */
static struct str key_before(const struct kv *kv, size_t sep)
{
    size_t end = sep;
    size_t start;

    while (kv->padding != KV_PADDING_NO && end > kv->at && is_space(kv->s.p[end - 1]))
        end--;
    start = end;
    if (end > kv->at && kv->s.p[end - 1] == '"') {
        for (start = end - 1; start > kv->at && kv->s.p[start - 1] != '"';)
            start--;
        if (start > kv->at)
            return str_slice(kv->s, start, end - 1);
        return (struct str){ NULL, 0 };
    }
    while (start > kv->at && is_key_char(kv->s.p[start - 1]) &&
           kv->s.p[start - 1] != kv->separator)
        start--;
    return str_slice(kv->s, start, end);
}

/* Does a key with its separator begin at `at`? Looks at that key only. */
static bool key_follows(const struct kv *kv, size_t at)
{
    size_t i = at;

    while (i < kv->s.n && is_key_char(kv->s.p[i]) && kv->s.p[i] != kv->separator)
        i++;
    if (i == at)
        return false;
    if (kv->padding != KV_PADDING_NO)
        i = skip_space(kv->s, i);
    return i < kv->s.n && kv->s.p[i] == kv->separator;
}

/* The end of the text in quotes that begins at `at`, or SIZE_MAX. */
static size_t closing_quote(struct str s, size_t at)
{
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == s.p[at])
            i++;
        else if (s.p[i] == s.p[at])
            return i;
    }
    return SIZE_MAX;
}

static bool is_stop(const struct kv *kv, size_t i)
{
    char c = kv->s.p[i];

    if (is_space(c))
        return true;
    return (c == ',' || c == ';') &&
           (i + 1 == kv->s.n || is_space(kv->s.p[i + 1]) || key_follows(kv, i + 1));
}

/* The value behind the separator; sets kv->at. False: empty, and that is no value. */
static bool read_value(struct kv *kv, size_t at, struct kv_pair *out)
{
    size_t quoted = kv->padding == KV_PADDING_NO ? at : skip_space(kv->s, at);
    size_t end;

    out->quote = 0;
    if (quoted < kv->s.n && (kv->s.p[quoted] == '"' || kv->s.p[quoted] == '\'')) {
        end = closing_quote(kv->s, quoted);
        if (end != SIZE_MAX) {
            out->quote = kv->s.p[quoted];
            out->value = str_slice(kv->s, quoted + 1, end);
            kv->at = end + 1;
            return true;
        }
    }
    if (quoted > at && key_follows(kv, quoted))
        quoted = at;
    for (end = quoted; end < kv->s.n && !is_stop(kv, end);)
        end++;
    out->value = str_slice(kv->s, quoted, end);
    kv->at = end;
    return end > quoted || kv->padding != KV_PADDING_UNKNOWN;
}

bool kv_next(struct kv *kv, struct kv_pair *out)
{
    size_t from = kv->at;

    while (from < kv->s.n) {
        const char *sep = memchr(kv->s.p + from, kv->separator, kv->s.n - from);
        size_t i;

        if (!sep)
            break;
        i = (size_t)(sep - kv->s.p);
        out->key = key_before(kv, i);
        from = i + 1;
        if (out->key.n == 0)
            continue;
        if (read_value(kv, i + 1, out))
            return true;
        from = kv->at;
    }
    kv->at = kv->s.n;
    return false;
}

size_t kv_unquote(const struct kv_pair *pair, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < pair->value.n; i++) {
        if (pair->value.p[i] == '\\' && i + 1 < pair->value.n &&
            pair->value.p[i + 1] == pair->quote)
            i++;
        out[n++] = pair->value.p[i];
    }
    return n;
}
