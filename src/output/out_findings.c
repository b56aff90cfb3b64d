/*
 * out_findings.c - findings as a person reads them, one below the other.
 *
 *     high  hash_mismatch on FIN-WS-014
 *           the signature was made for other bytes: grafted or tampered with
 *           image      \Device\HarddiskVolume3\Users\a\Downloads\setup.exe
 *           command    setup.exe /silent
 *           seen       3 times, 2023-11-14T04:00:01Z to 2023-11-14T04:40:01Z
 *
 * The rows are those of a detection; a field that a row does not have is left out.
 * Everything is made harmless first, see cell.h.
 */
#include "base/base.h"

#include "event/sign_flags.h"
#include "output/cell.h"
#include "output/output.h"
#include "output/when.h"

enum { LINES_MAX = 6, INDENT = 8, LABEL = 11 };

static const char *const style_bold = "\033[1m";
static const char *const style_dim = "\033[2m";
static const char *const style_end = "\033[0m";

struct output_state {
    struct output_options options;
    bool has_rows;
};

/* What is shown of a finding below its heading, in this order. */
static const struct {
    const char *label;
    struct str field;
} details[] = {
    { "confidence", { "Confidence", 10 } },
    { "image", { "ImageFileName", 13 } },
    { "loaded by", { "LoadedBy", 8 } },
    { "command", { "CommandLines", 12 } },
    { "user", { "Users", 5 } },
    { "sha256", { "SHA256HashData", 14 } },
    { "signer", { "Signature", 9 } },
    { "issuer", { "SignerIssuer", 12 } },
    { "baseline", { "Seen", 4 } },
    { "hidden by", { "HiddenBy", 8 } },
};

static enum status findings_open(struct output_state **state,
                                 const struct output_options *options,
                                 struct diag *diag)
{
    *state = calloc(1, sizeof **state);
    if (!*state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    (*state)->options = *options;
    return ST_OK;
}

/* The field as harmless text; p is NULL when the row does not have it. */
static struct str get(struct row row, struct str name)
{
    struct arena *arena = &row.batch->arena;
    struct value v = row_get_name(row, name);

    if (value_is_missing(v))
        return (struct str){ NULL, 0 };
    return text_clean(when_readable(name, value_text(v, arena), arena), arena);
}

static void add_styled(const struct output_state *s, struct buf *out, const char *style,
                       struct str text)
{
    if (s->options.color)
        buf_add_cstr(out, style);
    buf_add(out, text);
    if (s->options.color)
        buf_add_cstr(out, style_end);
}

static const char *severity_style(struct str severity)
{
    if (str_eq(severity, STR("high")))
        return "\033[1;31m";
    return str_eq(severity, STR("medium")) ? "\033[33m" : "\033[2m";
}

/* What the class of evidence means, or nothing for a word of somebody else's. */
static struct str class_meaning(struct str name)
{
    for (size_t i = 0; i < sign_classes_len; i++)
        if (str_eq(str_from_cstr(sign_classes[i].name), name))
            return str_from_cstr(sign_classes[i].meaning);
    return STR("");
}

static void add_heading(const struct output_state *s, struct row row, struct buf *out)
{
    struct str severity = get(row, STR("Severity"));
    struct str class = get(row, STR("SignatureState"));
    struct str host = get(row, STR("ComputerName"));
    struct str why = get(row, STR("Why"));
    struct str meaning = why.n ? why : class_meaning(class);

    add_styled(s, out, severity_style(severity), severity);
    buf_pad(out, text_width(severity) < INDENT ? INDENT - text_width(severity) : 1,
            ' ');
    add_styled(s, out, style_bold, class);
    if (host.n) {
        buf_add(out, STR(" on "));
        add_styled(s, out, style_bold, host);
    }
    buf_add_char(out, '\n');
    if (!meaning.n)
        return;
    buf_pad(out, INDENT, ' ');
    buf_add(out, meaning);
    buf_add_char(out, '\n');
}

/* The first lines of a value, one below the other. */
static void add_lines(struct str text, struct buf *out)
{
    size_t left = 0;

    for (size_t i = 0; text.p; i++) {
        struct str line = str_cut(&text, '\n');

        if (i >= LINES_MAX) {
            left++;
            continue;
        }
        if (i)
            buf_pad(out, INDENT + LABEL, ' ');
        buf_add(out, line);
        buf_add_char(out, '\n');
    }
    if (left) {
        buf_pad(out, INDENT + LABEL, ' ');
        buf_printf(out, "… and %zu more\n", left);
    }
}

static void add_label(const struct output_state *s, const char *label, struct buf *out)
{
    buf_pad(out, INDENT, ' ');
    add_styled(s, out, style_dim, str_from_cstr(label));
    buf_pad(out, LABEL - strlen(label), ' ');
}

static void add_seen(const struct output_state *s, struct row row, struct buf *out)
{
    struct str count = get(row, STR("ExecutionCount"));
    struct str first = get(row, STR("FirstSeen"));
    struct str last = get(row, STR("LastSeen"));

    if (!count.p)
        return;
    add_label(s, "seen", out);
    if (str_eq(count, STR("1")))
        buf_add(out, STR("once"));
    else
        buf_printf(out, "%.*s times", STR_ARG(count));
    if (first.n)
        buf_printf(out, ", %.*s", STR_ARG(first));
    if (last.n && !str_eq(first, last))
        buf_printf(out, " to %.*s", STR_ARG(last));
    buf_add_char(out, '\n');
}

/* Every mask with the names of its bits. */
static void add_flags(const struct output_state *s, struct row row, struct buf *out)
{
    struct str rest = get(row, STR("SignInfoFlags"));

    while (rest.p) {
        struct str text = str_cut(&rest, '\n');
        uint32_t flags;

        add_label(s, "flags", out);
        buf_add(out, text);
        if (sign_flags_parse(text, &flags))
            buf_printf(out, " = %.*s",
                       STR_ARG(sign_flags_names(flags, &row.batch->arena)));
        buf_add_char(out, '\n');
    }
}

static void add_finding(const struct output_state *s, struct row row, struct buf *out)
{
    /* A finding is as sure as it is grave, unless it says otherwise. */
    struct str severity = get(row, STR("Severity"));

    add_heading(s, row, out);
    for (size_t i = 0; i < countof(details); i++) {
        struct str text = get(row, details[i].field);

        if (text.n == 0 || str_eq(text, severity))
            continue;
        add_label(s, details[i].label, out);
        add_lines(text, out);
    }
    add_flags(s, row, out);
    add_seen(s, row, out);
}

static enum status findings_rows(struct output_state *s, struct batch *batch,
                                 struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++) {
        if (s->has_rows)
            buf_add_char(out, '\n');
        s->has_rows = true;
        add_finding(s, (struct row){ batch, batch->sel[i] }, out);
    }
    if (batch->arena.failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory while printing findings");
    return ST_OK;
}

static enum status findings_end(struct output_state *s UNUSED, struct buf *out UNUSED,
                                struct diag *diag UNUSED)
{
    return ST_OK;
}

static void findings_close(struct output_state *s)
{
    free(s);
}

const struct output output_findings = {
    .name = "findings",
    .summary = "findings one below the other, for people; the default of hunt on a "
               "terminal",
    .is_for_screen = true,
    .open = findings_open,
    .rows = findings_rows,
    .end = findings_end,
    .close = findings_close,
};
