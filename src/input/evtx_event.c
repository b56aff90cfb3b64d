#include "base/base.h"

#include "input/evtx_event.h"
#include "input/evtx_value.h"

enum {
    COMPILED_MAX = 4 * 65536, /* bytes of definitions in a chunk that do not overlap
                                 are fewer than it has */
    KINDS = 4,
};

/* A text of an event's kind as it lies in the record: compared, not decoded. */
struct raw_text {
    const void *p;
    size_t n;
};

/* A kind that was met, and its shape. */
struct known_kind {
    uint32_t event_id;
    struct raw_text provider, channel;
    const struct map_shape *shape;
};

struct item {
    const struct evtx_leaf *leaf;
    int32_t source; /* of the shape; -1: none */
};

struct binding {
    struct binding *next;
    const struct map_shape *shape;
    struct item *item;
    size_t n;
};

/* A compiled stream. */
struct evtx_template {
    struct evtx_template *next;
    size_t definition;
    enum evtx_zone zone; /* the context that it was compiled for */
    struct str path;
    const struct evtx_plan *plan;
    struct binding *binding;
    struct known_kind kind[KINDS];
    unsigned nkinds;
};

/* A record on its way. */
struct run {
    struct evtx_job *job;
    const struct map_shape *shape; /* NULL: not known yet */
    size_t npool;                  /* values of the job's pool that are in use */
    size_t work;
    unsigned depth, unnamed;
    const char *why; /* what is wrong with it */
};

/* Values of the instance at hand. */
struct values {
    const struct evtx_value *v;
    size_t n;
};

static const char damaged[] = "record is damaged";

static bool fail(struct run *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

/* Note what the record costs; false when that is too much. */
static bool add_work(struct run *r, size_t n)
{
    r->work += n;
    return r->work <= EVTX_WORK_MAX || fail(r, "record unfolds into too much");
}

/* ---- job ------------------------------------------------------------------- */

bool evtx_job_init(struct evtx_job *job, const struct want *want, struct batch *batch)
{
    *job = (struct evtx_job){ .want = want, .batch = batch };
    evtx_compiler_init(&job->compiler, &batch->arena);
    evtx_text_init(&job->text, &batch->arena);
    job->pool = arena_new_array(&batch->arena, struct evtx_value, EVTX_VALUES_MAX);
    return job->pool != NULL;
}

void evtx_job_chunk(struct evtx_job *job, const uint8_t *chunk, size_t end)
{
    job->chunk = chunk;
    job->chunk_end = end;
    job->compiled = 0;
    memset(job->bucket, 0, sizeof job->bucket);
}

/* ---- templates ------------------------------------------------------------- */

static struct evtx_template *compile(struct run *r, struct evtx_reader in,
                                     bool has_dependency,
                                     const struct evtx_element *context)
{
    struct evtx_job *job = r->job;
    struct evtx_tokens tokens = { .in = in,
                                  .chunk_end = job->chunk_end,
                                  .has_dependency = has_dependency };
    struct evtx_template *t = arena_new(&job->batch->arena, struct evtx_template);

    if (!t)
        return NULL;
    t->plan = evtx_plan_compile(&job->compiler, &tokens, context);
    t->zone = context ? context->zone : EVTX_IN_ROOT;
    t->path = context ? context->path : (struct str){ NULL, 0 };
    if (!t->plan)
        (void)fail(r, has_dependency ? "template is damaged" : damaged);
    return t->plan ? t : NULL;
}

/* The template of an instance that stands in `context`. */
static struct evtx_template *find_template(struct run *r,
                                           const struct evtx_instance *instance,
                                           const struct evtx_element *context)
{
    struct evtx_job *job = r->job;
    enum evtx_zone zone = context ? context->zone : EVTX_IN_ROOT;
    struct str path = context ? context->path : (struct str){ NULL, 0 };
    struct evtx_template **bucket =
        &job->bucket[instance->definition / 8 % EVTX_BUCKETS];
    struct evtx_template *t = *bucket;
    struct evtx_reader in = { .base = job->chunk,
                              .at = instance->body,
                              .end = instance->body + instance->body_size };

    while (t && (t->definition != instance->definition || t->zone != zone ||
                 !str_eq(t->path, path)))
        t = t->next;
    if (t)
        return t;
    if (job->compiled + instance->body_size > COMPILED_MAX) {
        (void)fail(r, "templates of the chunk overlap");
        return NULL;
    }
    job->compiled += instance->body_size;
    if (in.end - in.at >= 4 && in.base[in.at] == 0x0f)
        in.at += 4;
    t = compile(r, in, true, context);
    if (!t)
        return NULL;
    t->definition = instance->definition;
    t->next = *bucket;
    *bucket = t;
    return t;
}

/* ---- kinds ------------------------------------------------------------------- */

static struct evtx_value value_at(struct values values, size_t i)
{
    return i < values.n ? values.v[i] : (struct evtx_value){ .type = EVTX_NULL };
}

static struct raw_text raw_text(const struct evtx_leaf *leaf, struct values values)
{
    if (leaf && leaf->is_only_text)
        return (struct raw_text){ leaf->part->text.p, leaf->part->text.n };
    if (leaf && leaf->is_only_value) {
        struct evtx_value v = value_at(values, leaf->part->value);

        return (struct raw_text){ v.p, v.n };
    }
    return (struct raw_text){ NULL, 0 };
}

static bool raw_same(struct raw_text a, struct raw_text b)
{
    return a.n == b.n && (a.p == b.p || a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* The text of a leaf that holds no streams. */
static struct str leaf_text(struct run *r, const struct evtx_leaf *leaf,
                            struct values values)
{
    struct evtx_text *t = &r->job->text;

    if (leaf->is_only_text)
        return leaf->part->text;
    evtx_text_begin(t);
    for (const struct evtx_part *p = leaf->part; p; p = p->next) {
        struct evtx_value v = value_at(values, p->value);

        if (p->kind == EVTX_PART_TEXT)
            evtx_text_add(t, p->text);
        else if (p->kind == EVTX_PART_VALUE && v.type != EVTX_XML && v.n)
            evtx_value_add(t, &v);
    }
    return evtx_text_end(t);
}

static uint32_t event_id(struct run *r, const struct evtx_leaf *leaf,
                         struct values values)
{
    struct str text;
    int64_t n;

    if (!leaf)
        return 0;
    if (leaf->is_only_value) {
        struct evtx_value v = value_at(values, leaf->part->value);

        if (v.type == EVTX_UINT16 && v.n == 2)
            return evtx_get16(v.p);
    }
    text = str_trim(leaf_text(r, leaf, values));
    return value_integer(value_str(text), &n) && n >= 0 && n <= UINT32_MAX ? (uint32_t)n
                                                                           : 0;
}

static const struct map_shape *make_shape(struct run *r, const struct evtx_plan *plan,
                                          struct values values, uint32_t id)
{
    struct map_kind kind = { .event_id = id };

    if (plan->provider)
        kind.provider = leaf_text(r, plan->provider, values);
    if (plan->channel)
        kind.channel = leaf_text(r, plan->channel, values);
    return map_plan_shape(r->job->want->compiled, &kind);
}

/* The shape of an event whose System is in this plan. */
static const struct map_shape *find_shape(struct run *r, struct evtx_template *t,
                                          struct values values)
{
    const struct evtx_plan *plan = t->plan;
    struct known_kind kind = { .event_id = event_id(r, plan->event_id, values),
                               .provider = raw_text(plan->provider, values),
                               .channel = raw_text(plan->channel, values) };

    for (unsigned i = 0; i < t->nkinds && i < KINDS; i++) {
        const struct known_kind *k = &t->kind[i];

        if (k->event_id == kind.event_id && raw_same(k->provider, kind.provider) &&
            raw_same(k->channel, kind.channel))
            return k->shape;
    }
    kind.shape = make_shape(r, plan, values, kind.event_id);
    t->kind[t->nkinds++ % KINDS] = kind;
    return kind.shape;
}

/* ---- bindings ----------------------------------------------------------------- */

static int32_t find_source(const struct map_shape *shape, struct str name)
{
    for (size_t i = 0; i < shape->nsources; i++)
        if (str_eq(shape->source[i], name))
            return (int32_t)i;
    return -1;
}

/* May the leaf matter though nobody asks for it by name? */
static bool is_always_bound(const struct evtx_leaf *leaf)
{
    return leaf->is_unnamed || (leaf->is_content && !leaf->is_only_text);
}

static const struct binding *find_binding(struct run *r, struct evtx_template *t)
{
    struct arena *arena = &r->job->batch->arena;
    const struct evtx_plan *plan = t->plan;
    struct binding *b = t->binding;

    while (b && b->shape != r->shape)
        b = b->next;
    if (b)
        return b;
    b = arena_new(arena, struct binding);
    if (!b)
        return NULL;
    b->item = arena_new_array(arena, struct item, plan->nleaves + 1);
    if (!b->item)
        return NULL;
    b->shape = r->shape;
    for (size_t i = 0; i < plan->nleaves; i++) {
        const struct evtx_leaf *leaf = &plan->leaf[i];
        int32_t source = leaf->name.n ? find_source(r->shape, leaf->name) : -1;

        if (source >= 0 || r->job->want->all || is_always_bound(leaf))
            b->item[b->n++] = (struct item){ leaf, source };
    }
    b->next = t->binding;
    t->binding = b;
    return b;
}

/* ---- fields --------------------------------------------------------------------- */

static bool append_field(struct run *r, struct str name, struct value value)
{
    struct evtx_job *job = r->job;

    if (job->nfields == job->field_cap) {
        size_t cap = job->field_cap ? job->field_cap * 2 : 64;
        struct named_value *v =
            arena_new_array(&job->batch->arena, struct named_value, cap);

        if (!v)
            return false;
        if (job->nfields)
            memcpy(v, job->field, job->nfields * sizeof *v);
        job->field = v;
        job->field_cap = cap;
    }
    job->field[job->nfields++] =
        (struct named_value){ .name = name, .value = value, .slot = -1 };
    return true;
}

/* Give the event a field; the first of a name counts. */
static bool give(struct run *r, struct str name, int32_t source, struct value value)
{
    struct value *cell;

    if (r->job->want->all)
        return name.n == 0 || append_field(r, name, value);
    if (source < 0)
        return true;
    cell = &r->job->value[source];
    if (value_is_missing(*cell))
        *cell = value;
    return true;
}

/* `Data3` of "Data", 3, ""; `path[3]` of "path", 3, "]". */
static struct str number_name(struct run *r, struct str name, unsigned n,
                              struct str behind)
{
    struct evtx_text *t = &r->job->text;

    evtx_text_begin(t);
    evtx_text_add(t, name);
    if (behind.n)
        evtx_text_add(t, STR("["));
    evtx_text_decimal(t, n);
    evtx_text_add(t, behind);
    return evtx_text_end(t);
}

/* A field whose name is known only now. */
static bool give_named(struct run *r, struct str name, struct value value)
{
    return give(r, name, r->job->want->all ? -1 : find_source(r->shape, name), value);
}

static bool give_leaf(struct run *r, const struct item *item, struct value value)
{
    if (item->leaf->is_unnamed)
        return give_named(r, number_name(r, STR("Data"), ++r->unnamed, STR("")), value);
    return give(r, item->leaf->name, item->source, value);
}

static struct value single_value(struct run *r, const struct evtx_value *v)
{
    struct evtx_text *t = &r->job->text;

    evtx_text_begin(t);
    evtx_value_add(t, v);
    return value_str(evtx_text_end(t));
}

/* Is nobody interested in the text of the leaf? */
static bool is_unwanted(const struct run *r, const struct item *item)
{
    if (item->leaf->is_unnamed)
        return false;
    return r->job->want->all ? item->leaf->name.n == 0 : item->source < 0;
}

/* An array is shown as elements of the same name: the first has it, and all a number.
 */
static bool give_array(struct run *r, const struct item *item,
                       const struct evtx_value *v)
{
    struct str name = item->leaf->name;
    struct evtx_value part;
    struct value first = value_missing();
    size_t at = 0;
    unsigned n = 0;

    while (evtx_value_item(v, &at, &part)) {
        struct value value = single_value(r, &part);

        if ((n == 0 || item->leaf->is_unnamed) && !give_leaf(r, item, value))
            return false;
        if (n == 1 && name.n &&
            !give_named(r, number_name(r, name, 0, STR("]")), first))
            return false;
        if (n >= 1 && name.n &&
            !give_named(r, number_name(r, name, n, STR("]")), value))
            return false;
        if (n++ == 0)
            first = value;
    }
    return true;
}

/* ---- running --------------------------------------------------------------------- */

static bool run_stream(struct run *r, struct evtx_reader in,
                       const struct evtx_element *context);
static bool run_instance(struct run *r, struct evtx_reader *in,
                         const struct evtx_element *context);

static bool run_xml(struct run *r, const struct evtx_leaf *leaf,
                    const struct evtx_value *v)
{
    size_t at = (size_t)(v->p - r->job->chunk);
    struct evtx_reader in = { .base = r->job->chunk, .at = at, .end = at + v->n };

    return !leaf->is_content || v->n == 0 || run_stream(r, in, leaf->element);
}

/* A leaf that is one value. */
static bool run_value(struct run *r, const struct item *item, struct values values)
{
    struct evtx_value v = value_at(values, item->leaf->part->value);

    if (evtx_value_is_null(&v)) {
        if (item->leaf->part->is_optional || is_unwanted(r, item))
            return true;
        return give_leaf(r, item, value_str(STR("")));
    }
    if (v.type == EVTX_XML)
        return run_xml(r, item->leaf, &v);
    if (!add_work(r, v.n / (v.type & EVTX_ARRAY ? 4 : 256)))
        return false;
    if (is_unwanted(r, item))
        return true;
    if (v.type & EVTX_ARRAY)
        return give_array(r, item, &v);
    return give_leaf(r, item, single_value(r, &v));
}

/* A leaf of several parts, some of which may be streams. */
static bool run_mixed(struct run *r, const struct item *item, struct values values)
{
    const struct evtx_leaf *leaf = item->leaf;
    struct str text;

    for (const struct evtx_part *p = leaf->part; p && leaf->is_content; p = p->next) {
        struct evtx_value v = value_at(values, p->value);
        struct evtx_reader in = { .base = r->job->chunk,
                                  .at = p->at,
                                  .end = r->job->chunk_end };

        if (p->kind == EVTX_PART_INSTANCE && !run_instance(r, &in, leaf->element))
            return false;
        if (p->kind == EVTX_PART_VALUE && v.type == EVTX_XML && !run_xml(r, leaf, &v))
            return false;
    }
    if (is_unwanted(r, item))
        return true;
    text = leaf_text(r, leaf, values);
    if (leaf->is_unless_blank && str_trim(text).n == 0)
        return true;
    return give_leaf(r, item, value_str(text));
}

static bool run_item(struct run *r, const struct item *item, struct values values)
{
    const struct evtx_leaf *leaf = item->leaf;

    if (!leaf->is_content && leaf->element->is_optional) {
        struct evtx_value v = value_at(values, leaf->element->value);

        if (evtx_value_is_null(&v))
            return true;
    }
    if (leaf->is_only_text)
        return give_leaf(r, item, value_str(leaf->part->text));
    if (leaf->is_only_value && !leaf->is_unless_blank)
        return run_value(r, item, values);
    return run_mixed(r, item, values);
}

static bool run_template(struct run *r, struct evtx_template *t, struct values values)
{
    const struct binding *b;

    if (!r->shape) {
        struct evtx_job *job = r->job;

        r->shape = find_shape(r, t, values);
        if (r->shape->nsources > job->value_cap) {
            job->value =
                arena_new_array(&job->batch->arena, struct value, r->shape->nsources);
            job->value_cap = job->value ? r->shape->nsources : 0;
            if (!job->value)
                return false;
        }
        for (size_t i = 0; i < r->shape->nsources; i++)
            job->value[i] = value_missing();
    }
    if (!add_work(r, t->plan->nleaves))
        return false;
    b = find_binding(r, t);
    for (size_t i = 0; b && i < b->n; i++)
        if (!run_item(r, &b->item[i], values))
            return false;
    return b != NULL;
}

static bool run_instance(struct run *r, struct evtx_reader *in,
                         const struct evtx_element *context)
{
    struct evtx_job *job = r->job;
    struct evtx_value *value = job->pool + r->npool;
    size_t before = r->npool;
    struct evtx_instance instance;
    struct evtx_template *t;
    bool ok;

    if (!evtx_instance_read(in, job->chunk_end, value, EVTX_VALUES_MAX - r->npool,
                            &instance))
        return fail(r, damaged);
    if (++r->depth > EVTX_NEST_MAX)
        return fail(r, "record is nested too deeply");
    if (!add_work(r, instance.nvalues / 4))
        return false;
    t = find_template(r, &instance, context);
    r->npool += instance.nvalues;
    ok = t && run_template(r, t, (struct values){ value, instance.nvalues });
    r->npool = before;
    r->depth--;
    return ok;
}

/* An instance of a template, or tokens without one, which have no dependency ids. */
static bool run_stream(struct run *r, struct evtx_reader in,
                       const struct evtx_element *context)
{
    struct evtx_template *t;

    while (in.end - in.at >= 4 && in.base[in.at] == 0x0f)
        in.at += 4;
    if (in.at < in.end && (in.base[in.at] & 0xbf) == 0x0c)
        return run_instance(r, &in, context);
    if (++r->depth > EVTX_NEST_MAX)
        return fail(r, "record is nested too deeply");
    if (!add_work(r, (in.end - in.at) / 16))
        return false;
    t = compile(r, in, false, context);
    if (!t || !run_template(r, t, (struct values){ NULL, 0 }))
        return false;
    r->depth--;
    return true;
}

const char *evtx_event_fill(struct evtx_job *job, size_t from, size_t to,
                            struct row row)
{
    struct evtx_reader in = { .base = job->chunk, .at = from, .end = to };
    struct run r = { .job = job };

    job->nfields = 0;
    if (from == to)
        return "record is empty";
    if (!run_stream(&r, in, NULL))
        return r.why ? r.why : damaged;
    if (job->want->all)
        map_fill_all(r.shape, job->field, job->nfields, row);
    else
        map_fill(r.shape, job->value, row);
    return NULL;
}
