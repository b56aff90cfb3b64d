#include "base/base.h"

#include "input/lines.h"
#include "text/byte_scan.h"

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
    start = end;
    if (hit < end)
        start = from + byte_last((struct str){ from, (size_t)(hit - from) }, '\n');
    lines->stats->events +=
        byte_count((struct str){ from, (size_t)(start - from) }, '\n');
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
