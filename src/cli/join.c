#include "base/base.h"

#include "cli/join.h"

#define NAME(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

const struct str join_field_name[JOIN_FIELDS] = {
    [JOIN_EVENT] = NAME("event_simpleName"),
    [JOIN_EVENT_TAG] = NAME("#event_simpleName"),
    [JOIN_AID] = NAME("aid"),
    [JOIN_PROCESS] = NAME("TargetProcessId"),
    [JOIN_SID] = NAME("UserSid"),
    [JOIN_SID_READABLE] = NAME("UserSid_readable"),
    [JOIN_TIME] = NAME("@timestamp"),
    [JOIN_HOST_NAME] = NAME("ComputerName"),
    [JOIN_USER_NAME] = NAME("UserName"),
    [JOIN_COMMAND] = NAME("CommandLine"),
    [JOIN_PARENT] = NAME("ParentBaseFileName"),
};

void join_view_init(struct join_view *v, struct batch *batch)
{
    *v = (struct join_view){ .batch = batch };
    for (size_t i = 0; i < JOIN_FIELDS; i++)
        v->slot[i] = slots_find(batch->slots, join_field_name[i]);
}

struct str join_text(const struct join_view *v, enum join_field field)
{
    if (v->slot[field] < 0)
        return (struct str){ NULL, 0 };
    return value_text(v->batch->col[v->slot[field]][v->row], &v->batch->arena);
}

struct str join_event_name(const struct join_view *v)
{
    struct str name = join_text(v, JOIN_EVENT);

    return name.p ? name : join_text(v, JOIN_EVENT_TAG);
}

bool join_lacks(const struct join_view *v, enum join_field field)
{
    return v->slot[field] >= 0 &&
           value_is_missing(v->batch->col[v->slot[field]][v->row]);
}

static void append(struct join_key *key, struct str s)
{
    key->is_too_long = key->is_too_long || s.n > sizeof key->text - key->n;
    if (key->is_too_long || s.n == 0)
        return;
    memcpy(key->text + key->n, s.p, s.n);
    key->n += s.n;
}

void join_key_set(struct join_key *key, struct str a, struct str b)
{
    key->n = 0;
    key->is_too_long = false;
    append(key, a);
    join_key_add(key, b);
}

void join_key_add(struct join_key *key, struct str part)
{
    append(key, (struct str){ "", 1 });
    append(key, part);
}

struct str join_key_str(const struct join_key *key)
{
    return (struct str){ key->text, key->n };
}
