#include "base/base.h"

#include "signature/chain.h"
#include "signature/chain_rules.h"

/* How a path ends, worst first: the path that gets furthest decides. */
enum path_end { END_BAD_SIGNATURE, END_INCOMPLETE, END_SELF_SIGNED, END_TRUSTED };

struct builder {
    const struct chain_request *request;
    const struct cert *path[CHAIN_DEPTH_MAX];
    size_t n;
    struct chain *best; /* valid when has_best */
    bool has_best;
    int best_score;
};

void cert_bag_fill(struct cert_bag *bag, const struct cms *cms)
{
    bag->n = cms->ncertificates;
    for (size_t i = 0; i < bag->n; i++) {
        bag->is_used[i] = false;
        bag->is_broken[i] =
            cert_parse(cms->certificate[i], &bag->cert[i], NULL) != ST_OK;
        if (bag->is_broken[i])
            bag->cert[i] = (struct cert){ .der = cms->certificate[i] };
    }
}

struct cert *cert_bag_find(struct cert_bag *bag, const struct signer_info *signer)
{
    for (size_t i = 0; i < bag->n; i++) {
        struct cert *c = &bag->cert[i];

        if (bag->is_broken[i])
            continue;
        if (signer->issuer.n
                ? str_eq(c->issuer, signer->issuer) && str_eq(c->serial, signer->serial)
                : signer->key_id.n && str_eq(c->key_id, signer->key_id))
            return c;
    }
    return NULL;
}

/* The end of the path as it stands, and the store's entry if it is a trusted root. */
static const struct trust_entry *find_root(const struct builder *b)
{
    const struct trust_entry *e = trust_find(b->request->trust, b->path[b->n - 1]);

    return e && e->is_root ? e : NULL;
}

/* Judge the path and keep it if it is better than the best so far. */
static void record(struct builder *b, enum path_end end, const struct trust_entry *root)
{
    struct chain chain = { .n = b->n,
                           .root = root,
                           .is_complete = end >= END_SELF_SIGNED };
    int score;

    memcpy(chain.cert, b->path, sizeof chain.cert);
    findings_init(&chain.findings, b->request->arena);
    if (end == END_BAD_SIGNATURE)
        chain_problem(&chain, VERDICT_BAD_SIGNATURE,
                      "no issuer's key verifies certificate %zu of the chain", b->n);
    if (end == END_INCOMPLETE)
        chain_problem(&chain, VERDICT_INCOMPLETE_CHAIN,
                      "the issuer of certificate %zu of the chain is not at hand",
                      b->n);
    chain_judge(b->request, &chain);
    score = (int)end * 100 + (int)verdict_of_set(chain.classes);
    if (b->has_best && score <= b->best_score)
        return;
    *b->best = chain;
    b->has_best = true;
    b->best_score = score;
}

static bool on_path(const struct builder *b, const struct cert *c)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->path[i] == c || str_eq(b->path[i]->der, c->der))
            return true;
    return false;
}

static bool found_good(const struct builder *b)
{
    return b->has_best && b->best->is_trusted && b->best->classes == 0;
}

/*
 * A root is not asked for its signature where that cannot be computed (MD2, odd keys):
 * it is not trusted for its signature anyway.
 */
static bool is_self_signed(struct builder *b, const struct cert *c)
{
    if (!c->is_self_issued)
        return false;
    if (*b->request->checks_left == 0)
        return true;
    (*b->request->checks_left)--;
    return key_verify_cert(b->request->ring, c, c) != KEY_DIFFERS;
}

struct tried {
    bool fits;  /* some candidate's key verified, or could not be asked */
    bool names; /* some candidate had the right name and key id, and did not verify */
};

static void extend(struct builder *b);

static void try_issuer(struct builder *b, const struct cert *issuer,
                       struct tried *tried)
{
    const struct cert *c = b->path[b->n - 1];
    enum key_outcome outcome;

    if (found_good(b) || b->n == CHAIN_DEPTH_MAX || on_path(b, issuer) ||
        !str_eq(c->issuer, issuer->subject) || *b->request->checks_left == 0)
        return;
    (*b->request->checks_left)--;
    outcome = issuer->has_explicit_curve ? KEY_UNUSABLE
                                         : key_verify_cert(b->request->ring, c, issuer);
    if (outcome != KEY_FITS && !issuer->has_explicit_curve) {
        tried->names |= cert_names_issuer(c, issuer);
        return;
    }
    tried->fits = true;
    b->path[b->n++] = issuer;
    /* A spelled-out curve ends the path: such a key proves nothing (CVE-2020-0601). */
    if (issuer->has_explicit_curve)
        record(b, issuer->is_self_issued ? END_SELF_SIGNED : END_INCOMPLETE, NULL);
    else
        extend(b);
    b->path[--b->n] = NULL;
}

/* Candidates: the trust store first, because its paths end in trusted roots. */
static void try_issuers(struct builder *b, struct tried *tried)
{
    const struct chain_request *r = b->request;
    struct str name = b->path[b->n - 1]->issuer;
    const struct trust_entry *e;
    size_t at = 0;

    while ((e = trust_by_subject(r->trust, name, &at)) != NULL)
        try_issuer(b, &e->cert, tried);
    for (size_t k = 0; k < countof(r->bag); k++)
        for (size_t i = 0; r->bag[k] && i < r->bag[k]->n; i++)
            if (!r->bag[k]->is_broken[i])
                try_issuer(b, &r->bag[k]->cert[i], tried);
}

/*
 * Depth first from the last certificate of the path:
 *
 * 1. A root of the store ends the path; so does a self-signed certificate.
 * 2. Every candidate whose name and key fit is pushed and followed.
 * 3. Where none fits, the path is judged as it stands.
 */
static void extend(struct builder *b)
{
    const struct trust_entry *root = find_root(b);
    struct tried tried = { false, false };

    if (root || is_self_signed(b, b->path[b->n - 1])) {
        record(b, root ? END_TRUSTED : END_SELF_SIGNED, root);
        return;
    }
    try_issuers(b, &tried);
    if (!tried.fits)
        record(b, tried.names ? END_BAD_SIGNATURE : END_INCOMPLETE, NULL);
    else if (!b->has_best)
        record(b, END_INCOMPLETE, NULL);
}

/* Remember which certificates of the bags the chain uses. */
static void mark_used(const struct chain_request *r, const struct chain *chain)
{
    for (size_t i = 0; i < chain->n; i++)
        for (size_t k = 0; k < countof(r->bag); k++)
            for (size_t j = 0; r->bag[k] && j < r->bag[k]->n; j++)
                if (str_eq(r->bag[k]->cert[j].der, chain->cert[i]->der))
                    r->bag[k]->is_used[j] = true;
}

enum status chain_build(const struct chain_request *request, struct chain *out,
                        struct diag *diag)
{
    struct builder b = { .request = request, .n = 1, .best = out };

    *out = (struct chain){ .n = 0 };
    b.path[0] = request->leaf;
    extend(&b);
    mark_used(request, out);
    if (request->arena->failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}
