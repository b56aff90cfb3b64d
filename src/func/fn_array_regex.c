/*
 * fn_array_regex.c - array:regex(): does one element of an array match?
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/array.h"
#include "func/pattern.h"

enum { ARRAY, REGEX, FLAGS };

static void array_regex_close(void *state)
{
    regex_free(state);
}

static enum status array_regex_open(const struct func_call *call, void **state,
                                    struct diag *diag)
{
    struct regex *re = NULL;

    TRY(pattern_new(call, REGEX, FLAGS, call->arg[REGEX].text[0], &re, diag));
    *state = re;
    return ST_OK;
}

static bool array_regex_test(const struct func_call *call, struct row row,
                             struct func_run *run)
{
    struct str name = call->arg[ARRAY].text[0];

    for (size_t i = 0; i < ARRAY_MAX; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            return false;
        if (regex_test(call->state, run->regex, value_text(v, run->arena)))
            return true;
    }
    return false;
}

const struct func func_array_regex = {
    .name = "array:regex",
    .summary = "Pass where one element of an array matches a regular expression.",
    .source = "library.humio.com/data-analysis/functions-array-regex.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "array",
              .kind = PARAM_ARRAY,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "regex", .kind = PARAM_REGEX, .flags = PARAM_REQUIRED },
            { .name = "flags", .kind = PARAM_STRING },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .open = array_regex_open,
    .close = array_regex_close,
    .test = array_regex_test,
    .examples =
        (const struct func_example[]){
            { .query = "array:regex(\"mail[]\", regex=\"@corp\\.\", flags=\"i\")",
              .input = "{\"mail[0]\":\"a@home.org\",\"mail[1]\":\"a@CORP.org\"}\n"
                       "{\"mail[0]\":\"b@home.org\"}",
              .output = "{\"mail[0]\":\"a@home.org\",\"mail[1]\":\"a@CORP.org\"}" },
            { .query = NULL },
        },
};
