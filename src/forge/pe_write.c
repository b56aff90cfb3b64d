#include "base/base.h"

#include "forge/pe_resource.h"
#include "forge/pe_write.h"

enum {
    FILE_ALIGNMENT = 0x200,
    HEADERS = 0x200,
    OPTIONAL = PE_HEADER + 24,
    SECTIONS_MAX = 4,

    /* Places within .rdata. */
    LOOKUP = 0x28,
    ADDRESSES = 0x48,
    NAMES = 0x68,
    LIBRARY = 0x92,
    LINE = 0xA0,

    CODE_FLAGS = 0x60000020,
    DATA_FLAGS = 0x40000040,
    WRITABLE_FLAGS = (int)0xC0000040
};

static char *mutable(struct str file)
{
    return (char *)(uintptr_t)file.p;
}

void put16(struct str file, size_t at, uint16_t value)
{
    char *p = mutable(file);

    assert(at + 2 <= file.n);
    p[at] = (char)value;
    p[at + 1] = (char)(value >> 8);
}

void put32(struct str file, size_t at, uint32_t value)
{
    put16(file, at, (uint16_t)value);
    put16(file, at + 2, (uint16_t)(value >> 16));
}

uint32_t get32(struct str file, size_t at)
{
    const uint8_t *p = (const uint8_t *)file.p + at;

    assert(at + 4 <= file.n);
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

struct section {
    const char *name;
    struct str bytes;
    uint32_t flags;
    uint32_t address;
    uint32_t offset;
};

struct image {
    const struct program *program;
    uint32_t alignment;
    struct section section[SECTIONS_MAX];
    size_t n;
    uint32_t end; /* of the file */
};

static uint32_t round_up(size_t n, uint32_t to)
{
    return (uint32_t)((n + to - 1) / to * to);
}

static struct str zeroed(struct forge *f, size_t n)
{
    char *p = arena_alloc(&f->arena, n, 8);

    forge_must(f, p != NULL);
    return (struct str){ p, p ? n : 0 };
}

static void put_bytes(struct str to, size_t at, struct str bytes)
{
    assert(at + bytes.n <= to.n);
    memcpy(mutable(to) + at, bytes.p, bytes.n);
}

/* Three functions of KERNEL32, by name. */
static struct str imports(struct forge *f, const struct program *p, uint32_t base)
{
    static const char names[] = "\0\0GetStdHandle\0\0\0\0WriteFile\0\0\0ExitProcess\0";
    static const uint32_t name_at[] = { NAMES, NAMES + 16, NAMES + 28 };
    const char *line = p->line ? p->line : "nothing to see here\r\n";
    struct str text = str_from_cstr(line);
    struct str out = zeroed(f, LINE + text.n);
    size_t width = p->is_32 ? 4 : 8;

    if (!out.p)
        return out;
    put32(out, 0, base + LOOKUP);
    put32(out, 12, base + LIBRARY);
    put32(out, 16, base + ADDRESSES);
    for (size_t i = 0; i < countof(name_at); i++) {
        put32(out, LOOKUP + i * width, base + name_at[i]);
        put32(out, ADDRESSES + i * width, base + name_at[i]);
    }
    put_bytes(out, NAMES, STR(names));
    put_bytes(out, LIBRARY, STR("KERNEL32.dll"));
    put_bytes(out, LINE, text);
    return out;
}

/*
 * h = GetStdHandle(STD_OUTPUT_HANDLE); WriteFile(h, line, n, &written, NULL);
 * ExitProcess(0);
 */
static struct str code_64(struct forge *f, uint32_t base, uint32_t data, uint32_t line)
{
    static const char code[] =
        "\x48\x83\xEC\x38"             /* sub  rsp, 56 */
        "\xB9\xF5\xFF\xFF\xFF"         /* mov  ecx, -11 */
        "\xFF\x15\0\0\0\0"             /* call [GetStdHandle] */
        "\x48\x89\xC1"                 /* mov  rcx, rax */
        "\x48\x8D\x15\0\0\0\0"         /* lea  rdx, [line] */
        "\x41\xB8\0\0\0\0"             /* mov  r8d, n */
        "\x4C\x8D\x4C\x24\x30"         /* lea  r9, [rsp + 48] */
        "\x48\xC7\x44\x24\x20\0\0\0\0" /* mov  qword [rsp + 32], 0 */
        "\xFF\x15\0\0\0\0"             /* call [WriteFile] */
        "\x31\xC9"                     /* xor  ecx, ecx */
        "\xFF\x15\0\0\0\0";            /* call [ExitProcess] */
    struct str out = str_dup(&f->arena, STR(code));

    if (!forge_must(f, out.p != NULL))
        return out;
    put32(out, 11, data + ADDRESSES - (base + 15));
    put32(out, 21, data + LINE - (base + 25));
    put32(out, 27, line);
    put32(out, 47, data + ADDRESSES + 8 - (base + 51));
    put32(out, 55, data + ADDRESSES + 16 - (base + 59));
    return out;
}

static struct str code_32(struct forge *f, uint32_t data, uint32_t line)
{
    static const char code[] = "\x6A\xF5"         /* push -11 */
                               "\xFF\x15\0\0\0\0" /* call [GetStdHandle] */
                               "\x83\xEC\x04"     /* sub  esp, 4 */
                               "\x89\xE2"         /* mov  edx, esp */
                               "\x6A\0"           /* push 0 */
                               "\x52"             /* push edx */
                               "\x68\0\0\0\0"     /* push n */
                               "\x68\0\0\0\0"     /* push line */
                               "\x50"             /* push eax */
                               "\xFF\x15\0\0\0\0" /* call [WriteFile] */
                               "\x6A\0"           /* push 0 */
                               "\xFF\x15\0\0\0\0" /* call [ExitProcess] */;
    uint32_t at = 0x400000 + data;
    struct str out = str_dup(&f->arena, STR(code));

    if (!forge_must(f, out.p != NULL))
        return out;
    put32(out, 4, at + ADDRESSES);
    put32(out, 17, line);
    put32(out, 22, at + LINE);
    put32(out, 29, at + ADDRESSES + 4);
    put32(out, 37, at + ADDRESSES + 8);
    return out;
}

static void add_section(struct image *m, const char *name, struct str bytes,
                        uint32_t flags)
{
    struct section *s = &m->section[m->n++];

    *s = (struct section){ name, bytes, flags, m->alignment * (uint32_t)m->n, m->end };
    m->end += round_up(bytes.n, FILE_ALIGNMENT);
}

static void add_sections(struct forge *f, struct image *m)
{
    const struct program *p = m->program;
    uint32_t base = m->alignment, data = 2 * base;
    struct str rdata = imports(f, p, data);
    uint32_t line = (uint32_t)(rdata.n - LINE);

    add_section(m, ".text",
                p->is_32 ? code_32(f, data, line) : code_64(f, base, data, line),
                CODE_FLAGS);
    add_section(m, ".rdata", rdata, DATA_FLAGS);
    if (p->company)
        add_section(m, ".rsrc",
                    pe_resource(f, p->company, p->original_name,
                                m->alignment * (uint32_t)(m->n + 1)),
                    DATA_FLAGS);
    if (p->filler)
        add_section(m, ".data", seed_bytes(f, STR("filler"), p->filler),
                    (uint32_t)WRITABLE_FLAGS);
}

static void put_section_table(struct str file, const struct image *m, size_t at)
{
    for (size_t i = 0; i < m->n; i++, at += 40) {
        const struct section *s = &m->section[i];

        put_bytes(file, at, str_from_cstr(s->name));
        put32(file, at + 8, (uint32_t)s->bytes.n);
        put32(file, at + 12, s->address);
        put32(file, at + 16, round_up(s->bytes.n, FILE_ALIGNMENT));
        put32(file, at + 20, s->offset);
        put32(file, at + 36, s->flags);
        put_bytes(file, s->offset, s->bytes);
    }
}

/* What PE32 and PE32+ have in common, by their places. */
static void put_optional(struct str file, const struct image *m)
{
    const struct section *last = &m->section[m->n - 1];

    put32(file, OPTIONAL + 4, round_up(m->section[0].bytes.n, FILE_ALIGNMENT));
    put32(file, OPTIONAL + 16, m->section[0].address); /* entry point */
    put32(file, OPTIONAL + 20, m->section[0].address);
    put32(file, OPTIONAL + 32, m->alignment);
    put32(file, OPTIONAL + 36, FILE_ALIGNMENT);
    put16(file, OPTIONAL + 40, 6);
    put16(file, OPTIONAL + 48, 6);
    put32(file, OPTIONAL + 56, last->address + round_up(last->bytes.n, m->alignment));
    put32(file, OPTIONAL + 60, HEADERS);
    put16(file, OPTIONAL + 68, 3);      /* console */
    put16(file, OPTIONAL + 70, 0x8100); /* NX compatible, terminal server aware */
}

static void put_directories(struct str file, const struct image *m, size_t at)
{
    uint32_t data = m->section[1].address;

    put32(file, at - 4, 16);
    put32(file, at + 8, data);
    put32(file, at + 12, LOOKUP);
    if (m->program->company) {
        put32(file, at + 16, m->section[2].address);
        put32(file, at + 20, (uint32_t)m->section[2].bytes.n);
    }
    put32(file, at + 96, data + ADDRESSES);
    put32(file, at + 100, m->program->is_32 ? 16 : 32);
}

static void put_headers(struct str file, const struct image *m)
{
    bool is_32 = m->program->is_32;
    size_t directories = OPTIONAL + (is_32 ? 96 : 112);
    size_t reserve = OPTIONAL + 72;

    put_bytes(file, 0, STR("MZ"));
    put32(file, 0x3C, PE_HEADER);
    put_bytes(file, PE_HEADER, STR("PE"));
    put16(file, PE_HEADER + 4, is_32 ? 0x14C : 0x8664);
    put16(file, PE_HEADER + 6, (uint16_t)m->n);
    put32(file, PE_HEADER + 8, 0x5E0BE100); /* 2020-01-01 */
    put16(file, PE_HEADER + 20, (uint16_t)(directories + 128 - OPTIONAL));
    put16(file, PE_HEADER + 22, is_32 ? 0x0103 : 0x0023); /* no relocations */
    put16(file, OPTIONAL, is_32 ? 0x10B : 0x20B);
    put_optional(file, m);
    if (is_32) {
        put32(file, OPTIONAL + 24, m->section[1].address);
        put32(file, OPTIONAL + 28, 0x400000);
    } else {
        put32(file, OPTIONAL + 24, 0x40000000);
        put32(file, OPTIONAL + 28, 1);
    }
    for (size_t i = 0; i < 4; i++)
        put32(file, reserve + i * (is_32 ? 4 : 8), i % 2 ? 0x1000 : 0x100000);
    put_directories(file, m, directories);
    put_section_table(file, m, directories + 128);
}

struct str pe_program(struct forge *f, const struct program *program)
{
    struct image m = { .program = program, .alignment = 0x1000, .end = HEADERS };
    struct str file;

    if (program->section_alignment)
        m.alignment = program->section_alignment;
    add_sections(f, &m);
    file = zeroed(f, m.end + program->tail);
    if (f->failed || f->arena.failed)
        return (struct str){ NULL, 0 };
    put_headers(file, &m);
    if (program->tail)
        put_bytes(file, m.end, seed_bytes(f, STR("tail"), program->tail));
    pe_set_checksum(file);
    return file;
}

void pe_put_checksum(struct str file, uint32_t value)
{
    put32(file, OPTIONAL + 64, value);
}

void pe_set_checksum(struct str file)
{
    uint64_t sum = 0;

    pe_put_checksum(file, 0);
    for (size_t i = 0; i < file.n; i++)
        sum += (uint64_t)(uint8_t)file.p[i] << (i % 2 ? 8 : 0);
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    pe_put_checksum(file, (uint32_t)(sum + file.n));
}
