/*
 * fuzz_der - the DER reader and what reads its values.
 *
 * Elements tile what holds them, errors stick, and no value is read from outside the
 * input: everything handed out lies within it.
 */
#include "base/base.h"

#include "asn1/asn1_text.h"
#include "asn1/asn1_time.h"
#include "asn1/ber.h"
#include "asn1/oid.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct str whole, struct str part)
{
    if (part.n && (part.p < whole.p || part.n > whole.n ||
                   (size_t)(part.p - whole.p) > whole.n - part.n))
        abort();
}

/* Read the value by the reader of its tag. */
static void read_value(const struct der *d, const struct der_item *item)
{
    struct der copy = der_within(d, item->whole);
    struct buf text;

    buf_init(&text, 1 << 20);
    if (item->tag == DER_INTEGER)
        (void)der_small(&copy);
    else if (item->tag == DER_BIT_STRING)
        check_inside(item->whole, der_bits(&copy, NULL));
    else if (item->tag == DER_BOOLEAN)
        (void)der_boolean(&copy);
    else if (item->tag == DER_OID)
        oid_add_dotted(&text, item->value);
    else if (asn1_time_parse(item->tag, item->value) != TIME_NONE &&
             item->value.n < sizeof "YYMMDDhhmmssZ" - 1)
        abort();
    asn1_text_add(&text, item);
    (void)oid_find(item->value);
    buf_release(&text);
}

static void walk(struct der *d, size_t *budget)
{
    while (!der_at_end(d) && (*budget)-- > 1) {
        struct str rest = d->rest;
        struct der ahead = *d;
        struct der_item item = der_next(d);

        if (der_failed(d)) {
            if (item.tag || der_next(d).tag || !der_at_end(d))
                abort();
            return;
        }
        check_inside(rest, item.whole);
        check_inside(item.whole, item.value);
        if (item.whole.p != rest.p || item.whole.n + d->rest.n != rest.n)
            abort();
        if (item.tag & 0x20) {
            struct der inner = der_enter(&ahead, item.tag);

            walk(&inner, budget);
        } else {
            struct der_error error = *d->error;
            struct der alone = { .rest = item.whole, .error = &error };

            read_value(&alone, &item);
        }
    }
}

/* What was rewritten has one element, which the reader takes as a whole. */
static void rewrite(struct str input)
{
    char *out = malloc(ber_room(input.n));
    size_t used, n = out ? ber_rewrite(input, out, &used) : 0;
    struct der_error error;
    struct der d = der_init(&error, (struct str){ out, n });

    if (n && (used > input.n || der_next(&d).whole.n != n))
        abort();
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t budget = 10000;
    struct der_error error;
    struct der d = der_init(&error, (struct str){ (const char *)data, size });

    rewrite((struct str){ (const char *)data, size });
    walk(&d, &budget);
    if (error.offset > size || der_problem_text(error.problem) == NULL)
        abort();
    return 0;
}
