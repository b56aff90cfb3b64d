#include "base/base.h"

#include "signature/subject.h"

enum status subject_read(const struct subject *s, uint64_t offset, void *out, size_t n,
                         struct diag *diag)
{
    if (offset > s->size || n > s->size - offset)
        return diag_set(diag, ST_FORMAT, 0, "a range lies outside the file");
    if (n == 0)
        return ST_OK;
    /* Most headers are in the first bytes, which are at hand. */
    if (offset <= s->head.n && n <= s->head.n - (size_t)offset) {
        memcpy(out, s->head.p + (size_t)offset, n);
        return ST_OK;
    }
    return s->read_at(s->context, offset, out, n, diag);
}

enum status subject_view(const struct subject *s, uint64_t offset, size_t n,
                         struct str *out, struct diag *diag)
{
    char *p;

    *out = (struct str){ NULL, 0 };
    if (offset > s->size || n > s->size - offset)
        return diag_set(diag, ST_FORMAT, 0, "a range lies outside the file");
    p = arena_text(s->arena, n);
    if (!p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(subject_read(s, offset, p, n, diag));
    *out = (struct str){ p, n };
    return ST_OK;
}

static enum status read_memory(void *context, uint64_t offset, void *out, size_t n,
                               struct diag *diag)
{
    const struct str *bytes = context;

    if (offset > bytes->n || n > bytes->n - (size_t)offset)
        return diag_set(diag, ST_IO, 0, "the file became shorter");
    memcpy(out, bytes->p + (size_t)offset, n);
    return ST_OK;
}

void subject_from_memory(struct subject *s, struct str path, struct str *bytes,
                         struct arena *arena)
{
    *s = (struct subject){ .path = path,
                           .size = bytes->n,
                           .head = str_slice(*bytes, 0, SUBJECT_HEAD),
                           .read_at = read_memory,
                           .context = bytes,
                           .arena = arena };
}
