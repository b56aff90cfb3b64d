#include "base/base.h"

#include "cli/verify_format.h"
#include "output/cell.h"

const struct verify_format *verify_format_find(const char *name)
{
    static const struct verify_format *const formats[] = {
        &verify_format_csv,    &verify_format_events, &verify_format_json,
        &verify_format_ndjson, &verify_format_table,
    };

    for (size_t i = 0; i < countof(formats); i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

const char *verify_word(const struct file_result *r)
{
    switch (r->state) {
    case FILE_JUDGED:
        return verdict_row(r->verdict)->word;
    case FILE_NOT_SIGNABLE:
        return "not_signable";
    case FILE_UNREADABLE:
        return "unreadable";
    }
    return "";
}

void verify_add_text(struct buf *out, struct str text)
{
    while (text.n) {
        struct str rest = text;
        struct str line = str_cut(&rest, '\n');

        text_add_clean(out, line);
        if (rest.p)
            buf_add(out, STR("\\n"));
        text = rest;
    }
}

const struct signature_report *verify_primary(const struct file_result *r)
{
    return r->nsignatures ? &r->signature[0] : NULL;
}
