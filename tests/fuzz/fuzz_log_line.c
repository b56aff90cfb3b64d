/*
 * fuzz_log_line - lines in CEF and LEEF.
 *
 * Keys and values lie in the text, in order; the reader always gets on; what has no
 * escapes is never longer than with them.
 */
#include "base/base.h"

#include "func/log_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct str text, struct str part)
{
    char *plain = malloc(part.n + 1);

    if (part.n && (part.p < text.p || part.p + part.n > text.p + text.n))
        abort();
    if (plain && (log_unescape(part, true, plain) > part.n ||
                  log_unescape(part, false, plain) > part.n))
        abort();
    free(plain);
}

static void check_line(struct str text, const struct log_line *line)
{
    struct log_pairs pairs = { .line = line };
    struct log_pair pair;
    size_t at = 0;

    for (size_t i = 1; i < line->nheader; i++)
        check_inside(text, line->header[i]);
    check_inside(text, line->body);
    while (log_pairs_next(&pairs, &pair)) {
        if (pair.key.n == 0 || pairs.at <= at)
            abort();
        at = pairs.at;
        check_inside(line->body, pair.key);
        check_inside(line->body, pair.value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct log_line line;

    if (log_line_read_cef(text, &line))
        check_line(text, &line);
    if (log_line_read_leef(text, STR(""), &line))
        check_line(text, &line);
    if (log_line_read_leef(text, STR(";"), &line))
        check_line(text, &line);
    return 0;
}
