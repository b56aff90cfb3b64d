/*
 * fn_secureHash.c - hashRewrite(), hashMatch(): hide values, and find them again.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/secure_hash.h"

enum { BITS_MIN = 8, BITS_MAX = 8 * SECURE_HASH_MAX };

/* ---- hashRewrite ----------------------------------------------------------------- */

enum { FIELD, SALT, AS, BITS, HASH, REPLACE };

struct rewrite_state {
    struct secure_hash hash;
    struct field raw;
};

static enum status hash_rewrite_open(const struct func_call *call, void **state,
                                     struct diag *diag)
{
    struct rewrite_state *s = arena_new(call->env->arena, struct rewrite_state);

    if (!s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = s;
    if (call->arg[REPLACE].boolean)
        TRY(call->env->field(call->env, STR("@rawstring"), &s->raw, diag));
    return secure_hash_init(&s->hash, call, BITS, HASH, SALT, diag);
}

/* `text` with every `from` replaced. */
static struct value replace_all(struct func_run *run, struct str text, struct str from,
                                struct str to)
{
    struct buf b;
    size_t at;

    buf_init(&b, FUNC_TEXT_MAX);
    while ((at = str_find(text, from)) != SIZE_MAX && !b.failed) {
        buf_add(&b, str_slice(text, 0, at));
        buf_add(&b, to);
        text = str_slice(text, at + from.n, text.n);
    }
    buf_add(&b, text);
    return buf_value(run, &b);
}

/* A raw text that cannot be rewritten is removed: the value must not stay in it. */
static bool hash_rewrite_rewrite(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    const struct rewrite_state *s = call->state;
    struct value raw;
    struct str digest;
    struct str text;

    if (!arg_text(call, FIELD, row, run, &text))
        return true;
    digest = secure_hash_text(&s->hash, text, run->arena);
    row_set(row, &call->arg[AS].field[0],
            digest.p ? value_str(digest) : value_missing());
    if (!call->arg[REPLACE].boolean || text.n == 0)
        return true;
    raw = row_get(row, &s->raw);
    if (!value_is_missing(raw) &&
        str_find(value_text(raw, run->arena), text) != SIZE_MAX)
        row_set(row, &s->raw,
                digest.p ? replace_all(run, value_text(raw, run->arena), text, digest)
                         : value_missing());
    return true;
}

const struct func func_hashRewrite = {
    .name = "hashRewrite",
    .summary = "Replace a value by a salted digest of it, also in @rawstring.",
    .source = "library.humio.com/data-analysis/functions-hashrewrite.html",
    .family = "encoding",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "salt", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "bits",
              .kind = PARAM_INT,
              .def = "256",
              .min = BITS_MIN,
              .max = BITS_MAX,
              .help = "of the digest to keep, a multiple of 8" },
            { .name = "hash",
              .kind = PARAM_ENUM,
              .def = "sha256",
              .choices = "sha256 sha512" },
            { .name = "replaceInRawstring", .kind = PARAM_BOOL, .def = "true" },
            { .name = NULL },
        },
    .open = hash_rewrite_open,
    .rewrite = hash_rewrite_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "hashRewrite(ssn, salt=\"s\", bits=32) | "
                       "ssn =~ hashMatch(\"123\", salt=\"s\", bits=32) | select(name)",
              .input = "{\"ssn\":\"123\",\"name\":\"eve\"}\n"
                       "{\"ssn\":\"124\",\"name\":\"bob\"}",
              .output = "{\"name\":\"eve\"}" },
            { .query = NULL },
        },
};

/* ---- hashMatch ------------------------------------------------------------------- */

enum { INPUT, MATCH_SALT, MATCH_BITS, MATCH_FIELD, MATCH_HASH };

struct match_state {
    struct str digest;
    struct field field;
};

static enum status hash_match_open(const struct func_call *call, void **state,
                                   struct diag *diag)
{
    struct match_state *s = arena_new(call->env->arena, struct match_state);
    struct secure_hash hash;

    if (!s)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = s;
    TRY(secure_hash_init(&hash, call, MATCH_BITS, MATCH_HASH, MATCH_SALT, diag));
    s->digest = secure_hash_text(&hash, call->arg[INPUT].text[0], call->env->arena);
    if (!s->digest.p)
        return diag_set(diag, ST_NOMEM, call->offset, "the digest cannot be computed");
    if (!call->arg[MATCH_FIELD].given)
        return call->env->field(call->env, STR("@rawstring"), &s->field, diag);
    s->field = call->arg[MATCH_FIELD].field[0];
    return ST_OK;
}

static bool hash_match_test(const struct func_call *call, struct row row,
                            struct func_run *run)
{
    const struct match_state *s = call->state;
    struct str text = value_text(row_get(row, &s->field), run->arena);

    if (call->arg[MATCH_FIELD].given)
        return str_eq(text, s->digest);
    return str_find(text, s->digest) != SIZE_MAX;
}

const struct func func_hashMatch = {
    .name = "hashMatch",
    .summary = "Passes if the field is the salted digest of a text; without a field, "
               "if @rawstring holds it.",
    .source = "library.humio.com/data-analysis/functions-hashmatch.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "input",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "salt", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "bits",
              .kind = PARAM_INT,
              .def = "256",
              .min = BITS_MIN,
              .max = BITS_MAX,
              .help = "as they were when the digest was made" },
            { .name = "field", .kind = PARAM_FIELD },
            { .name = "hash",
              .kind = PARAM_ENUM,
              .def = "sha256",
              .choices = "sha256 sha512" },
            { .name = NULL },
        },
    .open = hash_match_open,
    .test = hash_match_test,
    .examples =
        (const struct func_example[]){
            { .query = "hashMatch(\"123\", salt=\"s\", bits=32, field=h)",
              .input = "{\"h\":\"18998337\"}\n{\"h\":\"123\"}",
              .output = "{\"h\":\"18998337\"}" },
            { .query = NULL },
        },
};
