#include "base/base.h"

#include "forge/der_write.h"
#include "forge/graft.h"
#include "signature/pe.h"

struct image {
    const char *name;
    struct str bytes;
    struct pe pe;
};

static enum status read_image(struct forge *f, struct image *m, struct diag *diag)
{
    struct subject subject;

    subject_from_memory(&subject, str_from_cstr(m->name), &m->bytes, &f->arena);
    TRY(pe_read(&subject, &m->pe, diag));
    if (!m->pe.is_pe || m->pe.directory_offset == 0 ||
        m->pe.directory_offset + 8 > m->bytes.n)
        return diag_set(diag, ST_FORMAT, 0,
                        "%s: no PE image with a place for a signature", m->name);
    return ST_OK;
}

static bool table_is_inside(const struct image *m)
{
    return m->pe.table_size >= 8 && m->pe.table_offset <= m->bytes.n &&
           m->pe.table_size <= m->bytes.n - m->pe.table_offset;
}

static struct str without_table(const struct image *m)
{
    if (table_is_inside(m) &&
        (size_t)m->pe.table_offset + m->pe.table_size == m->bytes.n &&
        m->pe.table_offset > m->pe.directory_offset + 8)
        return str_slice(m->bytes, 0, m->pe.table_offset);
    return m->bytes;
}

static struct str little(struct forge *f, uint32_t a, uint32_t b)
{
    char bytes[8];

    for (size_t i = 0; i < 4; i++) {
        bytes[i] = (char)(a >> 8 * i);
        bytes[4 + i] = (char)(b >> 8 * i);
    }
    return str_dup(&f->arena, (struct str){ bytes, sizeof bytes });
}

enum status graft(struct forge *f, struct str donor, const char *donor_name,
                  struct str target, const char *target_name, struct str *out,
                  struct diag *diag)
{
    struct image from = { .name = donor_name, .bytes = donor };
    struct image to = { .name = target_name, .bytes = target };
    struct str rest, table;
    size_t directory;

    *out = (struct str){ NULL, 0 };
    TRY(read_image(f, &from, diag));
    TRY(read_image(f, &to, diag));
    if (!table_is_inside(&from))
        return diag_set(diag, ST_FORMAT, 0, "%s: no signature to take", donor_name);
    rest = without_table(&to);
    table = str_slice(donor, from.pe.table_offset,
                      (size_t)from.pe.table_offset + from.pe.table_size);
    directory = (size_t)to.pe.directory_offset;
    *out = DER(&f->arena, 0, str_slice(rest, 0, directory),
               little(f, (uint32_t)rest.n, (uint32_t)table.n),
               str_slice(rest, directory + 8, rest.n), table);
    return out->p ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}
