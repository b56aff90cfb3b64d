#include "base/base.h"

#include "forge/der_write.h"
#include "forge/script_write.h"
#include "forge/sip_write.h"
#include "signature/sip.h"

enum { LINE = 64 };

static const struct {
    const char *open; /* of each line of the block */
    const char *name; /* of the block's first and last line */
    const struct str *id;
} hosts[] = {
    [SCRIPT_HOST_POWERSHELL] = { "# ", "# SIG # ", &sip_powershell },
    [SCRIPT_HOST_JSCRIPT] = { "// SIG // ", "// SIG // ", &sip_jscript },
    [SCRIPT_HOST_VBSCRIPT] = { "'' SIG '' ", "'' SIG '' ", &sip_vbscript },
};

/* ASCII as UTF-16, low byte first. */
static struct str widened(struct forge *f, struct str text)
{
    char *out = arena_alloc(&f->arena, 2 * text.n + 1, 1);

    for (size_t i = 0; out && i < text.n; i++)
        out[2 * i] = text.p[i];
    forge_must(f, out != NULL);
    return (struct str){ out, out ? 2 * text.n : 0 };
}

/* What is digested: the text as UTF-16, with mark or length as the host wants it. */
static struct str digested(struct forge *f, const struct script *script)
{
    struct str text = str_from_cstr(script->text);
    bool is_host = script->host != SCRIPT_HOST_POWERSHELL;
    bool has_mark = !is_host && script->form != SCRIPT_FORM_UTF8;
    const char length[] = { (char)text.n, (char)(text.n >> 8), (char)(text.n >> 16),
                            0 };

    return DER(&f->arena, 0, has_mark ? STR("\xFF\xFE") : STR(""), widened(f, text),
               (struct str){ length, is_host ? sizeof length : 0 });
}

static struct signed_content script_content(struct forge *f, const struct order *order,
                                            const struct script *script)
{
    struct digest d;

    digest_compute(f->digester, order_digest(order), digested(f, script), &d);
    return sip_content(f, *hosts[script->host].id, SIP_VERSION, digest_str(&d));
}

/* Base64 in lines of the host's comments. */
static struct str block(struct forge *f, const struct script *script, struct str der)
{
    struct str open = str_from_cstr(hosts[script->host].open);
    struct str name = str_from_cstr(hosts[script->host].name);
    char *base64 = arena_text(&f->arena, der.n / 3 * 4 + 8);
    struct str out =
        DER(&f->arena, 0, STR("\r\n"), name, STR("Begin signature block\r\n"));
    size_t n;

    if (!forge_must(f, base64 != NULL))
        return out;
    n = (size_t)EVP_EncodeBlock((uint8_t *)base64, (const uint8_t *)der.p, (int)der.n);
    for (size_t at = 0; at < n; at += LINE)
        out = DER(&f->arena, 0, out, open,
                  str_slice((struct str){ base64, n }, at, at + LINE), STR("\r\n"));
    return DER(&f->arena, 0, out, name, STR("End signature block\r\n"));
}

struct str script_sign(struct forge *f, const struct order *order,
                       const struct script *script)
{
    struct signed_content content = script_content(f, order, script);
    struct str der = cms_sign(f, order, &content, NULL, 0);
    struct str all =
        DER(&f->arena, 0, str_from_cstr(script->text), block(f, script, der));

    if (script->form == SCRIPT_FORM_UTF16)
        return DER(&f->arena, 0, STR("\xFF\xFE"), widened(f, all));
    return DER(&f->arena, 0,
               script->form == SCRIPT_FORM_UTF8_MARK ? STR("\xEF\xBB\xBF") : STR(""),
               all);
}
