#include "base/base.h"

#include "asn1/der.h"
#include "signature/sip.h"

#define SCRIPT_HOST "\xCE\x38\xD4\x11\xA2\xA3\x00\x10\x4B\xD3\x50\x90"

const struct str sip_powershell = {
    "\x1F\xCC\x3B\x60\x59\x4B\x08\x4E\xB7\x24\xD2\xC6\x29\x7E\xF3\x51", SIP_ID_BYTES
};
const struct str sip_jscript = { "\x10\xE0\xC9\x06" SCRIPT_HOST, SIP_ID_BYTES };
const struct str sip_vbscript = {
    "\x4E\xF0\x29\x16\x99\x27\xB5\x4D\x8F\xE5\xAC\xE1\x0F\x17\xEB\xAB", SIP_ID_BYTES
};
const struct str sip_wsf = { "\x70\x05\x61\x1A" SCRIPT_HOST, SIP_ID_BYTES };
const struct str sip_msi = {
    "\xF1\x10\x0C\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46", SIP_ID_BYTES
};
const struct str sip_appx = {
    "\x4B\xDF\xC5\x0A\x07\xCE\xE2\x4D\xB7\x6E\x23\xC8\x39\xA0\x9F\xD1", SIP_ID_BYTES
};
const struct str sip_appx_bundle = {
    "\xB3\x58\x5F\x0F\xDE\xAA\x9A\x4B\xA4\x34\x95\x74\x2D\x92\xEC\xEB", SIP_ID_BYTES
};

struct str sip_id(struct str data_value)
{
    struct der_error error;
    struct der d = der_init(&error, data_value);
    struct der info = der_enter(&d, DER_SEQUENCE);
    struct str id;

    (void)der_small(&info);
    id = der_expect(&info, DER_OCTET_STRING).value;
    return !der_failed(&d) && id.n == SIP_ID_BYTES ? id : (struct str){ NULL, 0 };
}
