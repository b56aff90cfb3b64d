/*
 * thread.h - workers, and the lock with which they share.
 *
 * A struct lock is a mutex and one condition: waiters wait for "something has
 * changed" under the lock and look again. It is heap memory, so that no header
 * outside os/ needs the system's types.
 */
#ifndef OS_THREAD_H
#define OS_THREAD_H

#include "base/base.h"

struct lock;

/* NULL when memory ran out. */
NODISCARD struct lock *lock_new(void);
void lock_free(struct lock *l); /* nobody holds it; NULL is allowed */

/* Wait until nobody holds the lock and hold it; give it back. */
void lock_take(struct lock *l);
void lock_release(struct lock *l);

/* Give the lock back, sleep until lock_wake() (or for no reason), and take it again. */
void lock_wait(struct lock *l);

/* Wake every waiter. */
void lock_wake(struct lock *l);

/*
 * Call fn(arg, 0) … fn(arg, n - 1) at the same time and return when all have
 * returned. Worker 0 is the calling thread. Where the system refuses a thread,
 * the calling thread runs that worker after its own: all are always called, so
 * workers must not wait for each other to start.
 */
void threads_run(unsigned n, void (*fn)(void *arg, unsigned worker), void *arg);

/* Processors that this process may use; at least 1. */
unsigned threads_available(void);

#endif
