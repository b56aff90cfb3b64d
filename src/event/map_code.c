#include "base/base.h"

#include "event/map_code.h"
#include "event/sign_flags.h"
#include "text/number.h"

static const struct sign_code integrity[] = {
    { 0, "valid", SIGN_HAS_VALID },
    { 1, "hash_mismatch", SIGN_HASH_MISMATCH },
    { 2, "policy", 0 }, /* shared writable sections */
    { 3, "unsigned", SIGN_NO_SIGNATURE },
    { 4, "revoked", SIGN_CERT_REVOKED },
    { 5, "expired", SIGN_CERT_EXPIRED },
    { 6, "weak_algorithm", SIGN_FAILED_CERT_CHECK },
    { 7, "untrusted_root", SIGN_INVALID_CHAIN },
    { 8, "bad_signature", SIGN_FAILED_CERT_CHECK },
    { 9, "bad_timestamp", SIGN_FAILED_CERT_CHECK },
    { 10, "policy", 0 }, /* needs page hashes */
    { 11, "hash_mismatch", SIGN_HASH_MISMATCH },
    { 12, "policy", 0 }, /* protected processes */
    { 13, "policy", 0 },
    { 14, "policy", 0 }, /* wrong ARM usage */
    { 15, "policy", 0 }, /* WHQL needed */
    { 16, "policy", 0 }, /* level not met */
    { 17, "policy", 0 },
    { 18, "policy", 0 },
    { 19, "revoked", SIGN_CERT_REVOKED }, /* the file's hash is */
    { 20, "weak_algorithm", SIGN_FAILED_CERT_CHECK },
    { 21, "policy", 0 },
    { 22, "policy", 0 },
    { 23, "hash_mismatch", SIGN_HASH_MISMATCH }, /* or elliptic curves, not supported */
    { 24, "policy", 0 },                         /* flight root */
    { 25, "policy", 0 },                         /* anti-cheat */
    { 26, "policy", 0 },                         /* explicitly denied */
    { 27, "incomplete_chain", SIGN_INVALID_CHAIN },
    { 28, "hash_mismatch", SIGN_HASH_MISMATCH },
};

static const struct sign_code hresult[] = {
    { 0, "valid", SIGN_HAS_VALID },
    { 0x80096010, "hash_mismatch", SIGN_HASH_MISMATCH },
    { 0x800B0100, "unsigned", SIGN_NO_SIGNATURE },
    { 0x800B0101, "expired", SIGN_CERT_EXPIRED },
    { 0x800B010C, "revoked", SIGN_CERT_REVOKED },
    { 0x800B0109, "untrusted_root", SIGN_INVALID_CHAIN },
    { 0x800B010A, "incomplete_chain", SIGN_INVALID_CHAIN },
    { 0x800B0111, "distrusted", SIGN_CERT_REVOKED },
    { 0x800B0003, "malformed", SIGN_UNKNOWN_ERROR },
    { 0x80096004, "bad_signature", SIGN_UNKNOWN_ERROR },
    { 0x80096005, "bad_timestamp", SIGN_UNKNOWN_ERROR },
    { 0x80096019, "bad_constraints", SIGN_UNKNOWN_ERROR },
    { 0x800B010D, "test_root", SIGN_UNKNOWN_ERROR },
    { 0x800B010E, "revocation_unknown", SIGN_UNKNOWN_ERROR },
    { 0x800B0110, "wrong_usage", SIGN_UNKNOWN_ERROR },
};

/* STATUS_INVALID_IMAGE_HASH is also what an unsigned file gets: it says nothing. */
static const struct sign_code status[] = {
    { 0xC0000603, "revoked", SIGN_CERT_REVOKED },
    { 0xC0000605, "expired", SIGN_CERT_EXPIRED },
};

const struct sign_codes sign_codes_integrity = { integrity,
                                                 countof(integrity),
                                                 { 0, "no_data", SIGN_UNKNOWN_ERROR } };
const struct sign_codes sign_codes_hresult = { hresult,
                                               countof(hresult),
                                               { 0, "no_data", SIGN_UNKNOWN_ERROR } };
const struct sign_codes sign_codes_status = { status,
                                              countof(status),
                                              { 0, "policy", 0 } };

static const struct sign_code *find_code(const struct sign_codes *codes, uint32_t code)
{
    for (size_t i = 0; i < codes->n; i++)
        if (codes->code[i].code == code)
            return &codes->code[i];
    return &codes->other;
}

static const struct sign_code *integrity_code(const struct derive_input *in)
{
    struct value number = map_decimal.value(in);

    if (number.kind != VALUE_INTEGER)
        return NULL;
    if (number.i < 0 || number.i > UINT32_MAX)
        return &sign_codes_integrity.other;
    return find_code(&sign_codes_integrity, (uint32_t)number.i);
}

/* Hexadecimal, with or without 0x, or a negative decimal. */
static bool read_code(const struct derive_input *in, uint32_t *code)
{
    struct str text;
    int64_t number;

    if (!map_says(in->source[0], in->arena, &text))
        return false;
    if (text.p[0] == '-') {
        if (!number_parse_int64(text, &number) || number < INT32_MIN)
            return false;
    } else if (!map_parse_hex(text, &number) || number > UINT32_MAX) {
        return false;
    }
    *code = (uint32_t)number;
    return true;
}

static const struct sign_code *code_of(const struct derive_input *in,
                                       const struct sign_codes *codes)
{
    uint32_t code;

    return read_code(in, &code) ? find_code(codes, code) : NULL;
}

static struct value flags_of(const struct sign_code *code)
{
    return code && code->flags ? value_int(code->flags) : value_missing();
}

static struct value state_of(const struct sign_code *code)
{
    return code ? value_str(str_from_cstr(code->state)) : value_missing();
}

static struct value make_integrity_flags(const struct derive_input *in)
{
    return flags_of(integrity_code(in));
}

static struct value make_integrity_state(const struct derive_input *in)
{
    return state_of(integrity_code(in));
}

static struct value make_hresult_flags(const struct derive_input *in)
{
    return flags_of(code_of(in, &sign_codes_hresult));
}

static struct value make_hresult_state(const struct derive_input *in)
{
    return state_of(code_of(in, &sign_codes_hresult));
}

static struct value make_status_flags(const struct derive_input *in)
{
    return flags_of(code_of(in, &sign_codes_status));
}

/* A policy was broken whatever the status says, and if it says nothing. */
static struct value make_status_state(const struct derive_input *in)
{
    const struct sign_code *code = code_of(in, &sign_codes_status);

    return state_of(code ? code : &sign_codes_status.other);
}

const struct map_make map_integrity_flags = { .how = "bits of the error, by number",
                                              .value = make_integrity_flags };
const struct map_make map_integrity_state = { .how =
                                                  "the word for the error, by number",
                                              .value = make_integrity_state };
const struct map_make map_hresult_flags = { .how = "bits of the HRESULT",
                                            .value = make_hresult_flags };
const struct map_make map_hresult_state = { .how = "the word for the HRESULT",
                                            .value = make_hresult_state };
const struct map_make map_status_flags = {
    .how = "bits if the NTSTATUS is revoked or expired", .value = make_status_flags
};
const struct map_make map_status_state = { .how = "revoked, expired, or else policy",
                                           .value = make_status_state };
