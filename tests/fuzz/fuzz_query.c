/*
 * fuzz_query - a query over events, both from the attacker.
 *
 * The input is the query, a NUL, and NDJSON. What comes out may not depend on chunks,
 * workers, or the search in raw bytes.
 */
#include "base/base.h"

#include "memory_run.h"

enum { OUT_BYTES = 1 << 20, EVENTS_BYTES = 1 << 14, QUERY_BYTES = 1 << 11 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Run the query; false when it cannot be run. Stops itself at a megabyte of rows. */
static bool run(struct str query, const struct memory_run *how, struct buf *out)
{
    struct plan_options options = { .now_ms = 1700000000000, .memory_limit = 32 << 20 };
    struct diag diag = { 0 };
    struct plan *plan;
    enum status st = plan_new(&plan, query, &options);

    if (st == ST_OK)
        st = memory_run(plan, how, out, &diag);
    plan_free(plan);
    return st == ST_OK && !out->failed;
}

static bool is_random(struct str query)
{
    return str_find(query, STR("sample")) != SIZE_MAX ||
           str_find(query, STR("SAMPLE")) != SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    struct str query = { (const char *)data, end ? (size_t)(end - data) : size };
    struct str events = end ? (struct str){ (const char *)end + 1, size - query.n - 1 }
                            : (struct str){ NULL, 0 };
    struct memory_run whole = { .events = events,
                                .chunk_bytes = EVENTS_BYTES,
                                .workers = 1,
                                .aggregate_bytes = 8 << 20,
                                .max_rows = 20000 };
    struct memory_run pieces = whole;
    struct buf a;
    struct buf b;

    if (query.n > QUERY_BYTES || events.n > EVENTS_BYTES)
        return 0;
    pieces.chunk_bytes = 1;
    pieces.workers = 3;
    pieces.seed = (unsigned)size;
    pieces.no_prefilter = true;
    buf_init(&a, OUT_BYTES);
    buf_init(&b, OUT_BYTES);
    if (run(query, &whole, &a) && run(query, &pieces, &b) && !is_random(query) &&
        !str_eq(buf_str(&a), buf_str(&b)))
        abort();
    buf_release(&a);
    buf_release(&b);
    return 0;
}
