#include "base/base.h"

#include "forge/scenario.h"
#include "forge/spoil.h"

#define BAG .bag = { "ca", "root" }
#define SIGNED .signer = "leaf", BAG
#define AT(day) .stamp = STAMP_RFC3161, .stamp_day = (day)
#define MS .company = "Microsoft Corporation", .original_name = "svchost.exe"
#define TARGET .line = "I wear somebody else's signature\r\n"
#define THE_DONOR .order = { SIGNED, AT(20220601) }, .donor = &donor

/* The sound program whose signature the grafts carry: that of "valid". */
static const struct program donor = { .line = "I am signed\r\n", .filler = 1500 };
static const struct order sound = { SIGNED, AT(20220601) };

const struct scenario scenario_table[] = {
    { { "self-signed-microsoft", "self-signed in Microsoft's name", "untrusted_root",
        "impersonates_publisher self_signed", .order = { .signer = "self" } },
      "A certificate that anybody can make says CN=Microsoft Corporation. The chain is "
      "one certificate long and ends in nothing that is trusted.",
      "$c = New-SelfSignedCertificate -Type CodeSigningCert -Subject 'CN=Microsoft "
      "Corporation, O=Microsoft Corporation' -CertStoreLocation Cert:\\CurrentUser\\My\n"
      "Set-AuthenticodeSignature -FilePath $env:FORGED -Certificate $c\n" },
    { { "sigthief", "the signature of another program behind this one", "hash_mismatch",
        "donor_digest stale_checksum unaligned_table", THE_DONOR, .program = { TARGET },
        .table = { .is_unaligned = true, .keep_checksum = true } },
      "The certificate table of valid.exe, appended as SigThief does it: no padding, no "
      "repaired checksum. The signature is intact and names another file's digest.",
      "Get-AuthenticodeSignature $env:DONOR | Select-Object Status, SignerCertificate\n"
      "python sigthief.py -i $env:DONOR -t target.exe -o $env:FORGED\n" },
    { { "expired", "signer expired, no time stamp", "expired", "",
        .order = { .signer = "old", BAG } },
      "The certificate ended in 2020 and nothing proves that the signature is older.",
      "$c = New-SelfSignedCertificate -Type CodeSigningCert -Subject 'CN=Old Tools' "
      "-NotBefore 2018-01-01 -NotAfter 2020-01-01 -CertStoreLocation "
      "Cert:\\CurrentUser\\My\n"
      "\fSet-AuthenticodeSignature -FilePath $env:FORGED -Certificate $c\n" },
    { { "expired-timestamped", "signer expired, stamped in time", "valid",
        "signer_expired", .order = { .signer = "old", BAG, AT(20190601) } },
      "The same certificate, but a time stamp of 2019 carries the signature. No finding.",
      NULL },
    { { "valid", "signed and time-stamped", "valid", "",
        .order = { SIGNED, AT(20220601) },
        .program = { .line = "I am signed\r\n", .filler = 1500 } },
      "What all the others are compared with. No finding.",
      NULL },
    { { "not-yet-valid", "signer valid from 2040", "not_yet_valid", "",
        .order = { .signer = "future", BAG } },
      "Sensors have one word for a certificate that is out of date in either direction, "
      "so the hunt says expired.",
      NULL },
    { { "lifetime", "a time stamp that must not outlive the signer", "expired",
        "lifetime_signing", .order = { .signer = "old-lifetime", BAG, AT(20190601) } },
      "The certificate's lifetime-signing usage says that no time stamp prolongs it.",
      NULL },
    { { "revoked", "signer revoked before the time stamp", "revoked", "",
        .order = { .signer = "lost", BAG, AT(20240101) } },
      "The revocation list in crls/ names the signer from June 2023 on. Without the list "
      "the file is valid, with the finding revocation_not_checked.",
      NULL },
    { { "revoked-after-timestamp", "signer revoked after the time stamp", "valid",
        "revoked_later", .order = { .signer = "lost", BAG, AT(20230101) } },
      "The same signer, but the signature is older than the revocation. No finding.",
      NULL },
    { { "hash-mismatch", "a byte of the code changed", "hash_mismatch", "donor_digest",
        .order = { SIGNED, AT(20220601) }, .spoil = spoil_code },
      "Two bytes of a signed program were changed and the checksum repaired.",
      NULL },
    { { "data-after-signature", "192 bytes behind the table", "hash_mismatch",
        "data_behind_table donor_digest", .order = { SIGNED, AT(20220601) },
        .table = { .tail = 192 } },
      "Bytes behind the certificate table belong to the digest, so this is damage, "
      "although some verifiers look no further than the table.",
      NULL },
    { { "padding-data", "1,024 bytes behind the signature in its entry", "valid",
        "padding_data", .order = { SIGNED, AT(20220601) },
        .table = { .payload = 1024 } },
      "A payload in the one place that no digest covers (CVE-2013-3900). Windows takes "
      "it by default, so it is valid; `verify --strict` says unsigned.",
      NULL },
    { { "cloned-chain", "Microsoft's chain copied with new keys", "untrusted_root",
        "cloned_chain impersonates_publisher self_signed",
        .order = { .signer = "clone-leaf", .bag = { "clone-ca", "clone-root" } } },
      "Names, serial numbers and extensions of a genuine chain, other keys up to the "
      "root.",
      NULL },
    { { "metatwin", "a graft with Microsoft's version information", "hash_mismatch",
        "claims_publisher donor_digest original_name_differs", THE_DONOR,
        .program = { TARGET, MS } },
      "Signature and version resource of another program: it says that it is svchost.exe "
      "of Microsoft Corporation.",
      NULL },
    { { "dual", "SHA-1 with a nested SHA-256, both stamped", "valid",
        "nested weak_sha1",
        .order = { .signer = "sha1",
                   BAG,
                   AT(20220601),
                   .digest = "sha1",
                   .nested = &sound } },
      "How programs for old and new Windows are signed. No finding.",
      NULL },
    { { "no-eku", "signer without any list of usages", "valid", "no_eku",
        .order = { .signer = "no-eku", .bag = { "root" } } },
      "Windows takes a certificate without usages for anything; `verify --strict` says "
      "wrong_usage.",
      NULL },
    { { "weak-md5", "MD5 as digest of file and signer", "valid", "weak_md5",
        .order = { SIGNED, .digest = "md5" } },
      "Valid by default, weak_algorithm with `verify --strict`.",
      NULL },
    { { "catalog", "an unsigned program that a catalog lists", "valid", "catalog",
        .program = { .line = "I am in a catalog\r\n" },
        .listed = { SIGNED, AT(20220601) } },
      "The signature is in catalogs/catalog.cat. Without it the program is unsigned, "
      "which is no finding either.",
      NULL },
    { { "script", "a signed PowerShell script", "valid", "", .file = "script.ps1",
        .script = { .text = "Write-Host 'nothing to see here'" },
        .order = { SIGNED, AT(20220601) } },
      "The signature is a comment at the end. No finding.",
      NULL },
};

const size_t scenario_count = countof(scenario_table);

const struct crl_recipe scenario_crl[SCENARIO_CRLS] = {
    { .issuer = "ca",
      .revoked = "lost",
      .revoked_on = 20230601,
      .this_update = 20251201,
      .next_update = 20391201 },
    { .issuer = "root", .this_update = 20251201, .next_update = 20391201 },
};

const struct scenario *scenario_find(const char *name)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (strcmp(scenario_table[i].made.name, name) == 0)
            return &scenario_table[i];
    return NULL;
}
