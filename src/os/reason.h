/*
 * reason.h - what the system's error numbers mean, in words. For os/ only: errno
 * does not leave this folder.
 */
#ifndef OS_REASON_H
#define OS_REASON_H

#include "base/diag.h"

/* "No such file or directory"; static storage. */
const char *os_reason(int error);

/* ST_IO, or ST_NOMEM, with "<path>: <reason>" in the diag. */
enum status os_fail(struct diag *diag, int error, const char *path);

#endif
