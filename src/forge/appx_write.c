#include "base/base.h"

#include <stdio.h>
#include <zlib.h>

#include "forge/appx_write.h"
#include "forge/der_write.h"
#include "forge/sip_write.h"
#include "signature/block_map.h"
#include "signature/sip.h"

enum { DATA_BYTES = 70000, FILES = 5, LOCAL = 30, CENTRAL = 46, END = 22, TEXT = 512 };

struct file {
    struct str name, bytes;
};

/* A zip file in the making: records, and the directory that lists them. */
struct package {
    struct forge *f;
    struct str records, directory;
    size_t n;
};

static void put(char *at, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (char)(value >> (8 * i) & 0xFF);
}

/* What local record and directory say alike, 26 bytes: from the version to the extra
 * field's length. */
static void put_common(char *at, const struct file *file)
{
    uLong crc = crc32(0, (const Bytef *)file->bytes.p, (uInt)file->bytes.n);

    put(at, 20, 2);
    put(at + 8, 0x21, 2); /* 1980-01-01 */
    put(at + 10, crc, 4);
    put(at + 14, file->bytes.n, 4);
    put(at + 18, file->bytes.n, 4);
    put(at + 22, file->name.n, 2);
}

static void add_file(struct package *p, const struct file *file)
{
    char local[LOCAL] = "PK\3\4", central[CENTRAL] = "PK\1\2";
    struct arena *a = &p->f->arena;

    put_common(local + 4, file);
    put(central + 4, 20, 2);
    put_common(central + 6, file);
    put(central + 42, p->records.n, 4);
    p->records = DER(a, 0, p->records, (struct str){ local, sizeof local }, file->name,
                     file->bytes);
    p->directory =
        DER(a, 0, p->directory, (struct str){ central, sizeof central }, file->name);
    p->n++;
}

/* The directory and the record at the end. */
static struct str finish(const struct package *p)
{
    char end[END] = "PK\5\6";

    put(end + 8, p->n, 2);
    put(end + 10, p->n, 2);
    put(end + 12, p->directory.n, 4);
    put(end + 16, p->records.n, 4);
    return DER(&p->f->arena, 0, p->directory, (struct str){ end, sizeof end });
}

static struct str hash(struct forge *f, struct str bytes)
{
    struct digest d;

    digest_compute(f->digester, DIGEST_SHA256, bytes, &d);
    return str_dup(&f->arena, digest_str(&d));
}

static struct str block(struct forge *f, struct str bytes)
{
    struct str is = hash(f, bytes);
    char base64[64], text[TEXT];
    int n;

    if (!forge_must(f, is.n == 32))
        return is;
    (void)EVP_EncodeBlock((unsigned char *)base64, (const unsigned char *)is.p, 32);
    n = snprintf(text, sizeof text, "<Block Hash=\"%s\"/>", base64);
    return str_dup(&f->arena, (struct str){ text, (size_t)n });
}

static struct str block_map(struct forge *f, const struct file *file, size_t n)
{
    struct arena *a = &f->arena;
    struct str out = STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><BlockMap "
                         "xmlns=\"http://schemas.microsoft.com/appx/2010/blockmap\" "
                         "HashMethod=\"http://www.w3.org/2001/04/xmlenc#sha256\">");

    for (size_t i = 0; i < n; i++) {
        char open[TEXT];
        int length = snprintf(
            open, sizeof open, "<File Name=\"%.*s\" Size=\"%zu\" LfhSize=\"%zu\">",
            STR_ARG(file[i].name), file[i].bytes.n, LOCAL + file[i].name.n);

        out = DER(a, 0, out, (struct str){ open, (size_t)length });
        for (size_t at = 0; at < file[i].bytes.n; at += BLOCK_BYTES)
            out = DER(a, 0, out,
                      block(f, str_slice(file[i].bytes, at, at + BLOCK_BYTES)));
        out = DER(a, 0, out, STR("</File>"));
    }
    return DER(a, 0, out, STR("</BlockMap>"));
}

static void fill(struct forge *f, struct str program, struct file out[FILES])
{
    out[0] = (struct file){ STR("App.exe"), program };
    out[1] = (struct file){ STR("data.bin"), seed_bytes(f, STR("data"), DATA_BYTES) };
    out[2] = (struct file){ STR("AppxManifest.xml"), STR("<Package/>") };
    out[3] = (struct file){ STR("AppxBlockMap.xml"), block_map(f, out, 3) };
    out[4] = (struct file){ STR("[Content_Types].xml"), STR("<Types/>") };
}

struct str appx_sign(struct forge *f, const struct order *order, struct str program)
{
    struct package p = { .f = f };
    struct signed_content content;
    struct file file[FILES];
    struct str list, der;

    fill(f, program, file);
    for (size_t i = 0; i < FILES; i++)
        add_file(&p, &file[i]);
    list = DER(&f->arena, 0, STR("APPXAXPC"), hash(f, p.records), STR("AXCD"),
               hash(f, finish(&p)), STR("AXCT"), hash(f, file[4].bytes), STR("AXBM"),
               hash(f, file[3].bytes));
    content = sip_content(f, sip_appx, SIP_VERSION_APP, list);
    der = cms_sign(f, order, &content, NULL, 0);
    add_file(&p, &(struct file){ STR("AppxSignature.p7x"),
                                 DER(&f->arena, 0, STR("PKCX"), der) });
    return DER(&f->arena, 0, p.records, finish(&p));
}
