/*
 * fn_split.c - split(): a row for each element of an array.
 *
 * Of an event with a[0].x, a[1].x come two with a.x (with strip=true: x), each with the
 * element's place in _index. Its @id is the event's with that place behind it. An event
 * without the array makes no row. The array is taken out of the event first, so that
 * copying it for each element costs no more than the rest of the event.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/array.h"

enum { FIELD, STRIP };

struct element_field {
    size_t index;
    size_t place;    /* in the event: keeps the order of an element's fields */
    struct str rest; /* of the name, behind the bracket */
    struct value value;
};

struct element_list {
    struct element_field *v;
    size_t n;
};

static enum status split_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    struct field *index = arena_new(call->env->arena, struct field);

    if (!index)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = index;
    return call->env->field(call->env, STR("_index"), index, diag);
}

static size_t count_elements(struct row row, struct str name)
{
    struct row_iter it = { 0 };
    struct str rest;
    size_t index;
    size_t n = 0;

    while (row_next(row, &it))
        n += array_owns(name, it.name, &index, &rest);
    return n;
}

static int compare_fields(const void *a, const void *b)
{
    const struct element_field *x = a;
    const struct element_field *y = b;

    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Move the fields of the array out of the row, in the order of their index. */
static struct element_list take_elements(struct row row, struct arena *arena,
                                         struct str name)
{
    size_t n = count_elements(row, name);
    struct element_list list = { arena_new_array(arena, struct element_field, n + 1),
                                 0 };
    struct row_iter it = { 0 };

    while (list.v && list.n < n && row_next(row, &it)) {
        struct element_field *e = &list.v[list.n];

        if (!array_owns(name, it.name, &e->index, &e->rest))
            continue;
        e->value = it.value;
        e->place = list.n++;
        row_set_name(row, it.name, value_missing());
    }
    row_forget_removed(row);
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, compare_fields);
    return list;
}

/* `a` or `a.x`; with strip `x`, save for the element itself. */
static struct str new_name(const struct func_call *call, struct arena *arena,
                           struct str rest)
{
    struct str name = call->arg[FIELD].text[0];
    char *p;

    if (call->arg[STRIP].boolean && str_starts_with(rest, STR(".")))
        return str_slice(rest, 1, rest.n);
    p = arena_text(arena, name.n + rest.n);
    if (!p)
        return (struct str){ NULL, 0 };
    memcpy(p, name.p, name.n);
    if (rest.n)
        memcpy(p + name.n, rest.p, rest.n);
    return (struct str){ p, name.n + rest.n };
}

static struct value new_id(struct func_run *run, struct value id, size_t index)
{
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, value_text(id, run->arena));
    buf_printf(&b, "__%zu", index);
    return buf_value(run, &b);
}

static void split_expand(const struct func_call *call, struct row row,
                         struct func_run *run, struct row_sink *sink)
{
    struct element_list list = take_elements(row, run->arena, call->arg[FIELD].text[0]);
    struct value id = row_get_name(row, STR("@id"));

    for (size_t i = 0; i < list.n;) {
        size_t index = list.v[i].index;
        struct row out = sink->begin(sink, row);

        for (; i < list.n && list.v[i].index == index; i++)
            row_set_name(out, new_name(call, run->arena, list.v[i].rest),
                         list.v[i].value);
        row_set(out, call->state, value_int((int64_t)index));
        if (!value_is_missing(id))
            row_set_name(out, STR("@id"), new_id(run, id, index));
    }
}

const struct func func_split = {
    .name = "split",
    .summary = "Make a row of each element of an array, with its place in _index.",
    .source = "library.humio.com/data-analysis/functions-split.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_ARRAY,
              .flags = PARAM_UNNAMED,
              .def = "_events" },
            { .name = "strip",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "leave out the array's name in front of its members" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = split_open,
    .expand = split_expand,
    .examples =
        (const struct func_example[]){
            { .query = "split(a)",
              .input = "{\"a[0].x\":\"1\",\"a[1].x\":\"2\",\"b\":\"3\"}",
              .output = "{\"b\":\"3\",\"a.x\":\"1\",\"_index\":\"0\"}\n"
                        "{\"b\":\"3\",\"a.x\":\"2\",\"_index\":\"1\"}" },
            { .query = "split(a, strip=true) | drop(_index)",
              .input = "{\"a[0].x\":\"1\",\"a[1].x\":\"2\"}",
              .output = "{\"x\":\"1\"}\n{\"x\":\"2\"}" },
            { .query = NULL },
        },
};
