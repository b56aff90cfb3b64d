/*
 * join.c - join(): rows of a subquery by key.
 *
 * Source: cql-functions.md, join().
 */
#include "base/base.h"

#include "exec/subquery.h"

/* ---- filling ----------------------------------------------------------------
 */

static bool add_group(struct join *j, struct arena *arena, struct joined *one)
{
    if (j->ngroups == j->groups_cap) {
        size_t cap = j->groups_cap ? j->groups_cap * 2 : 64;
        struct joined **grown = arena_new_array(arena, struct joined *, cap);

        if (!grown)
            return false;
        if (j->ngroups)
            memcpy(grown, j->group, j->ngroups * sizeof(struct joined *));
        j->group = grown;
        j->groups_cap = cap;
    }
    one->last = one;
    j->group[j->ngroups++] = one;
    return true;
}

static bool append_joined(struct join *j, struct arena *arena, struct str key,
                          struct row row)
{
    struct map_entry *e = map_put(&j->keys, key, (uint32_t)j->ngroups);
    struct joined *first = e && e->value < j->ngroups ? j->group[e->value] : NULL;
    struct joined *one;

    if (!e)
        return false;
    if (first && first->n >= (uint64_t)j->max->integer)
        return true;
    one = arena_new(arena, struct joined);
    if (!one)
        return false;
    one->n = 1;
    one->row = row_keep(row, arena);
    if (!one->row)
        return false;
    if (!first)
        return add_group(j, arena, one);
    first->last->next = one;
    first->last = one;
    first->n++;
    return true;
}

static bool keep_by_key(struct taking *t, struct row row)
{
    struct join *j = t->into;
    struct buf key;
    bool ok = true;

    buf_init(&key, KEY_BYTES_MAX);
    if (key_of_row(j->key, row, t->arena, &key))
        ok = append_joined(j, t->arena, buf_str(&key), row);
    buf_release(&key);
    return ok;
}

enum status join_fill(struct exec *x, struct join *j, const struct step *s,
                      struct diag *diag)
{
    const struct func_call *call = &s->call->call;
    const struct func_arg *mode = subquery_argument(call, "mode");
    struct taking t = {
        .x = x, .arena = &x->join_arena, .take = keep_by_key, .into = j
    };

    *j = (struct join){ .step = s,
                        .field = subquery_argument(call, "field"),
                        .key = subquery_argument(call, "key"),
                        .include = subquery_argument(call, "include"),
                        .max = subquery_argument(call, "max"),
                        .is_left = mode->given && str_eq(mode->text[0], STR("left")) };
    if (!j->key->given)
        j->key = j->field;
    if (j->key->n != j->field->n)
        return diag_set(diag, ST_TYPE, call->offset,
                        "join(): field and key need the same number of fields");
    t.limit = (size_t)subquery_argument(call, "limit")->integer;
    map_init(&j->keys, &x->join_arena);
    return subquery_run(x, s->branch[0], &t, diag);
}

/* ---- looking up
 * --------------------------------------------------------------- */

/* Every join step was filled before the scan, so it is there. */
static const struct join *find_join(const struct exec *x, const struct step *s)
{
    const struct join *j = x->join;

    while (j->step != s)
        j++;
    return j;
}

static const struct joined *look_up(struct func_run *run, const struct join *j,
                                    struct row row)
{
    const struct map_entry *e = NULL;
    struct buf key;

    buf_init(&key, KEY_BYTES_MAX);
    if (key_of_row(j->field, row, run->arena, &key))
        e = map_find(&j->keys, buf_str(&key));
    buf_release(&key);
    return e ? j->group[e->value] : NULL;
}

/* An included field that is missing becomes empty. */
static void include(const struct join *j, const struct joined *found, struct row row)
{
    for (size_t i = 0; j->include->given && i < j->include->n; i++) {
        struct value v = kept_get(found->row, &j->include->field[i]);

        row_set(row, &j->include->field[i],
                value_is_missing(v) ? value_str(STR("")) : v);
    }
}

bool join_row(struct func_run *run, const struct step *s, struct row row)
{
    const struct worker *w = run->ctx;
    const struct join *j = find_join(w->exec, s);
    const struct joined *found;

    if (is_self_join(s))
        return self_join_row(run, j, row) != s->call->is_negated;
    found = look_up(run, j, row);
    if (s->call->is_negated)
        return !found;
    if (found)
        include(j, found, row);
    return found || j->is_left;
}

bool join_expands(const struct step *s)
{
    return s->kind == STEP_JOIN && !s->call->is_negated &&
           s->call->call.func->special == FUNC_JOIN &&
           subquery_argument(&s->call->call, "max")->integer > 1;
}

void join_expand(struct func_run *run, const struct step *s, struct row row,
                 struct row_sink *sink)
{
    const struct worker *w = run->ctx;
    const struct join *j = find_join(w->exec, s);
    const struct joined *found = look_up(run, j, row);

    if (!found && j->is_left)
        (void)sink->begin(sink, row);
    for (; found; found = found->next)
        include(j, found, sink->begin(sink, row));
}
