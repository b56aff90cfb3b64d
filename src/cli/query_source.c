#include "base/base.h"

#include "cli/query_source.h"
#include "os/file.h"
#include "query/parse.h"

enum status query_source_load(struct query_source *q, const char *path,
                              struct diag *diag)
{
    struct file f;
    enum status st;

    *q = (struct query_source){ .name = str_from_cstr(path) };
    q->is_file = strcmp(path, "-") != 0;
    if (q->is_file)
        return file_load(path, QUERY_BYTES_MAX, &q->text, diag);
    q->name = STR("standard input");
    TRY(file_stdin(&f, diag));
    st = file_load_open(&f, QUERY_BYTES_MAX, &q->text, diag);
    file_close(&f);
    return st;
}

enum status query_source_copy(struct query_source *q, const char *text,
                              struct diag *diag)
{
    size_t n = strlen(text);
    char *copy = malloc(n + 1);

    *q = (struct query_source){ .name = STR("query") };
    if (!copy)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    memcpy(copy, text, n + 1);
    q->text = (struct str){ copy, n };
    return ST_OK;
}

void query_source_release(struct query_source *q)
{
    free((void *)(uintptr_t)q->text.p);
    *q = (struct query_source){ 0 };
}

size_t query_source_complain(const struct query_source *q,
                             const struct problems *problems, size_t first,
                             const struct console *console)
{
    struct buf out;

    buf_init(&out, SIZE_MAX);
    for (size_t i = first; i < problems->n; i++)
        if (!console->is_quiet || problems->v[i].severity == SEVERITY_ERROR)
            problem_print(&problems->v[i], q->text, q->name, console->has_err_color,
                          &out);
    if (problems->dropped && first == 0)
        buf_printf(&out, "and %zu more problems\n", problems->dropped);
    console_text(console, buf_str(&out));
    buf_release(&out);
    return problems->n;
}

/* Who reads the sources of a command, and what is done with each. */
struct each {
    const struct console *console;
    int (*fn)(void *ctx, const struct query_source *q);
    void *ctx;
    int exit_status; /* the worst so far */
};

static void each_one(struct each *e, const char *text, bool is_file)
{
    struct query_source q = { 0 };
    struct diag diag = { 0 };
    enum status st = is_file ? query_source_load(&q, text, &diag)
                             : query_source_copy(&q, text, &diag);
    int exit_status = st == ST_OK ? e->fn(e->ctx, &q) : console_fail(e->console, &diag);

    if (exit_status > e->exit_status)
        e->exit_status = exit_status;
    query_source_release(&q);
}

int query_source_each(const char *const *files, const char *const *operand,
                      size_t noperands, const struct console *console,
                      int (*fn)(void *ctx, const struct query_source *q), void *ctx)
{
    struct each e = { .console = console, .fn = fn, .ctx = ctx };

    for (size_t i = 0; files[i]; i++)
        each_one(&e, files[i], true);
    for (size_t i = 0; i < noperands; i++)
        each_one(&e, operand[i], str_ends_with(str_from_cstr(operand[i]), STR(".cql")));
    if (!files[0] && noperands == 0)
        each_one(&e, "-", true);
    return e.exit_status;
}
