#include "base/base.h"

#include "input/lines.h"

size_t lines_count(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Start of the line that holds `at`, not before `from`. */
static const char *line_start(const char *from, const char *at)
{
    while (at > from && at[-1] != '\n')
        at--;
    return at;
}

/* Pass over the lines that cannot matter: where the next candidate line starts, or end.
 */
static const char *next_candidate(struct lines *lines, const char *from,
                                  const char *end)
{
    const struct prefilter *pf = lines->pf;
    const char *hit, *start;

    if (!pf || !pf->find)
        return from;
    hit = pf->find(pf, from, end);
    start = hit == end ? end : line_start(from, hit);
    lines->stats->events += lines_count((struct str){ from, (size_t)(start - from) });
    if (start == end && end[-1] != '\n')
        lines->stats->events++;
    return start;
}

bool lines_next(struct lines *lines, struct str *line)
{
    const char *begin = lines->chunk->bytes.p;
    const char *end = begin + lines->chunk->bytes.n;
    const char *from = begin + lines->at->pos;

    while (from < end) {
        const char *start = next_candidate(lines, from, end);
        const char *nl =
            start < end ? memchr(start, '\n', (size_t)(end - start)) : NULL;
        const char *next = nl ? nl + 1 : end;
        bool is_wanted;

        *line = (struct str){ start, (size_t)((nl ? nl : end) - start) };
        is_wanted = start < end && (!lines->pf || !lines->pf->accept ||
                                    lines->pf->accept(lines->pf, *line));
        if (start < end && !is_wanted)
            lines->stats->events++;
        lines->stats->bytes += (uint64_t)(next - from);
        lines->at->pos = (size_t)(next - begin);
        from = next;
        if (is_wanted)
            return true;
    }
    return false;
}

void lines_unread(struct lines *lines, struct str line)
{
    size_t start = (size_t)(line.p - lines->chunk->bytes.p);

    lines->stats->bytes -= lines->at->pos - start;
    lines->at->pos = start;
}
