/*
 * row.c - reading and writing the fields of one row.
 */
#include "base/base.h"

#include "event/batch.h"

static bool is_called(const struct named_value *nv, struct str name)
{
    return nv->slot < 0 && str_eq(nv->name, name);
}

static struct named_value *rest_find(struct row r, struct str name)
{
    struct field_list *list = batch_rest(r.batch, r.i);

    if (!list)
        return NULL;
    if (list->next < list->n && is_called(&list->v[list->next], name))
        return &list->v[list->next++];
    for (uint32_t k = 0; k < list->n; k++) {
        if (is_called(&list->v[k], name)) {
            list->next = k + 1;
            return &list->v[k];
        }
    }
    return NULL;
}

static void rest_add(struct row r, struct str name, struct value v, int32_t slot)
{
    struct field_list *list = batch_rest(r.batch, r.i);

    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 16;
        struct named_value *grown =
            arena_new_array(&r.batch->arena, struct named_value, cap);

        if (!grown)
            return;
        if (list->n)
            memcpy(grown, list->v, list->n * sizeof *grown);
        list->v = grown;
        list->cap = cap;
    }
    list->v[list->n++] = (struct named_value){ .name = name, .value = v, .slot = slot };
}

struct value row_get_name(struct row r, struct str name)
{
    int32_t slot = slots_find(r.batch->slots, name);
    const struct named_value *nv;

    if (slot >= 0)
        return *row_cell(r, slot);
    nv = rest_find(r, name);
    return nv ? nv->value : value_missing();
}

struct value row_get(struct row r, const struct field *f)
{
    return f->slot >= 0 ? *row_cell(r, f->slot) : row_get_name(r, f->name);
}

void row_set_name(struct row r, struct str name, struct value v)
{
    int32_t slot = slots_find(r.batch->slots, name);
    struct named_value *nv;

    if (slot >= 0) {
        row_set(r, &(struct field){ name, slot }, v);
        return;
    }
    if (!r.batch->keep_all)
        return;
    nv = rest_find(r, name);
    if (nv)
        nv->value = v;
    else if (!value_is_missing(v))
        rest_add(r, name, v, -1);
}

void row_set(struct row r, const struct field *f, struct value v)
{
    if (f->slot < 0) {
        row_set_name(r, f->name, v);
        return;
    }
    *row_cell(r, f->slot) = v;
    if (!value_is_missing(v))
        batch_show(r.batch, f->slot);
}

void row_forget_removed(struct row r)
{
    struct field_list *list = batch_rest(r.batch, r.i);
    uint32_t n = 0;

    for (uint32_t k = 0; list && k < list->n; k++)
        if (list->v[k].slot >= 0 || !value_is_missing(list->v[k].value))
            list->v[n++] = list->v[k];
    if (list)
        list->n = n;
}

void row_read(struct row r, struct str name, struct value v)
{
    int32_t slot = slots_find(r.batch->slots, name);

    if (slot >= 0)
        *row_cell(r, slot) = v;
    if (r.batch->rest)
        rest_add(r, name, v, slot);
}

void row_clear(struct row r)
{
    for (uint32_t s = 0; s < r.batch->slots->n; s++)
        *row_cell(r, (int32_t)s) = value_missing();
    if (!r.batch->rest)
        return;
    r.batch->unread[r.i] = (struct str){ NULL, 0 };
    r.batch->rest[r.i].n = 0;
}

/* Is the slot's place in the record's own list, so that it prints there? */
static bool is_in_rest(struct row r, int32_t slot)
{
    const struct field_list *list = batch_rest(r.batch, r.i);

    for (uint32_t k = 0; list && k < list->n; k++)
        if (list->v[k].slot == slot)
            return true;
    return false;
}

static bool next_in_rest(struct row r, struct row_iter *it)
{
    const struct field_list *list = batch_rest(r.batch, r.i);

    while (list && it->at < list->n) {
        const struct named_value *nv = &list->v[it->at++];

        it->value = nv->slot >= 0 ? *row_cell(r, nv->slot) : nv->value;
        it->name = nv->name;
        it->slot = nv->slot;
        if (!value_is_missing(it->value))
            return true;
    }
    return false;
}

bool row_next(struct row r, struct row_iter *it)
{
    const struct field_list *list = batch_rest(r.batch, r.i);
    uint32_t nrest = list ? list->n : 0;

    if (next_in_rest(r, it))
        return true;
    while (it->at - nrest < r.batch->norder) {
        int32_t slot = r.batch->order[it->at++ - nrest];

        it->value = *row_cell(r, slot);
        it->name = r.batch->slots->name[slot];
        it->slot = slot;
        if (!value_is_missing(it->value) && !is_in_rest(r, slot))
            return true;
    }
    return false;
}

/* Fields that free text does not look at. */
static bool is_out_of_reach(struct str name)
{
    return str_starts_with(name, STR("#")) || str_eq(name, STR("@id")) ||
           str_eq(name, STR("@timestamp")) || str_eq(name, STR("@ingesttimestamp"));
}

bool row_next_text(struct row r, struct row_iter *it)
{
    const struct field_list *list = r.batch->origin ? &r.batch->origin[r.i] : NULL;

    while (list && it->at < list->n) {
        const struct named_value *nv = &list->v[it->at++];

        *it = (struct row_iter){
            .name = nv->name, .value = nv->value, .slot = nv->slot, .at = it->at
        };
        if (!is_out_of_reach(nv->name))
            return true;
    }
    return false;
}

/* Does row_next() come to the slot? */
static bool is_shown(struct row r, int32_t slot)
{
    return r.batch->is_shown[slot] || is_in_rest(r, slot);
}

/* Fields with a value: at least as many as row_keep() will copy. */
static uint32_t count_fields(struct row r)
{
    const struct field_list *list = batch_rest(r.batch, r.i);
    uint32_t n = list ? list->n : 0;

    for (uint32_t s = 0; s < r.batch->slots->n; s++)
        n += !value_is_missing(*row_cell(r, (int32_t)s));
    return n;
}

static void keep_field(struct kept_row *k, struct arena *arena, struct kept_field f)
{
    f.value = value_keep(f.value, arena);
    k->field[k->nfields++] = f;
}

static void keep_hidden(struct row r, struct kept_row *k, struct arena *arena)
{
    for (uint32_t s = 0; s < r.batch->slots->n; s++) {
        int32_t slot = (int32_t)s;

        if (!value_is_missing(*row_cell(r, slot)) && !is_shown(r, slot))
            keep_field(k, arena,
                       (struct kept_field){ .name = r.batch->slots->name[s],
                                            .value = *row_cell(r, slot),
                                            .slot = slot,
                                            .is_hidden = true });
    }
}

struct kept_row *row_keep(struct row r, struct arena *arena)
{
    struct kept_row *k =
        arena_alloc(arena, sizeof *k + count_fields(r) * sizeof k->field[0],
                    _Alignof(struct kept_row));
    struct row_iter it = { 0 };

    if (!k)
        return NULL;
    k->ord = r.batch->ord[r.i];
    k->sub = r.batch->sub[r.i];
    if (r.batch->raw[r.i].p)
        k->raw = str_dup(arena, r.batch->raw[r.i]);
    while (row_next(r, &it))
        keep_field(k, arena,
                   (struct kept_field){ .name = it.slot >= 0
                                                    ? r.batch->slots->name[it.slot]
                                                    : str_dup(arena, it.name),
                                        .value = it.value,
                                        .slot = it.slot });
    keep_hidden(r, k, arena);
    return k;
}

struct value kept_get(const struct kept_row *k, const struct field *f)
{
    for (uint32_t i = 0; i < k->nfields; i++)
        if (k->field[i].slot >= 0 ? k->field[i].slot == f->slot
                                  : str_eq(k->field[i].name, f->name))
            return k->field[i].value;
    return value_missing();
}

void row_merge_kept(const struct kept_row *k, struct row row)
{
    struct batch *b = row.batch;

    b->raw[row.i] = k->raw;
    for (uint32_t f = 0; f < k->nfields; f++) {
        const struct kept_field *kf = &k->field[f];

        if (kf->slot >= 0)
            *row_cell(row, kf->slot) = kf->value;
        if (!kf->is_hidden && b->keep_all)
            rest_add(row, kf->name, kf->value, kf->slot);
        else if (!kf->is_hidden && kf->slot >= 0)
            batch_show(b, kf->slot);
    }
}

int32_t row_restore(const struct kept_row *k, struct batch *b)
{
    int32_t i = batch_add_row(b, k->ord, k->sub);

    if (i >= 0)
        row_merge_kept(k, (struct row){ b, (uint32_t)i });
    return i;
}

static void copy_rest(struct row from, struct row to)
{
    const struct field_list *own = batch_rest(from.batch, from.i);
    struct field_list list = *own;

    if (list.n == 0)
        return;
    list.v = arena_new_array(&to.batch->arena, struct named_value, list.n);
    if (!list.v)
        return;
    memcpy(list.v, own->v, list.n * sizeof *list.v);
    list.cap = list.n;
    to.batch->rest[to.i] = list;
    to.batch->origin[to.i] = from.batch->origin[from.i];
}

void row_copy(struct row from, struct row to)
{
    for (uint32_t s = 0; s < from.batch->slots->n; s++)
        *row_cell(to, (int32_t)s) = *row_cell(from, (int32_t)s);
    to.batch->raw[to.i] = from.batch->raw[from.i];
    for (uint32_t k = 0; k < from.batch->norder; k++)
        batch_show(to.batch, from.batch->order[k]);
    if (from.batch->rest && to.batch->rest)
        copy_rest(from, to);
}
