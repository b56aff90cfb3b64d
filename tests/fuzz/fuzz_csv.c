/*
 * fuzz_csv - fields lie in the text in order, and what is read and written again reads
 * the same.
 *
 * Input: one byte for the separator, the text.
 */
#include "base/base.h"

#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read all fields and write them to `out` (may be NULL). Returns a checksum. */
static uint64_t read_all(struct str text, char separator, struct buf *out,
                         bool *is_error)
{
    char *plain = malloc(text.n + 1);
    uint64_t sum = 1469598103934665603u;
    struct csv_field f;
    struct csv csv;
    bool is_first = true;

    csv_init(&csv, text, separator);
    while (plain && csv_next(&csv, &f)) {
        size_t n = csv_unquote(f.text, plain);

        if (n > f.text.n || csv.pos > text.n)
            abort();
        for (size_t i = 0; i < n; i++)
            sum = (sum ^ (unsigned char)plain[i]) * 1099511628211u;
        sum = (sum ^ f.is_last) * 1099511628211u;
        if (out) {
            /* An empty record of one field would read as no record. */
            if (n == 0 && is_first && f.is_last)
                buf_add_cstr(out, "\"\"");
            csv_add_field(out, (struct str){ plain, n }, separator);
            buf_add_char(out, f.is_last ? '\n' : separator);
        }
        is_first = f.is_last;
    }
    *is_error = csv.error != NULL;
    if (csv.error_offset > text.n)
        abort();
    free(plain);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data + 1, size ? size - 1 : 0 };
    bool is_error, is_error_again;
    struct buf out;
    uint64_t sum;

    if (size == 0 || strchr("\"\r\n\xef", (char)data[0]))
        return 0;
    buf_init(&out, SIZE_MAX / 2);
    sum = read_all(text, (char)data[0], &out, &is_error);
    if (!is_error && !str_starts_with(buf_str(&out), STR("\xef\xbb\xbf")) &&
        (read_all(buf_str(&out), (char)data[0], NULL, &is_error_again) != sum ||
         is_error_again))
        abort();
    buf_release(&out);
    return 0;
}
