#include "base/base.h"

#include "forge/appx_write.h"
#include "forge/cat_write.h"
#include "forge/der_write.h"
#include "forge/forge.h"
#include "forge/msi_write.h"

enum { ARENA_MAX = 256 * 1024 * 1024 };

enum status forge_new(struct forge **out, struct str seed, struct diag *diag)
{
    struct forge *f = calloc(1, sizeof *f);
    enum status st;

    *out = NULL;
    if (!f)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&f->arena, ARENA_MAX);
    st = digester_new(&f->digester, diag);
    if (st == ST_OK) {
        f->seed = str_dup(&f->arena, seed);
        if (!f->seed.p)
            st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    }
    if (st != ST_OK) {
        forge_free(f);
        return st;
    }
    *out = f;
    return ST_OK;
}

void forge_free(struct forge *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->nkeys; i++)
        EVP_PKEY_free(f->key[i].pkey);
    digester_free(f->digester);
    arena_release(&f->arena);
    free(f);
}

int64_t forge_time(int day)
{
    return asn1_time_from_date(day / 10000, day / 100 % 100, day % 100, 12, 0, 0);
}

/* The PKCS #7 of an order for the program, nested ones first. */
static struct str sign_program(struct forge *f, const struct order *order,
                               struct str program)
{
    struct str nested[ORDER_NESTED_MAX];
    size_t n = 0;
    struct signed_content content = pe_content(f, order, program);

    if (order->nested) {
        struct str inner = { NULL, 0 };
        struct signed_content of = pe_content(f, order->nested, program);
        const struct order *below = order->nested->nested;

        if (below) {
            struct signed_content deepest = pe_content(f, below, program);

            inner = cms_sign(f, below, &deepest, NULL, 0);
        }
        for (n = 0; n < (order->nnested ? order->nnested : 1); n++)
            nested[n] = cms_sign(f, order->nested, &of, &inner, inner.n ? 1 : 0);
    }
    return cms_sign(f, order, &content, nested, n);
}

/* A catalog that lists the program, as it is or padded with zeros. */
static struct str make_catalog(struct forge *f, const struct order *order,
                               const struct forge_case *c)
{
    struct str program = pe_program(f, &c->program);
    size_t pad = c->lists_padded ? (8 - program.n % 8) % 8 : 0;

    if (!program.p)
        return program;
    return cat_sign(
        f, order, DER(&f->arena, 0, program, str_slice(STR("\0\0\0\0\0\0\0"), 0, pad)));
}

static struct str make_file(struct forge *f, const struct forge_case *c)
{
    struct str program, signed_program;
    struct table table = c->table;

    if (c->script.text)
        return script_sign(f, &c->order, &c->script);
    if (c->package == PACKAGE_INSTALLER)
        return msi_sign(f, &c->order);
    if (c->is_catalog)
        return make_catalog(f, &c->order, c);
    program = pe_program(f, &c->program);
    if (c->package == PACKAGE_APP)
        return appx_sign(f, &c->order, program);
    signed_program = c->donor ? pe_program(f, c->donor) : program;
    if (!c->order.signer || !program.p || !signed_program.p)
        return program;
    table.blob[0] = sign_program(f, &c->order, signed_program);
    if (c->second.signer)
        table.blob[1] = sign_program(f, &c->second, signed_program);
    return pe_attach(f, program, c->program.tail, &table);
}

static struct str cert_der(struct forge *f, const char *id)
{
    const struct forge_cert *cert = pki_cert(f, id);

    return cert ? cert->der : (struct str){ NULL, 0 };
}

enum status forge_make(struct forge *f, const struct forge_case *c,
                       struct forge_sample *out, struct diag *diag)
{
    *out = (struct forge_sample){
        .file = str_from_cstr(c->file ? c->file : "sample.exe"),
        .at = forge_time(FORGE_DAY),
        .bytes = make_file(f, c),
        .root = cert_der(f, c->root ? c->root : "root"),
    };
    if (c->order.signer)
        out->signer = cert_der(f, c->order.signer);
    if (c->listed.signer)
        out->catalog = make_catalog(f, &c->listed, c);
    if (c->spoil && out->bytes.p)
        c->spoil(f, &out->bytes);
    for (size_t i = 0; i < FORGE_CRLS_MAX && c->crl[i].issuer; i++)
        out->crl[out->ncrls++] = pki_crl(f, &c->crl[i]);
    if (f->arena.failed)
        return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", c->name);
    if (f->failed)
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "%s: libcrypto refused a key or digest", c->name);
    return ST_OK;
}

static enum status fill_trust(const struct forge_case *c,
                              const struct forge_sample *sample, struct trust *t,
                              struct diag *diag)
{
    const struct root_property *p = &c->property;
    struct trust_entry root = {
        .is_root = true,
        .allowed = p->lacks_code_signing ? TRUST_TIME_STAMPING : TRUST_ANYTHING,
        .disabled = p->disabled ? forge_time(p->disabled) : TIME_NONE,
        .not_before = p->not_before ? forge_time(p->not_before) : TIME_NONE,
        .not_before_for = TRUST_CODE_SIGNING,
    };

    root.cert.der = sample->root;
    TRY(trust_add(t, &root, diag));
    for (size_t i = 0; i < sample->ncrls; i++)
        TRY(trust_add_crl(t, sample->crl[i], diag));
    if (c->disallow_signer) {
        struct digester *g;
        struct digest d;
        enum status st;

        TRY(digester_new(&g, diag));
        digest_compute(g, DIGEST_SHA256, sample->signer, &d);
        st = trust_disallow(t, &(struct disallowed){ .sha256 = digest_str(&d) }, diag);
        digester_free(g);
        TRY(st);
    }
    return trust_seal(t, diag);
}

enum status forge_trust(const struct forge_case *c, const struct forge_sample *sample,
                        struct trust **out, struct diag *diag)
{
    enum status st;

    *out = NULL;
    TRY(trust_new(out, diag));
    st = fill_trust(c, sample, *out, diag);
    if (st != ST_OK) {
        trust_free(*out);
        *out = NULL;
    }
    return st;
}

const struct forge_case *forge_find(const char *name)
{
    for (size_t i = 0; i < forge_case_count; i++)
        if (strcmp(forge_case_table[i].name, name) == 0)
            return &forge_case_table[i];
    return NULL;
}
