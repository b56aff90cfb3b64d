#include "base/base.h"

#include "input/json_records.h"
#include "text/json_span.h"
#include "text/json_walk.h"

static bool is_between(char c)
{
    return c == ',' || c == '[' || c == ']' || c == ' ' || c == '\t' || c == '\r' ||
           c == '\n';
}

size_t json_skip_between(struct str s, size_t at)
{
    while (at < s.n && is_between(s.p[at]))
        at++;
    return at;
}

size_t json_behind_line(struct str s, size_t at)
{
    const char *nl = memchr(s.p + at, '\n', s.n - at);

    return nl ? (size_t)(nl - s.p) + 1 : SIZE_MAX;
}

size_t json_behind_record(struct str s, size_t at)
{
    size_t span;

    if (s.p[at] != '{')
        return json_behind_line(s, at);
    span = json_span(str_slice(s, at, s.n));
    return span ? at + span : SIZE_MAX;
}

size_t json_whole_records(struct str bytes)
{
    size_t at = 0, good = 0;

    while (at != SIZE_MAX) {
        at = good = json_skip_between(bytes, at);
        if (at == bytes.n)
            break;
        at = json_behind_record(bytes, at);
    }
    return good;
}

size_t json_resume(struct str s, size_t at)
{
    size_t next = json_behind_record(s, at);

    if (next != SIZE_MAX)
        return next;
    for (next = json_behind_line(s, at); next != SIZE_MAX;
         next = json_behind_line(s, next)) {
        size_t first = next + json_space(str_slice(s, next, s.n));

        if (first == s.n || s.p[first] == '{')
            return first;
        next = first;
    }
    return s.n;
}
