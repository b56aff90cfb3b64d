#include "base/base.h"

#include "forge/spoil.h"

enum { DIRECTORY_64 = PE_HEADER + 24 + 144 };

void spoil_code(struct forge *f UNUSED, struct str *file)
{
    /* Within the padding of .text: the program still runs. */
    put16(*file, PE_CODE + 0x100, 0xCCCC);
    pe_set_checksum(*file);
}

void spoil_letter(struct forge *f UNUSED, struct str *file)
{
    char *p = (char *)(uintptr_t)file->p;

    p[0] ^= 0x20;
}

void spoil_middle(struct forge *f UNUSED, struct str *file)
{
    char *p = (char *)(uintptr_t)file->p;

    p[file->n / 2] ^= 1;
}

void spoil_checksum(struct forge *f UNUSED, struct str *file)
{
    pe_put_checksum(*file, 0);
}

void spoil_directory(struct forge *f UNUSED, struct str *file)
{
    put32(*file, DIRECTORY_64, (uint32_t)file->n + 4096);
    put32(*file, DIRECTORY_64 + 4, 1024);
    pe_set_checksum(*file);
}

void spoil_length(struct forge *f UNUSED, struct str *file)
{
    uint32_t at = get32(*file, DIRECTORY_64);

    file->n = at + (file->n - at) / 2;
    pe_set_checksum(*file);
}

void spoil_pkcs7(struct forge *f UNUSED, struct str *file)
{
    uint32_t at = get32(*file, DIRECTORY_64);

    memset((char *)(uintptr_t)file->p + at + 8, 0x41, file->n - at - 8);
    pe_set_checksum(*file);
}
