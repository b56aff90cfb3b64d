/*
 * print_comment.c - comments and blank lines of the text, set where they stood.
 *
 * A comment belongs behind the line of what it follows on the same line of the text,
 * else on a line of its own before what follows. One that stood inside something that
 * is not broken goes behind that.
 */
#include "base/base.h"

#include "query/print_state.h"

void new_line(struct printer *pr, size_t indent)
{
    put(pr, "\n");
    if (!pr->is_over)
        buf_pad(pr->out, indent, ' ');
}

bool has_comment_before(const struct printer *pr, size_t end)
{
    return pr->ncomments > 0 && pr->comment[0].offset < end;
}

static bool is_line_comment(const struct printer *pr, struct span comment)
{
    return str_starts_with(str_slice(pr->text, comment.offset, pr->text.n), STR("//"));
}

/* The next comment, which is then no longer left. */
static struct span put_comment(struct printer *pr)
{
    struct span comment = *pr->comment++;
    struct str text =
        str_slice(pr->text, comment.offset, comment.offset + comment.length);

    pr->ncomments--;
    put_str(pr, str_trim(text));
    if (pr->seen < comment.offset + comment.length)
        pr->seen = comment.offset + comment.length;
    return comment;
}

/* Does the text have an empty line between what was last printed and `offset`? */
static bool has_blank_line(const struct printer *pr, size_t offset)
{
    struct str gap = str_slice(pr->text, pr->seen, offset);
    bool is_empty = false;

    for (size_t i = 0; i < gap.n; i++) {
        if (gap.p[i] == '\n' && is_empty)
            return true;
        if (gap.p[i] == '\n')
            is_empty = true;
        else if (gap.p[i] != ' ' && gap.p[i] != '\t' && gap.p[i] != '\r')
            is_empty = false;
    }
    return false;
}

/* Put an empty line above the one that was just begun, `indent` blanks in. */
static void put_blank_line(struct printer *pr, size_t indent)
{
    if (pr->out->failed || pr->out->n <= indent)
        return;
    pr->out->n -= indent;
    new_line(pr, indent);
}

void put_comments_before(struct printer *pr, size_t start, size_t indent)
{
    if (!pr->text.p)
        return;
    while (has_comment_before(pr, start)) {
        if (has_blank_line(pr, pr->comment[0].offset))
            put_blank_line(pr, indent);
        (void)put_comment(pr);
        new_line(pr, indent);
    }
    if (start <= pr->text.n && has_blank_line(pr, start))
        put_blank_line(pr, indent);
}

static bool is_on_line_of(const struct printer *pr, size_t end, size_t offset)
{
    struct str gap = str_slice(pr->text, end, offset);

    return gap.n == 0 || memchr(gap.p, '\n', gap.n) == NULL;
}

void put_last_comments(struct printer *pr, size_t end, size_t indent)
{
    while (has_comment_before(pr, end)) {
        new_line(pr, indent);
        if (has_blank_line(pr, pr->comment[0].offset))
            put_blank_line(pr, indent);
        (void)put_comment(pr);
    }
}

void begin_parts(struct printer *pr, size_t start)
{
    pr->seen = has_comment_before(pr, start) ? pr->comment[0].offset : start;
}

void put_comments_behind(struct printer *pr, size_t end, size_t until)
{
    if (pr->seen < end)
        pr->seen = end;
    while (has_comment_before(pr, until) &&
           is_on_line_of(pr, end, pr->comment[0].offset)) {
        struct span comment;

        put(pr, " ");
        comment = put_comment(pr);
        if (is_line_comment(pr, comment))
            return;
    }
}
