#include "base/base.h"

#include "base/arena.h"
#include "base/hash.h"
#include "regex/automaton.h"
#include "regex/backtrack.h"
#include "regex/dialect.h"
#include "regex/literal_set.h"
#include "regex/literals.h"

enum {
    ARENA_LIMIT = 4 << 20,
    AUTOMATON_PATTERN_MAX = 4096, /* compiling longer ones may take long */
    AUTOMATON_REPEAT_MAX = 1000,  /* and so may large counts */
    AUTOMATON_LITERAL_MIN = 3,    /* Vectorscan 5.4.9 misses bytes it seeks singly */
    SHORT_TEXT = 64,              /* up to here the literal set is faster */
};

struct regex {
    struct arena arena;
    struct dialect dialect;
    struct str pattern;
    struct literals literals;
    struct literal_set *set;         /* decides alone; NULL unless the pattern is one */
    struct hs_database *automaton;   /* decides on ASCII subjects; may be NULL */
    struct pcre2_real_code_8 *ascii; /* for ASCII subjects; NULL: use `utf` */
    struct pcre2_real_code_8 *utf;   /* for all others */
    bool is_utf;                     /* `utf` knows characters */
    uint64_t key;
};

struct regex_memory {
    struct backtrack_memory backtrack;
    struct automaton_scratch scratch;
};

bool regex_parse_flags(struct str letters, unsigned *flags, bool *global)
{
    *flags = 0;
    *global = false;
    for (size_t i = 0; i < letters.n; i++) {
        switch (letters.p[i]) {
        case 'i':
            *flags |= REGEX_IGNORE_CASE;
            break;
        case 'm':
            *flags |= REGEX_MULTILINE;
            break;
        case 'd':
            *flags |= REGEX_DOTALL;
            break;
        case 'F':
            *flags |= REGEX_VERSION_2;
            break;
        case 'g':
            *global = true;
            break;
        default:
            return false;
        }
    }
    return true;
}

/* Compile for subjects that are not ASCII; a pattern that is no UTF-8 is of bytes. */
static bool compile_utf(struct regex *re, unsigned flags, struct backtrack_error *error)
{
    struct str text = buf_str(&re->dialect.utf);
    enum backtrack_mode mode =
        re->dialect.needs_ucp ? BACKTRACK_UTF_UCP : BACKTRACK_UTF;

    re->utf = backtrack_new(text, flags, mode, error);
    re->is_utf = re->utf != NULL;
    if (!re->utf && error->is_text_bad)
        re->utf = backtrack_new(text, flags, BACKTRACK_BYTES, error);
    return re->utf != NULL;
}

static bool compile_ascii(struct regex *re, unsigned flags,
                          struct backtrack_error *error)
{
    if (!re->dialect.is_ascii)
        return true;
    re->ascii =
        backtrack_new(buf_str(&re->dialect.plain), flags, BACKTRACK_BYTES, error);
    return re->ascii != NULL;
}

static enum status compile_backtrack(struct regex *re, unsigned flags,
                                     struct diag *diag)
{
    struct backtrack_error error;
    bool is_utf = false;
    size_t offset;

    if (compile_ascii(re, flags, &error)) {
        is_utf = true;
        if (compile_utf(re, flags, &error))
            return ST_OK;
    }
    offset = dialect_source_offset(re->pattern, flags, error.offset, is_utf);
    return diag_set(diag, ST_SYNTAX, offset, "regular expression: %s", error.text);
}

/* Can Vectorscan compile the pattern in bounded time, to mean the same? */
static bool may_use_automaton(const struct regex *re)
{
    const struct dialect *d = &re->dialect;

    /* Vectorscan takes a C string. */
    if (d->plain.n == 0 || memchr(d->plain.p, '\0', d->plain.n))
        return false;
    return d->is_ascii && !d->is_for_pcre && d->repeat_factor <= AUTOMATON_REPEAT_MAX &&
           d->plain.n <= AUTOMATON_PATTERN_MAX;
}

static size_t shortest_literal(const struct literals *l)
{
    size_t n = l->n ? SIZE_MAX : 0;

    for (size_t i = 0; i < l->n; i++)
        n = l->text[i].n < n ? l->text[i].n : n;
    return n;
}

/*
 * On the short texts of fields PCRE2 is faster where few places can begin a match, and
 * a search for one literal is faster than either.
 */
static bool suits_automaton(const struct regex *re)
{
    const struct dialect *d = &re->dialect;

    if (shortest_literal(&re->literals) < AUTOMATON_LITERAL_MIN)
        return false;
    if (re->set)
        return re->literals.n > 1 || re->literals.ignore_case;
    if (d->may_explode)
        return true;
    return memchr(d->plain.p, '|', d->plain.n) && !backtrack_starts_fast(re->ascii);
}

/* What makes a test cheap; none of it may fail the compilation. */
static void compile_shortcuts(struct regex *re, unsigned flags)
{
    struct str plain = buf_str(&re->dialect.plain);

    if (!re->dialect.has_extended)
        literals_derive(&re->literals, &re->arena, plain, flags & REGEX_IGNORE_CASE);
    if (re->literals.is_whole)
        re->set = arena_new(&re->arena, struct literal_set);
    if (re->set)
        literal_set_init(re->set, re->literals.text, re->literals.n,
                         re->literals.ignore_case);
    if (may_use_automaton(re) && suits_automaton(re))
        re->automaton = automaton_new(plain, flags);
    re->key = hash_combine(hash_bytes(plain.p, plain.n), flags) | 1;
}

static enum status compile(struct regex *re, struct str pattern, unsigned flags,
                           struct regex_notes *notes, struct diag *diag)
{
    re->pattern = str_dup(&re->arena, pattern);
    if (!re->pattern.p)
        return diag_set(diag, ST_LIMIT, 0, "regular expression: too long");
    TRY(dialect_translate(&re->dialect, re->pattern, flags, notes, diag));
    TRY(compile_backtrack(re, flags, diag));
    compile_shortcuts(re, flags);
    return ST_OK;
}

enum status regex_new(struct regex **out, struct str pattern, unsigned flags,
                      struct regex_notes *notes, struct diag *diag)
{
    struct regex *re = calloc(1, sizeof *re);
    enum status st;

    *out = NULL;
    if (notes)
        notes->n = 0;
    if (!re)
        return diag_set(diag, ST_NOMEM, 0, "regular expression: out of memory");
    arena_init(&re->arena, ARENA_LIMIT);
    st = compile(re, pattern, flags, notes, diag);
    if (st == ST_OK)
        *out = re;
    else
        regex_free(re);
    return st;
}

void regex_free(struct regex *re)
{
    if (!re)
        return;
    automaton_free(re->automaton);
    backtrack_free(re->ascii);
    backtrack_free(re->utf);
    dialect_release(&re->dialect);
    arena_release(&re->arena);
    free(re);
}

size_t regex_ngroups(const struct regex *re)
{
    return re->dialect.ngroups;
}

struct str regex_group_name(const struct regex *re, size_t i)
{
    assert(i < re->dialect.ngroups);
    return re->dialect.name[i];
}

void regex_literals(const struct regex *re, struct regex_literals *out)
{
    *out = (struct regex_literals){
        .text = re->literals.text,
        .n = re->literals.n,
        .ignore_case = re->literals.ignore_case,
    };
}

struct regex_memory *regex_memory_new(void)
{
    struct regex_memory *m = calloc(1, sizeof *m);

    if (m && !backtrack_memory_init(&m->backtrack)) {
        free(m);
        return NULL;
    }
    return m;
}

void regex_memory_free(struct regex_memory *m)
{
    if (!m)
        return;
    automaton_scratch_release(&m->scratch);
    backtrack_memory_release(&m->backtrack);
    free(m);
}

uint64_t regex_memory_limited(const struct regex_memory *m)
{
    return m ? m->backtrack.limited : 0;
}

static bool is_ascii(struct str s)
{
    uint64_t high = 0;
    size_t i = 0;

    for (; s.n - i >= 8; i += 8) {
        uint64_t word;

        memcpy(&word, s.p + i, 8);
        high |= word;
    }
    for (; i < s.n; i++)
        high |= (uint64_t)(unsigned char)s.p[i];
    return (high & UINT64_C(0x8080808080808080)) == 0;
}

/* What the automaton says of an ASCII text, or else PCRE2. */
static bool test_ascii(const struct regex *re, struct regex_memory *m, struct str s)
{
    int told = -1;

    if (re->automaton)
        told = automaton_test(re->automaton, re->key, &m->scratch, s);
    return told >= 0 ? told : backtrack_search(re->ascii, &m->backtrack, s, 0) != NULL;
}

/* ASCII literals may be sought byte by byte in any text, so it need not be ASCII. */
static bool test_set(const struct regex *re, struct regex_memory *m, struct str s)
{
    int told = -1;

    if (re->automaton && s.n > SHORT_TEXT)
        told = automaton_test(re->automaton, re->key, &m->scratch, s);
    return told >= 0 ? told : literal_set_test(re->set, s);
}

bool regex_test(const struct regex *re, struct regex_memory *m, struct str s)
{
    if (re->set)
        return test_set(re, m, s);
    if (re->ascii && is_ascii(s))
        return test_ascii(re, m, s);
    return backtrack_search(re->utf, &m->backtrack, s, 0) != NULL;
}

/* A search begins between characters: behind the rest of one that `from` cuts. */
static size_t character_start(struct str s, size_t from)
{
    while (from < s.n && ((unsigned char)s.p[from] & 0xc0) == 0x80)
        from++;
    return from;
}

/* Can something faster than a search tell that there is no match in `s`? */
static bool is_refuted(const struct regex *re, struct regex_memory *m, struct str s,
                       bool has_only_ascii)
{
    if (re->set)
        return !test_set(re, m, s);
    return re->automaton && has_only_ascii && !test_ascii(re, m, s);
}

static struct str group_text(struct str s, const size_t *pair)
{
    if (pair[0] > pair[1] || pair[1] > s.n)
        return (struct str){ NULL, 0 };
    return (struct str){ (s.p ? s.p : "") + pair[0], pair[1] - pair[0] };
}

bool regex_search(const struct regex *re, struct regex_memory *m, struct str s,
                  size_t from, struct regex_match *out)
{
    bool has_only_ascii = re->ascii && is_ascii(s);
    const size_t *at;

    if (from > s.n || (from == 0 && is_refuted(re, m, s, has_only_ascii)))
        return false;
    if (from > 0 && !has_only_ascii && re->is_utf)
        from = character_start(s, from);
    at = backtrack_search(has_only_ascii ? re->ascii : re->utf, &m->backtrack, s, from);
    if (!at)
        return false;
    out->start = at[0];
    out->end = at[1];
    for (size_t i = 0; i < re->dialect.ngroups; i++)
        out->group[i] = group_text(s, at + 2 * (size_t)re->dialect.number[i]);
    return true;
}
