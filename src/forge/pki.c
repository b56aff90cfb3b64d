#include "base/base.h"

#include "forge/der_write.h"
#include "forge/pki.h"

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static struct str serial_of(struct forge *f, const struct actor *actor)
{
    struct str id = seed_bytes(f, str_from_cstr(actor->id), 8);
    char bytes[20];
    size_t n = 0;

    if (!actor->serial)
        return der_unsigned(&f->arena, id);
    for (const char *p = actor->serial; p[0] && p[1] && n < sizeof bytes; p += 2)
        bytes[n++] = (char)(hex_digit(p[0]) << 4 | hex_digit(p[1]));
    return der_unsigned(&f->arena, (struct str){ bytes, n });
}

/* RelativeDistinguishedName from "O=Name". */
static struct str name_part(struct forge *f, struct str text)
{
    static const struct {
        const char *word;
        enum oid oid;
    } types[] = { { "CN", OID_CN },     { "O", OID_ORGANIZATION },
                  { "C", OID_COUNTRY }, { "L", OID_LOCALITY },
                  { "ST", OID_STATE },  { "OU", OID_UNIT } };
    struct str type = str_cut(&text, '=');
    struct str value = str_dup(&f->arena, text);
    enum oid oid = OID_UNKNOWN;

    for (size_t i = 0; i < countof(types); i++)
        if (str_eq(type, str_from_cstr(types[i].word)))
            oid = types[i].oid;
    if (!forge_must(f, value.p && oid != OID_UNKNOWN))
        return value;
    return DER(&f->arena, DER_SET,
               DER(&f->arena, DER_SEQUENCE, der_identifier(&f->arena, oid),
                   der_text(&f->arena, value.p)));
}

struct str pki_name(struct forge *f, const char *text)
{
    struct str rest = str_from_cstr(text), part[8];
    size_t n = 0;

    while (rest.p && n < countof(part))
        part[n++] = name_part(f, str_cut(&rest, '/'));
    return der_join(&f->arena, DER_SEQUENCE, part, n);
}

static struct str extension(struct forge *f, enum oid oid, bool is_critical,
                            struct str value)
{
    struct arena *a = &f->arena;
    struct str critical = DER(a, DER_BOOLEAN, STR("\xFF"));

    return DER(a, DER_SEQUENCE, der_identifier(a, oid),
               is_critical ? critical : STR(""), DER(a, DER_OCTET_STRING, value));
}

static struct str key_id(struct forge *f, struct str spki)
{
    struct digest d;

    digest_compute(f->digester, DIGEST_SHA1, spki, &d);
    return str_dup(&f->arena, digest_str(&d));
}

static struct str usages(struct forge *f, const struct actor *actor)
{
    struct str part[ACTOR_EKUS_MAX];
    size_t n = 0;

    while (n < ACTOR_EKUS_MAX && actor->eku[n] != OID_UNKNOWN) {
        part[n] = der_identifier(&f->arena, actor->eku[n]);
        n++;
    }
    return n ? extension(f, OID_EXTENDED_KEY_USAGE, false,
                         der_join(&f->arena, DER_SEQUENCE, part, n))
             : STR("");
}

static struct str key_usage(struct forge *f, unsigned usage)
{
    char bits = 0;

    for (unsigned i = 0; i < 8; i++)
        if (usage & (1u << i))
            bits = (char)(bits | 0x80 >> i);
    return usage ? extension(f, OID_KEY_USAGE, true,
                             DER(&f->arena, DER_BIT_STRING, STR("\1"), { &bits, 1 }))
                 : STR("");
}

static struct str extensions(struct forge *f, const struct actor *actor,
                             struct str spki, struct str issuer_spki)
{
    struct arena *a = &f->arena;
    struct str ca = DER(a, DER_SEQUENCE, DER(a, DER_BOOLEAN, STR("\xFF")));
    struct str constraints =
        extension(f, OID_BASIC_CONSTRAINTS, true,
                  actor->is_ca ? ca : DER(a, DER_SEQUENCE, STR("")));
    struct str id = extension(f, OID_SUBJECT_KEY_ID, false,
                              DER(a, DER_OCTET_STRING, key_id(f, spki)));
    struct str of =
        extension(f, OID_AUTHORITY_KEY_ID, false,
                  DER(a, DER_SEQUENCE, DER(a, DER_CONTEXT(0), key_id(f, issuer_spki))));

    return DER(a, DER_CONTEXT_CONSTRUCTED(3),
               DER(a, DER_SEQUENCE, constraints, usages(f, actor),
                   key_usage(f, actor->usage), id, of));
}

static enum digest_algorithm digest_of(const struct actor *actor)
{
    if (!actor->digest)
        return DIGEST_SHA256;
    return strcmp(actor->digest, "md5") == 0 ? DIGEST_MD5 : DIGEST_SHA1;
}

/*
 * SubjectPublicKeyInfo with P-256 spelled out: its own field, coefficients and order,
 * but the key's own point as generator.
 */
static struct str explicit_curve(struct forge *f, struct str point)
{
    static const char prime[] =
        "\xFF\xFF\xFF\xFF\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF"
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    static const char curve_a[] =
        "\xFF\xFF\xFF\xFF\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF"
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFC";
    static const char curve_b[] =
        "\x5A\xC6\x35\xD8\xAA\x3A\x93\xE7\xB3\xEB\xBD\x55\x76\x98\x86"
        "\xBC\x65\x1D\x06\xB0\xCC\x53\xB0\xF6\x3B\xCE\x3C\x3E\x27\xD2"
        "\x60\x4B";
    static const char order[] =
        "\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
        "\xBC\xE6\xFA\xAD\xA7\x17\x9E\x84\xF3\xB9\xCA\xC2\xFC\x63"
        "\x25\x51";
    struct arena *a = &f->arena;
    struct str field =
        DER(a, DER_SEQUENCE, DER(a, DER_OID, STR("\x2A\x86\x48\xCE\x3D\x01\x01")),
            der_unsigned(a, STR(prime)));
    struct str curve = DER(a, DER_SEQUENCE, DER(a, DER_OCTET_STRING, STR(curve_a)),
                           DER(a, DER_OCTET_STRING, STR(curve_b)));
    struct str domain = DER(a, DER_SEQUENCE, der_number(a, 1), field, curve,
                            DER(a, DER_OCTET_STRING, point),
                            der_unsigned(a, STR(order)), der_number(a, 1));

    return DER(a, DER_SEQUENCE,
               DER(a, DER_SEQUENCE, der_identifier(a, OID_EC_KEY), domain),
               der_bit_string(a, point));
}

/* The uncompressed point at the end of a P-256 SubjectPublicKeyInfo. */
static struct str point_of(struct str spki)
{
    return str_slice(spki, spki.n - 65, spki.n);
}

static struct str public_key(struct forge *f, const struct actor *actor,
                             const struct forge_key *key)
{
    struct arena *a = &f->arena;

    if (actor->flaw == ACTOR_EXPLICIT_CURVE)
        return explicit_curve(f, point_of(key->spki));
    if (actor->flaw == ACTOR_GARBAGE)
        return DER(
            a, DER_SEQUENCE, der_algorithm(a, OID_RSA),
            der_bit_string(a, DER(a, DER_SEQUENCE,
                                  der_unsigned(a, seed_bytes(f, STR("short"), 49)),
                                  der_number(a, 65537))));
    return key->spki;
}

static struct str make_der(struct forge *f, const struct actor *actor,
                           struct forge_cert *out, const struct forge_cert *issuer)
{
    struct arena *a = &f->arena;
    enum digest_algorithm digest = digest_of(actor);
    const struct forge_key *signer =
        actor->flaw == ACTOR_FOREIGN_SIGNATURE ? seed_key(f, "other") : issuer->key;
    struct str spki = public_key(f, actor, out->key);
    struct str algorithm = sign_algorithm(f, signer, digest, SIGN_PLAIN);
    struct str validity =
        DER(a, DER_SEQUENCE, der_utc_day(a, actor->from ? actor->from : 20200101),
            der_utc_day(a, actor->to ? actor->to : 20400101));
    struct str version = actor->flaw == ACTOR_GARBAGE
                             ? STR("")
                             : DER(a, DER_CONTEXT_CONSTRUCTED(0), der_number(a, 2));
    struct str issuer_spki = issuer == out ? spki : issuer->key->spki;
    struct str tbs =
        DER(a, DER_SEQUENCE, version, out->serial, algorithm, issuer->name, validity,
            out->name, spki, extensions(f, actor, spki, issuer_spki));
    struct str signature;

    /* Whom an explicit curve's key signs itself, it signs with its own generator. */
    if (issuer->actor->flaw == ACTOR_EXPLICIT_CURVE)
        signature = sign_with_generator(f, point_of(issuer->key->spki), tbs);
    else
        signature = sign_bytes(f, signer, digest, SIGN_PLAIN, tbs);
    return DER(a, DER_SEQUENCE, tbs, algorithm, der_bit_string(a, signature));
}

static const struct actor *find_actor(const char *id)
{
    for (size_t i = 0; i < actor_count; i++)
        if (strcmp(actor_table[i].id, id) == 0)
            return &actor_table[i];
    return NULL;
}

static struct forge_cert *begin_cert(struct forge *f, const char *id)
{
    const struct actor *actor = find_actor(id);
    struct forge_cert *c = arena_new(&f->arena, struct forge_cert);

    if (!forge_must(f, actor && c))
        return NULL;
    c->actor = actor;
    c->key = seed_key(f, actor->key);
    c->name = pki_name(f, actor->name);
    c->serial = serial_of(f, actor);
    c->next = f->certs;
    f->certs = c;
    return c->key ? c : NULL;
}

const struct forge_cert *pki_cert(struct forge *f, const char *id)
{
    const struct forge_cert *issuer;
    struct forge_cert *c;

    for (c = f->certs; c; c = c->next)
        if (strcmp(c->actor->id, id) == 0)
            return c;
    c = begin_cert(f, id);
    if (!c)
        return NULL;
    issuer = c->actor->issuer ? pki_cert(f, c->actor->issuer) : c;
    if (!issuer)
        return NULL;
    c->der = make_der(f, c->actor, c, issuer);
    return c;
}

static struct str crl_entry(struct forge *f, const struct crl_recipe *r)
{
    struct arena *a = &f->arena;
    const struct forge_cert *revoked = r->revoked ? pki_cert(f, r->revoked) : NULL;
    struct str invalid = STR("");

    if (!revoked)
        return STR("");
    if (r->invalid_on)
        invalid = DER(a, DER_SEQUENCE,
                      extension(f, OID_INVALIDITY_DATE, false,
                                der_general_day(a, r->invalid_on)));
    return DER(
        a, DER_SEQUENCE,
        DER(a, DER_SEQUENCE, revoked->serial, der_utc_day(a, r->revoked_on), invalid));
}

struct str pki_crl(struct forge *f, const struct crl_recipe *r)
{
    struct arena *a = &f->arena;
    const struct forge_cert *issuer = pki_cert(f, r->issuer);
    const struct forge_key *key = r->key   ? seed_key(f, r->key)
                                  : issuer ? issuer->key
                                           : NULL;
    struct str algorithm, tbs, signature;

    if (!key)
        return STR("");
    algorithm = sign_algorithm(f, key, DIGEST_SHA256, SIGN_PLAIN);
    tbs = DER(a, DER_SEQUENCE, der_number(a, 1), algorithm, issuer->name,
              der_utc_day(a, r->this_update), der_utc_day(a, r->next_update),
              crl_entry(f, r));
    signature = sign_bytes(f, key, DIGEST_SHA256, SIGN_PLAIN, tbs);
    if (r->is_broken && signature.n) {
        char *copy = arena_text(a, signature.n);

        if (!copy)
            return STR("");
        memcpy(copy, signature.p, signature.n);
        copy[signature.n / 2] ^= 1;
        signature.p = copy;
    }
    return DER(a, DER_SEQUENCE, tbs, algorithm, der_bit_string(a, signature));
}
