#include "base/base.h"

#include "cli/workers.h"
#include "os/signals.h"
#include "os/thread.h"

static void run(void *ctx UNUSED, unsigned n, void (*fn)(void *arg, unsigned worker),
                void *arg)
{
    threads_run(n, fn, arg);
}

static void take(void *ctx)
{
    lock_take(ctx);
}

static void give(void *ctx)
{
    lock_release(ctx);
}

static void wait_for_change(void *ctx)
{
    lock_wait(ctx);
}

static void wake(void *ctx)
{
    lock_wake(ctx);
}

static bool is_cancelled(void *ctx UNUSED)
{
    return signals_interrupted();
}

enum status workers_init(struct workers *w, unsigned n, struct diag *diag)
{
    w->lock = lock_new();
    if (!w->lock)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    w->env = (struct exec_env){
        .ctx = w->lock,
        .workers = n ? n : threads_available(),
        .run = run,
        .lock = take,
        .unlock = give,
        .wait = wait_for_change,
        .wake = wake,
        .is_cancelled = is_cancelled,
    };
    return ST_OK;
}

void workers_release(struct workers *w)
{
    lock_free(w->lock);
    w->lock = NULL;
}
