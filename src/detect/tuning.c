#include "base/base.h"

#include "detect/tuning.h"

/* What a path cannot excuse: somebody changed the bytes, or withdrew the certificate.
 */
static const struct str grave[] = {
    { "hash_mismatch", 13 },
    { "revoked", 7 },
    { "invalid", 7 },
};

static bool is_grave(struct str state)
{
    for (size_t i = 0; i < countof(grave); i++)
        if (str_eq(grave[i], state))
            return true;
    return false;
}

static struct str value_of(const struct finding *f, enum tuning_key key)
{
    switch (key) {
    case TUNING_DETECTION:
        return f->detection;
    case TUNING_CLASS:
        return f->state;
    case TUNING_HASH:
        return f->sha256;
    case TUNING_SIGNER:
        return f->signer;
    case TUNING_ISSUER:
        return f->issuer;
    case TUNING_THUMBPRINT:
        return f->thumbprint;
    case TUNING_PATH:
        return f->image;
    case TUNING_HOST:
        return f->host;
    case TUNING_USER:
        return f->users;
    case TUNING_COMMAND:
        return f->commands;
    case TUNING_KEYS:
        break;
    }
    return STR("");
}

static bool matches_one(const struct tuning_values *values, enum tuning_key key,
                        struct str text)
{
    for (size_t i = 0; i < values->n; i++)
        if (key == TUNING_PATH ? path_glob_match(&values->path[i], text)
                               : glob_match(&values->glob[i], text))
            return true;
    return false;
}

/* Every line of the finding's value must match: a stranger among them stays seen. */
static bool holds(const struct tuning_values *values, enum tuning_key key,
                  struct str text)
{
    if (text.n == 0)
        return false;
    while (text.p)
        if (!matches_one(values, key, str_cut(&text, '\n')))
            return false;
    return true;
}

/* By its own name: a star is not a decision. */
static bool names_class(const struct suppression *s, struct str state)
{
    const struct tuning_values *classes = &s->match[TUNING_CLASS];

    for (size_t i = 0; i < classes->n; i++)
        if (str_eq_nocase(classes->text[i], state))
            return true;
    return false;
}

static bool hides(const struct suppression *s, const struct finding *f)
{
    if (s->is_off)
        return false;
    if (is_grave(f->state) && !s->match[TUNING_HASH].n && !names_class(s, f->state))
        return false;
    for (enum tuning_key key = TUNING_DETECTION; key < TUNING_KEYS; key++)
        if (s->match[key].n && !holds(&s->match[key], key, value_of(f, key)))
            return false;
    return true;
}

struct suppression *tuning_find(struct tuning *t, const struct finding *f)
{
    for (size_t i = 0; i < t->n; i++)
        if (hides(&t->v[i], f)) {
            t->v[i].has_matched = true;
            return &t->v[i];
        }
    return NULL;
}
