/*
 * trust_load.c - fill a trust store from PEM and DER files.
 *
 * A bundle says nothing about usages and dates: every self-signed certificate in it is
 * trusted for everything, and trust_source() says that it came from a bundle.
 */
#include "base/base.h"

#include "os/file.h"
#include "os/walk.h"
#include "signature/armor.h"
#include "signature/trust_index.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

static enum status add_der(struct trust *t, struct str der, struct diag *diag)
{
    struct trust_entry e = {
        .allowed = TRUST_ANYTHING,
        .disabled = TIME_NONE,
        .not_before = TIME_NONE,
        .not_before_for = TRUST_ANYTHING,
    };
    enum status st = cert_parse(der, &e.cert, diag);

    if (st == ST_OK) {
        e.is_root = e.cert.is_self_issued;
        st = trust_add(t, &e, diag);
    } else {
        st = trust_add_crl(t, der, diag);
    }
    if (st != ST_FORMAT)
        return st;
    trust_count_skipped(t, 1);
    return ST_OK;
}

/* Decode the base64 text of one PEM block and add what it holds. */
static enum status add_pem_block(struct trust *t, struct str text, struct diag *diag)
{
    char *out = malloc(text.n + 1);
    enum status st = ST_OK;
    size_t n;

    if (!out)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    n = armor_decode(text, out);
    if (n == SIZE_MAX)
        trust_count_skipped(t, 1);
    else
        st = add_der(t, (struct str){ out, n }, diag);
    free(out);
    return st;
}

/* Is this the label of something we want? */
static bool is_wanted(struct str label)
{
    return str_eq(label, STR("CERTIFICATE")) ||
           str_eq(label, STR("X509 CERTIFICATE")) || str_eq(label, STR("X509 CRL"));
}

static enum status add_pem(struct trust *t, struct str text, struct diag *diag)
{
    const struct str begin = STR("-----BEGIN "), end = STR("-----END ");
    size_t at;

    while ((at = str_find(text, begin)) != SIZE_MAX) {
        struct str label;
        size_t stop;

        text = str_slice(text, at + begin.n, text.n);
        stop = str_find(text, STR("-----"));
        if (stop == SIZE_MAX)
            break;
        label = str_slice(text, 0, stop);
        text = str_slice(text, stop + 5, text.n);
        stop = str_find(text, end);
        if (stop == SIZE_MAX) {
            trust_count_skipped(t, 1);
            break;
        }
        if (is_wanted(label))
            TRY(add_pem_block(t, str_trim(str_slice(text, 0, stop)), diag));
    }
    return ST_OK;
}

enum status trust_add_bundle(struct trust *t, struct str bytes, struct diag *diag)
{
    if (trust_index_is_one(bytes))
        return trust_index_read(t, bytes, diag);
    if (bytes.n && (uint8_t)bytes.p[0] == DER_SEQUENCE)
        return add_der(t, bytes, diag);
    return add_pem(t, bytes, diag);
}

static enum status add_file(void *context, const char *path,
                            const struct file_info *info UNUSED)
{
    struct trust *t = context;
    struct str bytes;
    enum status st = file_load(path, FILE_MAX, &bytes, NULL);

    if (st != ST_OK) {
        trust_count_skipped(t, 1);
        return st == ST_NOMEM ? st : ST_OK;
    }
    st = trust_add_bundle(t, bytes, NULL);
    free((void *)(uintptr_t)bytes.p);
    return st;
}

static void skip_entry(void *context, const char *path UNUSED, const char *why UNUSED)
{
    trust_count_skipped(context, 1);
}

static enum status add_folder(struct trust *t, const char *path, struct diag *diag)
{
    const struct walk_visitor visitor = { .ctx = t,
                                          .file = add_file,
                                          .problem = skip_entry };
    struct walk_memory memory;
    enum status st;

    walk_memory_init(&memory);
    st = walk_folder(path, &visitor, &memory, diag);
    walk_memory_release(&memory);
    return st;
}

enum status trust_add_path(struct trust *t, const char *path, struct diag *diag)
{
    struct file_info info;
    struct str bytes;
    enum status st;

    TRY(file_look(path, &info, diag));
    if (info.type == FILE_FOLDER)
        return add_folder(t, path, diag);
    TRY(file_load(path, FILE_MAX, &bytes, diag));
    st = trust_add_bundle(t, bytes, diag);
    free((void *)(uintptr_t)bytes.p);
    return st;
}
