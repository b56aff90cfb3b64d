/*
 * evidence_records.c - the events behind findings, written so that they can be hunted
 * again.
 *
 * Two passes over the input: the first runs what each detection has in front of its
 * groups and notes the places of the events that come through; the second writes those
 * events whole, with what was joined to them (a host's name, a command line), since the
 * tables behind that stay where they are.
 */
#include "base/base.h"

#include "cli/evidence.h"
#include "cli/lookup.h"
#include "cli/query_source.h"
#include "detect/matching.h"
#include "os/write.h"
#include "output/json_row.h"
#include "text/json_text.h"

enum { FLUSH_BYTES = 1 << 20 };

/* Fields that joins fill in. */
static const struct str joined[] = { { "ComputerName", 12 },
                                     { "UserName", 8 },
                                     { "UserSid", 7 },
                                     { "CommandLine", 11 },
                                     { "ParentBaseFileName", 18 } };

/* Places of events, sorted and distinct once they are all there. */
struct places {
    uint64_t *v;
    size_t n, cap;
};

static bool add_place(struct places *p, uint64_t place)
{
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 1024;
        uint64_t *v =
            cap > SIZE_MAX / sizeof *v ? NULL : realloc(p->v, cap * sizeof *v);

        if (!v)
            return false;
        p->v = v;
        p->cap = cap;
    }
    p->v[p->n++] = place;
    return true;
}

static int by_place(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static bool has_place(const struct places *p, uint64_t place)
{
    return p->n && bsearch(&place, p->v, p->n, sizeof *p->v, by_place);
}

static enum status note_places(void *ctx, struct batch *batch, struct diag *diag)
{
    struct places *p = ctx;

    for (uint32_t i = 0; i < batch->nsel; i++)
        if (!add_place(p, batch->ord[batch->sel[i]]))
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

/* Run a query of ours; what it complains of was told when the detection ran. */
static enum status run_query(const struct evidence_run *run, struct str query,
                             struct str folder, const struct row_output *output,
                             struct diag *diag)
{
    struct plan_options options = *run->plan_options;
    struct lookup lookup = { .nfolders = 0 };
    struct plan *plan = NULL;
    enum status st;

    lookup_attach(&lookup, &options);
    st = folder.n ? lookup_add(&lookup, folder, diag) : ST_OK;
    if (st == ST_OK)
        st = plan_new(&plan, query, &options);
    if (st == ST_OK)
        st = runner_run(run->runner, plan, output, diag);
    else
        (void)diag_set(diag, st, 0, "the events of a detection cannot be chosen: %s",
                       status_text(st));
    plan_free(plan);
    return st;
}

/* `select` keeps rows small; which field does not matter. */
static enum status find_places(const struct evidence_run *run, struct places *p,
                               struct diag *diag)
{
    struct row_output output = { p, note_places };
    enum status st = ST_OK;
    struct buf query;

    buf_init(&query, QUERY_BYTES_MAX);
    for (size_t i = 0; i < run->packs->n && st == ST_OK; i++) {
        const struct loaded_pack *pack = &run->packs->v[i];

        buf_reset(&query);
        st = matching_part(pack->query, &query, diag);
        buf_add(&query, STR("\n| select(aid)"));
        if (st == ST_OK)
            st = run_query(run, buf_str(&query), pack->folder, &output, diag);
    }
    buf_release(&query);
    if (p->n)
        qsort(p->v, p->n, sizeof *p->v, by_place);
    return st;
}

struct writing {
    const struct places *places;
    struct output_file file;
    struct buf text;
    uint64_t n;
};

static enum status flush(struct writing *w, struct diag *diag)
{
    if (w->text.failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(output_write(&w->file, buf_str(&w->text), diag));
    buf_reset(&w->text);
    return ST_OK;
}

static bool is_printed(struct row row, struct str name)
{
    struct row_iter it = { 0 };

    while (row_next(row, &it))
        if (str_eq(it.name, name))
            return true;
    return false;
}

static void add_member(struct buf *out, struct str name, struct str text)
{
    out->n--; /* the bracket that closes the object */
    if (out->p[out->n - 1] != '{')
        buf_add_char(out, ',');
    json_add_string(out, name);
    buf_add_char(out, ':');
    json_add_string(out, text);
    buf_add_char(out, '}');
}

static enum status write_record(struct writing *w, struct row row, struct diag *diag)
{
    struct str raw = row.batch->raw[row.i];

    TRY(json_add_row(&w->text, row, diag));
    for (size_t i = 0; i < countof(joined); i++) {
        struct value v = row_get_name(row, joined[i]);

        if (!value_is_missing(v) && !is_printed(row, joined[i]))
            add_member(&w->text, joined[i], value_text(v, &row.batch->arena));
    }
    if (raw.p && !is_printed(row, STR("@rawstring")))
        add_member(&w->text, STR("@rawstring"), raw);
    buf_add_char(&w->text, '\n');
    w->n++;
    return w->text.n >= FLUSH_BYTES ? flush(w, diag) : ST_OK;
}

static enum status write_records(void *ctx, struct batch *batch, struct diag *diag)
{
    struct writing *w = ctx;

    for (uint32_t i = 0; i < batch->nsel; i++)
        if (has_place(w->places, batch->ord[batch->sel[i]]))
            TRY(write_record(w, (struct row){ batch, batch->sel[i] }, diag));
    return ST_OK;
}

static enum status write_places(const struct evidence *e,
                                const struct evidence_run *run, const struct places *p,
                                uint64_t *n, struct diag *diag)
{
    /* Naming the joined fields makes the joins fill them. */
    static const char query[] =
        "cs_joined := coalesce([ComputerName, UserName, UserSid, CommandLine, "
        "ParentBaseFileName, @rawstring]) | drop(cs_joined)";
    const char *path = evidence_path(e->arena, e->folder, "records.ndjson");
    struct writing w = { .places = p };
    struct row_output output = { &w, write_records };
    enum status st;

    if (!path)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(output_create(&w.file, path, diag));
    buf_init(&w.text, SIZE_MAX);
    st = run_query(run, str_from_cstr(query), STR(""), &output, diag);
    if (st == ST_OK)
        st = flush(&w, diag);
    if (st == ST_OK)
        st = output_commit(&w.file, diag);
    else
        output_abandon(&w.file);
    buf_release(&w.text);
    *n = w.n;
    return st;
}

enum status evidence_records(const struct evidence *e, const struct evidence_run *run,
                             uint64_t *n, struct diag *diag)
{
    struct places places = { .n = 0 };
    enum status st = find_places(run, &places, diag);

    if (st == ST_OK)
        st = write_places(e, run, &places, n, diag);
    free(places.v);
    return st;
}
