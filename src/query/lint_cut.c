#include "base/base.h"

#include "query/lint_cut.h"

/* Functions that put out at most `limit` rows, and never more than came in. */
static const char *const limited[] = {
    "sort", "table", "head", "tail", "top", "groupBy"
};

/* Of these, the ones that only put rows in order or in columns: nobody means a cut. */
enum { CUTS_UNASKED = 2 };

static size_t limited_index(const struct ast *step)
{
    size_t i = 0;

    while (i < countof(limited) && !lint_is_call(step, limited[i]))
        i++;
    return i;
}

static const struct func_param *limit_of(const struct func *f)
{
    for (size_t i = 0; f->params && f->params[i].name; i++)
        if (strcmp(f->params[i].name, "limit") == 0)
            return &f->params[i];
    return NULL;
}

/* `limit=max`, a number, or a parameter that may be anything. */
static int64_t number_of(struct str text, int64_t maximum)
{
    int64_t n;

    if (str_eq_nocase(text, STR("max")))
        return maximum;
    return value_integer(value_str(text), &n) ? n : INT64_MAX;
}

static int64_t limit_value(const struct ast *step)
{
    const struct func *f = func_find(step->text);
    const struct func_param *limit = f ? limit_of(f) : NULL;
    const struct ast *value = lint_argument(step, "limit");

    if (!limit || !limit->def)
        return INT64_MAX;
    if (!value && (limit->flags & PARAM_UNNAMED))
        value = lint_argument(step, NULL);
    return number_of(value ? value->text : str_from_cstr(limit->def), limit->max);
}

/* Is the answer a single row whatever comes in? */
static bool is_one_row(const struct func *f)
{
    bool has_parts = strchr(f->name, ':') != NULL;

    for (const struct func_param *p = f->params; p && p->name; p++)
        has_parts |= p->kind == PARAM_AGGREGATES || p->kind == PARAM_DURATION;
    return !has_parts && f->aggregate && (f->flags & FUNC_PROJECTS) &&
           !(f->flags & FUNC_KEEPS_FIELDS);
}

/* The rows there can be behind a step, when there were at most `before`. */
static int64_t rows_behind(const struct ast *step, int64_t before)
{
    const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;
    int64_t n;

    if (!f || (!f->aggregate && !f->expand))
        return before;
    if (limited_index(step) < countof(limited)) {
        n = limit_value(step);
        return n < before ? n : before;
    }
    return is_one_row(f) ? 1 : INT64_MAX;
}

static bool is_unasked(const struct ast *step, int64_t before, struct cut *cut)
{
    size_t i = limited_index(step);

    if (i >= CUTS_UNASKED || lint_argument(step, "limit"))
        return false;
    *cut = (struct cut){ limited[i], limit_value(step) };
    return cut->rows < before;
}

static void follow(struct lint *lint, const struct ast *pipeline, cut_fn *fn)
{
    int64_t rows = INT64_MAX;
    struct cut cut;

    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        if (is_unasked(pipeline->kid[i], rows, &cut))
            fn(lint, pipeline, i, &cut);
        rows = rows_behind(pipeline->kid[i], rows);
    }
}

static void walk(struct lint *lint, const struct ast *ast, cut_fn *fn)
{
    if (ast->kind == AST_PIPELINE)
        follow(lint, ast, fn);
    for (uint32_t i = 0; i < ast->nkids; i++)
        walk(lint, ast->kid[i], fn);
}

void lint_each_cut(struct lint *lint, cut_fn *fn)
{
    walk(lint, lint->query, fn);
}
