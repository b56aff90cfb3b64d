#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/pattern.h"
#include "text/utf8.h"

enum status pattern_new(const struct func_call *call, size_t regex, size_t flags,
                        struct str text, struct regex **out, struct diag *diag)
{
    struct regex_notes notes = { 0 };
    struct diag why = { 0 };
    unsigned bits = 0;
    bool is_global = false;
    enum status st;

    if (call->arg[flags].given &&
        !regex_parse_flags(call->arg[flags].text[0], &bits, &is_global))
        return arg_fail(call, flags, ST_TYPE, diag, "the flags of %s are d, i, m and F",
                        call->func->name);
    if (call->env->strict)
        bits |= REGEX_STRICT;
    st = regex_new(out, text, bits, &notes, &why);
    if (st != ST_OK)
        return arg_fail(call, regex, st, diag, "%s", why.text);
    for (size_t i = 0; i < notes.n; i++)
        call->env->warn(call->env, "W421", "%s: %s", call->func->name, notes.text[i]);
    return ST_OK;
}

enum status pattern_fields(const struct func_call *call, const struct regex *re,
                           const struct field **out, struct diag *diag)
{
    size_t n = regex_ngroups(re);
    struct field *field = arena_new_array(call->env->arena, struct field, n ? n : 1);

    if (!field)
        return diag_set(diag, ST_NOMEM, call->offset, "too many groups");
    for (size_t i = 0; i < n; i++)
        TRY(call->env->field(call->env, regex_group_name(re, i), &field[i], diag));
    *out = field;
    return ST_OK;
}

size_t pattern_next(struct str s, const struct regex_match *m)
{
    size_t at = m->end;

    if (m->end > m->start)
        return at;
    if (at >= s.n)
        return s.n + 1;
    (void)utf8_decode(s, &at);
    return at;
}

void pattern_extract(const struct regex *re, const struct field *fields,
                     const struct regex_match *m, struct row row, struct arena *arena)
{
    size_t n = regex_ngroups(re);

    for (size_t i = 0; i < n; i++) {
        struct str copy;

        if (!m->group[i].p)
            continue;
        copy = str_dup(arena, m->group[i]);
        if (copy.p)
            row_set(row, &fields[i], value_str(copy));
    }
}
