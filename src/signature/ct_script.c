/*
 * ct_script.c - scripts with a signature block: PowerShell's kinds, JScript, VBScript,
 * WSF.
 *
 *     Write-Host test                          \
 *                                              /  digested, without the last line end
 *     # SIG # Begin signature block
 *     # MIIITAYJKoZIhvcNAQcCoIIIPTCC…             the PKCS #7 in base64
 *     # SIG # End signature block
 *
 * The digest covers the text as UTF-16. PowerShell's kinds count the byte order mark;
 * those of the script host do not, and add the number of characters behind the text.
 * Where a file without a mark can be read in two ways, either may fit: Windows takes
 * the local code page, other signers UTF-8.
 */
#include "base/base.h"

#include "base/little.h"
#include "signature/armor.h"
#include "signature/container.h"
#include "signature/script_text.h"
#include "signature/sip.h"

enum { SCRIPT_BYTES_MAX = 12 * 1024 * 1024, TAIL = 512, VARIANTS_MAX = 4 };

struct style {
    const char *begin, *end; /* whole lines round the block */
    const char *open, *close;
    bool is_host;  /* of the script host */
    bool has_tail; /* the text goes on behind the block */
    const char *extensions;
};

static const struct style styles[] = {
    { "# SIG # Begin signature block", "# SIG # End signature block", "# ", "", false,
      false, ".ps1 .psm1 .psd1 " },
    { "<!-- SIG # Begin signature block -->", "<!-- SIG # End signature block -->",
      "<!-- ", " -->", false, false, ".ps1xml .psc1 .cdxml " },
    { "/* SIG # Begin signature block */", "/* SIG # End signature block */", "/* ",
      " */", false, false, ".mof " },
    { "// SIG // Begin signature block", "// SIG // End signature block", "// SIG // ",
      "", true, false, ".js " },
    { "'' SIG '' Begin signature block", "'' SIG '' End signature block", "'' SIG '' ",
      "", true, false, ".vbs " },
    { "<signature>", "</signature>", "** SIG ** ", "", true, true, ".wsf " },
};

/* One way of reading the file. */
struct variant {
    enum script_encoding encoding;
    bool has_mark, has_length;
    struct digests digests;
};

struct script_state {
    struct script_text text;
    const struct style *style; /* NULL: no block */
    size_t block, block_end;   /* bytes; the line end before the block is part of it */
    bool has_junk;             /* text behind a block that must be the end */
    struct variant variant[VARIANTS_MAX];
    size_t nvariants;
};

/* Does the path end in one of the style's extensions, in any case? */
static bool has_extension(const struct style *style, struct str path)
{
    struct str list = str_from_cstr(style->extensions);

    while (list.n) {
        struct str extension = str_cut(&list, ' ');

        if (extension.n && path.n > extension.n &&
            str_eq_nocase(str_slice(path, path.n - extension.n, path.n), extension))
            return true;
    }
    return false;
}

/* Text, as far as its first bytes tell: no NUL, or a mark of UTF-16. */
static bool looks_like_text(struct str head)
{
    if (str_starts_with(head, STR("\xFF\xFE")) ||
        str_starts_with(head, STR("\xFE\xFF")))
        return true;
    return head.n == 0 || memchr(head.p, 0, head.n) == NULL;
}

/* The end of the file holds the end of a block of any style. */
static bool ends_in_block(const struct subject *s)
{
    size_t n = s->size < TAIL ? (size_t)s->size : TAIL;
    struct script_text t = { .encoding = SCRIPT_UTF8, .width = 1 };
    char tail[TAIL];

    if (n == 0 || subject_read(s, s->size - n, tail, n, NULL) != ST_OK)
        return false;
    t.bytes = (struct str){ tail, n };
    if (str_starts_with(s->head, STR("\xFF\xFE")) ||
        str_starts_with(s->head, STR("\xFE\xFF"))) {
        t.width = 2;
        t.encoding = s->head.p[0] == '\xFF' ? SCRIPT_UTF16LE : SCRIPT_UTF16BE;
    }
    for (size_t at = t.width == 2 ? s->size & 1 : 0; at < n; at += t.width)
        for (size_t i = 0; i < countof(styles); i++)
            if (!styles[i].has_tail && script_text_has(&t, at, styles[i].end))
                return true;
    return false;
}

static int script_bid(const struct subject *s)
{
    if (s->size > SCRIPT_BYTES_MAX || !looks_like_text(s->head))
        return 0;
    for (size_t i = 0; i < countof(styles); i++)
        if (has_extension(&styles[i], s->path))
            return 8;
    return ends_in_block(s) ? 12 : 0;
}

/* The style whose block may begin at `at`; that of the extension, if it has one. */
static const struct style *style_at(const struct subject *s,
                                    const struct script_text *t, size_t at)
{
    bool is_known = false;

    for (size_t i = 0; i < countof(styles); i++)
        is_known = is_known || has_extension(&styles[i], s->path);
    for (size_t i = 0; i < countof(styles); i++)
        if ((!is_known || has_extension(&styles[i], s->path)) &&
            script_text_has(t, at, styles[i].begin))
            return &styles[i];
    return NULL;
}

/* Offset of the line that begins the block, or of the end of the file. */
static size_t find_block(const struct subject *s, struct script_state *state)
{
    const struct script_text *t = &state->text;
    size_t at = t->mark;

    while (at < t->bytes.n) {
        state->style = style_at(s, t, at);
        if (state->style)
            return at;
        at = script_text_next_line(t, at);
    }
    return t->bytes.n;
}

/* Append what a line of the block holds between its marks; false: not such a line. */
static bool take_line(const struct script_state *state, size_t at, size_t end,
                      struct str *out)
{
    const struct script_text *t = &state->text;
    size_t w = t->width, close = strlen(state->style->close);
    char *p = (char *)(uintptr_t)out->p;

    end = script_text_before_line_end(t, end);
    if (!script_text_has(t, at, state->style->open))
        return false;
    at += w * strlen(state->style->open);
    if (at > end || end - at < w * close ||
        !script_text_has(t, end - w * close, state->style->close))
        return false;
    for (end -= w * close; at < end; at += w)
        p[out->n++] = script_text_ascii(t, at);
    return true;
}

/* Read the lines from `at` to the end of the block; NULL or why it cannot be read. */
static const char *read_block(struct script_state *state, size_t at, struct str *base64)
{
    const struct script_text *t = &state->text;

    for (at = script_text_next_line(t, at); at < t->bytes.n;) {
        size_t next = script_text_next_line(t, at);

        if (script_text_has(t, at, state->style->end)) {
            at += t->width * strlen(state->style->end);
            for (int i = 0; i < 2 && at < t->bytes.n; i++)
                if (script_text_has(t, at, "\r") || script_text_has(t, at, "\n"))
                    at += t->width;
            state->block_end = at;
            state->has_junk = at < t->bytes.n && !state->style->has_tail;
            return NULL;
        }
        if (!take_line(state, at, next, base64))
            return "a line of the signature block is not one";
        at = next;
    }
    return "the signature block has no end";
}

static void add_variant(struct script_state *state, enum script_encoding encoding,
                        bool has_mark, bool has_length)
{
    if (state->nvariants < VARIANTS_MAX)
        state->variant[state->nvariants++] = (struct variant){
            .encoding = encoding, .has_mark = has_mark, .has_length = has_length
        };
}

/* The most usual way of reading first. */
static void choose_variants(struct script_state *state)
{
    const struct script_text *t = &state->text;
    bool is_host = state->style && state->style->is_host;

    add_variant(state, t->encoding, !is_host, is_host);
    if (t->is_ambiguous)
        add_variant(state, SCRIPT_1252, !is_host, is_host);
    /* Signers elsewhere than on Windows treat all kinds like PowerShell's. */
    if (is_host) {
        add_variant(state, t->encoding, true, false);
        if (t->is_ambiguous)
            add_variant(state, SCRIPT_1252, true, false);
    }
}

static enum status unreadable(struct found *out, const char *why)
{
    out->is_malformed = true;
    out->malformed = why;
    return ST_OK;
}

static enum status script_find_signature(const struct subject *s, struct found *out,
                                         struct diag *diag)
{
    struct script_state *state = arena_new(s->arena, struct script_state);
    struct str bytes, base64;
    const char *why;
    size_t at;

    if (!state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(subject_view(s, 0, (size_t)s->size, &bytes, diag));
    script_text_init(&state->text, bytes);
    out->state = state;
    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_SIP_INFO;
    at = find_block(s, state);
    state->block = script_text_before_line_end(&state->text, at);
    state->block_end = bytes.n;
    choose_variants(state);
    if (!state->style) {
        state->block = bytes.n;
        return ST_OK;
    }
    base64 = (struct str){ arena_text(s->arena, bytes.n - at + 1), 0 };
    if (!base64.p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    why = read_block(state, at, &base64);
    if (why)
        return unreadable(out, why);
    base64.n = armor_decode(base64, (char *)(uintptr_t)base64.p);
    if (base64.n == SIZE_MAX)
        return unreadable(out, "the signature block is not base64");
    out->table = (struct byte_range){ state->block, state->block_end - state->block };
    out->blob[out->nblobs++] =
        (struct signature_blob){ .der = base64, .entry_offset = at };
    return ST_OK;
}

static enum status digest_variant(const struct script_state *state, struct variant *v,
                                  struct digester *g, unsigned set, struct diag *diag)
{
    const struct script_text *t = &state->text;
    struct digest_run run;
    size_t n;
    bool ok;

    digest_run_start(&run, g, set);
    n = script_text_digest(t, v->encoding, v->has_mark ? 0 : t->mark, state->block,
                           &run);
    n += script_text_digest(t, v->encoding, state->block_end, t->bytes.n, &run);
    if (v->has_length) {
        const char length[] = { (char)n, (char)(n >> 8), (char)(n >> 16),
                                (char)(n >> 24) };

        digest_run_add(&run, (struct str){ length, sizeof length });
    }
    ok = digest_run_finish(&run, &v->digests);
    digest_run_release(&run);
    return ok ? ST_OK
              : diag_set(diag, ST_NOMEM, 0, "libcrypto could not hash the script");
}

static enum status script_digest(const struct subject *s UNUSED,
                                 const struct found *found, struct digester *g,
                                 unsigned set, struct digests *out, struct diag *diag)
{
    struct script_state *state = found->state;

    for (size_t i = 0; i < state->nvariants; i++)
        TRY(digest_variant(state, &state->variant[i], g, set, diag));
    *out = state->variant[0].digests;
    return ST_OK;
}

static bool is_script_id(struct str id)
{
    return str_eq(id, sip_powershell) || str_eq(id, sip_jscript) ||
           str_eq(id, sip_vbscript) || str_eq(id, sip_wsf);
}

static void script_check(const struct subject *s UNUSED, struct found *found,
                         struct digester *g UNUSED, const struct spc_content *content,
                         size_t i UNUSED, struct content_check *check)
{
    const struct script_state *state = found->state;

    for (size_t v = 1; v < state->nvariants && content->algorithm < DIGEST_COUNT; v++)
        if (str_eq(content->digest,
                   digest_str(&state->variant[v].digests.of[content->algorithm])))
            check->digest_ok = true;
    if (check->digest_ok && state->has_junk) {
        check->digest_ok = false;
        check->problem = "there is text behind the signature block";
    }
    if (check->digest_ok && !is_script_id(sip_id(content->data_value))) {
        check->digest_ok = false;
        check->problem = "the signed content describes another kind of file";
    }
}

const struct container container_script = {
    .name = "script",
    .summary =
        "scripts: .ps1, .psm1, .psd1, .ps1xml, .psc1, .cdxml, .mof, .js, .vbs, .wsf",
    .source = "Microsoft, about_Signing; the digests as observed in signed scripts",
    .bid = script_bid,
    .find_signature = script_find_signature,
    .digest = script_digest,
    .check = script_check,
};
