/*
 * verify_events.c - verdicts as a sensor's events, for `countersign hunt -`.
 */
#include "base/base.h"

#include "cli/now.h"
#include "cli/verify_format.h"
#include "detect/verdict_event.h"

static void events_header(struct buf *out UNUSED,
                          const struct verify_style *style UNUSED)
{
}

static void events_file(struct buf *out, const struct file_result *r,
                        const struct verify_style *style UNUSED)
{
    int64_t now = 0;

    /* The clock was read for the command line before; it does not fail here. */
    if (now_ms(&now, NULL) == ST_OK)
        verdict_event_add(out, r, now);
}

const struct verify_format verify_format_events = {
    .name = "events",
    .separator = "",
    .footer = "",
    .header = events_header,
    .file = events_file,
};
