#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "chain_world.h"

const struct recipe plain_root = {
    .name = "Root",
    .constraints = "critical,CA:TRUE",
    .key_usage = "keyCertSign,cRLSign",
};

const struct recipe plain_issuer = {
    .name = "Issuer",
    .constraints = "critical,CA:TRUE",
    .key_usage = "keyCertSign,cRLSign",
    .serial = 7,
};

const struct recipe plain_leaf = {
    .name = "Signer",
    .eku = "codeSigning",
    .key_usage = "digitalSignature",
    .serial = 9,
};

void world_put(struct world *w, const struct made *m)
{
    w->bag.is_broken[w->bag.n] = false;
    w->bag.is_used[w->bag.n] = false;
    w->bag.cert[w->bag.n++] = m->cert;
}

void world_trust(struct world *w, const struct trust_entry *properties)
{
    static const struct trust_entry good = {
        .allowed = TRUST_ANYTHING,
        .disabled = TIME_NONE,
        .not_before = TIME_NONE,
        .not_before_for = TRUST_ANYTHING,
    };
    struct trust_entry e = properties ? *properties : good;

    e.cert.der = w->root.cert.der;
    e.is_root = true;
    assert_int_equal(trust_add(w->trust, &e, NULL), ST_OK);
}

void world_build(struct world *w, const struct recipe *root,
                 const struct recipe *issuer, const struct recipe *leaf)
{
    struct recipe r = *issuer;

    memset(w, 0, sizeof *w);
    arena_init(&w->arena, 1 << 24);
    assert_int_equal(digester_new(&w->digester, NULL), ST_OK);
    assert_int_equal(keyring_new(&w->ring, w->digester, NULL), ST_OK);
    assert_int_equal(trust_new(&w->trust, NULL), ST_OK);
    make_cert(&w->root, root);
    r.issuer = &w->root;
    make_cert(&w->issuer, &r);
    r = *leaf;
    r.issuer = &w->issuer;
    make_cert(&w->leaf, &r);
    world_put(w, &w->leaf);
    world_put(w, &w->issuer);
    w->checks = CHAIN_CHECKS_MAX;
}

void world_release(struct world *w)
{
    made_release(&w->root);
    made_release(&w->issuer);
    made_release(&w->leaf);
    keyring_free(w->ring);
    digester_free(w->digester);
    trust_free(w->trust);
    arena_release(&w->arena);
}

struct chain_request world_request(struct world *w)
{
    return (struct chain_request){
        .leaf = &w->bag.cert[0],
        .bag = { &w->bag, NULL },
        .purpose = TRUST_CODE_SIGNING,
        .when = year(2025),
        .now = year(2025),
        .trust = w->trust,
        .ring = w->ring,
        .digester = w->digester,
        .checks_left = &w->checks,
        .arena = &w->arena,
    };
}

enum verdict world_judge(struct world *w, const struct chain_request *r)
{
    assert_int_equal(trust_seal(w->trust, NULL), ST_OK);
    assert_int_equal(chain_build(r, &w->chain, NULL), ST_OK);
    assert_int_equal(w->chain.is_trusted, w->chain.root && w->chain.classes == 0);
    return verdict_of_set(w->chain.classes);
}
