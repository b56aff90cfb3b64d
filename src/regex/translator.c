#include "base/base.h"

#include "regex/chars.h"
#include "regex/translator.h"

static const struct {
    const char *words, *note;
} constructs[] = {
#define X(name, words, note) { words, note },
    CONSTRUCT_LIST(X)
#undef X
};

void translator_fail(struct translator *t, size_t offset, const char *what)
{
    if (t->status == ST_OK)
        t->status =
            diag_set(t->diag, ST_SYNTAX, offset, "regular expression: %s", what);
}

void translator_note(struct translator *t, const char *text)
{
    if (!t->notes || t->notes->n == countof(t->notes->text))
        return;
    for (size_t i = 0; i < t->notes->n; i++)
        if (t->notes->text[i] == text)
            return;
    t->notes->text[t->notes->n++] = text;
}

void translator_foreign(struct translator *t, enum construct c)
{
    if (!(t->flags & REGEX_STRICT))
        translator_note(t, constructs[c].note);
    else if (t->status == ST_OK)
        t->status = diag_set(t->diag, ST_SYNTAX, t->pos,
                             "regular expression: LogScale does not have %s",
                             constructs[c].words);
}

char translator_peek(const struct translator *t, size_t ahead)
{
    return t->pos + ahead < t->in.n ? t->in.p[t->pos + ahead] : '\0';
}

bool translator_sees(const struct translator *t, const char *text)
{
    return str_starts_with(str_slice(t->in, t->pos, t->in.n), str_from_cstr(text));
}

void translator_emit(struct translator *t, const char *text)
{
    buf_add_cstr(&t->out->plain, text);
    buf_add_cstr(&t->out->utf, text);
}

void translator_emit_bytes(struct translator *t, struct str s)
{
    buf_add(&t->out->plain, s);
    buf_add(&t->out->utf, s);
}

void translator_copy(struct translator *t, size_t n)
{
    translator_emit_bytes(t, str_slice(t->in, t->pos, t->pos + n));
    t->pos += n;
}

void translator_emit_literal(struct translator *t, char c, bool in_class)
{
    const char bytes[2] = { '\\', c };

    if ((unsigned char)c >= 0x80)
        t->out->is_ascii = false;
    if (t->ignores_case && !in_class && is_one_of(c, "kKsS")) {
        buf_add_char(&t->out->plain, c);
        buf_add_cstr(&t->out->utf, (c | 0x20) == 'k' ? "(?-i:[Kk])" : "(?-i:[Ss])");
    } else if (is_one_of(c, "\\^$.[]|()*+?{}-#/&") || c == ' ') {
        translator_emit_bytes(t, (struct str){ bytes, 2 });
    } else {
        translator_emit_bytes(t, (struct str){ bytes + 1, 1 });
    }
}
