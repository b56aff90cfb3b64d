/*
 * verdict_event.h - a verdict as the event that a sensor would have sent.
 *
 * One line of JSON a file, so that everything that reads events reads verdicts: a
 * program is ProcessRollup2, a library ClassifiedModuleLoad, a driver DriverLoad, any
 * other signed kind SignInfoWithContext. SignInfoFlags is the sensor's mask as a
 * decimal in a string; SignatureState, Findings and the Signer… fields say what it
 * cannot.
 */
#ifndef DETECT_VERDICT_EVENT_H
#define DETECT_VERDICT_EVENT_H

#include "base/buf.h"
#include "signature/verify.h"

/*
 * Append the line of `r`, seen at `now_ms` since 1970. A file that was not judged gives
 * none.
 */
void verdict_event_add(struct buf *out, const struct file_result *r, int64_t now_ms);

#endif
