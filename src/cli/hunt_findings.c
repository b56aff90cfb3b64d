#include "base/base.h"

#include "cli/figures.h"
#include "cli/hunt_findings.h"
#include "cli/load.h"
#include "cli/now.h"
#include "os/file.h"
#include "os/write.h"
#include "query/plan.h"

enum { NAME_BYTES_MAX = 1 << 12, TALLY_SHOWN = 6 };

static enum status add_tuning(struct hunt_findings *f, const char *path,
                              struct diag *diag)
{
    struct tuning_param *param =
        arena_new_array(f->arena, struct tuning_param, f->options.nparams + 1);
    struct tuning_context context = { .name = path,
                                      .now_ms = f->now_ms,
                                      .param = param,
                                      .nparams = f->options.nparams,
                                      .arena = f->arena };
    struct str bytes;

    if (!param)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < f->options.nparams; i++)
        param[i] = (struct tuning_param){ f->options.param[i].name,
                                          f->options.param[i].value };
    TRY(load_file(path, YAML_BYTES_MAX, f->arena, &bytes, diag));
    return tuning_add(&f->tuning, bytes, &context, diag);
}

/* The file `prefix` `name` .yaml of the pack's folder, or NULL when there is none. */
static const char *file_of_pack(struct hunt_findings *f, const struct loaded_pack *pack,
                                const char *prefix, const char *name)
{
    struct file_info info;
    struct str path;
    struct buf text;

    buf_init(&text, NAME_BYTES_MAX);
    buf_printf(&text, "%s%s.yaml", prefix, name);
    path = load_path(f->arena, pack->folder, buf_str(&text));
    buf_release(&text);
    if (path.p && file_look(path.p, &info, NULL) == ST_OK && info.type == FILE_REGULAR)
        return path.p;
    return NULL;
}

/* A file, or else the profile of that name in one of the packs. */
static enum status add_named(struct hunt_findings *f, const struct packs *packs,
                             const char *name, struct diag *diag)
{
    struct file_info info;

    if (file_look(name, &info, NULL) == ST_OK)
        return add_tuning(f, name, diag);
    for (size_t i = 0; i < packs->n; i++) {
        const char *path = file_of_pack(f, &packs->v[i], "tuning/", name);

        if (path)
            return add_tuning(f, path, diag);
    }
    return diag_set(diag, ST_IO, 0, "%s: neither a file nor a profile of a detection",
                    name);
}

static enum status read_tuning(struct hunt_findings *f, const struct packs *packs,
                               struct diag *diag)
{
    if (f->options.preview)
        return add_named(f, packs, f->options.preview, diag);
    for (size_t i = 0; i < packs->n && !f->options.has_no_tuning; i++) {
        const char *path = file_of_pack(f, &packs->v[i], "", "tuning");

        if (path)
            TRY(add_tuning(f, path, diag));
    }
    for (size_t i = 0; f->options.tuning[i]; i++)
        TRY(add_named(f, packs, f->options.tuning[i], diag));
    return ST_OK;
}

/* A file that is not there yet begins with this run. */
static enum status read_baseline(struct hunt_findings *f, struct diag *diag)
{
    struct file_info info;
    struct str bytes;

    baseline_init(&f->baseline, f->arena);
    if (!f->options.baseline || file_look(f->options.baseline, &info, NULL) != ST_OK)
        return ST_OK;
    TRY(load_file(f->options.baseline, BASELINE_BYTES_MAX, f->arena, &bytes, diag));
    return baseline_read(&f->baseline, bytes, f->options.baseline, diag);
}

enum status hunt_findings_open(struct hunt_findings *f,
                               const struct hunt_findings_options *options,
                               const struct packs *packs, const struct about *about,
                               struct arena *arena, struct diag *diag)
{
    *f = (struct hunt_findings){ .options = *options, .about = about, .arena = arena };
    tally_init(&f->severities, arena);
    tally_init(&f->classes, arena);
    tally_init(&f->by_host, arena);
    tally_init(&f->hidden, arena);
    tally_init(&f->raised, arena);
    TRY(now_ms(&f->now_ms, diag));
    TRY(read_tuning(f, packs, diag));
    return read_baseline(f, diag);
}

void hunt_findings_extend(const struct hunt_findings *f, struct buf *query)
{
    if (f->options.baseline)
        buf_add(query, STR("\n| Seen := \"\""));
    if (f->options.preview)
        buf_add(query, STR("\n| HiddenBy := \"\""));
}

static const char *severity_word(enum finding_severity severity)
{
    static const char *const words[] = {
        [SEVERITY_LOW] = "low", [SEVERITY_MEDIUM] = "medium", [SEVERITY_HIGH] = "high"
    };

    return words[severity];
}

static void set(struct row row, const char *name, struct str value)
{
    row_set_name(row, str_from_cstr(name), value_str(value));
}

/* What is new or rare is worth a step more. */
static bool judge_by_baseline(struct hunt_findings *f, struct finding *finding,
                              struct row row)
{
    static const struct str words[] = { [BASELINE_KNOWN] = { "known", 5 },
                                        [BASELINE_NEW] = { "new", 3 },
                                        [BASELINE_RARE] = { "rare", 4 } };
    enum baseline_verdict verdict;

    if (!f->options.baseline)
        return true;
    verdict = baseline_note(&f->baseline, finding, f->now_ms);
    set(row, "Seen", words[verdict]);
    if (verdict == BASELINE_KNOWN || finding->severity == SEVERITY_HIGH)
        return true;
    finding->severity++;
    finding->severity_word = str_from_cstr(severity_word(finding->severity));
    set(row, "Severity", finding->severity_word);
    return tally_add(&f->raised, words[verdict]);
}

static bool is_below(const struct hunt_findings *f, const struct finding *finding)
{
    for (enum finding_severity s = SEVERITY_LOW; s <= SEVERITY_HIGH; s++)
        if (f->options.severity && strcmp(f->options.severity, severity_word(s)) == 0)
            return finding->severity < s;
    return false;
}

static bool count(struct hunt_findings *f, const struct finding *finding)
{
    return tally_add(&f->severities, finding->severity_word) &&
           tally_add(&f->classes, finding->state) &&
           tally_add(&f->by_host, finding->host);
}

/* False when memory ran out. */
static bool take(struct hunt_findings *f, struct row row, bool *is_shown)
{
    struct finding finding;
    const struct suppression *hidden_by;

    *is_shown = false;
    finding_read(&finding, row, f->about);
    if (!judge_by_baseline(f, &finding, row))
        return false;
    if (is_below(f, &finding))
        return true;
    hidden_by = tuning_find(&f->tuning, &finding);
    if (hidden_by && !tally_add(&f->hidden, hidden_by->id))
        return false;
    *is_shown = (hidden_by != NULL) == (f->options.preview != NULL);
    if (hidden_by && *is_shown)
        set(row, "HiddenBy", hidden_by->id);
    return *is_shown ? count(f, &finding) : true;
}

enum status hunt_findings_take(struct hunt_findings *f, struct batch *batch,
                               struct diag *diag)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < batch->nsel; i++) {
        bool is_shown;

        if (!take(f, (struct row){ batch, batch->sel[i] }, &is_shown))
            return diag_set(diag, ST_NOMEM, 0, "out of memory");
        if (is_shown)
            batch->sel[kept++] = batch->sel[i];
    }
    batch->nsel = kept;
    return ST_OK;
}

enum status hunt_findings_save(struct hunt_findings *f, struct diag *diag)
{
    enum status st;
    struct buf text;

    if (!f->options.baseline)
        return ST_OK;
    buf_init(&text, BASELINE_BYTES_MAX);
    baseline_write(&f->baseline, &text);
    if (text.failed || f->arena->failed)
        st = diag_set(diag, ST_LIMIT, 0, "%s: the baseline has become too large",
                      f->options.baseline);
    else
        st = write_whole(f->options.baseline, buf_str(&text), diag);
    buf_release(&text);
    return st;
}

void hunt_findings_summary(const struct hunt_findings *f, struct buf *out)
{
    add_counted(out, f->severities.total, "finding");
    if (f->severities.total) {
        buf_add(out, STR(": "));
        tally_print(&f->severities, TALLY_SHOWN, out);
        buf_add(out, STR("\n  evidence  "));
        tally_print(&f->classes, TALLY_SHOWN, out);
        buf_add(out, STR("\n  hosts     "));
        tally_print(&f->by_host, TALLY_SHOWN, out);
    }
    if (f->raised.total) {
        buf_printf(out, "\n  raised    %llu: ", (unsigned long long)f->raised.total);
        tally_print(&f->raised, TALLY_SHOWN, out);
    }
    if (f->hidden.total) {
        buf_printf(
            out, f->options.preview ? "\n  would hide %llu: " : "\n  hidden    %llu: ",
            (unsigned long long)f->hidden.total);
        tally_print(&f->hidden, TALLY_SHOWN, out);
    }
}

void hunt_findings_warn(const struct hunt_findings *f, const struct console *console)
{
    for (size_t i = 0; i < f->tuning.n; i++) {
        const struct suppression *s = &f->tuning.v[i];

        if (s->needs.n)
            console_warn(console,
                         "%s:%zu: suppression '%.*s' is off: it needs --param "
                         "%.*s=…",
                         s->file, s->line, STR_ARG(s->id), STR_ARG(s->needs));
        else if (s->is_off)
            console_warn(console, "%s:%zu: suppression '%.*s' of %.*s has expired",
                         s->file, s->line, STR_ARG(s->id), STR_ARG(s->owner));
        else if (!s->has_matched)
            console_warn(console, "%s:%zu: suppression '%.*s' matched nothing", s->file,
                         s->line, STR_ARG(s->id));
    }
}
