#include "base/base.h"

#include "func/agg_list.h"
#include "func/top_rows.h"

/*
 * A place in the heap. Until the end of a batch it may stand for a row of that batch
 * (is_pending); then the row is copied to `block`, which stays with the place.
 */
struct top_row {
    struct kept_row *kept;
    char *block;
    size_t block_size;
    uint64_t ord;
    uint32_t sub;
    uint16_t index; /* of the pending row */
    bool is_pending;
    struct sort_key key[];
};

/* ---- order ---- */

/* Does `a` come before `b`? */
static bool is_before(const struct top_shape *shape, const struct top_row *a,
                      const struct top_row *b)
{
    for (size_t i = 0; i < shape->nspecs; i++) {
        int d = sort_key_cmp(&a->key[i], &b->key[i], shape->spec[i].is_descending);

        if (d)
            return d < 0;
    }
    if (a->ord != b->ord)
        return (a->ord < b->ord) != shape->is_latest;
    return a->sub != b->sub && (a->sub < b->sub) != shape->is_latest;
}

static void sift_up(struct top_row **heap, size_t at, const struct top_shape *shape)
{
    struct top_row *row = heap[at];

    while (at > 0 && is_before(shape, heap[(at - 1) / 2], row)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = row;
}

static void sift_down(struct top_row **heap, size_t n, const struct top_shape *shape)
{
    struct top_row *row = heap[0];
    size_t at = 0;

    for (size_t kid; (kid = 2 * at + 1) < n; at = kid) {
        if (kid + 1 < n && is_before(shape, heap[kid], heap[kid + 1]))
            kid++;
        if (!is_before(shape, row, heap[kid]))
            break;
        heap[at] = heap[kid];
    }
    heap[at] = row;
}

/* ---- copying rows ---- */

/* A block that is filled from the front. */
struct filler {
    char *p;
};

static struct str fill_text(struct filler *f, struct str s)
{
    struct str copy = { f->p, s.n };

    if (s.n)
        memcpy(f->p, s.p, s.n);
    f->p += s.n;
    return copy;
}

static bool has_bytes(struct value v)
{
    return v.kind == VALUE_STRING || v.kind == VALUE_ESCAPED;
}

static size_t kept_size(const struct kept_row *k, const struct top_row *row,
                        size_t nspecs)
{
    size_t size = sizeof *k + k->nfields * sizeof k->field[0] + k->raw.n;

    for (uint32_t i = 0; i < k->nfields; i++) {
        const struct kept_field *f = &k->field[i];

        size += (f->slot < 0 ? f->name.n : 0) + (has_bytes(f->value) ? f->value.n : 0);
    }
    for (size_t i = 0; i < nspecs; i++)
        size += row->key[i].text.n;
    return size;
}

/* Copy a kept row and the texts of the keys into the place's own block. */
static void copy_kept(struct top_row *row, const struct kept_row *k, size_t nspecs)
{
    struct filler f = { row->block + sizeof *k + k->nfields * sizeof k->field[0] };
    struct kept_row *copy = (void *)row->block;

    memcpy(copy, k, sizeof *k + k->nfields * sizeof k->field[0]);
    if (k->raw.p)
        copy->raw = fill_text(&f, k->raw);
    for (uint32_t i = 0; i < k->nfields; i++) {
        struct kept_field *field = &copy->field[i];

        if (field->slot < 0)
            field->name = fill_text(&f, field->name);
        if (has_bytes(field->value))
            field->value.p =
                fill_text(&f, (struct str){ field->value.p, field->value.n }).p;
    }
    for (size_t i = 0; i < nspecs; i++)
        row->key[i].text = fill_text(&f, row->key[i].text);
    row->kept = copy;
}

/* The listed fields of a row as views; names live as long as the query. */
static struct kept_row *project(struct row r, const struct top_shape *shape,
                                struct arena *arena)
{
    struct kept_row *k =
        arena_alloc(arena, sizeof *k + shape->nkeep * sizeof k->field[0],
                    _Alignof(struct kept_row));

    if (!k)
        return NULL;
    k->ord = r.batch->ord[r.i];
    k->sub = r.batch->sub[r.i];
    for (size_t i = 0; i < shape->nkeep; i++)
        k->field[k->nfields++] =
            (struct kept_field){ .name = shape->keep[i].name,
                                 .value = row_value(r, &shape->keep[i]),
                                 .slot = shape->keep[i].slot };
    return k;
}

static void materialise(struct top_row *row, struct batch *batch,
                        const struct top_shape *shape, struct arena *scratch,
                        struct arena *arena)
{
    struct row r = { batch, row->index };
    struct kept_row *k =
        shape->keep ? project(r, shape, scratch) : row_keep(r, scratch);
    size_t size;

    row->is_pending = false;
    if (!k) {
        arena->failed = true;
        return;
    }
    size = kept_size(k, row, shape->nspecs);
    if (size > row->block_size) {
        row->block_size = row->block_size ? size * 2 : size;
        row->block = arena_alloc(arena, row->block_size, _Alignof(struct kept_row));
        if (!row->block) {
            row->block_size = 0;
            row->kept = NULL;
            return;
        }
    }
    copy_kept(row, k, shape->nspecs);
}

/* ---- adding ---- */

static bool reserve(struct top_rows *top, struct arena *arena)
{
    size_t cap = top->cap ? top->cap * 4 : 16;
    struct top_row **heap;

    if (top->n < top->cap)
        return true;
    heap = arena_new_array(arena, struct top_row *, cap);
    if (!heap)
        return false;
    if (top->n)
        memcpy(heap, top->heap, top->n * sizeof(struct top_row *));
    top->heap = heap;
    top->cap = cap;
    return true;
}

static size_t row_size(const struct top_shape *shape)
{
    return sizeof(struct top_row) + shape->nspecs * sizeof(struct sort_key);
}

static void read_row(struct top_row *out, struct row r, const struct top_shape *shape,
                     struct arena *scratch)
{
    out->ord = r.batch->ord[r.i];
    out->sub = r.batch->sub[r.i];
    out->index = (uint16_t)r.i;
    for (size_t i = 0; i < shape->nspecs; i++)
        out->key[i] = sort_key_read(row_value(r, &shape->spec[i].field),
                                    shape->spec[i].type, scratch);
}

/* Copy what decides the order; the block stays with the place. */
static void take_place(struct top_row *place, const struct top_row *row, size_t nspecs)
{
    place->ord = row->ord;
    place->sub = row->sub;
    place->index = row->index;
    memcpy(place->key, row->key, nspecs * sizeof row->key[0]);
}

/* The place that the row took, or NULL when it was refused. */
static struct top_row *offer(struct top_rows *top, const struct top_shape *shape,
                             const struct top_row *row, struct arena *arena)
{
    struct top_row *place;

    if (top->n >= shape->limit) {
        if (!top->n || !is_before(shape, row, top->heap[0]))
            return NULL;
        place = top->heap[0];
        take_place(place, row, shape->nspecs);
        sift_down(top->heap, top->n, shape);
        return place;
    }
    place = arena_alloc(arena, row_size(shape), _Alignof(struct top_row));
    if (!place || !reserve(top, arena))
        return NULL;
    take_place(place, row, shape->nspecs);
    top->heap[top->n++] = place;
    sift_up(top->heap, top->n - 1, shape);
    return place;
}

void top_rows_add(struct top_rows *top, const struct top_shape *shape,
                  struct batch *batch, const uint16_t *sel, size_t nsel,
                  struct arena *scratch, struct arena *arena)
{
    struct top_row *row =
        arena_alloc(scratch, row_size(shape), _Alignof(struct top_row));
    struct top_row **pending = arena_new_array(scratch, struct top_row *, nsel);
    size_t npending = 0;

    top->seen += nsel;
    if (!row || !pending) {
        arena->failed = true;
        return;
    }
    for (size_t j = 0; j < nsel && !arena->failed; j++) {
        struct top_row *place;

        read_row(row, (struct row){ batch, sel[j] }, shape, scratch);
        place = offer(top, shape, row, arena);
        if (!place || place->is_pending)
            continue;
        place->is_pending = true;
        pending[npending++] = place;
    }
    for (size_t j = 0; j < npending; j++)
        materialise(pending[j], batch, shape, scratch, arena);
}

void top_rows_merge(struct top_rows *top, const struct top_shape *shape,
                    const struct top_rows *from, struct arena *arena)
{
    top->seen += from->seen;
    for (size_t i = 0; i < from->n; i++) {
        struct top_row *row = from->heap[i];

        if (top->n >= shape->limit) {
            if (!is_before(shape, row, top->heap[0]))
                continue;
            top->heap[0] = row;
            sift_down(top->heap, top->n, shape);
        } else if (reserve(top, arena)) {
            top->heap[top->n++] = row;
            sift_up(top->heap, top->n - 1, shape);
        }
    }
}

/* The heap gives up its last row first, so the result is filled from the end. */
struct kept_row **top_rows_sorted(const struct top_rows *top,
                                  const struct top_shape *shape, struct arena *arena)
{
    struct kept_row **sorted;
    struct top_row **heap;

    if (top->n == 0)
        return NULL;
    sorted = arena_new_array(arena, struct kept_row *, top->n);
    heap = arena_new_array(arena, struct top_row *, top->n);
    if (!sorted || !heap)
        return NULL;
    memcpy(heap, top->heap, top->n * sizeof(struct top_row *));
    for (size_t n = top->n; n > 0; n--) {
        sorted[n - 1] = heap[0]->kept;
        heap[0] = heap[n - 1];
        if (n > 1)
            sift_down(heap, n - 1, shape);
    }
    return sorted;
}
