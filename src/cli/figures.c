#include "base/base.h"

#include "cli/figures.h"

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_S UINT64_C(1000000000)

void add_count(struct buf *out, uint64_t n)
{
    if (n >= 1000) {
        add_count(out, n / 1000);
        buf_printf(out, ",%03u", (unsigned)(n % 1000));
    } else {
        buf_printf(out, "%u", (unsigned)n);
    }
}

void add_bytes(struct buf *out, uint64_t n)
{
    static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
    uint64_t unit = 1000;
    size_t i = 0;

    if (n < 1000) {
        buf_printf(out, "%u B", (unsigned)n);
        return;
    }
    while (i + 1 < countof(units) && n / unit >= 1000) {
        unit *= 1000;
        i++;
    }
    if (n / unit >= 100)
        buf_printf(out, "%u %s", (unsigned)(n / unit), units[i]);
    else
        buf_printf(out, "%u.%u %s", (unsigned)(n / unit),
                   (unsigned)(n % unit * 10 / unit), units[i]);
}

void add_elapsed(struct buf *out, uint64_t ns)
{
    uint64_t s = ns / NS_PER_S;

    if (s == 0)
        buf_printf(out, "%u ms", (unsigned)(ns / NS_PER_MS));
    else if (s < 60)
        buf_printf(out, "%u.%u s", (unsigned)s,
                   (unsigned)(ns % NS_PER_S / (NS_PER_S / 10)));
    else if (s < 3600)
        buf_printf(out, "%u min %u s", (unsigned)(s / 60), (unsigned)(s % 60));
    else
        buf_printf(out, "%llu h %u min", (unsigned long long)(s / 3600),
                   (unsigned)(s % 3600 / 60));
}

void add_counted(struct buf *out, uint64_t n, const char *noun)
{
    add_count(out, n);
    buf_printf(out, " %s%s", noun, n == 1 ? "" : "s");
}

void add_rate(struct buf *out, uint64_t bytes, uint64_t ns)
{
    if (ns == 0)
        return;
    add_bytes(out, (uint64_t)((double)bytes * 1e9 / (double)ns));
    buf_add(out, STR("/s"));
}
