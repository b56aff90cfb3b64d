/*
 * verify_table.c - one line a file: verdict, signer, time, path, findings.
 *
 * Columns have fixed widths, so that lines can be printed as files are done.
 */
#include "base/base.h"

#include "cli/console.h"
#include "cli/verify_format.h"
#include "output/cell.h"

enum { WORD_WIDTH = 18, SIGNER_WIDTH = 30, TIME_WIDTH = 20 };

/* Append `text`, cut and filled to `width` columns, and two blanks. */
static void add_column(struct buf *out, struct str text, size_t width)
{
    struct buf clean;
    size_t is;

    buf_init(&clean, 4096);
    verify_add_text(&clean, text);
    is = text_width(buf_str(&clean));
    text_add_cut(out, buf_str(&clean), width);
    out->failed |= clean.failed && clean.cap < clean.max;
    buf_pad(out, is < width ? width - is + 2 : 2, ' ');
    buf_release(&clean);
}

static void table_header(struct buf *out, const struct verify_style *style)
{
    buf_add_cstr(out, tone_text(style->has_color, TONE_BOLD));
    add_column(out, STR("VERDICT"), WORD_WIDTH);
    add_column(out, STR("SIGNER"), SIGNER_WIDTH);
    add_column(out, STR("SIGNED"), TIME_WIDTH);
    buf_add_cstr(out, "FILE  FINDINGS");
    buf_add_cstr(out, tone_text(style->has_color, TONE_PLAIN));
    buf_add_char(out, '\n');
}

static enum tone tone_of(const struct file_result *r)
{
    if (r->state != FILE_JUDGED || r->verdict == VERDICT_UNSIGNED)
        return TONE_DIM;
    return r->verdict == VERDICT_VALID ? TONE_GOOD : TONE_ERROR;
}

static void add_findings(struct buf *out, const struct file_result *r)
{
    enum finding list[FINDING_COUNT];
    size_t n = findings_sorted(&r->findings, list);

    for (size_t i = 0; i < n; i++) {
        buf_add_cstr(out, i ? "," : "  ");
        buf_add_cstr(out, finding_word(list[i]));
    }
    if (r->state == FILE_UNREADABLE) {
        buf_add_cstr(out, "  ");
        verify_add_text(out, str_from_cstr(r->error.text));
    }
}

static void table_file(struct buf *out, const struct file_result *r,
                       const struct verify_style *style)
{
    const struct signature_report *s = verify_primary(r);
    struct str none = STR("-");
    struct str signer = s && s->nchain ? s->chain[0].common_name : none;
    char time[ASN1_TIME_TEXT];

    buf_add_cstr(out, tone_text(style->has_color, tone_of(r)));
    add_column(out, str_from_cstr(verify_word(r)), WORD_WIDTH);
    buf_add_cstr(out, tone_text(style->has_color, TONE_PLAIN));
    add_column(out, signer.n ? signer : none, SIGNER_WIDTH);
    (void)asn1_time_text(s ? s->signing_time : TIME_NONE, time);
    add_column(out, time[0] ? str_from_cstr(time) : none, TIME_WIDTH);
    verify_add_text(out, r->path);
    add_findings(out, r);
    buf_add_char(out, '\n');
}

const struct verify_format verify_format_table = {
    .name = "table",
    .separator = "",
    .footer = "",
    .header = table_header,
    .file = table_file,
};
