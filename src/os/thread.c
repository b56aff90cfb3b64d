#include "base/base.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "os/thread.h"

enum { THREADS_MAX = 256 };

struct lock {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

struct start {
    pthread_t thread;
    void (*fn)(void *arg, unsigned worker);
    void *arg;
    unsigned worker;
    bool is_running;
};

struct lock *lock_new(void)
{
    struct lock *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    /* With default attributes neither can fail on Linux. */
    (void)pthread_mutex_init(&l->mutex, NULL);
    (void)pthread_cond_init(&l->changed, NULL);
    return l;
}

void lock_free(struct lock *l)
{
    if (!l)
        return;
    (void)pthread_cond_destroy(&l->changed);
    (void)pthread_mutex_destroy(&l->mutex);
    free(l);
}

void lock_take(struct lock *l)
{
    (void)pthread_mutex_lock(&l->mutex);
}

void lock_release(struct lock *l)
{
    (void)pthread_mutex_unlock(&l->mutex);
}

void lock_wait(struct lock *l)
{
    (void)pthread_cond_wait(&l->changed, &l->mutex);
}

void lock_wake(struct lock *l)
{
    (void)pthread_cond_broadcast(&l->changed);
}

static void *thread_main(void *p)
{
    struct start *s = p;

    s->fn(s->arg, s->worker);
    return NULL;
}

/* Signals are the first thread's business: the others start with all blocked. */
static void start_thread(struct start *s)
{
    sigset_t all, before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    s->is_running = pthread_create(&s->thread, NULL, thread_main, s) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void threads_run(unsigned n, void (*fn)(void *arg, unsigned worker), void *arg)
{
    struct start start[THREADS_MAX];
    unsigned started = n < THREADS_MAX ? n : THREADS_MAX;

    for (unsigned i = 1; i < started; i++) {
        start[i] = (struct start){ .fn = fn, .arg = arg, .worker = i };
        start_thread(&start[i]);
    }
    if (n)
        fn(arg, 0);
    for (unsigned i = 1; i < started; i++) {
        if (start[i].is_running)
            (void)pthread_join(start[i].thread, NULL);
        else
            fn(arg, i);
    }
    for (unsigned i = started; i < n; i++)
        fn(arg, i);
}

unsigned threads_available(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) < 1)
        return 1;
    return (unsigned)CPU_COUNT(&set);
}
