#include "base/base.h"

#include "base/arena.h"
#include "decode_case.h"

static void note_bad(void *ctx, const struct chunk *chunk, size_t offset,
                     const char *why)
{
    if (offset > chunk->bytes.n)
        abort();
    buf_printf(ctx, "! %zu %s\n", offset, why);
}

static void print_field(struct buf *out, struct str name, struct value v,
                        struct arena *arena)
{
    struct str text = value_text(v, arena);

    buf_printf(out, " %.*s=", STR_ARG(name));
    buf_add(out, text);
}

static void print_row(const struct want *want, struct row row, struct buf *out)
{
    struct batch *b = row.batch;

    buf_printf(out, "%llu", (unsigned long long)b->ord[row.i]);
    for (uint32_t k = 0; !want->all && k < want->n; k++) {
        struct value v = *row_cell(row, want->slot[k]);

        if (!value_is_missing(v))
            print_field(out, want->slots->name[want->slot[k]], v, &b->arena);
    }
    for (uint32_t k = 0; want->all && k < batch_rest(b, row.i)->n; k++) {
        const struct named_value *f = &b->rest[row.i].v[k];

        print_field(out, f->name, f->value, &b->arena);
    }
    if (want->raw)
        buf_printf(out, " <%.*s>", STR_ARG(b->raw[row.i]));
    buf_add_char(out, '\n');
}

static void make_want(struct want *want, const char *fields, struct slots *slots,
                      int32_t slot[static 64])
{
    struct str rest = str_from_cstr(fields ? fields : "");

    while (rest.n && want->n < 64)
        slot[want->n++] = slots_add(slots, str_cut(&rest, ','));
    want->slots = slots;
    want->slot = slot;
    want->all = fields == NULL;
}

void decode_print(const struct decoder *decoder, struct str bytes,
                  const struct decode_options *options, struct buf *out)
{
    const struct chunk chunk = { .bytes = bytes,
                                 .ordinal = options->ordinal,
                                 .flags = options->flags };
    const struct decode_report report = { .ctx = out, .bad_record = note_bad };
    struct want want = { .raw = options->raw };
    struct feed_stats own = { 0 }, *stats = options->stats ? options->stats : &own;
    struct cursor at = { 0 };
    struct slots slots;
    struct arena arena;
    struct batch *b;
    int32_t slot[64];

    arena_init(&arena, SIZE_MAX);
    slots_init(&slots, &arena);
    make_want(&want, options->fields, &slots, slot);
    if (decoder->compile(&want, &arena, &want.compiled, NULL) != ST_OK)
        abort();
    b = batch_new(&slots, want.all,
                  options->batch_bytes ? options->batch_bytes : (size_t)1 << 30);
    while (at.pos < bytes.n) {
        size_t before = at.pos;

        batch_reset(b);
        if (decoder->decode(&chunk, &at, &want, options->prefilter, b, stats,
                            options->rows_only ? NULL : &report) != ST_OK)
            buf_add_cstr(out, "NOMEM\n");
        for (uint32_t i = 0; i < b->nrows; i++)
            print_row(&want, (struct row){ b, i }, out);
        if (at.pos <= before || at.pos > bytes.n)
            abort();
    }
    batch_free(b);
    arena_release(&arena);
}
