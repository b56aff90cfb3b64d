/*
 * fn_kvParse.c - kvParse(): make fields of the key=value pairs in a text.
 */
#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "func/arg.h"
#include "func/kv.h"

enum { FIELD, AS, EXCLUDE_EMPTY, ON_DUPLICATE, OVERRIDE, PREFIX, SEPARATOR, PADDING };

/* What is known of a key: was it in the event before, or has this call set it? */
enum { KEY_WAS_THERE, KEY_IS_SET };

static enum status kv_parse_open(const struct func_call *call, void **state UNUSED,
                                 struct diag *diag)
{
    if (call->arg[SEPARATOR].text[0].n != 1)
        return arg_fail(call, SEPARATOR, ST_TYPE, diag,
                        "the separator is a single character");
    if (call->arg[AS].given && call->arg[PREFIX].given)
        return arg_fail(call, PREFIX, ST_TYPE, diag,
                        "as and prefix are the same parameter");
    return ST_OK;
}

static enum kv_padding padding_of(const struct func_call *call)
{
    struct str padding = call->arg[PADDING].text[0];

    if (str_eq(padding, STR("yes")))
        return KV_PADDING_YES;
    return str_eq(padding, STR("no")) ? KV_PADDING_NO : KV_PADDING_UNKNOWN;
}

static struct str with_prefix(struct arena *arena, struct str prefix, struct str key)
{
    char *p = arena_text(arena, prefix.n + key.n);

    if (!p)
        return (struct str){ NULL, 0 };
    if (prefix.n)
        memcpy(p, prefix.p, prefix.n);
    memcpy(p + prefix.n, key.p, key.n);
    return (struct str){ p, prefix.n + key.n };
}

static struct value pair_value(const struct kv_pair *pair, struct func_run *run)
{
    char *p;

    if (!pair->quote || !memchr(pair->value.p, '\\', pair->value.n))
        return value_str(pair->value);
    p = arena_text(run->arena, pair->value.n);
    return p ? value_str((struct str){ p, kv_unquote(pair, p) }) : value_missing();
}

/* Set one pair unless the event had the field, or had it from an earlier pair. */
static void set_pair(const struct func_call *call, struct row row, struct func_run *run,
                     struct map *keys, const struct kv_pair *pair)
{
    struct str prefix = arg_string(call, call->arg[AS].given ? AS : PREFIX);
    struct str name = with_prefix(run->arena, prefix, pair->key);
    bool keep_first = str_eq(call->arg[ON_DUPLICATE].text[0], STR("keepFirst"));
    const struct map_entry *known = name.p ? map_find(keys, name) : NULL;
    struct map_entry *e;
    bool was_there;

    if (!name.p || (pair->value.n == 0 && call->arg[EXCLUDE_EMPTY].boolean))
        return;
    if (known && (known->value == KEY_WAS_THERE || keep_first))
        return;
    was_there = !known && !call->arg[OVERRIDE].boolean &&
                !value_is_missing(row_get_name(row, name));
    e = map_put(keys, name, was_there ? KEY_WAS_THERE : KEY_IS_SET);
    if (e && !was_there)
        row_set_name(row, e->key, pair_value(pair, run));
}

static bool kv_parse_rewrite(const struct func_call *call, struct row row,
                             struct func_run *run)
{
    const struct func_arg *fields = &call->arg[FIELD];
    struct map keys;

    map_init(&keys, run->arena);
    for (size_t i = 0; i < fields->n; i++) {
        struct kv kv = { .s = value_text(row_get(row, &fields->field[i]), run->arena),
                         .separator = call->arg[SEPARATOR].text[0].p[0],
                         .padding = padding_of(call) };
        struct kv_pair pair;

        while (kv_next(&kv, &pair))
            set_pair(call, row, run, &keys, &pair);
    }
    return true;
}

const struct func func_kvParse = {
    .name = "kvParse",
    .summary =
        "Make fields of the key=value pairs in a text; fields that the event has "
        "stay as they are unless override=true.",
    .source = "library.humio.com/data-analysis/functions-kvparse.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_UNNAMED,
              .def = "@rawstring" },
            { .name = "as", .kind = PARAM_STRING, .help = "prefix of the new fields" },
            { .name = "excludeEmpty",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "leave out keys without a value" },
            { .name = "onDuplicate",
              .kind = PARAM_ENUM,
              .def = "keepLast",
              .choices = "keepFirst keepLast",
              .help = "which of the pairs with the same key counts" },
            { .name = "override", .kind = PARAM_BOOL, .def = "false" },
            { .name = "prefix", .kind = PARAM_STRING, .help = "another name of as" },
            { .name = "separator", .kind = PARAM_STRING, .def = "=" },
            { .name = "separatorPadding",
              .kind = PARAM_ENUM,
              .def = "unknown",
              .choices = "unknown yes no",
              .help = "is there white space round the separator?" },
            { .name = NULL },
        },
    .open = kv_parse_open,
    .rewrite = kv_parse_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "kvParse(line)",
              .input =
                  "{\"line\":\"login user=eve, from='10.0.0.1' why=\\\"no reason\\\"\"}",
              .output =
                  "{\"line\":\"login user=eve, from='10.0.0.1' why=\\\"no "
                  "reason\\\"\",\"user\":\"eve\",\"from\":\"10.0.0.1\",\"why\":\"no "
                  "reason\"}" },
            { .query = "kvParse(line, separator=\":\", prefix=\"kv.\")",
              .input = "{\"line\":\"a:1 b:2\"}",
              .output = "{\"line\":\"a:1 b:2\",\"kv.a\":\"1\",\"kv.b\":\"2\"}" },
            { .query = NULL },
        },
};
