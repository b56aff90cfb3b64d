#include "base/base.h"

#include "cli/hunt_programs.h"
#include "cli/verify_run.h"
#include "cli/verify_setting.h"
#include "cli/verify_trust.h"
#include "os/walk.h"

enum { LOOKED_AT_MAX = 64 };

/* A look into a folder: is there a program among the first files? */
struct look {
    size_t nseen;
    bool has_program;
};

static bool is_program(const char *path)
{
    struct file f;
    char magic[2];
    size_t got = 0;
    bool is;

    if (file_open(&f, path, NULL) != ST_OK)
        return false;
    is = f.info.type == FILE_REGULAR &&
         file_pread(&f, magic, sizeof magic, 0, &got, NULL) == ST_OK &&
         got == sizeof magic && memcmp(magic, "MZ", 2) == 0;
    file_close(&f);
    return is;
}

/* ST_IO ends the walk; it is no failure here. */
static enum status look_at(void *context, const char *path,
                           const struct file_info *info)
{
    struct look *look = context;

    if (info->type == FILE_REGULAR)
        look->has_program = is_program(path);
    return look->has_program || ++look->nseen >= LOOKED_AT_MAX ? ST_IO : ST_OK;
}

static void pass_over(void *context UNUSED, const char *path UNUSED,
                      const char *why UNUSED)
{
}

/* Nothing, a program, or a folder with one. */
enum holding { HOLDS_NONE, HOLDS_ITSELF, HOLDS_INSIDE };

static enum holding holds_programs(const char *path)
{
    struct look look = { .nseen = 0 };
    const struct walk_visitor visitor = { .ctx = &look,
                                          .file = look_at,
                                          .problem = pass_over };
    struct walk_memory memory;
    struct file_info info;
    enum status st;

    if (strcmp(path, "-") == 0 || file_look(path, &info, NULL) != ST_OK)
        return HOLDS_NONE;
    if (info.type != FILE_FOLDER)
        return info.type == FILE_REGULAR && is_program(path) ? HOLDS_ITSELF
                                                             : HOLDS_NONE;
    walk_memory_init(&memory);
    /* The reader of events tells what is wrong with a folder. */
    st = walk_folder(path, &visitor, &memory, NULL);
    walk_memory_release(&memory);
    return st != ST_NOMEM && look.has_program ? HOLDS_INSIDE : HOLDS_NONE;
}

static enum status run_job(struct verify_job *job, const struct trust *trust,
                           struct diag *diag)
{
    struct verify_summary summary;

    job->omit_unjudged = !verify_trust_can_judge_roots(trust);
    verify_trust_tell(trust, job->console);
    TRY(verify_run(job, &summary, diag));
    verify_trust_tell_unjudged(summary.unjudged, job->console);
    if (summary.unreadable)
        console_warn(job->console, "%llu files could not be read",
                     (unsigned long long)summary.unreadable);
    return ST_OK;
}

/* Write events of the programs at `paths`. */
static enum status verify_into(struct hunt_programs *p, const struct hunt_paths *where,
                               const char *const *paths, size_t npaths,
                               const struct console *console, struct diag *diag)
{
    struct verify_setting setting = { .trust = NULL };
    struct verify_job job = { .options = &setting.options,
                              .format = &verify_format_events,
                              .paths = paths,
                              .npaths = npaths,
                              .threads = where->threads,
                              .console = console,
                              .file = &p->events };
    enum status st = verify_setting_open(&setting, &where->inputs, console, diag);

    if (st == ST_OK)
        st = run_job(&job, setting.trust, diag);
    verify_setting_close(&setting);
    return st;
}

enum status hunt_programs_open(struct hunt_programs *p, const struct hunt_paths *where,
                               struct arena *arena, const struct console *console,
                               struct diag *diag)
{
    size_t n = where->npaths, nprograms = 0, nevents = 0;
    const char **events = arena_new_array(arena, const char *, n + 2);
    const char **programs = arena_new_array(arena, const char *, n + 1);

    *p = (struct hunt_programs){ .events = { .fd = -1 },
                                 .paths = where->paths,
                                 .npaths = n };
    if (!events || !programs)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n; i++) {
        enum holding holding = holds_programs(where->paths[i]);

        if (holding != HOLDS_NONE)
            programs[nprograms++] = where->paths[i];
        if (holding != HOLDS_ITSELF)
            events[nevents++] = where->paths[i];
        p->has_mixed |= holding == HOLDS_INSIDE;
    }
    if (nprograms == 0)
        return ST_OK;
    TRY(memory_file_open(&p->events, p->path, diag));
    events[nevents++] = p->path;
    p->paths = events;
    p->npaths = nevents;
    return verify_into(p, where, programs, nprograms, console, diag);
}

void hunt_programs_close(struct hunt_programs *p)
{
    memory_file_close(&p->events);
}
