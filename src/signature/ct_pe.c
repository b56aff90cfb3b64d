/*
 * ct_pe.c - PE images: programs, libraries, drivers, .NET assemblies, EFI programs.
 *
 * The certificate table (data directory 4) is a row of WIN_CERTIFICATE entries:
 *
 *     u32 length of the entry   u16 revision   u16 type   data …   to the next 8 bytes
 *
 * The digest covers the file in order without the checksum, the table's directory entry
 * and the table; bytes behind the table are covered.
 */
#include "base/base.h"

#include "asn1/asn1_time.h"
#include "signature/pe.h"

enum { ENTRY_HEADER = 8, REVISION_2 = 0x0200, TYPE_PKCS7 = 0x0002, ENTRIES_MAX = 64 };

/* What the container remembers of an image between the calls. */
struct pe_state {
    struct pe pe;
    struct pe_pages *pages; /* one for each content; npages 0 where it has none */
    bool *has_pages;
    size_t ncontents;
    uint64_t size;
    uint64_t checksum; /* sum of 64-bit words so far */
    char tail[8];      /* bytes of an unfinished word */
    size_t ntail;
};

static int pe_bid(const struct subject *s)
{
    return str_starts_with(s->head, STR("MZ")) ? 16 : 0;
}

static const char *machine_name(const struct pe *pe)
{
    static const struct {
        uint16_t machine;
        const char *name;
    } names[] = {
        { 0x014C, "32-bit" },  { 0x8664, "64-bit" },        { 0x0200, "Itanium" },
        { 0x01C0, "ARM" },     { 0x01C4, "ARM" },           { 0xAA64, "ARM64" },
        { 0xA641, "ARM64EC" }, { 0x0EBC, "EFI byte code" },
    };

    for (size_t i = 0; i < countof(names); i++)
        if (names[i].machine == pe->machine)
            return names[i].name;
    return pe->is_plus ? "64-bit" : "32-bit";
}

static enum status unreadable(struct found *out, const char *why)
{
    out->is_malformed = true;
    out->malformed = why;
    finding_add(&out->findings, FINDING_CERTIFICATE_TABLE_UNREADABLE, "%s", why);
    return ST_OK;
}

/* Keep a usable entry; report one that is of another revision or type. */
static void take_entry(struct found *out, struct str table, size_t at, uint32_t length)
{
    uint16_t revision = le16(table.p + at + 4), type = le16(table.p + at + 6);

    if (revision != REVISION_2 || type != TYPE_PKCS7) {
        finding_add(&out->findings, FINDING_UNSUPPORTED_CERTIFICATE_ENTRY,
                    "revision 0x%04x, type %u at offset %llu", revision, type,
                    (unsigned long long)(out->table.offset + at));
        return;
    }
    if (out->nblobs == CONTAINER_BLOBS_MAX)
        return;
    out->blob[out->nblobs++] = (struct signature_blob){
        .der = str_slice(table, at + ENTRY_HEADER, at + length),
        .offset = out->table.offset + at + ENTRY_HEADER,
        .entry_offset = out->table.offset + at,
        .entry_size = length,
        .contiguous = true,
    };
}

/* Walk the entries; each starts on a multiple of eight from the table's start. */
static enum status walk_table(struct found *out, struct str table)
{
    size_t at = 0, entries = 0;

    while (at <= table.n && table.n - at >= ENTRY_HEADER && entries < ENTRIES_MAX) {
        uint32_t length = le32(table.p + at);

        if (length < ENTRY_HEADER || length > table.n - at)
            break;
        take_entry(out, table, at, length);
        entries++;
        at += ((size_t)length + 7) & ~(size_t)7;
    }
    if (entries == 0)
        return unreadable(out,
                          "the first entry of the certificate table is longer than "
                          "the table, or shorter than its header");
    if (out->nblobs > 1)
        finding_add(&out->findings, FINDING_MULTIPLE_CERTIFICATES, "%zu signatures",
                    out->nblobs);
    return ST_OK;
}

static enum status read_table(const struct subject *s, struct found *out,
                              struct diag *diag)
{
    uint64_t end = out->table.offset + out->table.size;
    struct str table;

    if (out->table.offset > s->size || out->table.size > s->size - out->table.offset) {
        out->table.size = 0;
        return unreadable(out,
                          "the certificate table reaches beyond the end of the file");
    }
    if (out->table.size > CONTAINER_PKCS7_MAX)
        return unreadable(out, "the certificate table is larger than 16 MiB");
    if (out->table.offset % 8 != 0)
        finding_add(&out->findings, FINDING_UNALIGNED_TABLE, "offset %llu",
                    (unsigned long long)out->table.offset);
    if (end < s->size)
        finding_add(&out->findings, FINDING_DATA_BEHIND_TABLE,
                    "%llu bytes at offset %llu", (unsigned long long)(s->size - end),
                    (unsigned long long)end);
    TRY(subject_view(s, out->table.offset, (size_t)out->table.size, &table, diag));
    return walk_table(out, table);
}

static enum status pe_find_signature(const struct subject *s, struct found *out,
                                     struct diag *diag)
{
    struct pe_state *state = arena_new(s->arena, struct pe_state);
    const struct pe *pe;

    if (!state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    pe = &state->pe;
    TRY(pe_read(s, &state->pe, diag));
    out->state = state;
    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_PE_IMAGE_DATA;
    state->size = s->size;
    if (!pe->is_pe) {
        finding_add(&out->findings, FINDING_NOT_PE,
                    "the bytes at 0x3C lead to no PE header");
        return ST_OK;
    }
    out->machine = machine_name(pe);
    out->link_time = pe->link_time;
    found_skip(out, pe->checksum_offset, 4);
    found_skip(out, pe->directory_offset, pe->directory_offset ? 8 : 0);
    pe_version(s, pe, &out->version);
    if (pe->table_size == 0)
        return ST_OK;
    out->table = (struct byte_range){ pe->table_offset, pe->table_size };
    TRY(read_table(s, out, diag));
    found_skip(out, out->table.offset, out->table.size);
    return ST_OK;
}

static enum status pe_prepare(const struct subject *s, struct found *found,
                              const struct spc_content *content, size_t n,
                              struct diag *diag)
{
    struct pe_state *state = found->state;

    if (n == 0)
        return ST_OK;
    state->pages = arena_new_array(s->arena, struct pe_pages, n);
    state->has_pages = arena_new_array(s->arena, bool, n);
    if (!state->pages || !state->has_pages)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < n; i++)
        if (content[i].data_type == OID_SPC_PE_IMAGE_DATA)
            state->has_pages[i] = pe_pages_init(&state->pages[i], &state->pe,
                                                content[i].data_value, s->arena);
    state->ncontents = n;
    return ST_OK;
}

/* Sum of 64-bit words with end-around carry. */
static uint64_t add_carry(uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;

    return sum + (sum < b);
}

/*
 * The checksum adds 16-bit words with end-around carry. Words of 64 bits give the same
 * sum, folded at the end, and are faster; four sums run side by side. Bytes that make
 * no word wait in `tail`.
 */
static void add_checksum(struct pe_state *state, struct str piece)
{
    uint64_t sum[4] = { 0 };
    size_t at = 0;

    while (at < piece.n && state->ntail) {
        state->tail[state->ntail++] = piece.p[at++];
        if (state->ntail == sizeof state->tail) {
            sum[0] = le64(state->tail);
            state->ntail = 0;
        }
    }
    for (; piece.n - at >= 32; at += 32) {
        sum[0] = add_carry(sum[0], le64(piece.p + at));
        sum[1] = add_carry(sum[1], le64(piece.p + at + 8));
        sum[2] = add_carry(sum[2], le64(piece.p + at + 16));
        sum[3] = add_carry(sum[3], le64(piece.p + at + 24));
    }
    for (; at < piece.n; at++) {
        state->tail[state->ntail++] = piece.p[at];
        if (state->ntail == sizeof state->tail) {
            sum[1] = add_carry(sum[1], le64(state->tail));
            state->ntail = 0;
        }
    }
    for (size_t i = 0; i < countof(sum); i++)
        state->checksum = add_carry(state->checksum, sum[i]);
}

/* Fold to 16 bits: 1 … 0xFFFF, or 0 when all words were 0. */
static uint32_t fold(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint32_t)sum;
}

/* The field itself does not count; it may lie across words, so its bytes decide. */
static uint32_t finish_checksum(const struct pe_state *state)
{
    char tail[8] = { 0 };
    uint64_t field = 0;
    uint32_t sum;

    memcpy(tail, state->tail, state->ntail);
    sum = fold(add_carry(state->checksum, le64(tail)));
    for (size_t i = 0; i < 4; i++)
        field += (uint64_t)(state->pe.checksum >> (8 * i) & 0xFF)
                 << ((state->pe.checksum_offset + i) % 2 * 8);
    field = fold(field);
    sum = sum > field ? sum - (uint32_t)field : sum + 0xFFFF - (uint32_t)field;
    return (uint32_t)(sum + state->size);
}

static void pe_observe(struct found *found, struct digester *g, uint64_t offset,
                       struct str piece)
{
    struct pe_state *state = found->state;

    if (!state->pe.is_pe)
        return;
    if (state->pe.checksum != 0)
        add_checksum(state, piece);
    for (size_t i = 0; i < state->ncontents; i++)
        if (state->has_pages[i])
            pe_pages_add(&state->pages[i], g, offset, piece);
    if (offset + piece.n < state->size)
        return;
    for (size_t i = 0; i < state->ncontents; i++)
        if (state->has_pages[i])
            pe_pages_end(&state->pages[i], g);
    if (state->pe.checksum != 0 && finish_checksum(state) != state->pe.checksum)
        finding_add(&found->findings, FINDING_STALE_CHECKSUM,
                    "header says 0x%08x, file has 0x%08x", state->pe.checksum,
                    finish_checksum(state));
}

/* After a graft the end of the donor's pages betrays its size. */
static void compare_size(const struct subject *s, const struct found *found,
                         const struct pe_pages *pages, struct findings *findings)
{
    uint64_t here = found->table.size ? found->table.offset : s->size;

    if (!pages->is_broken && pages->end != here)
        finding_add(
            findings, FINDING_DONOR_SIZE_DIFFERS,
            "the signed file had %llu bytes of pages, this one has %llu before its "
            "certificate table",
            (unsigned long long)pages->end, (unsigned long long)here);
}

static void pe_check(const struct subject *s, struct found *found,
                     struct digester *g UNUSED,
                     const struct spc_content *content UNUSED, size_t i,
                     struct content_check *check)
{
    const struct pe_state *state = found->state;
    const struct pe_pages *pages;

    if (i >= state->ncontents || !state->has_pages[i])
        return;
    pages = &state->pages[i];
    check->has_page_hashes = true;
    check->page_hashes_ok = !pages->is_broken && !pages->differs;
    finding_add(check->findings, FINDING_PAGE_HASHES, "%zu pages, %s", pages->npages,
                digest_name(pages->algorithm));
    if (!check->digest_ok) {
        compare_size(s, found, pages, check->findings);
        return;
    }
    if (check->page_hashes_ok)
        return;
    finding_add(check->findings, FINDING_PAGE_HASH_MISMATCH,
                pages->is_broken ? "the list of pages is not well formed"
                                 : "first at offset %llu",
                (unsigned long long)pages->first_bad);
    check->digest_ok = false;
    check->problem = "a page does not fit its signed hash";
}

const struct container container_pe = {
    .name = "pe",
    .summary = "PE images: .exe, .dll, .sys, .efi and .NET assemblies",
    .source = "Microsoft, PE Format and Authenticode_PE.docx",
    .bid = pe_bid,
    .find_signature = pe_find_signature,
    .prepare = pe_prepare,
    .observe = pe_observe,
    .check = pe_check,
};
