/*
 * test_query_corpus - the public queries parse, survive printing, and keep their
 * layout.
 *
 * Usage: test_query_corpus SOURCE_ROOT. Looks for data/queries in $COUNTERSIGN_SHARED
 * or in ../shared beside the source; exits with 77 when there is none.
 *
 * BROKEN.tsv names queries that are not valid as published. Those whose reason says
 * that they are accepted, or wrong in the strict dialect alone, must parse all the
 * same.
 */
#include "base/base.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "query/parse.h"
#include "query/print.h"

enum { EXIT_SKIP = 77, TEXT_BYTES_MAX = QUERY_BYTES_MAX, ARENA_BYTES = 64 << 20 };

/* Queries that BROKEN.tsv does not name and that are none of the language's. */
static const struct {
    const char *file, *reason;
} not_queries[] = {
    { "2411.cql", "two queries, one behind the other" },
    { "3184.cql", "a list of fields between two comments" },
    { "3186.cql", "a list of fields between two comments" },
    { "3187.cql", "a list of fields between two comments" },
    { "3188.cql", "a list of fields between two comments" },
    { "3193.cql", "length(f) > 50 outside test()" },
    { "3223.cql", "in as an operator" },
    { "3240.cql", "in as an operator" },
    { "3249.cql", "in as an operator" },
    { "3370.cql", "a placeholder in braces" },
    { "3426.cql", "a command of the shell" },
};

struct counts {
    size_t queries, parsed, strict, round_trips, stable, broken, failures;
};

struct text {
    char *p;
    size_t n;
};

/* The whole file, or p == NULL. */
static struct text read_text(const char *folder, const char *name)
{
    struct text text = { NULL, 0 };
    char path[4096];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (!f)
        return text;
    text.p = malloc(TEXT_BYTES_MAX);
    if (text.p)
        text.n = fread(text.p, 1, TEXT_BYTES_MAX, f);
    (void)fclose(f);
    return text;
}

static void complain(struct counts *counts, const char *name, const char *what)
{
    printf("%s: %s\n", name, what);
    counts->failures++;
}

/* The reason why `name` is broken, or an empty text. */
static struct str broken_reason(struct str list, const char *name)
{
    while (list.p) {
        struct str line = str_cut(&list, '\n');

        if (str_eq(str_cut(&line, '\t'), str_from_cstr(name)))
            return line;
    }
    for (size_t i = 0; i < countof(not_queries); i++)
        if (strcmp(not_queries[i].file, name) == 0)
            return str_from_cstr(not_queries[i].reason);
    return STR("");
}

/* Does BROKEN.tsv ask for the query to be accepted all the same? */
static bool is_accepted(struct str reason)
{
    return reason.n == 0 || str_find(reason, STR("accepted")) != SIZE_MAX ||
           str_find(reason, STR("strict dialect only")) != SIZE_MAX;
}

static void check_round_trip(struct counts *counts, const char *name,
                             const struct ast *query, enum print_style style,
                             struct arena *arena)
{
    struct problems problems;
    const struct ast *again;
    struct buf out;

    buf_init(&out, TEXT_BYTES_MAX);
    problems_init(&problems, arena);
    print_query(query, style, &out);
    again = parse_query(buf_str(&out), DIALECT_LENIENT, arena, &problems);
    if (!again || problems.errors || !ast_equal(query, again))
        complain(counts, name, "does not survive printing");
    else
        counts->round_trips++;
    buf_release(&out);
}

/* The layout means the same, keeps the comments, and is its own layout. */
static void check_layout(struct counts *counts, const char *name,
                         const struct ast *query, struct str text, struct arena *arena)
{
    const struct span *comments;
    struct problems problems;
    const struct ast *again;
    struct buf once;
    struct buf twice;

    buf_init(&once, TEXT_BYTES_MAX);
    buf_init(&twice, TEXT_BYTES_MAX);
    problems_init(&problems, arena);
    print_formatted(query, text, &once);
    again = parse_query(buf_str(&once), DIALECT_LENIENT, arena, &problems);
    if (again)
        print_formatted(again, buf_str(&once), &twice);
    if (!again || problems.errors || !ast_equal(query, again))
        complain(counts, name, "the layout is another query");
    else if (!str_eq(buf_str(&once), buf_str(&twice)))
        complain(counts, name, "the layout has another layout");
    else if (parse_comments(text, arena, &comments) !=
             parse_comments(buf_str(&once), arena, &comments))
        complain(counts, name, "the layout lost a comment");
    else
        counts->stable++;
    buf_release(&once);
    buf_release(&twice);
}

static bool parses(struct str text, enum dialect dialect)
{
    struct problems problems;
    struct arena arena;
    bool ok;

    arena_init(&arena, ARENA_BYTES);
    problems_init(&problems, &arena);
    ok = parse_query(text, dialect, &arena, &problems) && problems.errors == 0;
    arena_release(&arena);
    return ok;
}

static void check_query(struct counts *counts, const char *name, struct str text,
                        struct str reason)
{
    struct problems problems;
    struct arena arena;
    const struct ast *query;

    arena_init(&arena, ARENA_BYTES);
    problems_init(&problems, &arena);
    query = parse_query(text, DIALECT_LENIENT, &arena, &problems);
    counts->queries++;
    counts->broken += reason.n > 0;
    counts->strict += parses(text, DIALECT_STRICT);
    if (query && problems.errors == 0) {
        counts->parsed++;
        check_round_trip(counts, name, query, PRINT_LAYOUT, &arena);
        check_round_trip(counts, name, query, PRINT_ONE_LINE, &arena);
        check_layout(counts, name, query, text, &arena);
    } else if (is_accepted(reason)) {
        complain(counts, name, "does not parse");
    }
    arena_release(&arena);
}

/* What the table above excuses must be wrong, or the excuse goes. */
static void check_excuses(struct counts *counts, const char *folder)
{
    for (size_t i = 0; i < countof(not_queries); i++) {
        struct text text = read_text(folder, not_queries[i].file);

        if (text.p && parses((struct str){ text.p, text.n }, DIALECT_LENIENT))
            complain(counts, not_queries[i].file, "parses: take it out of the table");
        free(text.p);
    }
}

static void report(const struct counts *counts, clock_t started)
{
    double ms = (double)(clock() - started) * 1000 / CLOCKS_PER_SEC;

    printf("%zu queries: %zu parse (%zu in strict), %zu are named as broken\n",
           counts->queries, counts->parsed, counts->strict, counts->broken);
    printf("%zu of %zu round trips, %zu of %zu layouts are stable; %.0f ms\n",
           counts->round_trips, counts->parsed * 2, counts->stable, counts->parsed, ms);
}

static int run(const char *folder)
{
    struct counts counts = { 0 };
    struct text broken = read_text(folder, "BROKEN.tsv");
    clock_t started = clock();
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir || !broken.p) {
        printf("no queries in %s: skipped; set COUNTERSIGN_SHARED\n", folder);
        free(broken.p);
        return EXIT_SKIP;
    }
    while ((entry = readdir(dir)) != NULL) {
        struct str name = str_from_cstr(entry->d_name);
        struct text text;

        if (!str_ends_with(name, STR(".cql")))
            continue;
        text = read_text(folder, entry->d_name);
        check_query(&counts, entry->d_name, (struct str){ text.p, text.n },
                    broken_reason((struct str){ broken.p, broken.n }, entry->d_name));
        free(text.p);
    }
    (void)closedir(dir);
    check_excuses(&counts, folder);
    report(&counts, started);
    free(broken.p);
    return counts.failures || counts.queries == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const char *shared = getenv("COUNTERSIGN_SHARED");
    char folder[4096];

    if (argc != 2)
        return EXIT_FAILURE;
    if (shared)
        (void)snprintf(folder, sizeof folder, "%s/data/queries", shared);
    else
        (void)snprintf(folder, sizeof folder, "%s/../shared/data/queries", argv[1]);
    return run(folder);
}
