#include "base/base.h"

#include "event/map_make.h"
#include "text/number.h"
#include "text/time_iso.h"
#include "text/tz.h"

bool map_says(struct value v, struct arena *arena, struct str *text)
{
    *text = value_text(v, arena);
    return text->n && !str_eq(*text, STR("-")) && !str_eq(*text, STR("?"));
}

/* The first source that says something. */
static bool first_text(const struct derive_input *in, struct str *text)
{
    for (size_t i = 0; i < MAP_SOURCES_MAX; i++)
        if (map_says(in->source[i], in->arena, text))
            return true;
    return false;
}

/* ---- times ----------------------------------------------------------------- */

/* The first source that reads as a time; those without a zone are UTC. */
static struct value make_time(const struct derive_input *in)
{
    for (size_t i = 0; i < MAP_SOURCES_MAX; i++) {
        struct str text;
        int64_t ms;

        if (!map_says(in->source[i], in->arena, &text))
            continue;
        if (time_parse_iso(str_trim(text), tz_utc(), &ms) || falcon_time(text, &ms))
            return value_int(ms);
    }
    return value_missing();
}

const struct map_make map_time = { .how =
                                       "as milliseconds since 1970; UTC unless it says",
                                   .value = make_time };

/* ---- text ------------------------------------------------------------------ */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static struct value lower_text(struct str text, struct arena *arena)
{
    char *p = arena_text(arena, text.n);

    if (!p)
        return value_missing();
    for (size_t i = 0; i < text.n; i++)
        p[i] = lower(text.p[i]);
    return value_str((struct str){ p, text.n });
}

static struct value make_lower(const struct derive_input *in)
{
    struct str text;

    return first_text(in, &text) ? lower_text(text, in->arena) : value_missing();
}

const struct map_make map_lower = { .how = "in lower case", .value = make_lower };

/* Sysmon for Linux has a provider of its own, ECS a name of the system. */
static struct value make_platform(const struct derive_input *in)
{
    struct str provider = value_text(in->source[0], in->arena);
    struct str system = value_text(in->source[1], in->arena);

    if (str_eq_nocase(provider, STR("Linux-Sysmon")) ||
        str_eq_nocase(system, STR("linux")))
        return value_str(STR("Lin"));
    return value_str(str_eq_nocase(system, STR("macos")) ? STR("Mac") : STR("Win"));
}

const struct map_make map_platform = {
    .how = "Lin for Sysmon for Linux, what Elastic says, else Win",
    .value = make_platform
};

/* Where the last part of a path starts. */
static size_t last_part(struct str path)
{
    size_t at = path.n;

    while (at && path.p[at - 1] != '\\' && path.p[at - 1] != '/')
        at--;
    return at;
}

static struct value make_file_name(const struct derive_input *in)
{
    struct str path;

    if (!first_text(in, &path))
        return value_missing();
    return value_str(str_slice(path, last_part(path), path.n));
}

const struct map_make map_file_name = { .how = "the part behind the last separator",
                                        .value = make_file_name };

static struct value make_folder(const struct derive_input *in)
{
    struct str path;
    size_t at;

    if (!first_text(in, &path))
        return value_missing();
    at = last_part(path);
    return value_str(str_slice(path, 0, at ? at - 1 : path.n));
}

const struct map_make map_folder = { .how = "the part before the last separator",
                                     .value = make_folder };

/* The first source, with the second one as its last part if it is not. */
static struct value make_full_path(const struct derive_input *in)
{
    struct str path, name;
    char *p;

    if (!map_says(in->source[0], in->arena, &path))
        return in->source[1];
    if (!map_says(in->source[1], in->arena, &name) ||
        str_eq_nocase(str_slice(path, last_part(path), path.n), name))
        return value_str(path);
    p = arena_text(in->arena, path.n + 1 + name.n);
    if (!p)
        return value_missing();
    memcpy(p, path.p, path.n);
    p[path.n] = '\\';
    memcpy(p + path.n + 1, name.p, name.n);
    return value_str((struct str){ p, path.n + 1 + name.n });
}

const struct map_make map_full_path = { .how = "the path, with the name behind it",
                                        .value = make_full_path };

static struct value make_same_path(const struct derive_input *in)
{
    struct str a, b;

    if (!(map_says(in->source[0], in->arena, &a) &&
          map_says(in->source[1], in->arena, &b)) &&
        !(map_says(in->source[2], in->arena, &a) &&
          map_says(in->source[3], in->arena, &b)))
        return value_missing();
    return value_int(str_eq_nocase(a, b));
}

const struct map_make map_same_path = { .how = "1 when two are the same, else 0",
                                        .value = make_same_path };

/* ---- numbers --------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool has_hex_mark(struct str text)
{
    return str_eq_nocase(str_slice(text, 0, 2), STR("0x"));
}

bool map_parse_hex(struct str text, int64_t *out)
{
    int64_t sum = 0;

    if (has_hex_mark(text))
        text = str_slice(text, 2, text.n);
    if (text.n == 0 || text.n > 15)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int digit = hex_digit(text.p[i]);

        if (digit < 0)
            return false;
        sum = sum * 16 + digit;
    }
    *out = sum;
    return true;
}

static struct value make_decimal(const struct derive_input *in)
{
    struct str text;
    int64_t number;
    bool is_number;

    if (!map_says(in->source[0], in->arena, &text))
        return value_missing();
    is_number = has_hex_mark(text) ? map_parse_hex(text, &number)
                                   : number_parse_int64(text, &number);
    return is_number ? value_int(number) : value_missing();
}

const struct map_make map_decimal = { .how = "as a decimal number",
                                      .value = make_decimal };

/* ---- hashes ---------------------------------------------------------------- */

static bool is_all(struct str s, char c)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != c)
            return false;
    return true;
}

/* A digest as Falcon writes it; one of zeros stands for none. */
static struct value digest(struct str text, size_t digits, struct arena *arena)
{
    if (text.n != digits || is_all(text, '0'))
        return value_missing();
    for (size_t i = 0; i < text.n; i++)
        if (hex_digit(text.p[i]) < 0)
            return value_missing();
    return lower_text(text, arena);
}

/* `name`=… out of a list; a lone digest of the right length counts, too. */
static struct value find_hash(const struct derive_input *in, struct str name,
                              size_t digits)
{
    for (size_t i = 0; i < MAP_SOURCES_MAX; i++) {
        struct str rest;

        if (!map_says(in->source[i], in->arena, &rest))
            continue;
        while (rest.p) {
            struct str value = str_trim(str_cut(&rest, ','));
            struct str key = { NULL, 0 };
            struct value found;

            if (memchr(value.p, '=', value.n))
                key = str_cut(&value, '=');
            if (key.n && !str_eq_nocase(key, name))
                continue;
            found = digest(value, digits, in->arena);
            if (!value_is_missing(found))
                return found;
        }
    }
    return value_missing();
}

static struct value make_sha256(const struct derive_input *in)
{
    return find_hash(in, STR("SHA256"), 64);
}

static struct value make_sha1(const struct derive_input *in)
{
    return find_hash(in, STR("SHA1"), 40);
}

static struct value make_md5(const struct derive_input *in)
{
    return find_hash(in, STR("MD5"), 32);
}

const struct map_make map_sha256 = { .how = "its SHA256, lower case",
                                     .value = make_sha256 };
const struct map_make map_sha1 = { .how = "its SHA1, lower case", .value = make_sha1 };
const struct map_make map_md5 = { .how = "its MD5, lower case", .value = make_md5 };

/* ---- files that were written ------------------------------------------------- */

struct ending {
    struct str text;
    const char *event;
};

/* What Falcon tells by the kind of file, the logs know by its name alone. */
static const struct ending endings[] = {
    { MAP_NAME(".exe"), "NewExecutableWritten" },
    { MAP_NAME(".dll"), "NewExecutableWritten" },
    { MAP_NAME(".sys"), "NewExecutableWritten" },
    { MAP_NAME(".scr"), "NewExecutableWritten" },
    { MAP_NAME(".ocx"), "NewExecutableWritten" },
    { MAP_NAME(".cpl"), "NewExecutableWritten" },
    { MAP_NAME(".com"), "NewExecutableWritten" },
    { MAP_NAME(".drv"), "NewExecutableWritten" },
    { MAP_NAME(".ps1"), "NewScriptWritten" },
    { MAP_NAME(".psm1"), "NewScriptWritten" },
    { MAP_NAME(".vbs"), "NewScriptWritten" },
    { MAP_NAME(".js"), "NewScriptWritten" },
    { MAP_NAME(".bat"), "NewScriptWritten" },
    { MAP_NAME(".cmd"), "NewScriptWritten" },
    { MAP_NAME(".hta"), "NewScriptWritten" },
    { MAP_NAME(".wsf"), "NewScriptWritten" },
    { MAP_NAME(":Zone.Identifier"), "MotwWritten" },
};

static struct value make_written_event(const struct derive_input *in)
{
    struct str path;

    if (!first_text(in, &path))
        return value_missing();
    for (size_t i = 0; i < countof(endings); i++) {
        struct str end = endings[i].text;

        if (path.n >= end.n &&
            str_eq_nocase(str_slice(path, path.n - end.n, path.n), end))
            return value_str(str_from_cstr(endings[i].event));
    }
    return value_missing();
}

const struct map_make map_written_event = {
    .how =
        "NewExecutableWritten, NewScriptWritten or MotwWritten by its ending; else none",
    .value = make_written_event
};

/* ---- events of Elastic Defend -------------------------------------------------- */

/* Is one of the sources this word? */
static bool is_said(const struct derive_input *in, struct str word)
{
    struct str text;

    for (size_t i = 0; i < MAP_SOURCES_MAX; i++)
        if (map_says(in->source[i], in->arena, &text) && str_eq_nocase(text, word))
            return true;
    return false;
}

static struct value make_elastic_process(const struct derive_input *in)
{
    if (is_said(in, STR("end")))
        return value_str(STR("EndOfProcess"));
    if (is_said(in, STR("already_running")))
        return value_str(STR("SyntheticProcessRollup2"));
    return value_str(STR("ProcessRollup2"));
}

const struct map_make map_elastic_process = {
    .how = "EndOfProcess for end, SyntheticProcessRollup2 for already_running, else "
           "ProcessRollup2",
    .value = make_elastic_process
};

static struct value make_elastic_library(const struct derive_input *in)
{
    return value_str(is_said(in, STR("driver")) ? STR("DriverLoad")
                                                : STR("ClassifiedModuleLoad"));
}

const struct map_make map_elastic_library = {
    .how = "DriverLoad for driver, else ClassifiedModuleLoad",
    .value = make_elastic_library
};
