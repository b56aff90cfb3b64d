/*
 * map.c - rules, compiled for a query: which fields to ask an event for, and how the
 * wanted slots are filled from them.
 *
 * A plan holds one shape a rule and one for events without a rule; all are made at
 * once, so that a plan never changes. A shape's steps make one field each:
 *
 *     wanted slot            step                    sources of the shape
 *     3 ImageFileName  <---  copy 0                  0 ImageLoaded
 *     5 PrimaryModule  <---  same path of 1, 0       1 Image
 *     7 winlog.Image   <---  copy 1
 *
 * For whole events there is also a step for each field of the rule that no slot stands
 * for.
 */
#include "base/base.h"

#include "base/hash.h"
#include "event/map.h"

struct map_step {
    struct str name;
    int32_t slot;                  /* -1: for the list of a whole event only */
    const struct map_field *field; /* NULL: a field of the event's own, as it is */
    bool notes_odd; /* the one step of the shape that counts unknown words */
    uint16_t nsources;
    uint16_t source[MAP_SOURCES_MAX]; /* places in the shape's list */
};

struct map_plan {
    struct map_shape *shape; /* n of them, and one for what is no Windows event */
    size_t n;                /* the last of them is for events without a rule */
};

/* ---- names ------------------------------------------------------------------- */

#define NAME(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

/* Names of System's fields in other programs' exports. */
static const struct {
    struct str name, own;
} other_names[] = {
    { NAME("winlog.event_id"), NAME("EventID") },
    { NAME("event.code"), NAME("EventID") },
    { NAME("winlog.channel"), NAME("Channel") },
    { NAME("winlog.computer_name"), NAME("Computer") },
    { NAME("winlog.provider_name"), NAME("Provider") },
    { NAME("winlog.record_id"), NAME("EventRecordID") },
    { NAME("winlog.user.identifier"), NAME("UserID") },
    { NAME("winlog.time_created"), NAME("TimeCreated") },
};

static bool strip(struct str *name, struct str prefix)
{
    if (!str_starts_with(*name, prefix))
        return false;
    *name = str_slice(*name, prefix.n, name->n);
    return true;
}

/* `EventData.name` as a text of its own. */
static struct str data_name(struct arena *arena, struct str name)
{
    static const struct str prefix = NAME("EventData.");
    char *p = arena_text(arena, prefix.n + name.n);

    if (!p)
        return name;
    memcpy(p, prefix.p, prefix.n);
    if (name.n)
        memcpy(p + prefix.n, name.p, name.n);
    return (struct str){ p, prefix.n + name.n };
}

/*
 * The event's own names that `name` may stand for, the better one first; 1 or 2.
 */
static size_t own_names(struct arena *arena, struct str name, struct str own[static 2])
{
    for (size_t i = 0; i < countof(other_names); i++) {
        if (str_eq(name, other_names[i].name)) {
            own[0] = other_names[i].own;
            return 1;
        }
    }
    if (strip(&name, STR("winlog.event_data.")) || strip(&name, STR("EventData."))) {
        own[0] = data_name(arena, name);
        own[1] = name;
        return 2;
    }
    own[0] = name;
    own[1] = name;
    return strip(&own[1], STR("winlog.")) ? 2 : 1;
}

/* ---- making shapes ------------------------------------------------------------- */

struct making {
    struct arena *arena;
    bool is_foreign; /* no Windows event: names are what they are */
    const struct want *want;
    struct map_shape *shape;
    struct str *source;    /* of the shape, room for all */
    struct map_step *step; /* likewise */
};

static uint32_t wanted_count(const struct want *want)
{
    return want->all ? want->slots->n : want->n;
}

static int32_t wanted_slot(const struct want *want, uint32_t i)
{
    return want->all ? (int32_t)i : want->slot[i];
}

/* The field of that name that the rule, or every event, has. */
static const struct map_field *find_field(const struct map_rule *rule, struct str name)
{
    for (size_t i = 0; rule && i < rule->nfields; i++)
        if (str_eq(rule->field[i].name, name))
            return &rule->field[i];
    for (size_t i = 0; i < map_common_len; i++)
        if (str_eq(map_common[i].name, name))
            return &map_common[i];
    return NULL;
}

static uint16_t source_place(struct making *m, struct str name)
{
    size_t i = 0;

    while (i < m->shape->nsources && !str_eq(m->source[i], name))
        i++;
    if (i == m->shape->nsources)
        m->source[m->shape->nsources++] = name;
    return (uint16_t)i;
}

static void add_step(struct making *m, const struct map_field *field, struct str name,
                     int32_t slot)
{
    struct map_step *step = &m->step[m->shape->nsteps++];
    struct str own[2];
    size_t n = 0;

    *step = (struct map_step){ .name = name, .slot = slot, .field = field };
    if (field) {
        while (n < MAP_SOURCES_MAX && field->source[n].n) {
            step->source[n] = source_place(m, field->source[n]);
            n++;
        }
    } else {
        size_t names = 1;

        own[0] = name;
        if (!m->is_foreign)
            names = own_names(m->arena, name, own);
        for (; n < names; n++)
            step->source[n] = source_place(m, own[n]);
    }
    step->nsources = (uint16_t)n;
}

/* A verdict may be asked for as flags and as a word: its words are counted once. */
static void choose_noting(struct map_shape *shape, struct map_step *step)
{
    for (size_t i = 0; i < shape->nsteps; i++) {
        if (step[i].field && step[i].field->make && step[i].field->make->is_verdict) {
            step[i].notes_odd = true;
            return;
        }
    }
}

/* The fields that no slot stands for, in the order of the rule. */
static void add_unseen(struct making *m, const struct map_field *field, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slots_find(m->want->slots, field[i].name) < 0)
            add_step(m, &field[i], field[i].name, -1);
}

static bool make_shape(struct making *m, const struct map_rule *rule)
{
    uint32_t n = wanted_count(m->want);
    size_t most = n + (rule ? rule->nfields : 0) + map_common_len;

    m->shape->rule = rule;
    m->source = arena_new_array(m->arena, struct str,
                                2 * (size_t)n + (most - n) * MAP_SOURCES_MAX);
    m->step = arena_new_array(m->arena, struct map_step, most);
    if (!m->source || !m->step)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        int32_t slot = wanted_slot(m->want, i);
        struct str name = m->want->slots->name[slot];

        add_step(m, m->is_foreign ? NULL : find_field(rule, name), name, slot);
    }
    if (m->want->all && !m->is_foreign) {
        add_unseen(m, rule ? rule->field : NULL, rule ? rule->nfields : 0);
        add_unseen(m, map_common, map_common_len);
    }
    choose_noting(m->shape, m->step);
    m->shape->source = m->source;
    m->shape->step = m->step;
    return !m->arena->failed;
}

static size_t count_rules(void)
{
    size_t n = 0;

    for (size_t i = 0; i < map_source_table_len; i++)
        n += map_source_table[i]->nrules;
    return n;
}

static bool make_shapes(struct map_plan *plan, struct making *m)
{
    for (size_t i = 0; i < map_source_table_len; i++) {
        const struct map_source *source = map_source_table[i];

        for (size_t k = 0; k < source->nrules; k++) {
            m->shape = &plan->shape[plan->n++];
            if (!make_shape(m, &source->rule[k]))
                return false;
        }
    }
    m->shape = &plan->shape[plan->n++];
    if (!make_shape(m, NULL))
        return false;
    m->is_foreign = true;
    m->shape = &plan->shape[plan->n];
    return make_shape(m, NULL);
}

enum status map_plan_make(const struct want *want, struct arena *arena,
                          const void **plan, struct diag *diag)
{
    struct map_plan *p = arena_new(arena, struct map_plan);
    struct making m = { .arena = arena, .want = want };

    if (p)
        p->shape = arena_new_array(arena, struct map_shape, count_rules() + 2);
    if (!p || !p->shape || !make_shapes(p, &m))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    *plan = p;
    return ST_OK;
}

const struct map_shape *map_plan_shape(const struct map_plan *plan,
                                       const struct map_kind *kind)
{
    const struct map_rule *rule;
    size_t i = 0;

    if (!kind)
        return &plan->shape[plan->n];
    rule = map_rule_find(kind);
    while (i + 1 < plan->n && plan->shape[i].rule != rule)
        i++;
    return &plan->shape[i];
}

/* ---- filling rows -------------------------------------------------------------- */

/* The first source that has a value; one that says nothing only if `any`. */
static struct value first_value(const struct map_step *step, const struct value *value,
                                bool any)
{
    for (size_t i = 0; i < step->nsources; i++) {
        struct value v = value[step->source[i]];

        if (value_is_missing(v))
            continue;
        if (any || v.kind == VALUE_INTEGER || v.kind == VALUE_DOUBLE || v.n > 1 ||
            (v.n == 1 && *v.p != '-' && *v.p != '?'))
            return v;
    }
    return value_missing();
}

static struct value make_value(const struct map_step *step, const struct value *value,
                               struct row row)
{
    struct value source[MAP_SOURCES_MAX] = { 0 };
    struct derive_input in = { .source = source,
                               .raw = row.batch->raw[row.i],
                               .ordinal = row.batch->ord[row.i],
                               .arena = &row.batch->arena,
                               .odd = step->notes_odd ? &row.batch->odd : NULL };

    for (size_t i = 0; i < step->nsources; i++)
        source[i] = value[step->source[i]];
    return step->field->make->value(&in);
}

/* Most steps copy, and most of what they copy is missing. */
static struct value run_step(const struct map_step *step, const struct value *value,
                             struct row row)
{
    if (!step->field)
        return first_value(step, value, true);
    if (step->field->constant.n)
        return value_str(step->field->constant);
    if (step->field->make)
        return make_value(step, value, row);
    return first_value(step, value, false);
}

void map_fill(const struct map_shape *shape, const struct value *value, struct row row)
{
    for (size_t i = 0; i < shape->nsteps; i++) {
        const struct map_step *step = &shape->step[i];

        if (step->slot >= 0)
            *row_cell(row, step->slot) = run_step(step, value, row);
    }
}

/* The names of an event's fields: places in its list + 1, by hash. */
struct name_index {
    const struct named_value *field;
    uint32_t *place;
    size_t mask;
};

static uint32_t *index_place(const struct name_index *index, struct str name)
{
    size_t at = (size_t)hash_bytes(name.p, name.n) & index->mask;

    while (index->place[at] && !str_eq(index->field[index->place[at] - 1].name, name))
        at = (at + 1) & index->mask;
    return &index->place[at];
}

static bool index_make(struct name_index *index, const struct named_value *field,
                       size_t n, struct arena *arena)
{
    size_t cap = 16;

    while (cap / 2 <= n)
        cap *= 2;
    index->field = field;
    index->mask = cap - 1;
    index->place = arena_new_array(arena, uint32_t, cap);
    for (size_t i = 0; index->place && i < n; i++) {
        uint32_t *place = index_place(index, field[i].name);

        if (!*place && !value_is_missing(field[i].value))
            *place = (uint32_t)(i + 1);
    }
    return index->place != NULL;
}

/* `winlog.name` as a text of its own. */
static struct str winlog_name(struct arena *arena, struct str name)
{
    static const struct str prefix = NAME("winlog.");
    char *p = arena_text(arena, prefix.n + name.n);

    if (!p)
        return name;
    memcpy(p, prefix.p, prefix.n);
    if (name.n)
        memcpy(p + prefix.n, name.p, name.n);
    return (struct str){ p, prefix.n + name.n };
}

/* What the rule and every event give, in their order, into the row's list. */
static void list_made(const struct map_shape *shape, const struct map_field *field,
                      size_t n, const struct value *made, struct row row)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < shape->nsteps; k++)
            if (shape->step[k].field == &field[i] && !value_is_missing(made[k]))
                row_read(row, field[i].name, made[k]);
}

/* The step that makes a field of that name, or SIZE_MAX. */
static size_t making_step(const struct map_shape *shape, struct str name)
{
    for (size_t k = 0; k < shape->nsteps; k++)
        if (shape->step[k].field && str_eq(shape->step[k].name, name))
            return k;
    return SIZE_MAX;
}

/* A field of the event's own; under winlog. where the rule made another of its name. */
static void list_own(const struct map_shape *shape, const struct named_value *own,
                     const struct value *made, struct row row)
{
    struct arena *arena = &row.batch->arena;
    size_t k = making_step(shape, own->name);

    if (k == SIZE_MAX)
        row_read(row, own->name, own->value);
    else if (!value_same_text(made[k], own->value, arena))
        row_read(row, winlog_name(arena, own->name), own->value);
}

void map_fill_all(const struct map_shape *shape, const struct named_value *field,
                  size_t n, struct row row)
{
    struct arena *arena = &row.batch->arena;
    struct value *value = arena_new_array(arena, struct value, shape->nsources + 1);
    struct value *made = arena_new_array(arena, struct value, shape->nsteps + 1);
    const struct map_rule *rule = shape->rule;
    struct name_index index;

    if (!value || !made || !index_make(&index, field, n, arena))
        return;
    for (size_t i = 0; i < shape->nsources; i++) {
        uint32_t place = *index_place(&index, shape->source[i]);

        value[i] = place ? field[place - 1].value : value_missing();
    }
    for (size_t k = 0; k < shape->nsteps; k++) {
        made[k] = run_step(&shape->step[k], value, row);
        if (shape->step[k].slot >= 0)
            *row_cell(row, shape->step[k].slot) = made[k];
    }
    if (rule)
        list_made(shape, rule->field, rule->nfields, made, row);
    list_made(shape, map_common, map_common_len, made, row);
    for (size_t i = 0; i < n; i++)
        if (*index_place(&index, field[i].name) == i + 1)
            list_own(shape, &field[i], made, row);
}
