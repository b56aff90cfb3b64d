#include "base/base.h"

#include "input/windows_row.h"

static struct value find_value(const struct windows_event *event, struct str name)
{
    for (size_t i = 0; i < event->n; i++)
        if (str_eq(event->field[i].name, name) &&
            !value_is_missing(event->field[i].value))
            return event->field[i].value;
    return value_missing();
}

static void fill(const struct map_shape *shape, const struct windows_event *event,
                 struct row row)
{
    struct value *value =
        arena_new_array(&row.batch->arena, struct value, shape->nsources + 1);

    for (size_t i = 0; value && i < shape->nsources; i++)
        value[i] = find_value(event, shape->source[i]);
    if (value)
        map_fill(shape, value, row);
}

/* Take back the row that was added last. */
static void drop_row(struct batch *b)
{
    b->nsel--;
    b->nrows--;
    for (uint32_t s = 0; s < b->slots->n; s++)
        b->col[s][b->nrows] = value_missing();
    if (b->rest)
        b->rest[b->nrows] = (struct field_list){ 0 };
}

enum windows_fate windows_row_add(const struct want *want,
                                  const struct windows_event *event, struct batch *b)
{
    const struct map_shape *shape =
        map_plan_shape(want->compiled, event->is_foreign ? NULL : &event->kind);
    bool is_alone = b->nrows == 0;
    struct row row = { b, (uint32_t)batch_add_row(b, event->ordinal, 0) };

    if (want->raw)
        b->raw[row.i] = event->raw;
    if (b->arena.failed)
        ; /* the fields are not whole */
    else if (want->all)
        map_fill_all(shape, event->field, event->n, row);
    else
        fill(shape, event, row);
    if (!b->arena.failed)
        return WINDOWS_ROW;
    drop_row(b);
    b->arena.failed = false;
    return is_alone ? WINDOWS_NOMEM : WINDOWS_LATER;
}

static struct str text_of(const struct windows_event *event, struct str name,
                          struct arena *arena)
{
    return value_text(find_value(event, name), arena);
}

struct map_kind windows_kind(const struct named_value *field, size_t n,
                             struct arena *arena)
{
    const struct windows_event event = { .field = field, .n = n };
    struct map_kind kind = { .provider = text_of(&event, STR("Provider"), arena),
                             .channel = text_of(&event, STR("Channel"), arena) };
    int64_t id;

    if (value_integer(find_value(&event, STR("EventID")), &id) && id >= 0 &&
        id <= UINT16_MAX)
        kind.event_id = (uint32_t)id;
    return kind;
}
