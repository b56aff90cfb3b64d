#include "base/base.h"

#include "signature/chain_names.h"

/* The contents of the SEQUENCE OF relative names. */
static struct str names_of(struct str name)
{
    struct der_error error;
    struct der d = der_init(&error, name);

    return der_expect(&d, DER_SEQUENCE).value;
}

struct subtrees {
    bool has_directory; /* at least one is for directory names */
    bool holds;         /* one of them holds the name */
    bool is_broken;
};

/*
 * GeneralSubtrees ::= SEQUENCE OF SEQUENCE { base GeneralName, … }, where a directory
 * name is [4] EXPLICIT Name.
 */
static struct subtrees look(struct der *d, uint8_t tag, struct str subject)
{
    struct subtrees found = { .holds = false };
    struct der list;

    if (der_peek(d) != tag)
        return found;
    list = der_enter(d, tag);
    while (!der_at_end(&list)) {
        struct der subtree = der_enter(&list, DER_SEQUENCE);
        struct der_item base = der_next(&subtree);

        if (base.tag != DER_CONTEXT_CONSTRUCTED(4))
            continue;
        found.has_directory = true;
        found.holds |= str_starts_with(names_of(subject), names_of(base.value));
    }
    found.is_broken = der_failed(&list);
    return found;
}

bool name_is_permitted(const struct cert *issuer, struct str subject)
{
    struct der_error error;
    struct der d = der_init(&error, issuer->name_constraints);
    struct subtrees permitted, excluded;
    struct der both;

    if (issuer->name_constraints.n == 0)
        return true;
    both = der_enter(&d, DER_SEQUENCE);
    permitted = look(&both, DER_CONTEXT_CONSTRUCTED(0), subject);
    excluded = look(&both, DER_CONTEXT_CONSTRUCTED(1), subject);
    if (der_failed(&both) || permitted.is_broken || excluded.is_broken)
        return false;
    return (!permitted.has_directory || permitted.holds) && !excluded.holds;
}
