#include "base/base.h"

#include "base/hash.h"
#include "event/derive.h"
#include "event/sign_flags.h"
#include "text/digits.h"

enum { MILLISECOND_DIGITS = 12, TIME_DIGITS_MAX = 16 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Milliseconds of the digits behind the point; those after the third are dropped. */
static bool parse_fraction(struct str digits, int64_t *ms)
{
    int64_t sum = 0;

    if (digits.n == 0)
        return false;
    for (size_t i = 0; i < digits.n; i++)
        if (!is_digit(digits.p[i]))
            return false;
    for (size_t i = 0; i < 3; i++)
        sum = sum * 10 + (i < digits.n ? digits.p[i] - '0' : 0);
    *ms = sum;
    return true;
}

/* A time without a fraction is most often whole milliseconds: digits, and nothing else.
 */
static bool is_whole(struct str text)
{
    return text.n >= MILLISECOND_DIGITS && text.n <= TIME_DIGITS_MAX;
}

/* Seconds, with a fraction or not. */
static bool parse_seconds(struct str text, int64_t *ms)
{
    struct str rest = text;
    struct str whole = str_cut(&rest, '.');
    int64_t sum = 0;
    int64_t fraction = 0;

    if (whole.n == 0 || whole.n > TIME_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < whole.n; i++) {
        if (!is_digit(whole.p[i]))
            return false;
        sum = sum * 10 + (whole.p[i] - '0');
    }
    if (rest.p && !parse_fraction(rest, &fraction))
        return false;
    *ms = whole.n >= MILLISECOND_DIGITS ? sum : sum * 1000 + fraction;
    return true;
}

bool falcon_time(struct str text, int64_t *ms)
{
    uint64_t sum;

    if (!is_whole(text) || !digits_many(text.p, text.n, &sum))
        return parse_seconds(text, ms);
    *ms = (int64_t)sum;
    return true;
}

static struct value derive_alias(const struct derive_input *in)
{
    return in->source[0];
}

/* The first source that reads as a time. */
static struct value derive_timestamp(const struct derive_input *in)
{
    int64_t ms;

    for (size_t i = 0; i < 5; i++) {
        struct value v = in->source[i];

        if (!value_is_missing(v) && falcon_time(value_text(v, in->arena), &ms))
            return value_int(ms);
    }
    return value_missing();
}

/* Certainly a time: other text may be one, too. */
static bool is_time(struct value v)
{
    return v.kind == VALUE_STRING && is_whole((struct str){ v.p, v.n }) &&
           digits_are(digits_load(v.p)) && digits_are(digits_load(v.p + v.n - 8));
}

static bool is_there(struct value v)
{
    return !value_is_missing(v);
}

static struct value derive_rawstring(const struct derive_input *in)
{
    return in->raw.p ? value_str(in->raw) : value_missing();
}

static struct value derive_id(const struct derive_input *in)
{
    static const char hex[] = "0123456789abcdef";
    uint64_t hash = hash_bytes(&in->ordinal, sizeof in->ordinal);
    char *text = arena_text(in->arena, 16);

    if (!text)
        return value_missing();
    for (int i = 0; i < 16; i++)
        text[i] = hex[hash >> (60 - 4 * i) & 15];
    return value_str((struct str){ text, 16 });
}

/* The path that the file fields come from, and the length of its folder. */
static bool split_path(const struct derive_input *in, struct str *path, size_t *folder)
{
    struct value v = value_is_missing(in->source[0]) ? in->source[1] : in->source[0];

    if (value_is_missing(v))
        return false;
    *path = value_text(v, in->arena);
    *folder = path->n;
    while (*folder && path->p[*folder - 1] != '\\' && path->p[*folder - 1] != '/')
        (*folder)--;
    return true;
}

static struct value derive_file_name(const struct derive_input *in)
{
    struct str path;
    size_t folder;

    if (!split_path(in, &path, &folder))
        return value_missing();
    return value_str(str_slice(path, folder, path.n));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of the volume that a Windows path begins with: `C:`,
 * `\Device\HarddiskVolume3`.
 */
static size_t volume_length(struct str path)
{
    static const struct str device = { "\\Device\\HarddiskVolume", 22 };
    size_t at = 0;

    if (str_starts_with(path, STR("\\\\?\\")) || str_starts_with(path, STR("\\??\\")))
        at = 4;
    if (path.n > at + 2 && is_letter(path.p[at]) && path.p[at + 1] == ':' &&
        path.p[at + 2] == '\\')
        return at + 2;
    if (!str_eq_nocase(str_slice(path, 0, device.n), device))
        return 0;
    at = device.n;
    while (at < path.n && path.p[at] >= '0' && path.p[at] <= '9')
        at++;
    return at > device.n && at < path.n && path.p[at] == '\\' ? at : 0;
}

/*
 * The folder without its volume: sensors write `\Device\HarddiskVolume3`, event logs a
 * letter, and which one is which nothing tells. Without it they compare, as those
 * queries have it that cut it off themselves.
 */
static struct value derive_file_path(const struct derive_input *in)
{
    struct str path;
    size_t folder;

    if (!split_path(in, &path, &folder))
        return value_missing();
    return value_str(str_slice(path, volume_length(path), folder));
}

/* The accounts that every Windows host has. */
static struct value derive_user_name(const struct derive_input *in)
{
    static const struct {
        struct str sid, name;
    } known[] = {
        { { "S-1-5-18", 8 }, { "SYSTEM", 6 } },
        { { "S-1-5-19", 8 }, { "LOCAL SERVICE", 13 } },
        { { "S-1-5-20", 8 }, { "NETWORK SERVICE", 15 } },
    };
    struct str sid = value_text(in->source[0], in->arena);

    for (size_t i = 0; i < countof(known); i++)
        if (str_eq(known[i].sid, sid))
            return value_str(known[i].name);
    return value_missing();
}

/* What other records tell: who reads the input fills it in. */
static struct value derive_joined(const struct derive_input *in UNUSED)
{
    return value_missing();
}

static struct value derive_sign_flags_text(const struct derive_input *in)
{
    uint32_t flags;

    if (value_is_missing(in->source[0]) ||
        !sign_flags_parse(value_text(in->source[0], in->arena), &flags))
        return value_missing();
    return value_str(sign_flags_names(flags, in->arena));
}

#define NAME(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

const struct derived derive_table[] = {
    { .name = NAME("#event_simpleName"),
      .source = { NAME("event_simpleName") },
      .nsources = 1,
      .is_verbatim = true,
      .compute = derive_alias },
    { .name = NAME("event_simpleName"),
      .source = { NAME("#event_simpleName") },
      .nsources = 1,
      .is_alias = true,
      .is_verbatim = true,
      .compute = derive_alias },
    { .name = NAME("#cid"),
      .source = { NAME("cid") },
      .nsources = 1,
      .is_alias = true,
      .is_verbatim = true,
      .compute = derive_alias },
    { .name = NAME("#repo.cid"),
      .source = { NAME("cid") },
      .nsources = 1,
      .is_alias = true,
      .is_verbatim = true,
      .compute = derive_alias },
    { .name = NAME("@timestamp"),
      .source = { NAME("timestamp"), NAME("ContextTimeStamp"), NAME("ProcessStartTime"),
                  NAME("_time"), NAME("Time") },
      .nsources = 5,
      .suffices = is_time,
      .compute = derive_timestamp },
    { .name = NAME("@rawstring"),
      .is_alias = true,
      .needs_raw = true,
      .is_verbatim = true,
      .compute = derive_rawstring },
    { .name = NAME("@id"), .is_alias = true, .compute = derive_id },
    { .name = NAME("ComputerName"),
      .source = { NAME("aid") },
      .nsources = 1,
      .is_usual = true,
      .compute = derive_joined },
    { .name = NAME("UserName"),
      .source = { NAME("UserSid") },
      .nsources = 1,
      .is_usual = true,
      .compute = derive_user_name },
    { .name = NAME("FileName"),
      .source = { NAME("ImageFileName"), NAME("TargetFileName") },
      .nsources = 2,
      .suffices = is_there,
      .is_alias = true,
      .is_verbatim = true,
      .compute = derive_file_name },
    { .name = NAME("FilePath"),
      .source = { NAME("ImageFileName"), NAME("TargetFileName") },
      .nsources = 2,
      .suffices = is_there,
      .is_alias = true,
      .is_verbatim = true,
      .compute = derive_file_path },
    { .name = NAME("SignInfoFlags.text"),
      .source = { NAME("SignInfoFlags") },
      .nsources = 1,
      .is_alias = true,
      .compute = derive_sign_flags_text },
};
const size_t derive_table_len = countof(derive_table);

/* By what a process is named, and what tells that an event is about the process. */
#define PROCESS_KEY                                                 \
    NAME("aid"), NAME("TargetProcessId"), NAME("event_simpleName"), \
        NAME("#event_simpleName")

static const struct derived joined_table[] = {
    { .name = NAME("ComputerName"),
      .source = { NAME("aid") },
      .nsources = 1,
      .is_usual = true,
      .compute = derive_joined },
    { .name = NAME("UserName"),
      .source = { NAME("UserSid"), PROCESS_KEY },
      .nsources = 5,
      .is_usual = true,
      .compute = derive_user_name },
    { .name = NAME("UserSid"),
      .source = { PROCESS_KEY },
      .nsources = 4,
      .is_usual = true,
      .compute = derive_joined },
    { .name = NAME("CommandLine"),
      .source = { PROCESS_KEY },
      .nsources = 4,
      .is_usual = true,
      .compute = derive_joined },
    { .name = NAME("ParentBaseFileName"),
      .source = { PROCESS_KEY },
      .nsources = 4,
      .is_usual = true,
      .compute = derive_joined },
};

const struct derived *derive_find_joined(struct str name)
{
    for (size_t i = 0; i < countof(joined_table); i++)
        if (str_eq(joined_table[i].name, name))
            return &joined_table[i];
    return NULL;
}

bool derive_any_joined(const struct slots *slots)
{
    for (size_t i = 0; i < countof(joined_table); i++)
        if (slots_find(slots, joined_table[i].name) >= 0)
            return true;
    return false;
}

const struct derived *derive_find(struct str name)
{
    for (size_t i = 0; i < derive_table_len; i++)
        if (str_eq(derive_table[i].name, name))
            return &derive_table[i];
    return NULL;
}
