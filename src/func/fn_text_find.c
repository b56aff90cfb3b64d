/*
 * fn_text_find.c - text:contains(), text:startsWith(), text:endsWith(): is one text in
 * another?
 *
 * Both sides are expressions, so that fields can be compared with each other. Where
 * either has no value the answer is no.
 */
#include "base/base.h"

#include "func/arg.h"

enum { STRING, SUBSTRING };

typedef bool find_fn(struct str s, struct str part);

static bool str_contains(struct str s, struct str part)
{
    return str_find(s, part) != SIZE_MAX;
}

static bool find_in(const struct func_call *call, struct row row, struct func_run *run,
                    find_fn *find)
{
    struct value s = func_expr(run, &call->arg[STRING], 0, row);
    struct value part = func_expr(run, &call->arg[SUBSTRING], 0, row);

    if (value_is_missing(s) || value_is_missing(part))
        return false;
    return find(value_text(s, run->arena), value_text(part, run->arena));
}

static bool contains_test(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    return find_in(call, row, run, str_contains);
}

static bool starts_with_test(const struct func_call *call, struct row row,
                             struct func_run *run)
{
    return find_in(call, row, run, str_starts_with);
}

static bool ends_with_test(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    return find_in(call, row, run, str_ends_with);
}

static const struct func_param find_params[] = {
    { .name = "string",
      .kind = PARAM_EXPR,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED,
      .help = "the text that is looked at" },
    { .name = "substring",
      .kind = PARAM_EXPR,
      .flags = PARAM_REQUIRED,
      .help = "the text that is looked for" },
    { .name = NULL },
};

const struct func func_text_contains = {
    .name = "text:contains",
    .summary = "Pass where one text holds another.",
    .source = "library.humio.com/data-analysis/functions-text-contains.html",
    .family = "filter",
    .params = find_params,
    .test = contains_test,
    .examples =
        (const struct func_example[]){
            { .query = "text:contains(CommandLine, substring=UserName)",
              .input = "{\"CommandLine\":\"net user eve\",\"UserName\":\"eve\"}\n"
                       "{\"CommandLine\":\"net user bob\",\"UserName\":\"eve\"}",
              .output = "{\"CommandLine\":\"net user eve\",\"UserName\":\"eve\"}" },
            { .query = NULL },
        },
};

const struct func func_text_startsWith = {
    .name = "text:startsWith",
    .summary = "Pass where one text begins with another.",
    .source = "library.humio.com/data-analysis/functions-text-startswith.html",
    .family = "filter",
    .params = find_params,
    .test = starts_with_test,
    .examples =
        (const struct func_example[]){
            { .query = "text:startsWith(path, substring=\"C:\\\\Temp\")",
              .input =
                  "{\"path\":\"C:\\\\Temp\\\\a\"}\n{\"path\":\"D:\\\\C:\\\\Temp\"}",
              .output = "{\"path\":\"C:\\\\Temp\\\\a\"}" },
            { .query = NULL },
        },
};

const struct func func_text_endsWith = {
    .name = "text:endsWith",
    .summary = "Pass where one text ends with another.",
    .source = "library.humio.com/data-analysis/functions-text-endswith.html",
    .family = "filter",
    .params = find_params,
    .test = ends_with_test,
    .examples =
        (const struct func_example[]){
            { .query = "text:endsWith(file, substring=\".exe\")",
              .input = "{\"file\":\"a.exe\"}\n{\"file\":\"a.exe.txt\"}",
              .output = "{\"file\":\"a.exe\"}" },
            { .query = NULL },
        },
};
