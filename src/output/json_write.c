#include "base/base.h"

#include <inttypes.h>

#include "output/json_write.h"
#include "text/json_text.h"
#include "text/time_iso.h"

static void begin(struct buf *out, const char *key)
{
    char last = out->n ? out->p[out->n - 1] : '{';

    if (last != '{' && last != '[' && last != '\n')
        buf_add_char(out, ',');
    if (!key)
        return;
    json_add_string(out, str_from_cstr(key));
    buf_add_char(out, ':');
}

void json_open(struct buf *out, const char *key, char bracket)
{
    begin(out, key);
    buf_add_char(out, bracket);
}

void json_close(struct buf *out, char bracket)
{
    buf_add_char(out, bracket);
}

void json_text(struct buf *out, const char *key, struct str text)
{
    if (text.n == 0)
        return;
    begin(out, key);
    json_add_string(out, text);
}

void json_word(struct buf *out, const char *key, const char *text)
{
    json_text(out, key, str_from_cstr(text));
}

void json_number(struct buf *out, const char *key, int64_t n)
{
    begin(out, key);
    buf_printf(out, "%" PRId64, n);
}

void json_bool(struct buf *out, const char *key, bool value)
{
    begin(out, key);
    buf_add(out, value ? STR("true") : STR("false"));
}

void json_time(struct buf *out, const char *key, int64_t ms)
{
    char iso[TIME_ISO_MAX];

    json_text(out, key, (struct str){ iso, time_print_iso(ms, iso) });
}

void json_uid(struct buf *out, const char *key, uint64_t uid)
{
    begin(out, key);
    buf_printf(out, "\"%016" PRIx64 "\"", uid);
}

void json_lines(struct buf *out, const char *key, struct str text)
{
    if (text.n == 0)
        return;
    json_open(out, key, '[');
    while (text.p)
        json_text(out, NULL, str_cut(&text, '\n'));
    json_close(out, ']');
}
