#include "base/base.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "regex/backtrack.h"
#include "regex/regex.h"

enum {
    MATCH_LIMIT = 200000, /* calls of the matcher, or its JIT equivalent */
    DEPTH_LIMIT = 20000,
    HEAP_LIMIT_KIB = 16384,
    STACK_START = 32 * 1024,
    STACK_MAX = 1024 * 1024,
};

bool backtrack_memory_init(struct backtrack_memory *m)
{
    *m = (struct backtrack_memory){
        .limits = pcre2_match_context_create(NULL),
        .data = pcre2_match_data_create(BACKTRACK_PAIRS, NULL),
        .stack = pcre2_jit_stack_create(STACK_START, STACK_MAX, NULL),
    };
    if (!m->limits || !m->data || !m->stack) {
        backtrack_memory_release(m);
        return false;
    }
    (void)pcre2_set_match_limit(m->limits, MATCH_LIMIT);
    (void)pcre2_set_depth_limit(m->limits, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(m->limits, HEAP_LIMIT_KIB);
    pcre2_jit_stack_assign(m->limits, NULL, m->stack);
    return true;
}

void backtrack_memory_release(struct backtrack_memory *m)
{
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->limits);
    pcre2_jit_stack_free(m->stack);
    *m = (struct backtrack_memory){ 0 };
}

static uint32_t options(unsigned flags, enum backtrack_mode mode)
{
    uint32_t o = PCRE2_NEVER_BACKSLASH_C;

    o |= flags & REGEX_IGNORE_CASE ? PCRE2_CASELESS : 0;
    o |= flags & REGEX_MULTILINE ? PCRE2_MULTILINE : 0;
    o |= flags & REGEX_DOTALL ? PCRE2_DOTALL : 0;
    o |= mode != BACKTRACK_BYTES ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : 0;
    o |= mode == BACKTRACK_UTF_UCP ? PCRE2_UCP : 0;
    return o;
}

static void explain(int code, size_t offset, struct backtrack_error *error)
{
    *error = (struct backtrack_error){ .offset = offset };
    error->is_text_bad =
        code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21;
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)error->text, sizeof error->text) <
        0)
        error->text[sizeof error->text - 1] = '\0';
}

struct pcre2_real_code_8 *backtrack_new(struct str pattern, unsigned flags,
                                        enum backtrack_mode mode,
                                        struct backtrack_error *error)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_code *code;
    size_t offset = 0;
    int reason = PCRE2_ERROR_NOMEMORY;

    if (!context) {
        explain(reason, 0, error);
        return NULL;
    }
    (void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    code = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n,
                         options(flags, mode), &reason, &offset, context);
    pcre2_compile_context_free(context);
    if (!code) {
        explain(reason, offset, error);
        return NULL;
    }
    /* Without executable memory the interpreter does the same, slower. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

bool backtrack_starts_fast(const struct pcre2_real_code_8 *code)
{
    uint32_t first = 0, options_set = 0;

    (void)pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &first);
    (void)pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options_set);
    return first != 0 || (options_set & PCRE2_ANCHORED);
}

void backtrack_free(struct pcre2_real_code_8 *code)
{
    pcre2_code_free(code);
}

const size_t *backtrack_search(const struct pcre2_real_code_8 *code,
                               struct backtrack_memory *m, struct str s, size_t from)
{
    PCRE2_SPTR text = (PCRE2_SPTR)(s.n ? s.p : "");
    int n = pcre2_jit_match(code, text, s.n, from, 0, m->data, m->limits);

    if (n == PCRE2_ERROR_JIT_BADOPTION)
        n = pcre2_match(code, text, s.n, from, 0, m->data, m->limits);
    if (n >= 0)
        return pcre2_get_ovector_pointer(m->data);
    if (n != PCRE2_ERROR_NOMATCH)
        m->limited++;
    return NULL;
}
